"""Decisions on links: taken, found again, taken back; files of mappings in the data folder.

What is done here changes text; who writes it where (the command line, a form, a key) is not told
here. What was decided is never proposed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from publisher.errors import PublisherError, SourceFault
from publisher.linking.sssom import Link, write_links
from publisher.namespaces import OWL, SKOS
from publisher.sources.sssom import SUFFIX, LinkRow, LinkTable, parse_links, read_links

FOLDER: Final = "links"
"""Where they lie, below the data folder or below a publisher's."""

PREDICATES: Final = {
    "exact": SKOS + "exactMatch", "close": SKOS + "closeMatch", "same": OWL + "sameAs",
}  # fmt: skip
"""What a link may be accepted as, by a word."""

MANUAL: Final = "semapv:ManualMappingCuration"
"""How a link was found that nobody proposed."""


@dataclass(frozen=True)
class Decided:
    """A decision, and where it stands: the source's name, and the row."""

    source: str
    row: LinkRow

    @property
    def pair(self) -> tuple[str, str]:
        """What it is between, the lesser IRI first."""
        ends = self.row.subject, self.row.object
        return min(ends), max(ends)


def accept(link: Link, author: str, date: str, predicate: str = "") -> Link:
    """``link`` as accepted by ``author`` (IRI) on ``date``, as another ``predicate`` if given."""
    return replace(
        link, refused=False, author=author, date=date, predicate=predicate or link.predicate
    )


def refuse(link: Link, author: str, date: str) -> Link:
    """``link`` as refused: it is kept, and not asked about again."""
    return replace(link, refused=True, author=author, date=date)


def begun_at(link: Link, ours: Callable[[str], bool]) -> Link:
    """``link`` from the end that is ``ours``: what it says holds in both directions.

    Raises PublisherError where neither is.
    """
    if ours(link.subject):
        return link
    if not ours(link.object):
        raise PublisherError(
            "neither of the two is the publisher's own.",
            where=f"{link.subject} {link.object}",
            todo="Let the site decide, or the publisher of one of them.",
        )
    return replace(
        link, subject=link.object, object=link.subject,
        subject_label=link.object_label, object_label=link.subject_label,
    )  # fmt: skip


def with_decisions(
    text: str | None, name: str, decisions: Sequence[Link], base_iri: str, licence: str
) -> str:
    """The text of a file of mappings ``name`` with decisions added; None is no file yet.

    A decision on the same pair takes the place of the one before. Raises SourceFault where the file
    has faults: nothing is lost from it unseen.
    """
    table = LinkTable({}, (), ()) if text is None else parse_links(text, name)
    if table.faults:
        raise SourceFault(list(table.faults))
    new = {link.pair: link for link in decisions}
    kept = tuple(row for row in table.rows if Decided(name, row).pair not in new)
    ordered = list({link.pair: link for link in decisions}.values())
    return write_links(replace(table, rows=kept), ordered, base_iri, licence)


def without(text: str, name: str, pair: tuple[str, str], base_iri: str, licence: str) -> str | None:
    """The text of a file without the decision on a pair; None where none is left.

    Raises SourceFault where the file has faults, PublisherError where it has no such decision.
    """
    table = parse_links(text, name)
    if table.faults:
        raise SourceFault(list(table.faults))
    kept = tuple(row for row in table.rows if Decided(name, row).pair != tuple(sorted(pair)))
    if len(kept) == len(table.rows):
        raise PublisherError("nothing is decided here on these two.", where=name)
    return write_links(replace(table, rows=kept), [], base_iri, licence) if kept else None


def decided(data: Path) -> Iterator[Decided]:
    """Every decision below the data folder, by file and row.

    Raises SourceFault where a file of mappings has faults.
    """
    for path in sorted(data.rglob(f"*{SUFFIX}")):
        name = path.relative_to(data).as_posix()
        if any(step.startswith(".") for step in name.split("/")):
            continue
        table = read_links(path, name)
        if table.faults:
            raise SourceFault(list(table.faults))
        for row in table.rows:
            yield Decided(name, row)


def pairs(decisions: Iterable[Decided]) -> set[tuple[str, str]]:
    """What is decided, either way."""
    return {item.pair for item in decisions}


def file_of(one: str, other: str, publisher: str = "") -> str:
    """The name of the source for decisions between two publishers' things.

    ``publisher`` is the id of the one that decides, for itself; without it the site does.
    """
    folder = f"{publisher}/{FOLDER}" if publisher else FOLDER
    return f"{folder}/{one}--{other}{SUFFIX}"
