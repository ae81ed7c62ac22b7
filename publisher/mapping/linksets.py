"""Sets of mappings -> statements: the links that were accepted, and the linksets they make.

Each property of the links in a file is one linkset (VoID, section 5), with counts and provenance; a
link that was refused says nothing here, and stays in the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from publisher.mapping.statements import MappedRow, Statement
from publisher.namespaces import DCT, PROV, RDF, VOID, XSD
from publisher.sources.sssom import LinkRow, LinkTable, prefixes_of
from publisher.sources.sssom_cells import NOTHING_FOUND, SSSOM, expand

NAME_DIGITS: Final = 16

TITLES: Final[Mapping[str, str]] = {"sv": "Länkar till {} ({})", "en": "Links to {} ({})"}
"""What a linkset is called: where its links lead to, and by which property."""


def link_row(row: LinkRow) -> MappedRow:
    """A row as the statement it makes; none where it was refused, or nothing was found."""
    said = row.refused or row.object == NOTHING_FOUND
    line = f"<{row.subject}> <{row.predicate}> <{row.object}>"
    return MappedRow(row.number, row.subject, [] if said else [Statement(line, "object_id")])


def linksets(table: LinkTable, graph: str, genid: str) -> Iterator[str]:
    """What is said of the linksets of a file, as N-Triples without the final dot.

    They are nodes without an address of their own, below ``genid``; ``graph`` is the named graph of
    the file, whose subsets they are.
    """
    accepted: dict[str, list[LinkRow]] = {}
    for row in table.rows:
        if link_row(row).statements:
            accepted.setdefault(row.predicate, []).append(row)
    for predicate, rows in sorted(accepted.items()):
        node = _node(genid, graph, predicate)
        yield _link(graph, VOID + "subset", node)
        yield _link(node, RDF + "type", VOID + "Linkset")
        yield _link(node, VOID + "linkPredicate", predicate)
        yield f'<{node}> <{VOID}triples> "{len(rows)}"^^<{XSD}integer>'
        name = predicate[max(predicate.rfind("/"), predicate.rfind("#")) + 1 :]
        leads_to = space_of([row.object for row in rows])
        for language, title in TITLES.items():
            text = ox.Literal(title.format(leads_to, name), language=language)
            yield f"<{node}> <{DCT}title> {text}"
        for role, iris in (
            ("subjectsTarget", [row.subject for row in rows]),
            ("objectsTarget", [row.object for row in rows]),
        ):
            target = _node(genid, graph, predicate, role)
            yield _link(node, VOID + role, target)
            yield _link(target, RDF + "type", VOID + "Dataset")
            space = ox.Literal(space_of(iris))
            yield f"<{target}> <{VOID}uriSpace> {space}"
            yield f"<{target}> <{DCT}title> {space}"
        yield from _provenance(node, rows, table.header)


def space_of(iris: Sequence[str]) -> str:
    """What all of ``iris`` begin with, up to a slash or a hash."""
    first, last = min(iris), max(iris)  # what these two share, all between them share
    same = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first)
    )
    common = first[:same]
    return common[: max(common.rfind("/"), common.rfind("#")) + 1]


def _provenance(node: str, rows: Iterable[LinkRow], header: Mapping[str, Any]) -> Iterator[str]:
    """Who accepted the links, when, and how they were found (SSSOM, PROV-O)."""
    prefixes = prefixes_of(header)
    dates: set[str] = set()
    for row in rows:
        dates.update([row.cells.get("mapping_date") or ""])
        for column, predicate in PROVENANCE.items():
            iri = expand(row.cells.get(column, ""), prefixes)
            if iri:
                yield _link(node, predicate, iri)
    dates.discard("")
    for predicate, moment in ((DCT + "created", min), (DCT + "modified", max)):
        if dates:
            yield f'<{node}> <{predicate}> "{moment(dates)}"^^<{XSD}date>'
    licence = expand(str(header.get("license") or ""), prefixes)
    if licence:
        yield _link(node, DCT + "license", licence)


PROVENANCE: Final[Mapping[str, str]] = {
    "author_id": PROV + "wasAttributedTo",
    "reviewer_id": PROV + "wasAttributedTo",
    "mapping_justification": SSSOM + "mapping_justification",
}
"""Columns that say where links come from, and the property of the linkset that says so."""


def _node(genid: str, *parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{genid}{digest[:NAME_DIGITS]}"


def _link(subject: str, predicate: str, target: str) -> str:
    return f"<{subject}> <{predicate}> <{target}>"
