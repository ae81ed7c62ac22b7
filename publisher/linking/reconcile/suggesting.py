"""What a person may mean who has typed the beginning of a name or an id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from publisher.linking.names import read
from publisher.linking.reconcile.finding import LONGEST, Finder
from publisher.linking.reconcile.reconciler import LEAST
from publisher.linking.reconcile.schema import Term, Type
from publisher.names import normalise

ABSENT: Final = 3
Meant = TypeVar("Meant", Type, Term)


def suggest_things(
    finder: Finder, prefix: str, types: Sequence[str], begin: int, number: int
) -> list[int]:
    """Things, the likeliest first: what the text identifies, what begins so, what is like it."""
    return list(islice(_things(finder, prefix.strip()[:LONGEST], types), begin, begin + number))


def suggest_terms(terms: Sequence[Meant], prefix: str) -> list[Meant]:
    """Types or properties with that id, or a name in which a word begins so; all for no text."""
    wanted = normalise(prefix[:LONGEST])
    found = [(_place(item, prefix.strip(), wanted), number) for number, item in enumerate(terms)]
    return [terms[number] for place, number in sorted(found) if place < ABSENT]


def _place(item: Type | Term, prefix: str, wanted: str) -> int:
    """How soon one is to be named: its id, a name that begins so, a word in it that does."""
    if item.id == prefix or wanted in item.names:
        return 0
    if any(name.startswith(wanted) for name in item.names):
        return 1
    return (
        2 if any(f" {wanted}" in f" {text.casefold()}" for text in item.labels.values()) else ABSENT
    )


def _things(finder: Finder, text: str, types: Sequence[str]) -> Iterator[int]:
    index = finder.index
    allowed = index.allowed(types) if types else None
    if not text:
        yield from (n for n in range(index.size) if allowed is None or allowed[n])
        return
    plain = read(text).plain
    begun = index.beginning(plain, allowed) if plain else ()
    seen = dict.fromkeys((*finder.identified(text, allowed), *begun))
    yield from seen
    like: dict[int, float] = {}
    for found in finder.by_name(text, allowed):
        like[found.thing] = max(like.get(found.thing, 0.0), found.likeness.score)
    yield from (thing for thing in sorted(like, key=lambda n: (-like[n], n))
                if thing not in seen and like[thing] >= LEAST)  # fmt: skip
