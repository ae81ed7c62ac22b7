"""Places: where what a result is about stands, in the cells of tables or on the lines of files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.check.report import Result
from publisher.faults import Place
from publisher.mapping.statements import Origin
from publisher.namespaces import SH

MISSING: Final = frozenset(
    f"{SH}{name}ConstraintComponent" for name in ("MinCount", "QualifiedMinCount", "HasValue")
)
"""Components that ask for more than there is: what they concern are the empty cells."""

Lines = Callable[[str, Collection[str]], Mapping[str, int]]
"""File and nodes -> the line of each node in it."""


@dataclass(frozen=True)
class Located:
    """The places that a result concerns, the first one its own."""

    places: tuple[Place, ...]
    written: str = ""
    """The value as it is written there; empty where that is not known."""
    header: Place | None = None
    """Where the column should be that could say what is missing, if the table has none."""

    in_table: bool = True
    """Whether the places are cells; else ``row`` is the line of an RDF file."""

    @property
    def rows(self) -> set[tuple[str, str, int]]:
        """File, sheet and number of each row of a table."""
        return {(item.file, item.sheet, item.row) for item in self.places if self.in_table}


@dataclass
class Locator:
    """Finds places: by the rows that speak of each node, else by the file that describes it.

    Nodes are N-Triples terms. ``columns`` says what the column of a property shape is called
    where a table has none for it.
    """

    origins: Mapping[str, list[Origin]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    columns: Callable[[str], str] = lambda shape: ""

    def locate(self, result: Result, beside: Iterable[str] = ()) -> Located:
        """The places of a result; ``beside`` are the paths of other properties it concerns."""
        rows = self.origins.get(result.focus, [])
        if not rows:
            line = self.lines.get(result.focus, 0)
            place = Place(self.files.get(result.focus, ""), "", line)
            return Located((place,), in_table=False)
        said = list(_saying(rows, result))
        others = [place for path in beside for place in _columns(rows, path, empty=False)]
        if said:
            places = [Place(*_row(origin), heading) for origin, heading in said]
            origin, heading = said[0]
            return Located(_distinct(places + others), _written(origin, heading))
        found = list(_columns(rows, result.path, empty=result.component in MISSING))
        if found:
            return Located(_distinct(found + others))
        name = self.columns(result.shape)
        places = [Place(*_row(origin), name) for origin in rows]
        first = rows[0]
        header = Place(first.place.file, first.place.sheet, first.header_row, name)
        return Located(_distinct(places + others), header=header if name else None)


def _saying(rows: list[Origin], result: Result) -> Iterator[tuple[Origin, str]]:
    """The rows that say the value of a result, each with the heading."""
    if not result.value:
        return
    backwards = result.path.startswith("^")
    subject, value = (result.value, result.focus) if backwards else (result.focus, result.value)
    statement = f"{subject} {result.path.removeprefix('^')} {value}"
    for origin in rows:
        for line, heading in origin.row.statements:
            if line == statement:
                yield origin, heading


def _columns(rows: list[Origin], path: str, *, empty: bool) -> Iterator[Place]:
    """The cells of a property that are empty, or that are not; all of them where none is so."""
    iri = path.removeprefix("^").removeprefix("<").removesuffix(">")
    cells = [(origin, heading) for origin in rows for heading in origin.mapper.headings_of(iri)]
    fitting = [(origin, heading) for origin, heading in cells
               if (not origin.cells.get(heading, "").strip()) is empty]  # fmt: skip
    for origin, heading in fitting or cells:
        yield Place(*_row(origin), heading)


def _written(origin: Origin, heading: str) -> str:
    """What the cell holds, where it holds one value only."""
    values = sum(own == heading for _, own in origin.row.statements)
    return origin.cells.get(heading, "").strip() if values == 1 else ""


def _row(origin: Origin) -> tuple[str, str, int]:
    return origin.place.file, origin.place.sheet, origin.place.row


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))
