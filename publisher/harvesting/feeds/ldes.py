"""A Linked Data Event Stream as a feed: its pages in order of time, those that are full only once.

A page that never changes is not asked for again; one that may is asked for with its ETag. Of two
changes of one record the later one holds, wherever they stand, so that reading may go on from any
page at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urldefrag

from publisher.errors import BadContent, BadStatus
from publisher.fetching import Client, Remark, Response, media_of
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.reading import document, quads
from publisher.harvesting.feeds.steps import Cursor, Memory, Page, Step
from publisher.harvesting.feeds.tree import Leaf, Way

ACCEPT: Final = (
    "application/trig, application/n-quads;q=0.9, application/ld+json;q=0.8, text/turtle;q=0.7, "
    "application/n-triples;q=0.6, */*;q=0.1"
)
"""What is asked for: members are named graphs, so that quads come first."""

GONE: Final = (404, 410)


@dataclass(frozen=True)
class LdesFeed:
    """An event stream at the address of its root, or of what leads there."""

    client: Client
    url: str
    bounds: Bounds = field(default_factory=Bounds)

    def steps(self, memory: Memory) -> Iterator[Step]:
        """The pages that may have something new.

        Raises FetchError and SourceFault where a page cannot be read, BadContent where the pages do
        not end.
        """
        walk = _Walk(self, memory)
        yield from walk.root(self.url)
        yield from walk.below()

    def polling(self, cursor: Cursor) -> int:
        """How often the stream asks to be looked at, in seconds; 0 where it does not say."""
        return Way.of(cursor.get("way", {})).polling


@dataclass
class _Walk:
    """One pass over the pages, depth first; ``todo`` has those to go to, and those to leave."""

    feed: LdesFeed
    memory: Memory
    way: Way = field(default_factory=Way)
    todo: list[tuple[str, bool]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    read: int = 0
    fruitless: int = 0

    def root(self, url: str) -> Iterator[Step]:
        """Find the stream and how it is to be read; its root is a page like others."""
        yield Step(begins=True)
        for _ in range(2):  # what leads to the root, then the root
            with self._fetch(url, "") as response:
                leaf = self._parsed(response)
                stream, view = _stream(leaf, url)
                if view in (url, response.url):
                    self.way = leaf.way(stream)
                    yield from self._kept(url, leaf, response)
                    return
            url = view
        raise Remark(url, "no-feed", "LDES").error(BadContent)

    def below(self) -> Iterator[Step]:
        """All other pages that may have something new."""
        while self.todo:
            url, leave = self.todo.pop()
            known = self.memory.page(url)
            if leave:
                if known and known.fixed and set(known.links) <= self.done:
                    self.done.add(url)
                    yield Step(page=replace(known, done=True))
            elif url not in self.seen:
                self.seen.add(url)
                yield from self._visit(url, known)

    def _visit(self, url: str, known: Page | None) -> Iterator[Step]:
        if known and known.done:
            self.done.add(url)
            return
        if known and known.fixed:
            self._follow(known)
            return
        self._must_end(url)
        try:
            response = self._fetch(url, known.etag if known else "")
        except BadStatus as error:
            if error.status not in GONE:
                raise
            gone = Remark(url, "page-gone")
            yield Step(remarks=() if known else (gone,))
            return
        with response:
            if response.status == 304 and known:
                self._follow(known)
            else:
                yield from self._kept(url, self._parsed(response), response)

    def _kept(self, url: str, leaf: Leaf, response: Response) -> Iterator[Step]:
        fixed = leaf.fixed() or "immutable" in response.headers.get("cache-control", "")
        page = Page(url, response.etag, response.modified, leaf.links(), fixed)
        items = list(leaf.members(self.way, self.feed.bounds))
        self.fruitless = 0 if items else self.fruitless + 1
        cursor = {"way": self.way.kept()}
        yield Step(items, cursor, page, remarks=tuple(leaf.literal_links()))
        self._follow(page)

    def _follow(self, page: Page) -> None:
        self.seen.add(page.url)
        self.todo.append((page.url, True))
        self.todo += [(link, False) for link in reversed(page.links)]

    def _must_end(self, url: str) -> None:
        self.read += 1
        bounds = self.feed.bounds
        if self.fruitless > bounds.fruitless or self.read > bounds.pages:
            raise Remark(url, "paging-nothing", expected=f"{self.fruitless}").error(BadContent)

    def _fetch(self, url: str, etag: str) -> Response:
        return self.feed.client.fetch(url, accept=ACCEPT, etag=etag)

    def _parsed(self, response: Response) -> Leaf:
        with document(response, media_of(response), self.feed.bounds) as source:
            return Leaf.of(response.url, quads(source, response.url))


def _stream(leaf: Leaf, url: str) -> tuple[str, str]:
    """The stream that a page is of, and its root. Raises BadContent where there are several."""
    views = leaf.views()
    here = {urldefrag(url).url, urldefrag(leaf.url).url}
    for stream, roots in sorted(views.items()):
        if here & set(roots):
            return stream, url
    if len(views) == 1:
        [(stream, roots)] = views.items()
        return stream, min(roots)
    if views:
        known = ", ".join(sorted(min(roots) for roots in views.values()))
        raise Remark(url, "streams", known).error(BadContent)
    return "", url
