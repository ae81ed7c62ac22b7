"""An address -> a feed: page after page, as far as the pages lead. What fetches is handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urldefrag, urljoin

from publisher.errors import FetchError
from publisher.harvesting.judging.feed import NEXT, Feed, Gathering, Page
from publisher.harvesting.judging.remarks import Remark
from publisher.namespaces import DCAT, RDF
from publisher.sources.discover import SourceLimits

DATASET: Final = f" <{RDF}type> <{DCAT}Dataset>"
FRUITLESS: Final = 2
"""Pages on end without a new dataset, after which nobody reads on."""

Get = Callable[[str], Page]
"""Fetches a page, which says where it came from. Raises FetchError."""


@dataclass(frozen=True)
class Reach:
    """How far a feed is followed."""

    pages: int = 10_000
    feed_bytes: int = 500_000_000
    """Bytes of all pages together."""


def follow(
    address: str, get: Get, limits: SourceLimits | None = None, reach: Reach | None = None
) -> Feed:
    """Read what is at an address, and the pages that follow; what goes wrong is a remark."""
    reach = reach or Reach()
    gathering = Gathering(limits or SourceLimits())
    seen: set[str] = set()
    datasets: set[str] = set()
    fruitless = 0
    following = address
    while following and not gathering.unread:
        if len(seen) >= reach.pages or sum(gathering.sizes) > reach.feed_bytes:
            gathering.wrong(Remark("endless", following, str(len(seen))))
            break
        seen.add(following)
        try:
            page = get(following)
        except FetchError as error:
            gathering.wrong(Remark(
                "unfetched", error.where, error.said["sv"], english=error.said["en"]
            ))  # fmt: skip
            break
        lines = gathering.read(page)
        new = {line for line in lines if line.endswith(DATASET)} - datasets
        datasets |= new
        fruitless = 0 if new else fruitless + 1
        here, following = following, _next(lines, page.where)
        if following in seen:
            gathering.wrong(Remark("loop", here, following))
        elif following and fruitless >= FRUITLESS:
            gathering.wrong(Remark("endless", here, str(len(seen))))
    return gathering.feed(address)


def _next(lines: set[str], where: str) -> str:
    """The address of the next page; empty on the last one."""
    found = sorted(one or two for line in lines for one, two in NEXT.findall(line))
    return urldefrag(urljoin(where, found[0])).url if found else ""
