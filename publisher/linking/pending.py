"""Proposals that nobody has decided on yet, kept in files of mappings beside the data folder.

They are no data: nothing of them is published. Each has its score as ``confidence`` and its
evidence as ``comment``, so that any tool that reads SSSOM can show them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from publisher.errors import SourceFault
from publisher.linking.matching.proposing import Proposal
from publisher.linking.sssom import Link, write_links
from publisher.release.parts import replace
from publisher.sources.sssom import SUFFIX, LinkTable, prefixes_of, read_links
from publisher.sources.sssom_cells import expand

FOLDER: Final = "proposals"
PARTED: Final = " ‖ "
"""What stands between the evidence in Swedish and in English."""


def as_link(proposal: Proposal, predicate: str) -> Link:
    """A proposal as a link, its evidence in Swedish and English."""
    found = proposal.score
    return Link(
        proposal.one.iri, proposal.other.iri, predicate, found.justification,
        confidence=round(found.value, 3), subject_label=proposal.one.label,
        object_label=proposal.other.label, comment=f"{found.text_sv}{PARTED}{found.text_en}",
    )  # fmt: skip


def evidence(link: Link, language: str) -> str:
    """The evidence of a proposal in ``language`` (``sv`` or ``en``)."""
    swedish, parted, english = link.comment.partition(PARTED)
    return english if parted and language == "en" else swedish


def keep(root: Path, name: str, links: Iterable[Link], base_iri: str, licence: str) -> Path | None:
    """Write the proposals between two lists, in place of those before; returns the file.

    None, and no file, where there are none.
    """
    path = root / FOLDER / f"{name}{SUFFIX}"
    ordered = list(links)
    if not ordered:
        path.unlink(missing_ok=True)
        return None
    text = write_links(LinkTable({}, (), ()), ordered, base_iri, licence)
    replace(path, text.encode())
    return path


def waiting(root: Path, settled: Collection[tuple[str, str]]) -> Iterator[tuple[str, Link]]:
    """Every proposal whose pair is not settled, with the name of its lists, the best first.

    Raises SourceFault where a file has faults.
    """
    found = []
    for path in sorted((root / FOLDER).glob(f"*{SUFFIX}")):
        table = read_links(path, f"{FOLDER}/{path.name}")
        if table.faults:
            raise SourceFault(list(table.faults))
        for link in links_of(table):
            if link.pair not in settled:
                found.append((path.name.removesuffix(SUFFIX), link))
    found.sort(key=lambda item: (-(item[1].confidence or 0), item[0], item[1].pair))
    yield from found


def links_of(table: LinkTable) -> Iterator[Link]:
    """The rows of a file of mappings as links."""
    prefixes = prefixes_of(table.header)
    for row in table.rows:
        cells = row.cells
        share = cells.get("confidence", "")
        yield Link(
            row.subject, row.object, row.predicate, cells.get("mapping_justification", ""),
            row.refused, float(share) if share else None, cells.get("subject_label", ""),
            cells.get("object_label", ""), expand(cells.get("author_id", ""), prefixes) or "",
            cells.get("mapping_date", ""), cells.get("comment", ""),
        )  # fmt: skip
