"""What harvesters will make of a feed: points, profiles, what is dropped, and bad feeds."""

from __future__ import annotations

import gzip
import io
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from publisher import Site
from publisher.check.engine import check_lines, shapes_from
from publisher.cli import main
from publisher.harvesting.judging.feed import MEDIA_TYPES, Feed, Page, read_pages
from publisher.harvesting.judging.fetched import Elsewhere
from publisher.harvesting.judging.following import Reach, follow
from publisher.harvesting.judging.judge import Asked, Judgement, judge
from publisher.harvesting.judging.links import Answer
from publisher.harvesting.judging.metrics import METRICS, MOST
from publisher.harvesting.judging.profiles import PROFILES, document
from publisher.harvesting.judging.readers import READERS
from publisher.harvesting.judging.scores import rating_of
from publisher.harvesting.judging.sentences import SENTENCES
from publisher.harvesting.judging.words import WORDS
from publisher.review.files import rdf_files
from publisher.review.harvests import Wanted, judge_feed
from publisher.review.statements import Reading
from publisher.sources.discover import SourceLimits
from tests.elsewhere import Request, Send, elsewhere, raw
from tests.feeds import DATASET, PREFIXES, WHOLE, another, changed, written
from tests.sites import bundled, publisher, served, shared

OK = Answer(200)
TURTLE = "text/turtle"


def feed_of(text: str | bytes, media_type: str = TURTLE, where: str = "feed.ttl") -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return read_pages(where, [Page(where, body, media_type)], SourceLimits())


def judged(text: str | bytes, media_type: str = TURTLE, **asked: object) -> Judgement:
    return judge(feed_of(text, media_type), Asked(**{"ask": lambda url: OK, **asked}))  # type: ignore[arg-type]


def codes(judgement: Judgement) -> set[str]:
    return {item.code for item in judgement.remarks}


# ---- points


def test_a_dataset_that_has_everything_has_all_points() -> None:
    found = judged(WHOLE, readers=("eu", "ckan"))
    [score] = found.scores
    assert (score.points, score.rating, score.lost) == (MOST, "excellent", ())
    assert MOST == 405
    assert found.fine


EU = "http://publications.europa.eu/resource/authority/"
LOSING = {
    "keyword": ('dcat:keyword "träd"@sv, "tree"@en ;', ""),
    "theme": (f"dcat:theme <{EU}data-theme/ENVI> ;", ""),
    "spatial": (f"dct:spatial <{EU}country/SWE> ;", ""),
    "temporal": ("dct:temporal <https://example.org/d/1#time> ;", ""),
    "download-url": ("dcat:downloadURL <https://example.org/d/1.csv> ;", ""),
    "format": (f"dct:format <{EU}file-type/CSV> ;", ""),
    "media-type": ("dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> ;", ""),
    "vocabularies": ("media-types/text/csv>", "media-types/text/cvs>"),
    "non-proprietary": ("file-type/CSV>", "file-type/XLS>"),
    "machine-readable": ("file-type/CSV>", "file-type/PNG>"),
    "conforms": ('dct:title "Träd"@sv, "Trees"@en ;', ""),
    "licence": ("dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;\n  dct:rights",
                "dct:rights"),
    "known-licence": ("dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;\n  dct:r",
                      "dct:license <https://example.org/our-own> ;\n  dct:r"),
    "access-rights": ("dct:accessRights <http://publications.europa.eu/resource/authority/"
                      "access-right/PUBLIC> ;", ""),
    "known-access-rights": ("access-right/PUBLIC>", "access-right/OPEN>"),
    "contact-point": ("dcat:contactPoint <https://example.org/contact> ;", ""),
    "publisher": ("dct:publisher <https://example.org/org> ;\n  dcat:contact", "dcat:contact"),
    "rights": ("dct:rights <https://example.org/rights> ;", ""),
    "byte-size": (' ;\n  dcat:byteSize "1000"^^xsd:decimal', ""),
    "issued": ('dct:issued "2024-01-01"^^xsd:date ;', ""),
    "modified": ('dct:modified "2024-02-01"^^xsd:date ;', ""),
}  # fmt: skip
"""What takes the points of a metric away."""


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.code)
def test_every_point_can_be_lost_and_says_how_it_is_won(metric: object) -> None:
    item = next(found for found in METRICS if found is metric)
    if item.code in ("access-url", "download-answers"):
        gone = "https://example.org/d/1" + ".csv" * (item.code == "download-answers")
        found = judged(WHOLE, ask=lambda url: Answer(404) if url == gone else OK)
    else:
        text = changed(*LOSING[item.code])
        if item.code in ("non-proprietary", "machine-readable"):
            text = changed("media-types/text/csv>", "media-types/image/x>", text)
        found = judged(text)
    [score] = found.scores
    assert item in score.lost
    assert score.points == MOST - sum(metric.points for metric in score.lost)
    assert all(item.how)


