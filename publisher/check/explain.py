"""Results -> faults: each result of the check led back to the file, row and column it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from publisher.check.report import Result
from publisher.contract import Contract, Property
from publisher.faults import Fault, Place
from publisher.mapping.statements import Origin, term


def explain(
    results: Iterable[Result],
    origins: Mapping[str, list[Origin]],
    contract: Contract,
    graphs: Mapping[str, str],
) -> Iterator[tuple[Fault, tuple[Place, ...]]]:
    """Each result as a fault at its cell, with the rows that would have to go to be rid of it.

    ``origins`` has the rows that speak of each focus node, by IRI; ``graphs`` the file of each
    focus node that no row speaks of (it came from RDF).
    """
    properties = {item.iri: item for kind in contract.classes for item in kind.properties}
    for result in results:
        focus = result.focus.strip("<>")
        item = properties.get(result.shape)
        found = list(_places(result, item, origins.get(focus, [])))
        places = found or [Place(graphs.get(focus, ""), "", 0, focus)]
        value = _shown(result.value)
        yield (
            Fault(
                places[0],
                "shape" if value else "shape-missing",
                value,
                expected=_message(result, item, "en"),
                expected_sv=_message(result, item, "sv"),
            ),
            tuple(places),
        )


def _places(result: Result, item: Property | None, origins: Iterable[Origin]) -> Iterator[Place]:
    """The cells that said the value; else the cells that could have said it."""
    path = item.path if item else result.path.strip("<>")
    rows = list(origins)
    statement = f"{result.focus} {result.path} {result.value}"
    for origin in rows:
        for line, heading in origin.row.statements:
            if result.value and line == statement:
                yield _at(origin.place, heading)
    if not result.value or not any(
        line == statement for origin in rows for line, _ in origin.row.statements
    ):
        for origin in rows:
            heading = origin.mapper.heading_of(path, "")
            yield _at(origin.place, heading or (_name(item) if item else ""))


def _at(place: Place, heading: str) -> Place:
    return Place(place.file, place.sheet, place.row, heading)


def _name(item: Property) -> str:
    return next(iter(item.names.values()), "")


def _message(result: Result, item: Property | None, language: str) -> str:
    own = (item.messages.get(language) if item else "") or ""
    return own or result.message(language) or result.component.rpartition("#")[2]


def _shown(value: str) -> str:
    if not value:
        return ""
    found = term(value)
    return found.value if isinstance(found, ox.NamedNode | ox.Literal) else value
