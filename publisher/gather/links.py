"""A set of mappings as a source: its links row by row, and the linksets that they make."""

from __future__ import annotations

from publisher.faults import Place
from publisher.gather.content import Content, RowPlace, SourceContent, account
from publisher.gather.ownership import Ownership
from publisher.mapping.linksets import link_row, linksets
from publisher.mapping.statements import MappedRow
from publisher.sources.discover import SourceFile
from publisher.sources.sssom import LinkTable, read_links


def gather_links(
    source: SourceFile,
    own: SourceContent,
    content: Content,
    ownership: Ownership,
    skip: frozenset[RowPlace],
) -> None:
    """Take in the links of a file. Raises SourceFault where it cannot be read as a table.

    A publisher's links begin at its own things; a link that it refused is held to that, too.
    """
    table = read_links(source.path, source.name)
    taken = []
    for number in table.rejected:
        faults = [fault for fault in table.faults if fault.place.row == number]
        mapped = MappedRow(number, "", faults=faults)
        account(own, content, (own.file, "", number), mapped, skip)
    for row in table.rows:
        mapped, place = link_row(row), (own.file, "", row.number)
        ownership.hold(own.file, mapped, Place(*place))
        account(own, content, place, mapped, skip)
        if place not in own.rejected:
            taken.append(row)
    kept = LinkTable(table.header, table.columns, tuple(taken))
    own.lines.extend(linksets(kept, own.graph, ownership.genid(own.file)))