def test_the_distribution_with_the_most_points_counts() -> None:
    poor = "<https://example.org/d/1#pdf> a dcat:Distribution ; dcat:accessURL <urn:x:p> .\n"
    text = (
        WHOLE + poor + "<https://example.org/d/1> dcat:distribution <https://example.org/d/1#pdf> ."
    )
    [score] = judged(text).scores
    assert score.distribution == "https://example.org/d/1#csv"
    assert [item.code for item in score.lost] == ["conforms"]


def test_a_dataset_without_distributions_has_its_own_points_only() -> None:
    text = changed(" ;\n  dcat:distribution <https://example.org/d/1#csv> .", " .")
    [score] = judged(text).scores
    assert {item.scope for item in METRICS if item not in score.lost} == {"dataset", "either"}


def test_what_nobody_asked_is_neither_won_nor_lost() -> None:
    found = judged(WHOLE, ask=None)
    [score] = found.scores
    assert [item.code for item in score.undecided] == ["access-url", "download-answers"]
    assert score.points == MOST - 80
    assert "unasked" in codes(found)


def test_no_more_addresses_are_asked_than_one_wants() -> None:
    asked: list[str] = []

    def ask(url: str) -> Answer:
        asked.append(url)
        return OK

    judged(WHOLE + another(2), ask=ask, links=3)
    assert len(asked) == len(set(asked)) == 3


def test_formats_by_name_and_media_types_by_name_are_understood() -> None:
    text = changed("<http://publications.europa.eu/resource/authority/file-type/CSV>", '"csv"')
    [score] = judged(text).scores
    assert [item.code for item in score.lost] == ["vocabularies"]


def test_ratings() -> None:
    assert [rating_of(points) for points in (405, 351, 350, 221, 220, 121, 120, 0)] == [
        "excellent", "excellent", "good", "good", "sufficient", "sufficient", "bad", "bad"
    ]  # fmt: skip


# ---- what is wrong with a feed, and what harvesters do about it

EMPTY = PREFIXES + "<https://example.org/catalog> a dcat:Catalog ."
SECOND = DATASET.replace("/d/1", "/d/2").replace(
    'dct:identifier "https://example.org/d/2"', 'dct:identifier "https://example.org/d/1"'
)
BLANK = DATASET.replace("<https://example.org/d/1> a", "[] a")

