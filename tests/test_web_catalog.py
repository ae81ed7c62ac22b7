"""The harvest address over HTTP, read as harvesters read it: whole, page by page, what changed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
import urllib3

from publisher import Site
from publisher.catalog.profiles import PROFILES
from publisher.changes import open_log
from publisher.namespaces import DCAT, DCT, HYDRA, RDF
from tests.sites import Answer, get, served, tiny

BASE: Final = "https://example.org/id/"
CATALOG: Final = BASE + "catalog"
DATASETS: Final = 210
FORMATS: Final = {
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "ttl": ("text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}
FAMILIES: Final = {"PartialCollectionView": "next", "PagedCollection": "nextPage"}
IMMUTABLE: Final = "public, max-age=31536000, immutable"


class Harvest:
    """A site whose data has datasets, released again and again."""

    def __init__(
        self, folder: Path, datasets: int = DATASETS, names: str = BASE + "dataset/"
    ) -> None:
        self.root, self.names = tiny(folder), names
        self.titles = {f"d{number:03}": f"Datamängd {number}" for number in range(datasets)}
        with (self.root / "site.toml").open("a", encoding="utf-8") as handle:
            handle.write('[catalog.publisher_name]\nsv = "Provregionen"\n')

    def release(self) -> str:
        text = "".join(
            f"<{self.names}{key}> a <{DCAT}Dataset> ; <{DCT}title> \"{title}\"@sv ;\n"
            f"  <{DCT}description> \"Beskrivning av {title}\"@sv .\n"
            for key, title in self.titles.items()
        )  # fmt: skip
        (self.root / "data" / "datasets.ttl").write_text(text, encoding="utf-8")
        site = Site(self.root)
        site.build(gone="allow", accept_shrink=True)
        return site.open().identifier

    def own(self) -> set[str]:
        """The datasets that are in the data."""
        return {self.names + key for key in self.titles}

    def wait(self, base: str, release: str) -> None:
        """Until the server has moved over."""
        while get(base + "catalog.ttl").headers["Publisher-Release"] != release:
            time.sleep(0.02)


def triples(answer: Answer, suffix: str = "") -> set[ox.Triple]:
    """What a document says; it must need no base of its own."""
    assert answer.status == 200, answer.data[:500]
    kind = answer.headers["Content-Type"]
    form = next(form for name, (content_type, form) in FORMATS.items() if content_type == kind)
    if suffix:
        assert kind == FORMATS[suffix][0]
    return {quad.triple for quad in ox.parse(answer.data, format=form)}


def values(found: set[ox.Triple], subject: str, predicate: str) -> list[str]:
    return sorted(item.object.value for item in found  # type: ignore[union-attr]
                  if item.subject == ox.NamedNode(subject)
                  and item.predicate == ox.NamedNode(predicate))  # fmt: skip


def listed(found: set[ox.Triple]) -> list[str]:
    """The datasets that the catalogue lists, each with its title in the same document."""
    names = values(found, CATALOG, DCAT + "dataset")
    assert all(values(found, name, DCT + "title") for name in names)
    return names


def without_pages(found: set[ox.Triple]) -> set[ox.Triple]:
    """What is said apart from the way from page to page."""
    nodes = {item.subject for item in found if item.predicate.value == RDF + "type"
             and item.object.value.startswith(HYDRA)}  # type: ignore[union-attr]  # fmt: skip
    return {item for item in found if item.subject not in nodes}


def head(url: str, **headers: str) -> Answer:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return urllib3.request("HEAD", url, headers=fields, redirect=False, retries=False)


class Live(NamedTuple):
    base: str
    harvest: Harvest
    releases: list[str]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    harvest = Harvest(tmp_path_factory.mktemp("catalog"))
    first = harvest.release()
    with served(harvest.root) as base:
        yield Live(base, harvest, [first])


def pages(base: str, path: str, kind: str) -> Iterator[set[ox.Triple]]:
    """The pages of a catalogue, by the terms of one family."""
    address = base + path
    seen = set()
    while address:
        assert address not in seen, "a page is linked twice"
        seen.add(address)
        found = triples(get(address))
        (node,) = {item.subject.value for item in found  # type: ignore[union-attr]
                   if item.object == ox.NamedNode(HYDRA + kind)}  # fmt: skip
        yield found
        (address,) = values(found, node, HYDRA + FAMILIES[kind]) or [""]


@pytest.mark.parametrize("kind", FAMILIES)
def test_a_crawl_finds_each_dataset_once_whatever_is_released_meanwhile(
    live: Live, kind: str
) -> None:
    harvest = live.harvest
    before, found = harvest.own(), []
    for number, page in enumerate(pages(live.base, "catalog.ttl", kind)):
        found += listed(page)
        if number == 0 and len(live.releases) == 1:
            harvest.titles = {key: title for key, title in harvest.titles.items()
                              if not key.endswith("7")} | {f"a{kind}": "Ny"}  # fmt: skip
            live.releases.append(harvest.release())
            harvest.wait(live.base, live.releases[-1])
    assert len(found) == len(set(found))
    assert before <= set(found)
    after = [name for page in pages(live.base, "catalog.ttl", kind) for name in listed(page)]
    assert len(after) == len(set(after))
    own = {name for name in after if name.startswith(BASE + "dataset/")}
    assert own == harvest.own()
    assert len(live.releases) == 2


def test_links_in_the_header_lead_through_all_pages(live: Live) -> None:
    answer, numbers = get(live.base + "catalog"), 1
    while match := re.search(r'<([^<>]+)>; rel="next"', answer.headers["Link"]):
        answer, numbers = get(match[1]), numbers + 1
        assert answer.status == 200
    assert numbers == 3
    assert 'rel="last"' in answer.headers["Link"]


def test_every_page_stands_by_itself_and_tells_how_much_there_is(live: Live) -> None:
    totals, members = set(), 0
    for page in pages(live.base, "catalog.rdf", "PagedCollection"):
        (node,) = {item.subject.value for item in page  # type: ignore[union-attr]
                   if item.object == ox.NamedNode(HYDRA + "PagedCollection")}  # fmt: skip
        assert values(page, CATALOG, RDF + "type")
        assert values(page, CATALOG, DCT + "publisher")
        assert values(page, CATALOG, DCT + "title")
        totals.update(values(page, node, HYDRA + "totalItems"))
        members += sum(len(values(page, CATALOG, DCAT + name))
                       for name in ("dataset", "service", "resource"))  # fmt: skip
        for name in ("first", "last", "previous", "next"):
            assert values(page, node, HYDRA + name) == values(page, node, HYDRA + name + "Page")
    assert totals == {str(members)}


def test_a_page_of_a_release_is_the_same_for_good(live: Live) -> None:
    address = get(live.base + "catalog?page=2", "text/turtle").headers["Content-Location"]
    release = live.releases[-1]
    assert address == f"/catalog/{release}/dcat-ap-3/2.ttl"
    page = get(live.base + address[1:])
    assert page.headers["Cache-Control"] == IMMUTABLE
    assert page.data == get(live.base + "catalog?page=2", "text/turtle").data
    assert page.data == get(f"{live.base}catalog.ttl?page=2&release={release}").data
    assert get(live.base + "catalog.ttl").headers["Cache-Control"] == "public, max-age=60"
    harvest = live.harvest
    harvest.titles["d000"] = "Ändrad"
    live.releases.append(harvest.release())
    harvest.wait(live.base, live.releases[-1])
    again = get(live.base + address[1:])
    assert (again.data, again.headers["ETag"]) == (page.data, page.headers["ETag"])


def test_the_whole_document_says_what_the_pages_say(live: Live) -> None:
    for suffix in FORMATS:
        whole = triples(get(f"{live.base}datasets/dcat-ap-3.{suffix}"), suffix)
        found: set[ox.Triple] = set()
        for page in pages(live.base, f"catalog.{suffix}", "PartialCollectionView"):
            found |= without_pages(page)
        assert whole == found
        assert not any(item.predicate.value.startswith(HYDRA) for item in whole)
    assert not [item for item in whole if isinstance(item.subject, ox.BlankNode)]


def test_where_nobody_asks_for_anything_it_is_rdf_xml(live: Live) -> None:
    for accept in ("", "*/*", "text/html, image/gif, *; q=.2, */*; q=.2", "application/xml"):
        for path, name in (("catalog", "dcat-ap-3"), ("datasets/dcat", "dcat-ap-se")):
            answer = get(live.base + path, accept)
            assert answer.headers["Content-Type"] == "application/rdf+xml"
            assert answer.headers["Content-Profile"] == f"<{PROFILES[name].iri}>"
            assert {"Accept", "Accept-Profile"} <= set(answer.headers["Vary"].split(", "))
            triples(answer)
    schema = get(f"{live.base}catalog?profile=schema.org", "*/*")
    assert schema.headers["Content-Type"] == "application/ld+json"


@pytest.mark.parametrize("suffix", FORMATS)
def test_formats_are_negotiated_or_named(live: Live, suffix: str) -> None:
    media_type = FORMATS[suffix][0].partition(";")[0]
    for path in ("catalog", "datasets/dcat"):
        named = get(f"{live.base}{path}.{suffix}")
        assert triples(named, suffix)
        assert get(live.base + path, media_type).data == named.data
        assert get(f"{live.base}{path}?format={suffix}").data == named.data
    refused = get(live.base + "catalog", "image/png")
    assert refused.status == 406
    assert b"application/rdf+xml" in refused.data


@pytest.mark.parametrize("name", PROFILES)
def test_profiles_are_negotiated_or_named(live: Live, name: str) -> None:
    iri = PROFILES[name].iri
    named = get(f"{live.base}catalog/{name}.ttl")
    assert named.status == 200
    assert named.headers["Content-Profile"] == f"<{iri}>"
    assert f'<{iri}>; rel="profile"' in named.headers["Link"]
    assert "Vary" not in named.headers or "Accept-Profile" not in named.headers["Vary"]
    for query in (f"profile={name}", f"profile={iri}", f"_profile={iri.rstrip('/')}"):
        assert get(f"{live.base}catalog.ttl?{query}").data == named.data
    for header in (f"<{iri}>", name, f'"{iri}"', f"<urn:none>, <{iri}>;q=0.5",
                   f"<{PROFILES['dcat-ap-3'].iri}>;q=0.1, {name};q=0.9"):  # fmt: skip
        asked = get(f"{live.base}catalog.ttl", Accept_Profile=header)
        assert asked.data == named.data, header
    whole = get(f"{live.base}datasets/{name}.ttl")
    assert get(f"{live.base}datasets/dcat.ttl?profile={name}").data == whole.data
    for match in re.finditer(r'<(/[^<>]+)>; rel="alternate"', named.headers["Link"]):
        assert get(live.base + match[1][1:]).status == 200


def test_a_profile_that_is_not_there_is_told_with_those_that_are(live: Live) -> None:
    for answer in (get(live.base + "catalog?profile=geodcat"),
                   get(live.base + "datasets/dcat", Accept_Profile="<urn:none>")):  # fmt: skip
        assert answer.status == 406
        assert all(item.iri.encode() in answer.data for item in PROFILES.values())
    assert get(live.base + "catalog", Accept_Profile="<urn:none>, *;q=0.1").status == 200


def test_who_knows_it_gets_304_and_who_asks_head_the_length(live: Live) -> None:
    for path in ("catalog", "catalog.nt", "datasets/dcat", "catalog?page=3"):
        answer = get(live.base + path, Accept_Encoding="identity")
        asked = head(live.base + path, Accept_Encoding="identity")
        assert int(asked.headers["Content-Length"]) == len(answer.data)
        for name in ("Content-Type", "ETag", "Link", "Last-Modified"):
            assert asked.headers[name] == answer.headers[name]
        tag = answer.headers["ETag"]
        assert get(live.base + path, If_None_Match=tag).status == 304
        modified = answer.headers["Last-Modified"]
        assert get(live.base + path, If_Modified_Since=modified).status == 304
        packed = head(live.base + path, Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) < len(answer.data) / 3
        assert get(live.base + path, Accept_Encoding="gzip").data == answer.data
        assert get(live.base + path, Accept_Encoding="gzip",
                   If_None_Match=packed.headers["ETag"]).status == 304  # fmt: skip


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Host": "test.example.org:8080"}, "http://test.example.org:8080/"),
        ({"Host": "example.org"}, BASE),
        ({"Host": "data.example.org", "X_Forwarded_For": "192.0.2.1",
          "X_Forwarded_Proto": "https"}, "https://data.example.org/"),
        ({"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Proto": "https",
          "X_Forwarded_Host": "data.example.org"}, "https://data.example.org/"),
        ({"X_Forwarded_For": "192.0.2.1"}, BASE),
        ({"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Host": "a> <b"}, BASE),
        ({"X_Forwarded_Proto": "javascript", "Host": "data.example.org"}, BASE),
    ],
)  # fmt: skip
def test_pages_lead_to_where_the_site_was_asked(
    live: Live, headers: dict[str, str], expected: str
) -> None:
    answer = get(live.base + "catalog.ttl", **headers)
    assert f'<{expected}catalog/{live.releases[-1]}/dcat-ap-3/2.ttl>; rel="next"' in answer.headers[
        "Link"]  # fmt: skip


def test_what_was_changed_since_a_time(live: Live) -> None:
    harvest = live.harvest
    harvest.titles["d001"], harvest.titles["new"] = "Ändrad igen", "Alldeles ny"
    live.releases.append(harvest.release())
    harvest.wait(live.base, live.releases[-1])
    site = Site(harvest.root)
    log = open_log(site.shelf.folder, live.releases[-1])
    assert log is not None
    now = log.time
    expected = {item.iri for item in log.each("catalog") if item.modified >= now}
    assert {BASE + "dataset/d001", BASE + "dataset/new"} <= expected
    assert BASE + "dataset/d003" not in expected
    for path in ("catalog.ttl", "datasets/dcat-ap-3.ttl"):
        found = triples(get(f"{live.base}{path}?modified_since={now}"))
        names = {*listed(found), *values(found, CATALOG, DCAT + "service"),
                 *values(found, CATALOG, DCAT + "resource")}  # fmt: skip
        assert names == expected
    later = triples(get(f"{live.base}catalog.ttl?modified_since=2999-01-01T00:00:00%2B01:00"))
    assert not listed(later)
    assert "feeds/ldes/catalog" in get(f"{live.base}catalog.ttl?modified_since={now}").headers[
        "Link"]  # fmt: skip
    every, address = [], f"{live.base}catalog.ttl?modified_since=2000-01-01"
    while address:
        page = triples(get(address))
        every += listed(page)
        (address,) = {item.object.value for item in page  # type: ignore[union-attr]
                      if item.predicate.value == HYDRA + "next"} or {""}  # fmt: skip
    assert sorted(every) == listed(triples(get(live.base + "datasets/dcat-ap-3.ttl")))
    for text in ("yesterday", "2026-13-01", "2026-01-01T99:00", ""):
        refused = get(f"{live.base}catalog?modified_since={text}")
        assert refused.status == 400
        assert b"2026-11-25T08:00:00Z" in refused.data


def test_a_page_that_is_not_there_is_told_where_to_start(live: Live) -> None:
    release = live.releases[-1]
    for path, status in (("catalog?page=99", 404), ("catalog?page=0", 400), ("catalog?page=x", 400),
                         (f"catalog/{release}/dcat-ap-3/99.ttl", 404),
                         ("catalog/00000000/dcat-ap-3/1.ttl", 404),
                         ("catalog?page=" + "9" * 400, 400)):  # fmt: skip
        answer = get(live.base + path)
        assert answer.status == status, path
        if status == 404:
            assert f"{live.base}catalog".encode() in answer.data
    for path in (f"catalog/{release}/dcat-ap-3/0.ttl", f"catalog/{release}/none/1.ttl",
                 "catalog/none.ttl", "catalog.xlsx", "datasets/none"):  # fmt: skip
        assert get(live.base + path).status == 404


def test_a_release_that_is_gone_says_where_to_start_again(live: Live) -> None:
    site = Site(live.harvest.root)
    gone = site.prune(0)
    answer = get(f"{live.base}catalog/{gone[0]}/dcat-ap-3/2.ttl")
    assert answer.status == 410
    assert f"{live.base}catalog".encode() in answer.data


def test_people_find_the_feeds(live: Live) -> None:
    start = get(live.base, "text/html").data.decode()
    assert re.search(r'<a href="/feeds\.(sv|en)\.html">', start)
    for tag, word in (("sv", "Ändringar"), ("en", "Changes")):
        page = get(live.base + f"feeds.{tag}.html")
        assert page.status == 200
        text = page.data.decode()
        assert word in text
        main = text[text.index("<main") : text.index("</main>")]
        for href in set(re.findall(r'href="([^"#]+)"', main)):
            assert get(live.base + href[1:].replace("&amp;", "&")).status == 200, href
    assert get(live.base + "feeds", "text/html").headers["Content-Language"] in ("sv", "en")


def test_an_export_has_every_form_and_its_links_lead_to_files(tmp_path: Path) -> None:
    harvest = Harvest(tmp_path, 80, "https://elsewhere.example.org/")  # they have no pages here
    harvest.release()
    Site(harvest.root).export(tmp_path / "static")
    static = tmp_path / "static"
    for name in PROFILES:
        for suffix in FORMATS:
            assert (static / f"catalog/{name}.{suffix}").is_file()
            assert (static / f"datasets/{name}.{suffix}").is_file()
    followed, found = "catalog.ttl", []
    while followed:
        page = {quad.triple for quad in ox.parse((static / followed).read_bytes(),
                                                 format=ox.RdfFormat.TURTLE)}  # fmt: skip
        found += listed(page)
        (address,) = {item.object.value for item in page
                      if item.predicate.value == HYDRA + "next"} or {""}  # fmt: skip
        followed = address.removeprefix(BASE)
        assert not urlsplit(followed).scheme
    assert harvest.own() <= set(found)
    assert len(found) == len(set(found))
