"""An OAI-PMH repository as a feed: what has changed since the last time, deletions included.

The next reading begins at the latest datestamp that has come, which is included: no clock but that
of the records matters. Where a repository does not keep deletions for good, all is listed anew, and
what is missing is gone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from publisher.errors import BadContent
from publisher.fetching import Client, Remark
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.oai_pages import Answer, opened
from publisher.harvesting.feeds.oai_records import item_of
from publisher.harvesting.feeds.steps import Cursor, Item, Memory, Step
from publisher.namespaces import RDF

PREFERRED: Final[tuple[str, ...]] = (
    "dcat_ap",
    "dcat_ap_3",
    "dcat-ap",
    "dcat-ap-3",
    "dcat",
    "rdf",
    "rdf_xml",
)
"""Prefixes of formats, the best first; any other that has DCAT in its name comes after them."""

ACCEPT: Final = "text/xml, application/xml;q=0.9, */*;q=0.1"
FRUITLESS: Final = 3
"""Pages on end without a record, after which the list is taken for endless."""

SETTLED: Final = timedelta(hours=1)
"""So long after a time nothing more is given that time."""

NOTHING: Final = "noRecordsMatch"
EXPIRED: Final = "badResumptionToken"


@dataclass(frozen=True)
class Listing:
    """Where a list stands: in which format, whether it is of all records, and the next token.

    ``since`` is the datestamp at which it began, ``latest`` the last one in it, ``started`` when
    the first page was made; ``size`` is how many records it has, where that is told.
    """

    prefix: str
    full: bool
    since: str = ""
    latest: str = ""
    started: str = ""
    token: str = ""
    count: int = 0
    size: int | None = None

    def after(self, answer: Answer, latest: str, count: int) -> Listing:
        """The same list, a page later."""
        return replace(
            self, latest=max(self.latest, latest), token=answer.token, count=self.count + count,
            started=self.started or answer.first("responseDate"),
            size=self.size if answer.size is None else answer.size,
        )  # fmt: skip


@dataclass(frozen=True)
class OaiFeed:
    """A repository at its base URL; ``set`` and ``metadataPrefix`` may stand in the query."""

    client: Client
    url: str
    bounds: Bounds = field(default_factory=Bounds)

    def steps(self, memory: Memory) -> Iterator[Step]:
        """The pages of the list of records that have changed.

        A list that the repository does not go on with is begun anew, once. Raises FetchError,
        SourceFault and BadContent where the repository cannot be read.
        """
        kept = memory.cursor.get("listing")
        if kept:
            listing = Listing(**kept)
            ended = yield from self._pages(listing, memory)
            if ended:
                return
        listing = self._begun(memory)
        yield Step(begins=listing.full, cursor=_going(memory.cursor, listing))
        if not (yield from self._pages(listing, memory)):
            raise Remark(self.url, "oai-error", EXPIRED).error(BadContent)

    def _pages(self, listing: Listing, memory: Memory) -> Generator[Step, None, bool]:
        """The pages from where a list stands; returns whether it came to its end."""
        seen: set[str] = set()
        fruitless = 0
        for _ in range(self.bounds.pages):
            with self.client.fetch(self._address(listing), accept=ACCEPT) as response, \
                    opened(response, self.bounds) as answer:  # fmt: skip
                found, latest = self._found(answer, memory)
                if answer.error == EXPIRED and listing.token:
                    return False
                _must_be_sound(answer)
                listing = listing.after(answer, latest, len(found))
                items = [item for item in found if isinstance(item, Item)]
                remarks = tuple(item for item in found if isinstance(item, Remark))
                yield Step(items, _going(memory.cursor, listing), remarks=remarks)
            if not listing.token:
                yield _verdict(memory, listing, self.url)
                return True
            fruitless = 0 if found else fruitless + 1
            if listing.token in seen:
                raise Remark(self.url, "paging-loop", listing.token).error(BadContent)
            if fruitless >= FRUITLESS:
                break
            seen.add(listing.token)
        raise Remark(self.url, "paging-nothing", expected=f"{fruitless}").error(BadContent)

    def _found(self, answer: Answer, memory: Memory) -> tuple[list[Item | Remark], str]:
        """What is on a page, and the latest datestamp on it."""
        found, latest = [], ""
        for record in answer.records():
            found.append(item_of(record, answer.url, memory.iri_of, self.bounds))
            latest = max(latest, record.datestamp)
        return found, latest

    def _begun(self, memory: Memory) -> Listing:
        """A new list: of changes, where the repository keeps deletions and has been read before."""
        identity = self._asked({"verb": "Identify"})
        prefix = self._parameters.get("metadataPrefix") or self._prefix()
        since = str(memory.cursor.get("since", ""))
        full = identity.first("deletedRecord") != "persistent" or not since
        return Listing(prefix, full, "" if full else since)

    def _prefix(self) -> str:
        """The format that has DCAT in it. Raises BadContent where there is none."""
        answer = self._asked({"verb": "ListMetadataFormats"})
        known = answer.values.get("metadataPrefix", [])
        spaces = dict(zip(known, answer.values.get("metadataNamespace", []), strict=False))
        best = [name for name in PREFERRED if name in known]
        best += [name for name in known if "dcat" in (name + spaces.get(name, "")).lower()]
        best += [name for name in known if spaces.get(name) == RDF]
        if not best:
            raise Remark(self.url, "oai-format", ", ".join(known) or "–").error(BadContent)
        return best[0]

    def _asked(self, parameters: Mapping[str, str]) -> Answer:
        """An answer without records. Raises BadContent where it is an error."""
        with self.client.fetch(self._query(parameters), accept=ACCEPT) as response, \
                opened(response, self.bounds) as answer:  # fmt: skip
            for _ in answer.records():
                continue
            _must_be_sound(answer)
            return answer

    @property
    def _parameters(self) -> Mapping[str, str]:
        return dict(parse_qsl(urlsplit(self.url).query))

    def _address(self, listing: Listing) -> str:
        if listing.token:
            return self._query({"verb": "ListRecords", "resumptionToken": listing.token})
        wanted = {"verb": "ListRecords", "metadataPrefix": listing.prefix}
        wanted |= {"from": listing.since} if listing.since else {}
        wanted |= {"set": self._parameters["set"]} if "set" in self._parameters else {}
        return self._query(wanted)

    def _query(self, parameters: Mapping[str, str]) -> str:
        return urlunsplit(urlsplit(self.url)._replace(query=urlencode(parameters), fragment=""))


def _going(cursor: Cursor, listing: Listing) -> Cursor:
    """The cursor of a list that has not ended."""
    return {**cursor, "listing": asdict(listing)}


def _verdict(memory: Memory, listing: Listing, url: str) -> Step:
    """The end of a list: a sweep, where it was of all records, and all have come."""
    done = {"since": following(listing.latest, listing.started) or listing.since, "listing": None}
    if listing.size not in (None, listing.count) and listing.full:
        remark = Remark(url, "total", f"{listing.count}", f"{listing.size}")
        return Step(cursor={**done, "since": ""}, remarks=(remark,))
    if listing.full and not memory.counted().records:
        return Step(cursor=done, remarks=(Remark(url, "no-datasets"),))
    return Step(cursor=done, sweep=listing.full)


def following(latest: str, started: str) -> str:
    """Where the next list begins: at the latest datestamp, as more may come that has the same.

    Once it is long past, when the list was ``started``, a second later will do; so that a source
    where all has one datestamp does not send all each time.
    """
    try:
        last, now = datetime.fromisoformat(latest), datetime.fromisoformat(started)
        settled = "T" in latest and now - last > SETTLED
    except (TypeError, ValueError):
        return latest
    return (last + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ") if settled else latest


def _must_be_sound(answer: Answer) -> None:
    """Raises BadContent where an answer is an error; that there are no records is none."""
    if answer.error and answer.error != NOTHING:
        message = f"{answer.error} {answer.first('error')}".strip()
        raise Remark(answer.url, "oai-error", message).error(BadContent)
