"""Texts -> things: by what identifies them, by their names, by names that are like theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from publisher.iris import Iris
from publisher.linking.index import Index, Spelling
from publisher.linking.index_keys import (
    CORE,
    FOLDED,
    INITIALS,
    KEY,
    PLAIN,
    identifier_keys,
    initials_of,
    name_keys,
)
from publisher.linking.index_texts import Array
from publisher.linking.names import Name, read
from publisher.linking.reconcile.likeness import Likeness, likeness

NEAREST: Final = 64
"""Names that are compared letter by letter, of those that share most with a question."""

NAMESAKES: Final = 200
"""Things of one name that are looked at."""

LOOSE: Final = (CORE, INITIALS)
LOOSELY: Final = 20
"""… whose names are the same only without the words for kinds, or have those letters."""

LONGEST: Final = 500
"""Characters of a text that are looked at."""


@dataclass(frozen=True)
class Found:
    """A thing that was found by a name: how like it is, and the name."""

    thing: int
    likeness: Likeness
    matched: str


class Finder:
    """Finds the things of one release."""

    def __init__(self, index: Index, iris: Iris) -> None:
        self.index, self._iris = index, iris

    def thing(self, text: str) -> int | None:
        """The thing that an id stands for: its IRI, or the path that follows ``base_iri``."""
        path = self._iris.base_iri + text.lstrip("/")
        spellings = dict.fromkeys((text, path, unquote(text)))
        numbers = (self.index.number(item) for item in spellings)
        return next((number for number in numbers if number is not None), None)

    def identified(self, text: str, allowed: Array | None = None) -> list[int]:
        """The things that ``text`` identifies, among those ``allowed``."""
        wanted = text.strip()
        if not wanted or len(wanted) > LONGEST:
            return []
        own = self.thing(wanted)
        found = [own] if own is not None and (allowed is None or allowed[own]) else []
        for kind, value in identifier_keys(wanted):
            found += _few(self.index.keys.things(kind, value), allowed)
        return list(dict.fromkeys(found))

    def of_name(self, text: str, allowed: Array | None = None) -> list[int]:
        """The things of that very name, in its normal form."""
        name = read(text[:LONGEST])
        keys = dict(name_keys(name))
        found = [thing for kind in (FOLDED, PLAIN, KEY) if name.plain
                 for thing in _few(self.index.keys.things(kind, keys[kind]), allowed)]  # fmt: skip
        return list(dict.fromkeys(found))

    def by_name(self, text: str, *masks: Array | None) -> Iterator[Found]:
        """The things of names that are like ``text``, some more than once.

        Each of ``masks`` says of each thing whether it may be among them; the first holds for
        all, and the others find more where they let fewer through.
        """
        asked = read(text[:LONGEST])
        if not asked.plain:
            return
        things = [thing for kind, value in (*name_keys(asked), *_as_initials(asked))
                  for mask in masks
                  for thing in _few(self.index.keys.things(kind, value), mask,
                                    LOOSELY if kind in LOOSE else NAMESAKES)]  # fmt: skip
        for thing in dict.fromkeys(things):
            yield self._best(asked, thing)
        for mask in masks:
            for number, cosine in self.index.nearest(asked.plain, NEAREST, mask):
                known = self.index.spelling(number)
                yield Found(
                    self.index.thing_of(number), likeness(asked, known, "", cosine), known.text
                )

    def _best(self, asked: Name, thing: int) -> Found:
        """A thing by the one of its names that is most like the question."""
        found = []
        for number in self.index.names_of(thing):
            known = self.index.spelling(number)
            how = _how(asked, known)
            alike = likeness(asked, known, how, 0.0)
            found.append(Found(thing, alike, known.text))
        return max(found, key=lambda item: (item.likeness.score, item.likeness.similarity))


def _how(asked: Name, known: Spelling) -> str:
    """The most exact class of keys that two names share; empty where they share none."""
    name = read(known.text)
    if initials_of(name) and asked.plain == initials_of(name):
        return INITIALS
    keys = dict(name_keys(name))
    return next((kind for kind, text in name_keys(asked)
                 if kind != INITIALS and text and text == keys[kind]), "")  # fmt: skip


def _as_initials(asked: Name) -> Sequence[tuple[str, str]]:
    """The key by which one word finds the names whose words begin with its letters."""
    return () if " " in asked.plain else ((INITIALS, asked.plain),)


def _few(things: Array, allowed: Array | None, most: int = NAMESAKES) -> list[int]:
    """The first of ``things`` that are allowed."""
    found = things if allowed is None else things[allowed[things]]
    few: list[int] = found[:most].tolist()
    return few
