"""Whose a source is: what it may describe, what its things are named, what it refers to first.

A publisher describes its own things, and links to all others. Whatever door a source came through,
it is held to that here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from publisher.config import Settings
from publisher.contract import Contract
from publisher.faults import Fault, Place
from publisher.iris import TEMPLATES, Iris
from publisher.mapping.statements import MappedRow, subject_of
from publisher.publishers.reading import read, require_apart
from publisher.publishers.registry import Publisher
from publisher.sources.discover import SourceFile
from publisher.sources.lines import lines_of

OWN, SITES, OTHERS = range(3)
"""What a reference means first where a name is that of several things."""


class Ownership:
    """Whose each source of a site is. Raises ConfigError for a ``publishers.toml`` at fault."""

    def __init__(self, settings: Settings, contract: Contract) -> None:
        self._publishers = read(settings)
        self._site, self._limit = settings.minter(), settings.limits.faults_explained
        slugs = [item.slug for item in contract.classes]
        require_apart(self._publishers, slugs, settings.root)
        self._minters = {item.id: self._minter(item, slugs) for item in self._publishers}

    def _minter(self, publisher: Publisher, slugs: Iterable[str]) -> Iris:
        """What mints in a namespace: as the site does, one folder further down."""
        plain = {**{slug: slug + "/{id}" for slug in slugs}, **TEMPLATES, **self._site.templates}
        return replace(self._site, templates={
            slug: template if "{+id}" in template else publisher.namespace + template
            for slug, template in plain.items()
        })  # fmt: skip

    def iris(self, source: str) -> Iris:
        """What mints the things of a source, by its name."""
        owner = self._publishers.of_source(source)
        return self._minters[owner.id] if owner else self._site

    def genid(self, source: str) -> str:
        """What nodes without an address of their own are named under in a source."""
        owner = self._publishers.of_source(source)
        return self._publishers.genid(owner) if owner else self._site.genid()

    def rank(self, source: str) -> Callable[[str], int] | None:
        """How near a thing (IRI) is to a source, the nearest first; None where all are."""
        if not self._publishers:
            return None
        owner, of_thing = self._publishers.of_source(source), self._publishers.of_thing

        def near(iri: str) -> int:
            other = of_thing(iri)
            return OWN if other == owner else SITES if other is None else OTHERS

        return near

    def hold(self, source: str, mapped: MappedRow, place: Place) -> None:
        """Add a fault to a row for each cell that describes what is not the source's."""
        owner = self._publishers.of_source(source)
        if owner is None:
            return
        told: set[tuple[str, str]] = set()
        for line, heading in mapped.statements:
            subject = subject_of(line)[1:-1]
            if not self._publishers.holds(owner, subject) and (subject, heading) not in told:
                told.add((subject, heading))
                at = replace(place, column=heading)
                backwards = bool(mapped.subject) and subject != mapped.subject
                mapped.faults.append(self._fault(at, subject, owner, backwards=backwards))

    def foreign(self, source: SourceFile, subjects: Iterable[str]) -> Iterator[Fault]:
        """A fault for each of ``subjects`` that a source of statements may not describe."""
        owner = self._publishers.of_source(source.name)
        if owner is None:
            return
        wrong = sorted({iri for iri in subjects if not self._publishers.holds(owner, iri)})
        if not wrong:
            return
        told = wrong[: self._limit]
        text = source.path.read_bytes().decode("utf-8", "replace")
        lines = lines_of(text, told, source.path.suffix, self._site.base_iri)
        for iri in told:
            yield self._fault(Place(source.name, "", lines.get(iri, 0)), iri, owner)

    def described(self, sources: Iterable[SourceFile]) -> Iterator[Fault]:
        """A fault for each table that the metadata of another publisher says the meaning of."""
        for source in sources:
            if source.metadata is None or not source.metadata.is_relative_to(source.folder):
                continue
            name = source.metadata.relative_to(source.folder).as_posix()
            owner, other = map(self._publishers.of_source, (name, source.name))
            if owner is not None and owner != other:
                yield self._fault(Place(name), self._site.graph(source.name), owner, other)

    def _fault(
        self, place: Place, subject: str, owner: Publisher, other: Publisher | None = None,
        *, backwards: bool = False,
    ) -> Fault:  # fmt: skip
        other = other or self._publishers.of_thing(subject)
        own = self._site.base_iri + owner.namespace
        rest = SITE if subject.startswith(self._site.base_iri) else NOBODY
        english, swedish = (
            (BACKWARDS if backwards else WHOSE)[language].format(
                other.name(language) if other else rest[language], own
            )
            for language in ("en", "sv")
        )
        return Fault(place, "foreign-subject", subject, english, swedish, thing=subject)


SITE: Final = {"en": "the site itself", "sv": "webbplatsen själv"}
NOBODY: Final = {"en": "none who publishes here", "sv": "ingen som publicerar här"}
BACKWARDS: Final = {
    "en": "it belongs to {0}, and what stands in this column is said of it. Leave the cell empty, "
    "or name something that you describe in a table of your own",
    "sv": "det hör till {0}, och det som står i den här kolumnen hamnar på dess sida. Lämna cellen "
    "tom, eller ange något som ni själva beskriver i en egen tabell",
}
"""What is said where a column is read backwards: of what is named in it."""

WHOSE: Final = {
    "en": "it belongs to {0}. Link to it, and describe what has a name under <{1}>",
    "sv": "det hör till {0}. Länka dit, och beskriv det som har ett namn under <{1}>",
}
