"""Replicas of feeds: what a feed says is kept, whatever happens on the way, and nothing else."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from publisher import Site
from publisher.errors import FetchError, PublisherError, SourceFault
from publisher.fetching import Limits
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.following import follow
from publisher.harvesting.report import Report
from publisher.harvesting.syncing import Manner, due, sync
from tests.elsewhere import Elsewhere, Request, Send, elsewhere, raw
from tests.foreign import (
    DATA,
    PREFIXES,
    RDF_XML,
    Repository,
    catalogue,
    dataset,
    day,
    paged,
    stream,
)  # fmt: skip
from tests.sites import shared, tiny

TYPE: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DATASET: Final = "<http://www.w3.org/ns/dcat#Dataset>"


@pytest.fixture
def server() -> Iterator[Elsewhere]:
    with elsewhere() as found:
        yield found


class Waits(list[float]):
    """What a client waited for, in seconds, instead of waiting."""


def manner(**more: object) -> Manner:
    """A manner that asks once, waits for nobody, and has a clock that stands still."""
    given: dict[str, object] = {
        "limits": Limits(attempts=1), "sleep": Waits().append, "now": lambda: 1_000.0, **more
    }  # fmt: skip
    return Manner(**given)  # type: ignore[arg-type]


def lines(folder: Path) -> list[str]:
    """What a replica wrote."""
    return (folder / "records.nt").read_text(encoding="utf-8").splitlines()


def counts(report: Report) -> tuple[int, int, int]:
    return report.created, report.updated, report.deleted


def codes(report: Report) -> list[str]:
    return [remark.code for remark in report.remarks]


# DCAT


def test_a_catalogue_in_one_document(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/c", catalogue(dataset("a"), dataset("b")), ETag='"1"')
    report = sync(url, tmp_path, manner())
    assert (report.kind, counts(report), report.records, report.statements) == (
        "dcat",
        (2, 0, 0),
        2,
        4,
    )
    assert lines(tmp_path) == [
        f'<{DATA}a> <http://purl.org/dc/terms/title> "t"@sv .',
        f"<{DATA}a> {TYPE} {DATASET} .",
        f'<{DATA}b> <http://purl.org/dc/terms/title> "t"@sv .',
        f"<{DATA}b> {TYPE} {DATASET} .",
    ]
    again = sync(url, tmp_path, manner())
    assert counts(again) == (0, 0, 0)
    assert server.asked[-1].headers["if-none-match"] == '"1"'
    server.say("/c", catalogue(dataset("b", "u"), dataset("c")), ETag='"2"')
    last = sync(url, tmp_path, manner())
    assert counts(last) == (1, 1, 1)
    assert json.loads((tmp_path / ".report.json").read_text())["deleted"] == 1
    assert last.whole


def test_a_record_is_all_that_a_dataset_leads_to(server: Elsewhere, tmp_path: Path) -> None:
    body = catalogue(
        ":a a dcat:Dataset ; dcat:distribution :d ; dct:publisher :p ;"
        ' dcat:contactPoint [ vcard:fn "Registrator" ] ; dct:relation :b .\n',
        ":d a dcat:Distribution ; dct:license <http://example.org/l> .\n",
        ':p foaf:name "Region"@sv ; dct:relation :a .\n',
        ':b a dcat:Dataset . :catalog dcat:dataset :a, :b, :c ; dct:publisher :p .\n',
        ':alone dct:title "x" .\n',
    )  # fmt: skip
    sync(server.say("/c", body), tmp_path / "one", manner())
    found = "\n".join(lines(tmp_path / "one"))
    assert "Registrator" in found
    assert "Region" in found
    assert "_:" not in found
    assert "http://example.org/.well-known/genid/" in found
    assert "alone" not in found
    assert "dcat#Catalog" not in found
    turned = body.replace(' dcat:contactPoint [ vcard:fn "Registrator" ] ;', "") + (
        ':a dcat:contactPoint _:x . _:x vcard:fn "Registrator" .'
    )
    sync(server.say("/d", turned), tmp_path / "two", manner())
    assert lines(tmp_path / "two") == lines(tmp_path / "one")


@pytest.mark.parametrize("key", ["next", "nextPage"])
def test_pages(server: Elsewhere, tmp_path: Path, key: str) -> None:
    url = paged(server, (3, 3, 1), key=key)
    report = sync(url, tmp_path, manner())
    assert (counts(report), codes(report)) == ((7, 0, 0), ["relative"] * 3)
    server.asked.clear()
    assert counts(sync(url, tmp_path, manner())) == (0, 0, 0)
    assert all(
        "if-none-match" in request.headers for request in server.asked if request.method == "GET"
    )
    paged(server, (3, 2), key=key)
    assert counts(sync(url, tmp_path, manner())) == (0, 0, 2)


def test_a_total_that_does_not_fit_deletes_nothing(server: Elsewhere, tmp_path: Path) -> None:
    url = paged(server, (3, 3))
    sync(url, tmp_path, manner())
    paged(server, (3,), total=6)
    report = sync(url, tmp_path, manner())
    assert counts(report) == (0, 0, 0)
    assert "total" in codes(report)
    assert not report.whole
    assert report.records == 6


def test_an_empty_feed_deletes_nothing(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/c", catalogue(dataset("a")))
    sync(url, tmp_path, manner())
    server.say("/c", catalogue())
    report = sync(url, tmp_path, manner())
    assert (codes(report), report.records, report.whole) == (["no-datasets"], 1, False)


def test_a_feed_that_shrinks_needs_a_word(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/c", catalogue(*(dataset(f"d{number}") for number in range(20))))
    sync(url, tmp_path, manner())
    server.say("/c", catalogue(*(dataset(f"d{number}") for number in range(10))))
    report = sync(url, tmp_path, manner())
    assert (codes(report), report.records, report.whole) == (["shrink"], 20, False)
    assert "10 av 20 poster skulle raderas" in "\n".join(report.lines("sv"))
    planned = sync(url, tmp_path, manner(accept_shrink=True, plan=True))
    assert (counts(planned), len(planned.changes)) == ((0, 0, 10), 10)
    assert ("deleted", DATA + "d10") in planned.changes
    assert len(lines(tmp_path)) == 40
    assert counts(sync(url, tmp_path, manner(accept_shrink=True))) == (0, 0, 10)
    assert len(lines(tmp_path)) == 20


def test_pages_that_run_in_a_circle(server: Elsewhere, tmp_path: Path) -> None:
    for here, there in ((1, 2), (2, 1)):
        more = f"<> hydra:next </{there}> ."
        server.say(f"/{here}", catalogue(dataset(f"d{here}"), more=more))
    with pytest.raises(FetchError) as caught:
        sync(server.address + "/1", tmp_path, manner())
    assert caught.value.code == "paging-loop"
    server.say("/2", catalogue(dataset("d2")))
    assert sync(server.address + "/1", tmp_path, manner()).whole


def test_pages_that_never_end(server: Elsewhere, tmp_path: Path) -> None:
    def endless(fresh: bool, total: str = "") -> str:
        def page(request: Request, send: Send) -> None:
            number = int(request.target.partition("=")[2] or 0)
            name = f"d{number if fresh else 0}"
            more = f"<> hydra:next <?page={number + 1}> {total} ."
            body = catalogue(dataset(name), more=more).encode()
            send(raw(200, {"Content-Type": "text/turtle", "Content-Length": str(len(body))}) + body)

        return server.do(f"/{fresh}{len(total)}", page)

    for url, code in (
        (endless(False), "paging-nothing"),
        (endless(True, "; hydra:totalItems 7"), "paging-endless"),
        (endless(True), "paging-nothing"),
    ):
        with pytest.raises(FetchError) as caught:
            sync(url, tmp_path / str(len(server.asked)), manner(bounds=Bounds(pages=30)))
        assert caught.value.code == code


def test_reading_goes_on_where_it_ended(server: Elsewhere, tmp_path: Path) -> None:
    url = paged(server, (3, 3, 3, 3))
    whole = server.answers["/c?page=2"]
    del server.answers["/c?page=2"]
    with pytest.raises(FetchError, match="404"):
        sync(url, tmp_path, manner())
    server.answers["/c?page=2"] = whole
    server.asked.clear()
    assert sync(url, tmp_path, manner()).records == 12
    asked = [request.target for request in server.asked if request.method == "GET"]
    assert asked == ["/c?page=2", "/c?page=3"]


def test_pages_that_are_no_more_are_read_from_the_start(server: Elsewhere, tmp_path: Path) -> None:
    url = paged(server, (3, 3, 3, 3))
    server.say("/c?page=2", "", status=503)
    with pytest.raises(FetchError, match="503"):
        sync(url, tmp_path, manner())
    paged(server, (5, 5))
    server.say("/c?page=2", "", status=410)
    assert sync(url, tmp_path, manner()).records == 10


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (":a a dcat:Dataset ; dcat:landingPage <http://example.org/å> .", "non-ascii"),
        (':a a dcat:Dataset ; dcat:landingPage "http://example.org/" .', "literal-link"),
        (":a a dcat:Dataset ; dcat:landingPage <page> .", "relative"),
        ('[] a dcat:Dataset ; dct:title "x" .', "blank"),
        (':a a dcat:Dataset . <> hydra:nextPage "/more" .', "literal-link"),
    ],
)
def test_flaws_are_told(server: Elsewhere, tmp_path: Path, body: str, code: str) -> None:
    server.say("/more", catalogue(dataset("b")))
    report = sync(server.say("/c", catalogue(body)), tmp_path, manner())
    assert code in codes(report)
    assert report.whole
    assert report.records == 1 + ("/more" in body)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (RDF_XML.format("", "x")[:-12], "application/rdf+xml", "cannot be read"),
        (RDF_XML.format('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
         "application/rdf+xml", "not read for the sake of safety"),
        (RDF_XML.format('<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]>', "&y;"),
         "application/rdf+xml", "not read for the sake of safety"),
        ('{"@context": "https://example.org/c.jsonld", "@id": "http://example.org/a"}',
         "application/ld+json", "nothing is fetched"),
        ("[" * 5_000 + "]" * 5_000, "application/ld+json", "levels of nesting"),
        (":a a dcat:Dataset", "text/turtle", "cannot be read"),
        ("<http://example.org/a b> a <http://example.org/c> .", "text/turtle", "cannot be read"),
        ("<html><title>Logga in</title><input type=password></html>", "text/turtle", "to log in"),
        (PREFIXES + dataset("a"), "text/html", "says that it is text/html, but looks like Turtle"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_changes_nothing(
    server: Elsewhere, tmp_path: Path, body: str, kind: str, words: str
) -> None:
    url = server.say("/c", catalogue(dataset("a")))
    sync(url, tmp_path, manner())
    before = (tmp_path / "records.nt").read_bytes()
    server.say("/c", body, kind)
    with pytest.raises((FetchError, SourceFault)) as caught:
        sync(url, tmp_path, manner())
    assert words in str(caught.value)
    assert str(caught.value).startswith(url)
    assert caught.value.exit_code == 1
    assert (tmp_path / "records.nt").read_bytes() == before


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8"])
def test_xml_in_other_encodings(server: Elsewhere, tmp_path: Path, encoding: str) -> None:
    declared = RDF_XML.format("", "Örebro").replace('"1.0"', f'"1.0" encoding="{encoding}"')
    url = server.say("/c", declared.encode(encoding), "application/rdf+xml")
    sync(url, tmp_path, manner(kind="dcat"))
    assert any("Örebro" in line for line in lines(tmp_path))


def test_literals_stay_as_they_are_written(server: Elsewhere, tmp_path: Path) -> None:
    said = (
        '"5"^^xsd:nonNegativeInteger, "1.50"^^xsd:decimal, "2026-01-01T00:00:00.000Z"^^xsd:dateTime'
    )
    sync(
        server.say("/c", catalogue(f":a a dcat:Dataset ; dct:extent {said} .")), tmp_path, manner()
    )
    found = " ".join(lines(tmp_path))
    for text in ("5", "1.50", "2026-01-01T00:00:00.000Z"):
        assert f'"{text}"^^' in found
    assert "nonNegativeInteger" in found


def test_a_folder_is_of_one_feed(server: Elsewhere, tmp_path: Path) -> None:
    sync(server.say("/c", catalogue(dataset("a"))), tmp_path, manner())
    with pytest.raises(PublisherError, match="this folder holds what"):
        sync(server.say("/d", catalogue(dataset("a"))), tmp_path, manner())
    assert not list(tmp_path.glob("[!.]*.sqlite"))


def test_a_plan_leaves_nothing_behind(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/c", catalogue(dataset("a")))
    report = sync(url, tmp_path / "new", manner(plan=True))
    assert report.changes == (("created", DATA + "a"),)
    assert not (tmp_path / "new").exists()


# Event streams


def test_an_event_stream(server: Elsewhere, tmp_path: Path) -> None:
    changes = [(1, "Create", "a"), (1, "Create", "b"), (2, "Update", "a"), (3, "Create", "c"),
               (4, "Delete", "b")]  # fmt: skip
    url = stream(server, changes)
    report = sync(url, tmp_path, manner())
    assert (report.kind, report.records, report.polling) == ("ldes", 2, 60)
    assert {line.split()[0] + line.split()[2] for line in lines(tmp_path) if "title" in line} == {
        f'<{DATA}a>"2"', f'<{DATA}c>"3"'
    }  # fmt: skip
    server.asked.clear()
    changes += [(5, "Update", "c"), (6, "Create", "b")]
    url = stream(server, changes)
    assert counts(sync(url, tmp_path, manner())) == (1, 1, 0)
    assert server.count("/s/1") == 0
    assert server.count("/s/2") == 1
    assert due(tmp_path, manner(now=lambda: 1_030.0)) == 30.0
    assert due(tmp_path, manner(now=lambda: 1_061.0)) == 0.0


def test_of_two_changes_the_later_one_holds(server: Elsewhere, tmp_path: Path) -> None:
    """The later page comes first in the tree; it is what counts all the same."""
    changes = [(9, "Update", "a"), (8, "Delete", "b"), (1, "Create", "a"), (2, "Create", "b")]
    report = sync(stream(server, changes, size=2), tmp_path, manner())
    assert report.records == 1
    assert any('"9"' in line for line in lines(tmp_path))


def test_members_whose_content_is_about_the_version(server: Elsewhere, tmp_path: Path) -> None:
    body = PREFIXES + (
        "<#s> a ldes:EventStream ; tree:view <> ; ldes:versionOfPath dct:isVersionOf ;"
        " ldes:timestampPath dct:modified ; tree:member <#1> .\n"
        '<#1> a dcat:Dataset ; dct:isVersionOf :a ; dct:modified "2026-01-01"^^xsd:date ;'
        ' dct:title "x" ; dcat:contactPoint [ vcard:fn "y" ] .\n'
    )
    sync(server.say("/s", body), tmp_path, manner())
    assert [line.split()[0] for line in lines(tmp_path)].count(f"<{DATA}a>") == 3
    assert len(lines(tmp_path)) == 4


def test_streams_are_named_where_there_are_several(server: Elsewhere, tmp_path: Path) -> None:
    body = PREFIXES + (
        "<#a> a ldes:EventStream ; tree:view <a> . <#b> a ldes:EventStream ; tree:view <b> ."
    )
    with pytest.raises(FetchError, match=f"Give one of them: {server.address}/a, "):
        sync(server.say("/all", body), tmp_path, manner())
    leads = PREFIXES + "<s#stream> a ldes:EventStream ; tree:view <s> ."
    stream(server, [(1, "Create", "a")])
    assert sync(server.say("/one", leads), tmp_path, manner()).records == 1


def test_a_page_that_is_gone_is_told(server: Elsewhere, tmp_path: Path) -> None:
    changes = [(number, "Create", f"d{number}") for number in range(1, 10)]
    url = stream(server, changes)
    server.say("/s/2", "", status=410)
    report = sync(url, tmp_path, manner())
    assert (codes(report), report.records, report.whole) == (["page-gone"], 6, False)


def test_event_pages_that_never_end(server: Elsewhere, tmp_path: Path) -> None:
    def page(request: Request, send: Send) -> None:
        number = int(request.target.rpartition("/")[2])
        body = f"{PREFIXES}<#s> tree:view </t/0> . <> tree:relation [ tree:node <{number + 1}> ] ."
        send(
            raw(200, {"Content-Type": "text/turtle", "Content-Length": str(len(body))})
            + body.encode()
        )

    for number in range(100):
        server.do(f"/t/{number}", page)
    with pytest.raises(FetchError, match="do not end"):
        sync(server.address + "/t/0", tmp_path, manner(bounds=Bounds(fruitless=20)))


def test_the_state_of_the_source_is_compared(server: Elsewhere, tmp_path: Path) -> None:
    stream(server, [(1, "Create", "a")], link='</feeds/state.json>; rel="describedby"')
    url = server.address + "/s"
    one = sync(url, tmp_path / "one", manner())
    assert one.source == ""
    text = "".join(f"{line}\n" for line in lines(tmp_path / "one"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    state = hashlib.sha256(f"{digest} {DATA}a\n".encode()).hexdigest()
    assert one.state == state

    def told(value: str) -> None:
        content = {"streams": {"x": {"state": value, "count": 1, "ldes": "../s.trig"}}}
        server.say("/feeds/state.json", json.dumps(content), "application/json")

    told(state)
    two = sync(url, tmp_path / "two", manner())
    assert (two.source, two.whole) == (state, True)
    server.asked.clear()
    assert sync(url, tmp_path / "two", manner()).whole
    assert [request.method for request in server.asked] == ["HEAD", "GET"]
    told("0" * 64)
    three = sync(url, tmp_path / "two", manner())
    assert (codes(three), three.whole) == (["state"], False)
    told(state)
    assert sync(url, tmp_path / "two", manner(anew=True)).whole


# OAI-PMH


def test_a_repository(server: Elsewhere, tmp_path: Path) -> None:
    records = {f"oai:x:{name}": (day(1), name) for name in "abcde"}
    url = Repository(server, records).url
    report = sync(url, tmp_path, manner())
    assert (report.kind, counts(report), report.records) == ("oai", (5, 0, 0), 5)
    records |= {"oai:x:a": (day(3), ""), "oai:x:b": (day(2), "B"), "oai:x:f": (day(3), "f")}
    server.asked.clear()
    assert counts(sync(url, tmp_path, manner())) == (1, 1, 1)
    first = next(request.target for request in server.asked if "ListRecords" in request.target)
    assert "from=2026-01-01T00%3A00%3A01Z" in first
    assert f"<{DATA}a>" not in "\n".join(lines(tmp_path))


def test_a_repository_that_forgets_deletions_is_read_whole(
    server: Elsewhere, tmp_path: Path
) -> None:
    records = {DATA + name: (day(1), name) for name in "abcde"}
    url = Repository(server, records, keeps="no").url
    sync(url, tmp_path, manner())
    del records[DATA + "a"]
    assert counts(sync(url, tmp_path, manner())) == (0, 0, 1)


def test_a_token_that_has_expired_begins_the_list_anew(server: Elsewhere, tmp_path: Path) -> None:
    records = {DATA + name: (day(1), name) for name in "abcdef"}
    repository = Repository(server, records)
    repository.expired.add("_4")
    with pytest.raises(FetchError, match="badResumptionToken"):
        sync(repository.url, tmp_path, manner())
    repository.expired.clear()
    assert sync(repository.url, tmp_path, manner()).records == 6


def test_a_repository_without_dcat(server: Elsewhere, tmp_path: Path) -> None:
    url = Repository(server, {}, prefixes=("oai_dc", "marc")).url
    with pytest.raises(FetchError, match=r"no format with DCAT \(oai_dc, marc\)"):
        sync(url, tmp_path, manner())


def test_records_that_cannot_be_read_are_told(server: Elsewhere, tmp_path: Path) -> None:
    records = {DATA + "a": (day(1), "a"), DATA + "b": (day(1), '<rdf:li rdf:about="x y"/>')}
    report = sync(Repository(server, records).url, tmp_path, manner())
    assert (codes(report), report.records, report.whole) == (["oai-record"], 1, False)


def test_no_feed_at_all(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/x", "<http://example.org/a> <http://example.org/b> 1 .")
    with pytest.raises(FetchError, match="no feed here that can be harvested"):
        sync(url, tmp_path, manner())


def test_a_feed_is_followed_as_often_as_it_asks(server: Elsewhere, tmp_path: Path) -> None:
    waits = Waits()
    url = stream(server, [(1, "Create", "a")])
    following = follow(url, tmp_path, manner(sleep=waits.append), 3_600)
    found, seconds = next(following)
    assert isinstance(found, Report)
    assert (found.created, seconds) == (1, 60)
    server.say("/s", "", status=503, Retry_After="1800")
    failed, seconds = next(following)
    assert isinstance(failed, FetchError)
    assert seconds == 1_800
    stream(server, [(1, "Create", "a"), (2, "Delete", "a")])
    found, _ = next(following)
    assert isinstance(found, Report)
    assert (found.deleted, waits) == (1, [60, 1_800])
    plain = follow(server.say("/c", catalogue(dataset("a"))), tmp_path / "c", manner(), 900)
    assert next(plain)[1] == 900


def test_members_without_content_are_told(server: Elsewhere, tmp_path: Path) -> None:
    body = PREFIXES + (
        "<#s> a ldes:EventStream ; tree:view <> ; tree:member <#1> .\n"
        '<#1> a as:Create ; as:object :a ; as:published "2026-01-01T00:00:00Z"^^xsd:dateTime .\n'
        "<#s> tree:member <#2> . <#2> a as:Create ; as:object :b . <#2> { :b a dcat:Dataset . }\n"
    )
    report = sync(server.say("/s", body, "application/trig"), tmp_path, manner())
    assert (codes(report), report.records, report.whole) == (["empty-record"], 1, False)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line, far from any site."""
    return subprocess.run(
        [sys.executable, "-m", "publisher", "sync", *arguments], capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_the_command_line(server: Elsewhere, tmp_path: Path) -> None:
    url, to = server.say("/c", catalogue(dataset("a"))), str(tmp_path / "replica")
    planned = run(url, "--to", to, "--plan")
    assert (planned.returncode, planned.stdout) == (0, f"+ {DATA}a\n")
    done = run(url, "--to", to, "--language", "sv", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["created"] == 1
    assert "Kopian har 1 poster med 2 påståenden." in done.stderr
    server.say("/c", catalogue())
    empty = run(url, "--to", to, "--language", "sv")
    assert empty.returncode == 1
    assert "Flödet har inga dataset." in empty.stderr
    server.say("/c", "", status=410)
    gone = run(url, "--to", to, "--language", "sv")
    assert (gone.returncode, gone.stdout) == (1, "")
    assert gone.stderr.startswith(f"publisher: {url}: Källan säger att det som fanns här")
    wrong = run(url, "--to", to, "--follow", "--plan")
    assert wrong.returncode == 2


def test_a_replica_is_a_source_of_a_site(server: Elsewhere, tmp_path: Path) -> None:
    root = tiny(tmp_path)
    sync(server.say("/c", catalogue(dataset("a"))), root / "data" / "others", manner())
    checked = Site(root).check()
    assert checked.findings.conforms
    assert "others/records.nt" in {item.file for item in checked.content.sources}


@pytest.mark.parametrize(
    "name",
    ["alessandria_catalog.rdf", "civitavecchia_catalog.rdf", "orebro-kommun_openmeal_dcat.rdf"],
)
def test_feeds_as_they_are(server: Elsewhere, tmp_path: Path, name: str) -> None:
    body = shared("realdata", "dcat", name).read_bytes()
    url = server.say(f"/{name}", body, "application/rdf+xml")
    report = sync(url, tmp_path, manner())
    assert report.whole
    assert report.records
    assert counts(sync(url, tmp_path, manner())) == (0, 0, 0)
