"""Decisions on links written as a set of mappings (SSSOM/TSV); pure.

What stands in a file already stays as it is: other columns, rows, and what its header says. New
rows follow in the order in which they are given.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from publisher.namespaces import PREFIXES
from publisher.sources.sssom import LinkTable, prefixes_of
from publisher.sources.sssom_cells import REFUSAL

WRITTEN: Final = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id",
    "object_label", "mapping_justification", "confidence", "author_id", "mapping_date",
    "mapping_tool", "comment",
)  # fmt: skip
"""The columns of a new file."""
SITE: Final = "site"
"""The prefix of what is named under ``base_iri``."""
TOOL: Final = "publisher"


@dataclass(frozen=True)
class Link:
    """A link between two things (IRIs): proposed, accepted, or refused."""

    subject: str
    object: str
    predicate: str
    justification: str
    """As ``semapv:…``."""
    refused: bool = False
    confidence: float | None = None
    subject_label: str = ""
    object_label: str = ""
    author: str = ""
    """IRI of who decided: an organisation, a publisher, a role; empty while nobody has."""
    date: str = ""
    """When it was decided, as ``2024-01-31``."""
    comment: str = ""
    """The evidence."""

    @property
    def pair(self) -> tuple[str, str]:
        """What it is between, the lesser IRI first."""
        return min(self.subject, self.object), max(self.subject, self.object)


def write_links(table: LinkTable, added: Sequence[Link], base_iri: str, licence: str) -> str:
    """The text of a file that has the rows of ``table`` and then ``added``.

    ``licence`` is for a file whose header names none.
    """
    header: dict[str, Any] = {**table.header}
    curie_map = dict(header.get("curie_map") or {})
    known = {**prefixes_of(header)}
    if SITE not in known and any(iri.startswith(base_iri) for iri in _iris(added)):
        known[SITE] = curie_map[SITE] = base_iri
    _name_spaces(added, known, curie_map)
    used = {prefix for iri in _iris(added) if (prefix := _shortened(iri, known).partition(":")[0])}
    curie_map |= {prefix: known[prefix] for prefix in sorted(used)
                  if prefix in known and prefix not in curie_map}  # fmt: skip
    header["curie_map"] = curie_map
    header.setdefault("license", licence)
    columns = (*table.columns, *(name for name in WRITTEN if name not in table.columns))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in table.rows:
        writer.writerow([row.cells.get(column, "") for column in columns])
    for link in added:
        cells = _cells(link, known)
        writer.writerow([cells.get(column, "") for column in columns])
    text = yaml.safe_dump(header, sort_keys=False, allow_unicode=True, width=10_000)
    return "".join(f"#{line}\n" for line in text.splitlines()) + stream.getvalue()


def _cells(link: Link, prefixes: Mapping[str, str]) -> dict[str, str]:
    return {
        "subject_id": _shortened(link.subject, prefixes),
        "subject_label": _line(link.subject_label),
        "predicate_id": _shortened(link.predicate, prefixes),
        "predicate_modifier": REFUSAL if link.refused else "",
        "object_id": _shortened(link.object, prefixes),
        "object_label": _line(link.object_label),
        "mapping_justification": link.justification,
        "confidence": "" if link.confidence is None else f"{link.confidence:.3f}",
        "author_id": _shortened(link.author, prefixes) if link.author else "",
        "mapping_date": link.date,
        "mapping_tool": TOOL,
        "comment": _line(link.comment),
    }


def _iris(links: Iterable[Link]) -> list[str]:
    every = ((link.subject, link.predicate, link.object, link.author) for link in links)
    return [iri for four in every for iri in four if iri]


def _name_spaces(links: Iterable[Link], known: dict[str, str], own: dict[str, str]) -> None:
    """Give a prefix to each space that has none, in the order of the spaces."""
    spaces = sorted({_space(iri) for iri in _iris(links) if _shortened(iri, known) == iri})
    number = 1
    for space in spaces:
        while f"ns{number}" in known:
            number += 1
        known[f"ns{number}"] = own[f"ns{number}"] = space


def _space(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#"), iri.find(":")) + 1]


def _shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    """The IRI with the prefix of the longest space that it is in, else as it is."""
    fitting = [prefix for prefix, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    prefix = max(fitting, key=lambda name: (len(prefixes[name]), name in PREFIXES, name))
    return f"{prefix}:{iri.removeprefix(prefixes[prefix])}"


def _line(text: str) -> str:
    return " ".join(text.split())