WRONG: dict[str, str] = {
    "empty": EMPTY,
    "no-catalog": PREFIXES + DATASET,
    "catalog-licence": changed("zero/1.0/> ;\n  dcat:d", "mark/1.0/> ;\n  dcat:d"),
    "catalog-record": WHOLE + "<https://example.org/r> a dcat:CatalogRecord .",
    "no-identity": WHOLE + BLANK.replace('dct:identifier "https://example.org/d/1" ;', ""),
    "blank-dataset": WHOLE + BLANK.replace('"https://example.org/d/1"', '"another"'),
    "duplicate": WHOLE + SECOND,
    "no-identifier": changed('dct:identifier "https://example.org/d/1" ;', ""),
    "unlisted": WHOLE + DATASET.replace("/d/1", "/d/2"),
    "dangling": WHOLE + "<https://example.org/catalog> dcat:dataset <https://example.org/d/9> .",
    "no-title": changed('dct:title "Träd"@sv, "Trees"@en ;', ""),
    "no-publisher": changed("dct:publisher <https://example.org/org> ;\n  dcat:c", "dcat:c"),
    "blank-node": changed("dcat:contactPoint <https://example.org/contact>",
                          'dcat:contactPoint [ vcard:fn "x"@sv ]'),
    "literal-link": changed("dct:accessRights <http://publications.europa.eu/resource/authority/"
                            "access-right/PUBLIC>", 'dct:accessRights "public"'),
    "not-ascii": changed("https://example.org/contact", "https://example.org/kontakt/å"),
    "untagged": changed('"träd"@sv', '"träd"'),
    "publisher-contact": changed("dcat:contactPoint <https://example.org/contact>",
                                 "dcat:contactPoint <https://example.org/org>"),
    "publisher-type": changed("publishertype/RegionalAuthority", "publisher/Region"),
    "relative": changed("<https://example.org/rights>", "<rights>"),
    "no-total": WHOLE + "<https://example.org/catalog> hydra:next <https://example.org/catalog2> .",
    "total": WHOLE + "<urn:x:p> hydra:totalItems 7 ; hydra:next <https://example.org/q> .",
    "nothing": " ",
    "html": "<!DOCTYPE html><html><head><title>Logga in</title></head></html>",
    "unreadable": WHOLE[:-300],
    "syntax": WHOLE,
}  # fmt: skip
"""A feed for each remark that a single document can get."""


@pytest.mark.parametrize("code", WRONG)
def test_what_is_wrong_is_told_in_both_languages(code: str) -> None:
    found = judged(WRONG[code])
    remark = next(item for item in found.remarks if item.code == code)
    for language in ("sv", "en"):
        sentence = remark.sentence(language)
        assert sentence
        assert "{" not in sentence
    assert remark.sentence("sv") != remark.sentence("en")


@pytest.mark.parametrize(
    ("code", "reader"),
    [(code, key) for code in WRONG for key, reader in READERS.items()
     if reader.effects.get(code) in ("feed", "dataset")],
)  # fmt: skip
def test_harvesters_lose_what_the_table_says(code: str, reader: str) -> None:
    [outcome] = judged(WRONG[code], readers=(reader,)).outcomes
    effect = READERS[reader].effects[code]
    assert outcome.loses
    assert not outcome.reads or effect == "dataset"


def test_every_remark_is_known_and_every_reader_knows_only_such() -> None:
    tried = {*WRONG, "loop", "endless", "unfetched", "paged", "too-large", "media-type",
             "mismatch", "shrink", "term", "changes", "json-size", "broken", "unasked"}  # fmt: skip
    assert tried == set(SENTENCES)
    for reader in READERS.values():
        assert set(reader.effects) <= set(SENTENCES)
    assert {metric.code for metric in METRICS} <= set(WORDS)


def test_a_harvester_that_reads_rdf_xml_only_takes_it() -> None:
    text = WHOLE.encode()
    assert "syntax" in codes(judged(text))
    import pyoxigraph as ox

    triples = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)]
    body = ox.serialize(triples, format=ox.RdfFormat.RDF_XML)
    assert body is not None
    found = judged(body, "application/rdf+xml", readers=("se",))
    assert found.outcomes[0].reads
    assert found.outcomes[0].moves.created == ("https://example.org/d/1",)


def test_a_content_type_that_lies() -> None:
    found = judged(WHOLE, "application/rdf+xml")
    assert {"mismatch", "unreadable"} <= codes(found)
    assert not any(outcome.reads for outcome in found.outcomes)
    assert codes(judged(WHOLE, "application/pdf")) == {"media-type"}


def test_a_document_that_is_too_large_for_ckan() -> None:
    padded = WHOLE + ("#" * 999 + "\n") * 51_000
    [outcome] = judged(padded, readers=("ckan",)).outcomes
    assert not outcome.reads


def test_a_value_that_is_larger_than_the_parser_holds() -> None:
    found = judged(WHOLE + f'<urn:x:p> dct:title "{"a" * 17_000_000}" .')
    assert codes(found) == {"term"}
    assert not any(outcome.reads for outcome in found.outcomes)


def test_json_is_bounded() -> None:
    assert codes(judged('{"a": "' + "a" * 32_000_000 + '"}', "application/ld+json")) == {
        "json-size"
    }


