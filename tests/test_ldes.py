"""The event streams, crawled over HTTP as a client does that keeps a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urldefrag

import pyoxigraph as ox
import pytest
import urllib3

from publisher.namespaces import RDF
from publisher.render.feeds.cutting import GROUP, PAGE, group, page, pages_of, second_after
from publisher.render.feeds.ldes import ACTIVITY_SHAPE
from publisher.render.feeds.nodes import AS, LDES, TREE
from tests.histories import BASE, STREAM, History
from tests.sites import Answer, get, served

FORMATS: Final = {"trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD,
                  "ttl": ox.RdfFormat.TURTLE}  # fmt: skip
IMMUTABLE: Final = "public, max-age=31536000, immutable"
THINGS: Final = 2 * PAGE + 30


class Member(NamedTuple):
    """An activity as a client finds it."""

    iri: str
    kind: str
    thing: str
    time: str
    lines: tuple[str, ...]


class Said:
    """What a document says: (subject, property, value) of the default graph, and named graphs."""

    def __init__(self, answer: Answer, address: str) -> None:
        kind = next(item for item in FORMATS.values()
                    if answer.headers["Content-Type"].startswith(item.media_type))  # fmt: skip
        self.quads = set(ox.parse(answer.data, format=kind, base_iri=address))
        self.default = {
            (_text(quad.subject), quad.predicate.value, _text(quad.object))
            for quad in self.quads if isinstance(quad.graph_name, ox.DefaultGraph)
        }  # fmt: skip

    def values(self, subject: str, predicate: str) -> list[str]:
        """The values of a property."""
        return sorted(item[2] for item in self.default if item[:2] == (subject, predicate))

    def all(self, predicate: str) -> list[str]:
        """The values that a property has anywhere."""
        return sorted(item[2] for item in self.default if item[1] == predicate)

    def lines(self, graph: str) -> tuple[str, ...]:
        """The statements of a named graph."""
        node = ox.NamedNode(graph)
        return tuple(sorted(str(quad.triple) for quad in self.quads if quad.graph_name == node))


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


class Crawl:
    """Everything that a root leads to, page by page.

    ``midway`` is done when the first page with members has been read.
    """

    def __init__(self, root: str, midway: Callable[[], None] = lambda: None) -> None:
        self.midway = midway
        self.answers: dict[str, Answer] = {}
        self.members: list[Member] = []
        self.said: set[tuple[str, str, str]] = set()
        self.windows: dict[str, dict[str, str]] = {}
        self.root = self._visit(root)
        (self.stream,) = (
            item[0] for item in self.root.default if item[1:] == (TREE + "view", root)
        )

    def _visit(self, address: str) -> Said:
        assert address not in self.answers, "a page is linked twice"
        answer = self.answers[address] = get(address)
        assert answer.status == 200, address
        said = Said(answer, address)
        self.said |= said.default
        if self._collect(said):
            self.midway()
            self.midway = lambda: None
        for link in sorted(self._links(said, address), key=_by_number):
            self._visit(link)
        return said

    def _links(self, said: Said, address: str) -> set[str]:
        links = set()
        for relation in said.values(address, TREE + "relation"):
            [link], [kind], [value], [path] = (said.values(relation, name) for name in (
                TREE + "node", RDF + "type", TREE + "value", TREE + "path"))  # fmt: skip
            assert path == AS + "published"
            self.windows.setdefault(link, {})[kind.removeprefix(TREE)] = value
            links.add(link)
        return links

    def _collect(self, said: Said) -> int:
        members = said.all(TREE + "member")
        for member in sorted(members, key=lambda item: int(urldefrag(item).fragment)):
            [kind], [thing], [time] = (said.values(member, name) for name in
                                       (RDF + "type", AS + "object", AS + "published"))  # fmt: skip
            kind = kind.removeprefix(AS)
            self.members.append(Member(member, kind, thing, time, said.lines(member)))
        return len(members)


def _by_number(address: str) -> int:
    return int(address.rpartition("/")[2].partition(".")[0])


def replica(members: list[Member]) -> dict[str, tuple[str, ...]]:
    """What a client holds that has followed all members, in order."""
    held: dict[str, tuple[str, ...]] = {}
    for member in members:
        if member.kind == "Delete":
            del held[member.thing]
        else:
            assert (member.thing in held) == (member.kind == "Update")
            held[member.thing] = member.lines
    return held


def canonical(lines: tuple[str, ...]) -> str:
    """The SHA-256 of statements in their canonical form (RDFC-1.0)."""
    found = ox.Dataset(ox.parse("".join(f"{line} .\n" for line in lines), ox.RdfFormat.N_TRIPLES))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = sorted(f"{quad.triple} .\n" for quad in found)
    return hashlib.sha256("".join(written).encode()).hexdigest()


class Read(NamedTuple):
    """A site served through three releases, and what was read of each.

    The third was published while the second was read.
    """

    base: str
    history: History
    crawls: tuple[Crawl, ...]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    history = History(tmp_path_factory.mktemp("ldes"), THINGS)
    history.release()
    with served(history.root) as base:
        root = f"{base}feeds/ldes/{STREAM}.trig"

        def publish() -> None:
            history.edit(90)
            release = history.release()
            while get(root).headers["Publisher-Release"] != release:
                pass

        crawls = [Crawl(root)]
        publish()
        crawls.append(Crawl(root, midway=publish))
        crawls.append(Crawl(root))
        yield Read(base, history, tuple(crawls))


def test_every_change_is_there_once_and_in_order(read: Read) -> None:
    log = read.history.log()
    length = log.length(STREAM)
    wanted = [(f"{BASE}feeds/ldes/{STREAM}/{(item.number - 1) // PAGE + 1}#{item.number}",
               item.kind, item.iri, item.time, item.lines)
              for item in log.changes(STREAM, 1, length)]  # fmt: skip
    assert [tuple(member) for member in read.crawls[-1].members] == wanted
    assert len({member.iri for member in read.crawls[-1].members}) == length > 3 * PAGE
    times = [member.time for member in read.crawls[-1].members]
    assert times == sorted(times)


def test_a_replica_is_the_source(read: Read) -> None:
    log = read.history.log()
    held = replica(read.crawls[-1].members)
    assert "Delete" in {member.kind for member in read.crawls[-1].members}
    assert {iri: canonical(lines) for iri, lines in held.items()} == {
        item.iri: item.digest for item in log.each(STREAM)
    }
    said = "".join(f"{canonical(held[iri])} {iri}\n" for iri in sorted(held))
    assert hashlib.sha256(said.encode()).hexdigest() == log.state(STREAM)


def test_what_was_read_once_stays(read: Read) -> None:
    first, second, third = read.crawls
    for earlier, later in ((first, second), (second, third)):
        assert later.members[: len(earlier.members)] == earlier.members
        for address, answer in earlier.answers.items():
            if answer.headers["Cache-Control"] == IMMUTABLE:
                assert later.answers[address].data == answer.data
                assert later.answers[address].headers["ETag"] == answer.headers["ETag"]
                again = get(address, If_None_Match=answer.headers["ETag"])
                assert (again.status, again.data) == (304, b"")


def test_full_pages_are_immutable_and_open_ones_short_lived(read: Read) -> None:
    crawl, length = read.crawls[-1], read.history.log().length(STREAM)
    below = f"{read.base}feeds/ldes/{STREAM}/"
    full = {f"{below}{number}.trig" for number in range(1, length // PAGE + 1)}
    assert {f"{below}part/1.trig", f"{below}{length // PAGE + 1}.trig"} | full < set(crawl.answers)
    for address, answer in crawl.answers.items():
        kept, said = address in full, Said(answer, address)
        assert said.values(address, LDES + "immutable") == (["true"] if kept else [])
        assert answer.headers["Cache-Control"] == (IMMUTABLE if kept else "public, max-age=60")
        assert ("Publisher-Release" in answer.headers) != kept


def test_members_lie_in_the_windows_that_lead_to_them(read: Read) -> None:
    crawl = read.crawls[-1]
    for address, window in crawl.windows.items():
        times = Said(crawl.answers[address], address).all(AS + "published")
        start, end = window["GreaterThanOrEqualToRelation"], window.get("LessThanRelation", "~")
        assert all(start <= time < end for time in times)
        assert (end == "~") != (crawl.answers[address].headers["Cache-Control"] == IMMUTABLE)


def test_the_root_says_how_to_read(read: Read) -> None:
    crawl = read.crawls[-1]
    address = f"{read.base}feeds/ldes/{STREAM}.trig"
    assert crawl.stream == f"{BASE}feeds/ldes/{STREAM}#stream"
    said = {name: crawl.root.values(crawl.stream, LDES + name) for name in (
        "timestampPath", "versionOfPath", "versionCreateObject", "versionUpdateObject",
        "versionDeleteObject", "pollingInterval")}  # fmt: skip
    assert [*said.values()] == [
        [AS + "published"], [AS + "object"], [AS + "Create"], [AS + "Update"], [AS + "Delete"],
        ["3600"],
    ]  # fmt: skip
    assert crawl.root.values(crawl.stream, TREE + "view") == [address]
    (shape,) = crawl.root.values(crawl.stream, TREE + "shape")
    assert len(crawl.root.values(shape, "http://www.w3.org/ns/shacl#property")) == 2


def test_the_catalogue_is_a_feed_by_the_profile(read: Read) -> None:
    crawl = Crawl(f"{read.base}feeds/ldes/catalog.trig")
    assert crawl.stream == f"{BASE}feeds/ldes/catalog#stream"
    assert crawl.root.values(crawl.stream, TREE + "shape") == [ACTIVITY_SHAPE]
    assert replica(crawl.members).keys() == {
        item.iri for item in read.history.log().each("catalog")
    }
    for member in crawl.members:
        assert member.kind in ("Create", "Update", "Delete")
        assert bool(member.lines) != (member.kind == "Delete")
        said = {item[1] for item in crawl.said if item[0] == member.iri}
        assert said == {RDF + "type", AS + "object", AS + "published"}, "the shape is closed"
        assert not any("_:" in line.partition(" ")[0] for line in member.lines)


def test_every_format_says_the_same(read: Read) -> None:
    stem = f"{read.base}feeds/ldes/{STREAM}"
    for path in ("/1", "/4"):
        trig, json = (Said(get(f"{stem}{path}{suffix}"), stem) for suffix in (".trig", ".jsonld"))
        assert trig.quads == json.quads
    for suffix in ("jsonld", "ttl"):
        crawl = Crawl(f"{stem}.{suffix}")
        assert crawl.members == read.crawls[-1].members
        for path in ("", "/part/1"):
            trig, other = (
                Said(crawl_of.answers[f"{stem}{path}.{form}"], stem)
                for crawl_of, form in ((read.crawls[-1], "trig"), (crawl, suffix))
            )
            assert _without_nodes(trig) == _without_nodes(other)
        assert suffix == "ttl" or all(address.endswith(suffix) for address in crawl.answers)


def _without_nodes(said: Said) -> list[tuple[str, str]]:
    """What a document says, without names that differ from form to form: blank nodes, links."""
    return sorted(
        (predicate, "" if "/feeds/" in value or value.startswith("_:") else value)
        for _, predicate, value in said.default
    )


def test_addresses_without_a_suffix_are_negotiated(read: Read) -> None:
    stem = f"{read.base}feeds/ldes/{STREAM}"
    for path in ("", "/part/1", "/2"):
        plain = get(stem + path)
        assert plain.headers["Content-Type"] == "application/trig"
        assert "Accept" in plain.headers["Vary"]
        assert plain.data == get(f"{stem}{path}.trig").data
        assert plain.headers["Content-Location"] == f"/feeds/ldes/{STREAM}{path}.trig"
        json = get(stem + path, "application/ld+json")
        assert json.data == get(f"{stem}{path}.jsonld").data
        assert json.headers["ETag"] != plain.headers["ETag"]
    assert get(stem, "text/turtle").data == get(f"{stem}.ttl").data
    refused = get(f"{stem}/1", "text/turtle")
    assert refused.status == 406
    assert b"application/trig" in refused.data


def test_head_tells_the_length(read: Read) -> None:
    address = f"{read.base}feeds/ldes/{STREAM}/1.trig"
    head = urllib3.request("HEAD", address, headers={"Accept-Encoding": "identity"})
    assert int(head.headers["Content-Length"]) == len(get(address).data)
    packed = get(address, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"


def test_a_page_is_of_the_time_of_its_last_change(read: Read) -> None:
    crawl = read.crawls[0]
    address = f"{read.base}feeds/ldes/{STREAM}/1.trig"
    modified = crawl.answers[address].headers["Last-Modified"]
    assert get(address).headers["Last-Modified"] == modified
    assert get(address, If_Modified_Since=modified).status == 304


@pytest.mark.parametrize(
    "path", ["nothing", f"{STREAM}/0.trig", f"{STREAM}/01.trig", f"{STREAM}/99.trig",
             f"{STREAM}/x", f"{STREAM}/part/2", f"{STREAM}/part/x.ttl", f"{STREAM}/-1.trig",
             f"{STREAM}/1.ttl", f"{STREAM}/" + "9" * 400, f"{STREAM}/²"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(read: Read, path: str) -> None:
    assert get(f"{read.base}feeds/ldes/{path}").status == 404


def test_the_overview_leads_to_every_stream(read: Read) -> None:
    address = f"{read.base}feeds/ldes"
    for suffix in FORMATS:
        views = Said(get(f"{address}.{suffix}"), address).all(TREE + "view")
        assert views == sorted(
            f"{address}/{name}.{suffix}" for name in read.history.log().streams()
        )
        assert all(get(view).status == 200 for view in views)


def test_pages_and_groups_cut_a_stream_whole() -> None:
    length = PAGE * GROUP * 2 + PAGE + 7
    assert [group(length, number) is None for number in (1, 2, 3, 4)] == [False] * 3 + [True]
    last = group(length, 3)
    assert last is not None
    assert not last.full
    assert last.last == length
    assert [cut.number for cut in pages_of(length, last)] == [2 * GROUP + 1, 2 * GROUP + 2]
    whole = page(length, 2 * GROUP + 1)
    assert whole is not None
    assert whole.full
    assert whole.final
    exact = page(PAGE, 1)
    assert exact is not None
    assert exact.full
    assert not exact.final
    assert second_after("2026-12-31T23:59:59Z") == "2027-01-01T00:00:00Z"
