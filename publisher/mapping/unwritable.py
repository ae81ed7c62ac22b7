"""Statements that cannot be written in every format of a release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.faults import Fault, Place
from publisher.mapping.statements import subject_of, term
from publisher.xmlsafe import is_xml_name, is_xml_text


def unwritable(file: str, lines: Sequence[str]) -> Iterator[Fault]:
    """Statements that RDF/XML cannot hold; a table's cells have been looked at before."""
    for predicate in sorted({line.split(" ", 2)[1] for line in lines}):
        if not is_xml_name(predicate[1:-1]):
            yield Fault(
                Place(file), "predicate", predicate[1:-1],
                "a property whose last part begins with a letter and has no spaces or slashes",
                "en egenskap vars sista del börjar med en bokstav, utan blanksteg och snedstreck",
            )  # fmt: skip
    for line in lines:
        if "\\u" in line and not is_xml_text(term(line.split(" ", 2)[2]).value):
            place = Place(file, "", 0, subject_of(line)[1:-1])
            yield Fault(place, "control-character", line.split(" ", 2)[1][1:-1])