BOMB = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&c;</rdf:RDF>"""
OUTSIDE = BOMB.replace('"ha"', 'SYSTEM "file:///etc/passwd"')


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_refused(text: str) -> None:
    found = judged(text, "application/rdf+xml")
    assert codes(found) == {"unreadable"}
    assert "entit" in found.remarks[0].sentence("en")


def test_a_remote_context_is_not_fetched() -> None:
    text = '{"@context": "https://example.org/context", "@id": "https://example.org/x"}'
    assert codes(judged(text, "application/ld+json")) == {"unreadable"}


# ---- what was there before


def test_what_is_new_changed_as_it_was_and_gone() -> None:
    before = judged(WHOLE + another(2) + another(3)).state
    now = changed("Alla träd.", "Alla träd i länet.") + another(3) + another(4)
    for outcome in judged(now, before=before, readers=("eu", "ckan")).outcomes:
        moves = outcome.moves
        assert moves.created == ("https://example.org/d/4",)
        assert moves.deleted == ("https://example.org/d/2",)


def test_who_knows_datasets_by_identifier_sees_no_new_one_where_the_iri_changes() -> None:
    text = changed('dct:identifier "https://example.org/d/1"', 'dct:identifier "trees"')
    before = judged(text).state
    moved = text.replace("<https://example.org/d/1>", "<https://example.org/data/1>")
    eu, ckan = judged(moved, before=before, readers=("eu", "ckan")).outcomes
    assert (eu.moves.created, eu.moves.deleted) == ((), ())
    assert ckan.moves.created == ("https://example.org/data/1",)
    assert ckan.moves.deleted == ("https://example.org/d/1",)


def test_labels_of_blank_nodes_are_no_change() -> None:
    area, point = '[ dcat:bbox "POLYGON EMPTY" ]', '[ dcat:bbox "POINT EMPTY" ]'
    text = changed(f"dct:spatial <{EU}country/SWE>", f"dct:spatial {area}, {point}")
    turned = text.replace(f"{area}, {point}", f"{point}, {area}")
    [outcome] = judged(turned, before=judged(text).state, readers=("eu",)).outcomes
    assert outcome.moves.unchanged == ("https://example.org/d/1",)


def test_a_feed_that_cannot_be_read_deletes_nothing() -> None:
    before = judged(WHOLE).state
    for outcome in judged(WHOLE[:-300], before=before).outcomes:
        assert outcome.moves.deleted == ()
        assert not outcome.reads


def test_a_feed_that_shrinks_is_told() -> None:
    before = judged(WHOLE + "".join(map(another, range(2, 6)))).state
    assert "shrink" in codes(judged(WHOLE, before=before))
    assert "shrink" not in codes(judged(WHOLE, before=judged(WHOLE).state))


def test_the_state_is_kept_and_not_overwritten_by_an_empty_feed(tmp_path: Path) -> None:
    path, state = written(tmp_path, WHOLE), tmp_path / "state.json"
    wanted = Wanted(state=state, offline=True, readers=("eu",))
    assert judge_feed(str(path), wanted).outcomes[0].moves.created
    assert judge_feed(str(path), wanted).outcomes[0].moves.unchanged
    kept = state.read_bytes()
    written(tmp_path, EMPTY)
    found = judge_feed(str(path), wanted)
    assert {"empty", "shrink"} <= codes(found)
    assert found.outcomes[0].moves.deleted == ("https://example.org/d/1",)
    assert state.read_bytes() == kept


# ---- over HTTP


@contextmanager
def answering(pages: dict[str, tuple[int, str, str]]) -> Iterator[str]:
    """A server that has some pages: status, media type and text of each path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, media_type, text = pages.get(self.path, (404, "text/plain", ""))
            body = text.replace("HERE", f"http://127.0.0.1:{server.server_port}").encode()
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def followed(address: str, reach: Reach | None = None) -> Feed:
    elsewhere = Elsewhere(address)
    try:
        return follow(address, elsewhere.get, reach=reach)
    finally:
        elsewhere.close()


