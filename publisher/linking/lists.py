"""Reference lists: a table or an RDF file of things that others keep, as matching sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from publisher.errors import PublisherError, SourceFault
from publisher.faults import Fault, Place
from publisher.linking.identifiers import SCHEMES, parse
from publisher.linking.matching.entities import Entity, entity
from publisher.linking.things import Things
from publisher.names import normalise
from publisher.sources.discover import KINDS, SourceFile, SourceLimits
from publisher.sources.rdf import read_rdf
from publisher.sources.rows import Table, written
from publisher.sources.tables import read_tables

IRIS: Final = frozenset(map(normalise, ("iri", "uri", "url", "id", "identifier", "item")))
NAMES: Final = tuple(map(normalise, (
    "namn", "name", "benämning", "label", "titel", "title", "andra namn", "other names", "alias",
    "förkortning", "abbreviation", "acronym",
)))  # fmt: skip
"""What the heading of a column of names begins with."""
LAST: Final = ("label", "namn", "name")
"""What else it ends with: *itemLabel*, *kommunnamn*."""
HEADINGS: Final = {
    "address": ("adress", "address", "gatuadress"),
    "contact": ("telefon", "phone", "epost", "email"),
    "date": ("startdatum", "startdate", "datum", "date", "år", "year"),
    "place": ("område", "place", "ort"), "amount": ("belopp", "amount", "budget"),
}  # fmt: skip
"""Headings of facts, by the feature that compares them."""
FACTS: Final = {normalise(text): feature for feature, texts in HEADINGS.items() for text in texts}
PARTS: Final = "|"
"""What stands between several values in a cell."""


def read_list(path: Path, limits: SourceLimits, base_iri: str, *, where: str = "") -> list[Entity]:
    """The things of a list, by IRI. ``where`` is what errors call it, where that is not its path.

    A table has a column of IRIs (``iri``, ``id`` …) and columns of names; a column called as a
    scheme of identifiers holds those, and may stand in for the IRIs where the scheme has such.
    Raises SourceFault where it cannot be read, PublisherError where it is not there, of no kind
    that can be read, or has nothing to match.
    """
    where = where or str(path)
    kind = KINDS.get(path.suffix.lower())
    if not path.exists():
        raise PublisherError("there is no such file.", where=where, todo="Name the list.")
    if kind not in ("rdf", "table") or not path.is_file():
        known = ", ".join(suffix for suffix, item in KINDS.items() if item in ("rdf", "table"))
        raise PublisherError("this is no list that can be read.", where=where,
                             todo=f"Give a file that ends with one of {known}.")  # fmt: skip
    source = SourceFile(path, path.name, kind)
    found = list(_of_rdf(source, limits, base_iri) if kind == "rdf" else _of_tables(source, limits))
    if not found:
        raise PublisherError("there is nothing in it that has an IRI and a name.", where=where)
    return sorted(found, key=lambda thing: thing.iri)


def _of_rdf(source: SourceFile, limits: SourceLimits, base_iri: str) -> Iterator[Entity]:
    store = ox.Store()
    store.extend(read_rdf(source, base_iri, limits))
    things = Things(store)
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    for iri in sorted(subjects):
        found = things.one(iri)
        if found is not None:
            yield found


def _of_tables(source: SourceFile, limits: SourceLimits) -> Iterator[Entity]:
    for table in read_tables(source, limits):
        roles = [_role(heading) for heading in table.header]
        scheme = next((role for role in roles if role in SCHEMES and SCHEMES[role].iri), "")
        missing = [role for role in ("iri", "name")
                   if role not in roles and not (role == "iri" and scheme)]  # fmt: skip
        if missing:
            place = Place(table.file, table.sheet or "", table.header_row)
            raise SourceFault([Fault(place, "missing-column", role, role) for role in missing])
        yield from _rows(table, roles, "" if "iri" in roles else scheme)


def _rows(table: Table, roles: list[str], scheme: str) -> Iterator[Entity]:
    """The rows as things; ``scheme`` is that of the identifiers that stand in for the IRIs."""
    for row in table.rows:
        cells: dict[str, list[str]] = {}
        for role, cell in zip(roles, row.cells, strict=False):
            cells.setdefault(role, []).extend(part.strip() for part in written(cell).split(PARTS))
        said = next(filter(None, cells[scheme or "iri"]), "")
        iri = next((found.iri for found in parse(said, scheme)), "") if scheme else said
        try:
            ox.NamedNode(iri)
        except ValueError:
            place = Place(table.file, table.sheet or "", row.number,
                          table.header[roles.index(scheme or "iri")])  # fmt: skip
            wanted = (SCHEMES[scheme].en, SCHEMES[scheme].sv) if scheme else ("an IRI", "en IRI")
            raise SourceFault([Fault(place, "value", said, *wanted)]) from None
        known = [f"{role}: {value}" for role in SCHEMES for value in cells.get(role, ()) if value]
        facts = {feature: cells.get(feature, ()) for feature in HEADINGS}
        yield entity(iri, cells["name"], identifiers=[iri, *known], facts=facts)


def _role(heading: str) -> str:
    """What a column holds: ``iri``, ``name``, a scheme of identifiers, a feature, or nothing."""
    plain = normalise(heading)
    for name, scheme in SCHEMES.items():
        if plain in {normalise(item) for item in (name, scheme.sv, scheme.en)}:
            return name
    if plain in IRIS:
        return "iri"
    if plain in FACTS:
        return FACTS[plain]
    return "name" if plain.startswith(NAMES) or plain.endswith(LAST) else ""
