"""Decisions -> CSV on the Web metadata, which says the same to this program and to any other.

``dc:conformsTo`` names the shapes; by them this program reads the cells. To others it is metadata
like any: ``propertyUrl``, ``lang``, ``datatype``, ``separator``, ``aboutUrl`` and ``rdf:type``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

import pyoxigraph as ox

from publisher.contract import Property
from publisher.datatypes import BUILTINS
from publisher.iris import Iris
from publisher.names import slug
from publisher.namespaces import XSD
from publisher.proposals.decisions import Decisions, Filling
from publisher.proposals.model import Candidate
from publisher.proposals.sheets import Sheet
from publisher.sources.csvw_reader import NAMESPACE
from publisher.sources.csvw_terms import INITIAL

MARK: Final = "k-e-y"
"""A key that stands for the variable while an address is made."""

Json = dict[str, Any]


def metadata_of(
    tables: Sequence[tuple[Sheet, Decisions | None]], url: str, iris: Iris, language: str
) -> str:
    """The metadata of a file called ``url``, as JSON with a line break at its end.

    Sheets without decisions are passed over when the file is read. ``iris`` names the things of
    the file, ``language`` is that of its headings.
    """
    context = [NAMESPACE, {"@language": language}]
    described = [_table(sheet, decided, url, iris, len(tables) > 1 or sheet.sheet is not None)
                 for sheet, decided in tables]  # fmt: skip
    document: Json = (
        {"@context": context, **described[0]}
        if len(described) == 1
        else {"@context": context, "tables": described}
    )
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _table(sheet: Sheet, decided: Decisions | None, url: str, iris: Iris, named: bool) -> Json:
    address = f"{url}#{sheet.sheet}" if named and sheet.sheet else url
    found: Json = {"url": address}
    if decided is None:
        return {**found, "suppressOutput": True}
    found["dc:conformsTo"] = {"@id": decided.kind.iri}
    if sheet.skipped:
        found["dialect"] = {"skipRows": sheet.skipped}
    names = _names(sheet.header)
    schema: Json = {}
    if decided.key is not None:
        place = iris.mint(decided.kind.slug, MARK).removeprefix(iris.base_iri)
        schema["aboutUrl"] = place.replace(MARK, f"{{{names[decided.key]}}}")
        schema["primaryKey"] = names[decided.key]
    schema["columns"] = [
        *(_column(sheet, at, names[at], decided.columns[at]) for at in range(len(sheet.header))),
        *(_filling(number, item, names) for number, item in enumerate(decided.fillings, 1)),
        *_constants(decided),
    ]
    return {**found, "tableSchema": schema}


def _names(header: Sequence[str]) -> list[str]:
    """A name for each column, as templates can hold it."""
    found: list[str] = []
    for at, heading in enumerate(header, 1):
        plain = re.sub(r"[^a-z0-9]+", "_", slug(heading)).strip("_") or f"column_{at}"
        found.append(plain if plain not in found else f"{plain}_{at}")
    return found


def _column(sheet: Sheet, at: int, name: str, chosen: Candidate | None) -> Json:
    found: Json = {"name": name, "titles": sheet.header[at]}
    if chosen is None or chosen.meaning.shape is None:
        return {**found, "suppressOutput": True}
    item = chosen.meaning.shape
    found |= _says(item, chosen.meaning.language)
    if chosen.separator:
        found["separator"] = chosen.separator
    elif item.splits and any(";" in text for text in sheet.column(at)):
        found["separator"] = ";"
    datatype = _datatype(item, chosen, sheet.column(at))
    return {**found, "datatype": datatype} if datatype else found


def _says(item: Property, language: str) -> Json:
    found: Json = {"dc:conformsTo": {"@id": item.iri}}
    if item.inverse:
        # Nothing in the standard says a statement backwards: others pass the column over.
        return {**found, "suppressOutput": True}
    found["propertyUrl"] = _short(item.path)
    return {**found, "lang": language} if language else found


def _datatype(item: Property, chosen: Candidate, values: Sequence[str]) -> Any:
    if chosen.format:
        base, _, form = chosen.format.partition(" ")
        return {"base": base, "format": form}
    names = [name.rpartition("#")[2] for name in item.datatypes if name.startswith(XSD)]
    for name in names if item.kind == "literal" else []:
        valid = BUILTINS[name].is_valid if name in BUILTINS and name != "string" else None
        if valid and values and all(map(valid, values)):
            return name
    return None


def _filling(number: int, filling: Filling, names: Sequence[str]) -> Json:
    shape = filling.meaning.shape
    found: Json = {"name": f"filled_{number}", "virtual": True}
    if shape is not None:
        found |= _says(shape, filling.meaning.language)
    if filling.column is not None:
        return {**found, "dc:source": names[filling.column]}
    return {**found, "default": filling.text}


def _constants(decided: Decisions) -> list[Json]:
    found = []
    for number, (predicate, value) in enumerate(decided.kind.constants, 1):
        column: Json = {"name": f"always_{number}", "virtual": True,
                        "propertyUrl": _short(predicate)}  # fmt: skip
        if isinstance(value, ox.NamedNode):
            column["valueUrl"] = _short(value.value)
        else:
            column["default"] = value.value
        found.append(column)
    return found


def _short(iri: str) -> str:
    """An IRI with a prefix that metadata may use undeclared, where there is one."""
    for prefix, namespace in sorted(INITIAL.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        rest = iri[len(namespace) :]
        if iri.startswith(namespace) and rest and re.fullmatch(r"[\w-]+", rest):
            return f"{prefix}:{rest}"
    return iri