def paged(number: int, following: str, family: str = "next", total: str = "3") -> str:
    """A page with a dataset of its own."""
    link = f"<HERE/1> hydra:{family} <HERE/{following}> .\n" if following else ""
    count = f"<HERE/1> hydra:totalItems {total} .\n" if total else ""
    return WHOLE + (another(number) if number > 1 else "") + link + count


@pytest.mark.parametrize("family", ["next", "nextPage"])
def test_pages_are_followed(family: str) -> None:
    pages = {
        "/1": (200, TURTLE, paged(1, "2", family)),
        "/2": (200, TURTLE, paged(2, "3", family)),
        "/3": (200, TURTLE, paged(3, "", family)),
    }
    with answering(pages) as address:
        feed = followed(f"{address}/1")
    found = judge(feed, Asked())
    assert (found.datasets, feed.total, len(feed.sizes)) == (3, 3, 3)
    assert "paged" in codes(found)
    assert {item.reader.key: item.reads for item in found.outcomes} == {
        "eu": True, "se": False, "ckan": True
    }  # fmt: skip


ENDLESS = {f"/{number}": (200, TURTLE, paged(1, str(number + 1))) for number in range(1, 9)}
BAD_PAGES: dict[str, dict[str, tuple[int, str, str]]] = {
    "loop": {"/1": (200, TURTLE, paged(1, "2")), "/2": (200, TURTLE, paged(2, "1"))},
    "endless": ENDLESS,
    "unfetched": {"/1": (200, TURTLE, paged(1, "2"))},
    "html": {"/1": (200, "text/html", "<html><title>Sign in</title></html>")},
    "mismatch": {"/1": (200, "application/rdf+xml", WHOLE)},
    "no-total": {"/1": (200, TURTLE, paged(1, "2", total="")),
                 "/2": (200, TURTLE, paged(2, "", total=""))},
    "total": {"/1": (200, TURTLE, paged(1, "2", total="9")),
              "/2": (200, TURTLE, paged(2, "", total="9"))},
}  # fmt: skip


@pytest.mark.parametrize("code", BAD_PAGES)
def test_pages_that_lead_astray(code: str) -> None:
    with answering(BAD_PAGES[code]) as address:
        found = judge(followed(f"{address}/1"), Asked())
    assert code in codes(found)
    assert not found.fine


def test_pages_are_bounded() -> None:
    many = {f"/{number}": (200, TURTLE, paged(number, str(number + 1))) for number in range(1, 9)}
    with answering(many) as address:
        feed = followed(f"{address}/1", Reach(pages=4))
    assert len(feed.sizes) == 4
    assert [item.code for item in feed.remarks] == ["endless"]


def test_bodies_that_would_fill_the_memory_are_not_read() -> None:
    bomb = gzip.compress(bytes(201_000_000), 1)

    def huge(_: Request, send: Send) -> None:
        send(raw(200, {"Content-Type": TURTLE, "Content-Length": str(10**10)}))

    def last(_: Request, send: Send) -> None:
        head = raw(200, {"Content-Type": TURTLE, "Content-Length": "9999"})
        send(head + WHOLE.encode()[:99])

    with elsewhere() as other:
        found = {
            "gzip": other.say("/bomb", bomb, Content_Encoding="gzip"),
            "length": other.do("/huge", huge),
            "cut": other.do("/cut", last),
        }
        for name, address in found.items():
            judgement = judge_feed(address, Wanted(offline=True))
            assert codes(judgement) == {"unfetched"}, name
            assert not judgement.fine


def test_broken_links_cost_points() -> None:
    text = changed("https://example.org/d/1.csv", "HERE/gone.csv")
    text = changed("dcat:accessURL <https://example.org/d/1>", "dcat:accessURL <HERE/feed>", text)
    with answering({"/feed": (200, TURTLE, text)}) as address:
        found = judge_feed(f"{address}/feed", Wanted(readers=("eu",)))
    [score] = found.scores
    assert [item.code for item in score.lost] == ["download-answers"]
    [remark] = [item for item in found.remarks if item.code == "broken"]
    assert "404" in remark.sentence("sv")


