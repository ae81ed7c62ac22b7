"""What keeps a new state of a source from being taken, whatever the shapes say of it.

That it has lost more than it may, is empty or too large, or describes what is not its own. What a
source of a publisher may describe is held to where all sources are gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from publisher.mapping.statements import subject_of
from publisher.obtaining.manner import Asked
from publisher.obtaining.remarks import Refusal
from publisher.publishers.registry import Publishers
from publisher.remote_sources import DCAT, OAI, TABLE
from publisher.sources.discover import KINDS, SourceFile, SourceLimits, megabytes
from publisher.sources.kept import KeptTables
from publisher.vocabulary import Vocabulary

CATALOGUES: Final = (DCAT, OAI)
"""Kinds of sources that are data catalogues."""

FREE: Final = 5
"""So many things or rows may always be missing, as long as some are left."""


def require_size(path: Path, most: int) -> None:
    """Raise Refusal where a file has more bytes than a source may."""
    size = path.stat().st_size
    if size > most:
        raise Refusal.of("large", megabytes(size), megabytes(most))


def entries_of(source: SourceFile, limits: SourceLimits) -> frozenset[str]:
    """What is counted of a source: the subjects of statements, or the rows of tables by number.

    Raises SourceFault where a table cannot be read.
    """
    if source.path.suffix == ".nt":
        with source.path.open(encoding="utf-8") as lines:
            return frozenset(subject_of(line) for line in lines)
    found = KeptTables(limits).read(source)
    count = sum(1 for table in found for _ in table.rows)
    return frozenset(map(str, range(count)))


def require_kept(before: frozenset[str], after: frozenset[str], percent: int) -> None:
    """Raise Refusal where more than ``percent`` of what was there is gone, or all of it."""
    lost = len(before - after)
    if before and not after:
        raise Refusal.of("nothing", expected=len(before))
    if lost > max(FREE, len(before) * percent / 100):
        raise Refusal.of("shrunk", lost, len(before))


def require_own(quads: Iterable[ox.Quad], asked: Asked) -> Iterator[ox.Quad]:
    """Statements as they come. Raises Refusal where one is about a node of this site's.

    These nodes (RDF 1.1 Concepts, section 3.5) get their names here, and nobody may guess one.
    """
    taken = asked.settings.minter().genid()
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(taken):
            raise Refusal.of("foreign", f"<{quad.subject.value}>", OF_SITE)
        yield quad


OF_SITE: Final = {"sv": "hör till den här webbplatsen", "en": "belongs to this site"}
OF_VOCABULARY: Final = {"sv": "hör till vokabulären", "en": "belongs to the vocabulary"}
OF_OTHER: Final = {"sv": "hör till källan {}", "en": "belongs to the source {}"}
OF_PUBLISHER: Final = {"sv": "hör till {}", "en": "belongs to {}"}
OUTSIDE: Final = {
    "sv": "ligger utanför det som källan får beskriva (namespaces)",
    "en": "is outside what the source may describe (namespaces)",
}


class Claims:
    """What each source of a site may describe.

    Nobody describes the site's own vocabulary; but a data catalogue says of its documents that they
    are standards, and may.
    """

    def __init__(
        self,
        asked: Iterable[Asked],
        publishers: Publishers,
        vocabulary: Vocabulary,
    ) -> None:
        self._asked = {item.name: item for item in asked}
        self._publishers = publishers
        self._documents = frozenset(document.iri for document in vocabulary.documents)
        self._terms = frozenset(
            triple.subject.value for document in vocabulary.documents
            for triple in document.triples if isinstance(triple.subject, ox.NamedNode)
        )  # fmt: skip

    def require(self, name: str, lines: Iterable[str], kind: str) -> None:
        """Raise Refusal where a source says something of what is not its own.

        The things of a table, whatever it comes from, are named by the site.
        """
        asked = self._asked[name]
        others = [(space, other.name) for other in self._asked.values() for space in
                  other.section.namespaces if space not in asked.section.namespaces]  # fmt: skip
        for subject in sorted({subject_of(line)[1:-1] for line in lines}):
            if subject.startswith(asked.genid):
                continue
            whose = self._whose(subject, asked, others, kind)
            if whose:
                raise Refusal.of("foreign", f"<{subject}>", whose)

    def _whose(
        self, subject: str, asked: Asked, others: list[tuple[str, str]], kind: str
    ) -> dict[str, str] | None:
        """Why a source may not describe a thing; None where it may."""
        owner = self._publishers.of_thing(subject)
        if owner is not None:
            mine = owner.id == asked.section.publisher
            return None if mine else {language: text.format(owner.name(language))
                                      for language, text in OF_PUBLISHER.items()}  # fmt: skip
        if subject in self._terms:
            standard = subject in self._documents and kind in CATALOGUES
            return None if standard else OF_VOCABULARY
        if subject.startswith(asked.settings.site.base_iri):
            return None if kind == TABLE else OF_SITE
        for space, other in others:
            if subject.startswith(space):
                return {language: text.format(other) for language, text in OF_OTHER.items()}
        own = asked.section.namespaces
        return OUTSIDE if own and not subject.startswith(own) else None


def file_of(path: Path, name: str) -> SourceFile:
    """A file as a source."""
    return SourceFile(path, name, KINDS[path.suffix.lower()])
