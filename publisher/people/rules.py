"""What people are owed when sources are read: who is left out, and what there is to warn of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final, Protocol

from publisher.config import Settings
from publisher.faults import Fault, Place
from publisher.iris import Iris
from publisher.mapping.statements import MappedRow, Statement, subject_of
from publisher.names import normalise
from publisher.namespaces import PERSONS, RDF, S3R, WITHDRAWN
from publisher.people import erased
from publisher.people.addresses import personal
from publisher.people.layers import Layer, read_layer
from publisher.sources.discover import SourceFile
from publisher.sources.lines import lines_of

TYPE: Final = f" <{RDF}type> "
IS_PERSON: Final = frozenset(f"<{RDF}type> <{kind}>" for kind in PERSONS)
IS_WITHDRAWN: Final = f"<{RDF}type> <{WITHDRAWN}>"
BASIS: Final = f" <{S3R}publicationBasis> "


class Source(Protocol):
    """What one source says."""

    file: str
    lines: list[str]
    partial: list[str]
    rows: int
    rejected: set[tuple[str, str, int]]


class Reading(Protocol):
    """What all sources say."""

    @property
    def sources(self) -> Sequence[Source]: ...

    faults: list[Fault]
    warnings: list[Fault]
    left_out: frozenset[str]


@dataclass
class People:
    """The rules of one reading of the sources of a site.

    ``warnings`` collects what there is to warn of, ``gone`` the things that are left out.
    """

    settings: Settings
    layers: list[Layer] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """The IRIs of things left out: erased before, or of a layer whose review is overdue."""
    late: set[str] = field(default_factory=set)
    """Those of them that are of such a layer."""

    def __post_init__(self) -> None:
        self._erased = erased.read(self.settings.root)
        self._functions = frozenset(map(normalise, self.settings.people.function_words))
        day = self.settings.today
        self._today = date.fromisoformat(day) if day else datetime.now(UTC).date()

    def enter(self, source: SourceFile, sources: Sequence[str], iris: Iris) -> list[str]:
        """Take in a layer; what is published of it, in N-Triples.

        Raises SourceFault where its file does not say what it must.
        """
        found = read_layer(source.path, source.name)
        self.layers.append(found)
        if found.over(self._today):
            self.warnings.append(Fault(Place(source.name), "layer-over", found.review.isoformat()))
        return list(found.statements(sources, iris))

    def is_late(self, source: str) -> bool:
        """Whether a source is of a layer whose review is overdue."""
        return any(layer.has(source) and layer.over(self._today) for layer in self.layers)

    def passes_over(self, own: Source, mapped: MappedRow, place: Place) -> bool:
        """Whether a row is not taken in: it describes what was erased. A warning says so."""
        if not self._is_erased(mapped.subject, (line for line, _ in mapped.statements)):
            return False
        own.rows += 1
        own.rejected.add((place.file, place.sheet, place.row))
        self._warn_of_erased(mapped, place)
        return True

    def _warn_of_erased(self, mapped: MappedRow, place: Place) -> None:
        self.gone.add(mapped.subject)
        self.warnings.append(Fault(place, "erased", mapped.subject, thing=mapped.subject))

    def look(self, source: str, mapped: MappedRow, place: Place) -> None:
        """Warn of a person outside of any layer, and of addresses that look personal."""
        if any(layer.has(source) for layer in self.layers):
            return
        lines = [line for line, _ in mapped.statements]
        if self._is_person(lines):
            if not any(BASIS in line for line in lines):
                self.warnings.append(
                    Fault(place, "person-outside", mapped.subject, thing=mapped.subject)
                )
            return
        for line, heading in mapped.statements:
            if address := self._address(line):
                at = replace(place, column=heading)
                self.warnings.append(Fault(at, "personal-address", address, thing=mapped.subject))

    def hold(self, source: SourceFile, lines: list[str], base: str) -> list[str]:
        """The statements of a file of RDF without those about what was erased.

        What is warned of is the same as in tables; a warning has the line of the file.
        """
        found = {subject_of(line) for line in lines
                 if self._is_person((line,)) or self._address(line)}  # fmt: skip
        if self._erased:
            found |= {name for name in set(map(subject_of, lines)) if self._listed(name[1:-1])}
        if not found:
            return lines
        text = source.path.read_bytes().decode("utf-8", "replace")
        numbers = lines_of(text, found, source.path.suffix, base)
        gone = set()
        ordered = sorted(line for line in lines if subject_of(line) in found)
        for subject, own in groupby(ordered, key=subject_of):
            mapped = MappedRow(0, subject[1:-1], [Statement(line, "") for line in own])
            place = Place(source.name, "", numbers.get(subject, 0))
            if self._is_erased(mapped.subject, (line for line, _ in mapped.statements)):
                self._warn_of_erased(mapped, place)
                gone.add(subject)
            else:
                self.look(source.name, mapped, place)
        return [line for line in lines if subject_of(line) not in gone]

    def finish(self, content: Reading) -> None:
        """Leave out of all sources what is not to be published, and what points there."""
        for own in content.sources:
            if self.is_late(own.file):
                things = {subject_of(line)[1:-1] for line in own.lines}
                self.gone |= things
                self.late |= things
                own.lines, own.partial = [], []
                own.rows, own.rejected = 0, set()
        content.faults = [item for item in content.faults if not self.is_late(item.place.file)]
        if self.gone:
            for own in content.sources:
                own.lines = list(_without(own.lines, self.gone))
        content.warnings = sorted(set(self.warnings))
        content.left_out = frozenset(self.late)

    def _is_erased(self, subject: str, lines: Iterable[str]) -> bool:
        if not self._erased or not self._listed(subject):
            return False
        return not any(line.endswith(IS_WITHDRAWN) for line in lines)

    def _listed(self, subject: str) -> bool:
        return erased.digest_of(subject.partition("#")[0]) in self._erased

    @staticmethod
    def _is_person(lines: Iterable[str]) -> bool:
        return any(TYPE in line and line.partition(" ")[2] in IS_PERSON for line in lines)

    def _address(self, line: str) -> str:
        """The address in a statement that looks like a person's; a tag of language is none."""
        at = line.find("@")
        if at < 0 or (line[at - 1] == '"' and line.find("@", at + 1) < 0):
            return ""
        return personal(line.split(" ", 2)[2], self._functions)


def _without(lines: Sequence[str], gone: set[str]) -> Iterator[str]:
    """The statements that neither describe nor point to what is left out.

    That something is withdrawn may be said of it.
    """
    names = {f"<{iri}>" for iri in gone}
    stones = {subject_of(line) for line in lines if line.endswith(IS_WITHDRAWN)}
    for line in lines:
        subject, _, value = line.split(" ", 2)
        if (subject not in names or subject in stones) and value not in names:
            yield line