@pytest.mark.large
@pytest.mark.parametrize(("path", "name"), [("feeds/ldes/catalog", "LDES"), ("oai", "OAI-PMH")])
def test_feeds_of_changes_are_judged_by_their_records(
    own_served: str, path: str, name: str
) -> None:
    found = judge_feed(own_served + path, Wanted(readers=("eu",), offline=True))
    assert [item.value for item in found.remarks if item.code == "changes"] == [name]
    assert {score.points for score in found.scores} == {MOST - 80}
    assert found.fine


# ---- the command line


def told(capture: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    """The exit code of the verb, and what it writes to stdout and stderr."""
    code = main(["--language", "en", "harvest-check", *arguments])
    out, err = capture.readouterr()
    return code, out.decode(), err.decode()


def test_the_verb_says_what_happens_and_exits_with_it(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = str(written(tmp_path, WHOLE))
    code, out, _ = told(capsysbinary, path, "--offline", "--reader", "eu")
    assert code == 0
    assert "data.europa.eu: created 1, updated 0, unchanged 0, deleted 0, dropped 0" in out
    written(tmp_path, changed('dct:title "Träd"@sv, "Trees"@en ;', ""))
    code, out, _ = told(capsysbinary, path, "--offline", "--language", "sv")
    assert code == 1
    assert "titel: ange minst ett värde" in out


def test_the_text_as_a_person_reads_it(tmp_path: Path) -> None:
    written(tmp_path, changed('"träd"@sv, "tree"@en', '"träd", "tree"@en'), "trees.ttl")
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "--language", "sv", "harvest-check", "trees.ttl",
         "--offline", "--reader", "eu", "--reader", "se", "--profile", "dcat-ap-2"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": ""},
    )  # fmt: skip
    golden = Path(__file__).parent / "golden" / "harvest-check.txt"
    assert done.stdout == golden.read_text(encoding="utf-8")
    assert done.returncode == 1


def test_stdin_as_json(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WHOLE.encode())))
    _, out, _ = told(capsysbinary, "-", "--offline", "--format", "json")
    content = json.loads(out)
    assert set(content) == {"fine", "feeds"}
    [feed] = content["feeds"]
    assert feed["points"]["datasets"][0]["points"] == MOST - 80
    assert {item["harvester"] for item in feed["harvesters"]} == set(READERS)


def test_a_page_runs_nothing_and_fetches_nothing(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = written(tmp_path, changed("Trees", "<script>alert(1)</script>"))
    target = tmp_path / "page.html"
    _, _, said = told(
        capsysbinary, str(path), "--offline", "--format", "html", "--output", str(target)
    )
    assert said == f"Wrote {target}.\n"
    page = target.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r'(?:src|href)="(?!#|https?://)[^"]*"', page) == []


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["nothing.ttl"], "no such file"),
        (["nothing.ttl", "--limit", "-1"], "too few"),
        (["-", "--input-format", "pdf"], "nobody knows"),
        (["nothing.ttl", "--at", "https://example.org/"], "own feed"),
        (["--at", "example.org"], "no address"),
    ],
)
def test_wrong_usage_is_2(
    capsysbinary: pytest.CaptureFixture[bytes], arguments: list[str], what: str
) -> None:
    code, _, said = told(capsysbinary, *arguments)
    assert code == 2
    assert what in said


# ---- profiles, and real feeds


def test_further_shapes_are_checked(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        PREFIXES + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://example.org/shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ;\n"
        '  sh:property [ sh:path dct:creator ; sh:minCount 1 ; sh:name "upphov"@sv ] .',
        encoding="utf-8",
    )
    path = written(tmp_path, WHOLE)
    found = judge_feed(str(path), Wanted(shapes=(shapes,), offline=True, readers=("eu",)))
    assert [item.key for item in found.profiles] == ["dcat-ap-2", "shapes"]
    assert not found.profiles[1].findings.conforms
    assert not found.fine


def test_high_value_datasets_are_checked_as_such() -> None:
    law = "<http://data.europa.eu/eli/reg_impl/2023/138/oj>"
    found = judged(WHOLE + f"<https://example.org/d/1> dcatap:applicableLegislation {law} .")
    checked = next(item for item in found.profiles if item.key == "hvd")
    assert not checked.findings.conforms
    assert "hvd" not in [item.key for item in judged(WHOLE).profiles]


