"""Things as matching sees them: names, identifiers and facts that can be compared; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.linking.identifiers import Identifier, equivalents, parse
from publisher.linking.names import Name, read

NO_FACTS: Final[Mapping[str, tuple[str, ...]]] = {}


@dataclass(frozen=True)
class Entity:
    """A thing to be matched. ``facts`` holds values by the name of the feature that compares them
    (:data:`publisher.linking.matching.features.FEATURES`)."""

    iri: str
    names: tuple[Name, ...]
    types: frozenset[str] = frozenset()
    identifiers: frozenset[Identifier] = frozenset()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_FACTS)
    titled: bool = False
    """Whether its names are titles, in which a word such as *region* is but a word."""

    @property
    def label(self) -> str:
        """The first name as written, or the IRI."""
        return self.names[0].text if self.names else self.iri


def entity(
    iri: str,
    names: Iterable[str],
    *,
    types: Iterable[str] = (),
    identifiers: Iterable[str] = (),
    facts: Mapping[str, Iterable[str]] = NO_FACTS,
    titled: bool = False,
) -> Entity:
    """An entity of texts; an identifier that no scheme recognises is left aside."""
    known = (found for text in identifiers for found in parse(text)[:1])
    return Entity(
        iri,
        tuple(read(name) for name in dict.fromkeys(names) if name.strip()),
        frozenset(types),
        frozenset(other for one in known for other in equivalents(one)),
        {feature: kept for feature, values in facts.items() if (kept := _values(values))},
        titled,
    )


def _values(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
