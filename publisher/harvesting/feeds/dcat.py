"""A DCAT catalogue as a feed: one document, or pages. It has no deletions of its own.

What was there and is missing is gone, but only when all pages have come and are as many as the feed
says. Reading goes on at the page where it ended; where that page is no more, from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from publisher.errors import BadContent, BadStatus
from publisher.fetching import Client, Remark, Response, media_of
from publisher.fetching.media import ACCEPT
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.datasets import items_of, roots_of
from publisher.harvesting.feeds.flaws import Spelling, flaws_of
from publisher.harvesting.feeds.graph import graph_of
from publisher.harvesting.feeds.hydra import Paging, paging_of
from publisher.harvesting.feeds.reading import document, lines, relative
from publisher.harvesting.feeds.steps import Counted, Cursor, Memory, Page, Step

GONE: Final = (404, 410)


@dataclass
class _Round:
    """What has come of the pages of one round. ``total`` is what the first page promised."""

    total: int | None = None
    moves: bool = False
    fruitless: int = 0
    pages: int = 0
    remarks: list[Remark] = field(default_factory=list)

    def cursor(self, following: str) -> Cursor:
        return {"next": following, "total": self.total, "moves": self.moves}


@dataclass(frozen=True)
class DcatFeed:
    """A catalogue at an address."""

    client: Client
    url: str
    bounds: Bounds = field(default_factory=Bounds)

    def steps(self, memory: Memory) -> Iterator[Step]:
        """The pages that are still to be read in this round, the last one with a sweep.

        Raises FetchError and SourceFault where a page cannot be read, BadContent where the pages
        do not end.
        """
        current, url = _Round(), str(memory.cursor.get("next") or "")
        if url:
            current.total, current.moves = memory.cursor["total"], memory.cursor["moves"]
            try:
                response = self._fetch(url, memory)
            except BadStatus as error:
                if error.status not in GONE:
                    raise
                current, url = _Round(), ""
        if not url:
            url = self.url
            response = self._fetch(url, memory)
            yield Step(begins=True, cursor=current.cursor(url))
        while True:
            before = memory.counted()
            with response:
                yield from self._page(url, response, memory, current)
            url = str(memory.cursor["next"])
            if not url:
                return
            try:
                self._must_end(url, before, memory, current)
            except BadContent:
                yield Step(cursor={})  # once it is mended, it is read from the start
                raise
            response = self._fetch(url, memory)

    def _fetch(self, url: str, memory: Memory) -> Response:
        known = memory.page(url)
        etag, modified = (known.etag, known.modified) if known else ("", "")
        return self.client.fetch(url, accept=ACCEPT, etag=etag, modified=modified)

    def _page(
        self, url: str, response: Response, memory: Memory, current: _Round
    ) -> Iterator[Step]:
        known = memory.page(url)
        if response.status == 304 and known is not None:
            paging = Paging(known.links[0] if known.links else "", known.total)
            yield from self._ended(Step(page=known, unchanged=url), paging, memory, current)
            return
        with document(response, media_of(response), self.bounds) as source:
            unresolved = relative(source)
            with graph_of(lines(source, response.url)) as graph:
                roots, paging = roots_of(graph), paging_of(graph, response.url)
                page = Page(url, response.etag, response.modified,
                            (paging.next,) if paging.next else (), total=paging.total)  # fmt: skip
                spelling = Spelling(response.url)
                items = spelling.watch(items_of(graph, roots, response.url, self.bounds))
                remarks = [*paging.remarks, *flaws_of(graph, roots, response.url)]
                remarks += [unresolved] if unresolved else []
                step = Step(items, page=page, remarks=tuple(remarks))
                yield from self._ended(step, paging, memory, current)
                if spelling.count:
                    yield Step(remarks=tuple(spelling.remarks()))

    def _ended(self, step: Step, paging: Paging, memory: Memory, current: _Round) -> Iterator[Step]:
        """A page, and where it leads to; after the last one, whether all have come."""
        if current.total is None:
            current.total = paging.total
        current.moves |= paging.total is not None and paging.total != current.total
        assert step.page is not None
        yield Step(step.items, current.cursor(paging.next or step.page.url), step.page,
                   unchanged=step.unchanged, remarks=step.remarks)  # fmt: skip
        if not paging.next:
            yield self._verdict(memory.counted(), step.page.url, current, paging.total)

    def _verdict(self, counted: Counted, url: str, current: _Round, last: int | None) -> Step:
        """The end of a round: a sweep, where all that was promised has come."""
        done = current.cursor("")
        promised = current.total
        if current.moves:
            remark = Remark(url, "total-moves", f"{promised}", f"{last}")
        elif promised is not None and promised not in (counted.datasets, counted.records):
            remark = Remark(url, "total", f"{counted.datasets}", f"{promised}")
        elif not counted.records:
            remark = Remark(url, "no-datasets")
        else:
            return Step(cursor=done, sweep=True)
        return Step(cursor=done, remarks=(remark,))

    def _must_end(self, url: str, before: Counted, memory: Memory, current: _Round) -> None:
        """Raises BadContent where the pages plainly do not end."""
        after = memory.counted()
        current.pages += 1
        current.fruitless = 0 if after != before else current.fruitless + 1
        if memory.visited(url):
            raise Remark(self.url, "paging-loop", url).error(BadContent)
        if current.fruitless > 1 or current.pages > self.bounds.pages:
            raise Remark(url, "paging-nothing", expected=f"{current.fruitless}").error(BadContent)
        if current.total is not None and after.datasets > current.total:
            raise Remark(url, "paging-endless", f"{after.datasets}", f"{current.total}").error(
                BadContent
            )