OFFICIAL = {
    "dcat-ap-2": ("2.1.1/dcat-ap_2.1.1_shacl_shapes.ttl",
                  "2.1.1/dcat-ap_2.1.1_shacl_shapes_recommended.ttl"),
    "dcat-ap-3": ("3.0.1/html/shacl/shapes.ttl", "3.0.1/html/shacl/shapes_recommended.ttl"),
    "hvd": ("hvd-3.0.0/html/hvd-SHACL-base.ttl",),
}  # fmt: skip


def real_feeds() -> list[Path]:
    folders = [shared("realdata", "dcat"), shared("standards", "dcat-ap")]
    found = [path for folder in folders for path in sorted(folder.rglob("*"))
             if path.suffix in (".rdf", ".ttl", ".nt")]  # fmt: skip
    return [
        path
        for path in found
        if "exam" in str(path) or "exem" in str(path) or "catalog" in path.name
    ]


def real(path: Path) -> Feed:
    return feed_of(path.read_bytes(), MEDIA_TYPES[path.suffix], path.name)


@pytest.mark.large
def test_real_feeds_get_a_score_without_a_crash() -> None:
    found = [judge(real(path), Asked()) for path in real_feeds()]
    scored = [item for item in found if item.scores]
    assert len(scored) >= 30
    assert all(0 <= score.points <= MOST for item in scored for score in item.scores)
    unread = [item for item in found if item.feed.unread]
    assert all(item.remarks for item in unread)


@pytest.mark.parametrize("key", OFFICIAL)
def test_our_shapes_find_what_the_official_ones_find(key: str) -> None:
    """Only that a date is no date has another component: sh:or here, sh:node there."""
    reading = Reading(SourceLimits(), label="s")
    files = [shared("standards", "dcat-ap", *name.split("/")) for name in OFFICIAL[key]]
    official = shapes_from(tuple(reading.document(source) for source in rdf_files(files)))
    own = shapes_from((document(PROFILES[key]),))
    total = 0
    for path in real_feeds():
        feed = real(path)
        if feed.unread:
            continue
        both = [
            {(item.focus, item.path, re.sub("Or|Node", "", item.component.rpartition("#")[2])
              if item.component.endswith(("OrConstraintComponent", "NodeConstraintComponent"))
              else item.component, item.value, item.severity)
             for item in check_lines(feed.lines, shapes).results}
            for shapes in (official, own)
        ]  # fmt: skip
        assert both[0] == both[1], path
        total += len(both[0])
    assert total > 200


# ---- our own feed


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = bundled(tmp_path_factory.mktemp("own"))
    assert Site(root).build().manifest
    return root


@pytest.mark.parametrize("profile", ["dcat-ap-2", "dcat-ap-3"])
def test_every_dataset_of_the_bundled_site_has_all_points(own: Path, profile: str) -> None:
    [found] = Site(own).harvest_check(Wanted(profiles=(profile,)))
    assert found.datasets > 20
    assert {score.points for score in found.scores} == {MOST}
    assert found.fine
    assert found.told == ()


def test_dataportal_takes_the_bundled_site(own: Path) -> None:
    [found] = Site(own).harvest_check(Wanted(readers=("se",)))
    assert found.outcomes[0].reads
    assert found.fine
    assert {score.points for score in found.scores} == {MOST}


def test_a_release_is_compared_with_the_one_before(own: Path) -> None:
    path = own / "data" / "filmer.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], lines[-1].replace("Syntolkad", "Tolkad")]), "utf-8")
    assert Site(own).build().manifest
    [found] = Site(own).harvest_check(Wanted(readers=("eu",), offline=True))
    moves = found.outcomes[0].moves
    base = "https://w3id.org/s3r/oms/"
    assert (moves.created, moves.deleted) == ((), ())
    assert f"{base}graph/filmer.csv" in moves.updated
    assert len(moves.updated) <= 4


@pytest.fixture(scope="module")
def own_served(own: Path) -> Iterator[str]:
    with served(own) as address:
        yield address


@pytest.mark.large
def test_the_site_as_it_is_served(own: Path, own_served: str) -> None:
    done = publisher(own, "harvest-check", "--at", own_served, "--reader", "eu")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "405 of 405" in done.stdout
