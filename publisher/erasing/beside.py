"""What lies beside sources and releases and may name the thing: found first, then cleaned.

Requests and drafts of publishers, the answers that they got, proposals of links, what is told of
fetched sources, replicas of feeds, queries that were asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree

from publisher.config import Settings
from publisher.contract import Contract
from publisher.erasing import drafts, incoming, proposals, records, texts
from publisher.erasing.databases import forget_answers, forget_records
from publisher.erasing.places import folders
from publisher.erasing.scope import Scope, Terms
from publisher.erasing.spellings import Finder
from publisher.fetched import folder_of
from publisher.obtaining.keeping import locked
from publisher.publishers.landing import FOLDER


@dataclass(frozen=True)
class Beside:
    """What was found."""

    drafts: list[Path] = field(default_factory=list)
    """Drafts of the form that speak of the thing, by their folders."""
    proposals: dict[Path, int] = field(default_factory=dict)
    """Proposals of links that name it, by file."""
    records: list[Path] = field(default_factory=list)
    """What is told of sources and drafts, where it names it."""
    queries: list[Path] = field(default_factory=list)
    """Kept queries that name a value."""
    logs: dict[Path, int] = field(default_factory=dict)
    """Lines of logs of queries that name a value."""

    @property
    def known(self) -> bool:
        """Whether the thing itself is spoken of."""
        return bool(self.drafts or self.proposals)


def look(
    settings: Settings, contract: Contract, releases: Path, scope: Scope, finder: Finder
) -> Beside:
    """Look through everything; change nothing. ``finder`` finds the values of the thing."""
    whole = _with_address(finder, scope)
    named = {path: texts.clean(path, finder, plan=True) for path in texts.logs(settings)}
    return Beside(
        list(drafts.speaking(settings, contract, scope, whole)),
        proposals.naming(settings, scope, finder),
        records.naming(settings, whole),
        texts.naming(releases, finder),
        {path: count for path, count in named.items() if count},
    )


def clean(settings: Settings, found: Beside, scope: Scope, finder: Finder, now: str) -> None:
    """Take the thing out of all that was found but replicas, which need its nodes."""
    for name in (FOLDER, incoming.BODIES):
        incoming.tidy(settings.root / settings.intake.folder / name)
    for folder in found.drafts:
        rmtree(folder, ignore_errors=True)
    proposals.clean(found.proposals, scope, finder)
    records.clean([path for path in found.records if path.is_file()], _with_address(finder, scope))
    texts.erase(found.queries, now)
    for path in found.logs:
        texts.clean(path, finder)
    forget_answers(settings, finder)


def clean_replicas(settings: Settings, nodes: Terms, *, whole: bool) -> None:
    """Take nodes out of the replicas of feeds, wherever the site keeps some."""
    forget_records(folders(settings), nodes, whole=whole)


def _with_address(finder: Finder, scope: Scope) -> Finder:
    """What finds the thing by its address as well: what is told of it may have other values."""
    return Finder((*finder.texts, scope.iri))


@contextmanager
def unfetched(settings: Settings) -> Iterator[None]:
    """Nothing is fetched meanwhile; what a round that was ended left half done is removed.

    Raises PublisherError where a round is under way.
    """
    folder = folder_of(settings)
    with ExitStack() as stack:
        if folder.is_dir():
            stack.enter_context(locked(folder))
        yield
