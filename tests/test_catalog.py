"""The catalogue of a release: against the official shapes, and against what the site serves."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from publisher import Site
from publisher.catalog.dcat import heading, records
from publisher.catalog.profiles import PROFILES
from publisher.check.engine import Shapes, check_lines, shapes_from
from publisher.namespaces import DCAT, DCATAP, DCT, FOAF, PREFIXES, RDF, SCHEMA, SPDX, VCARD, XSD
from publisher.store.reader import Reader
from publisher.vocabulary import Document
from tests.catalogues import AGENCY, agency, document, parsed
from tests.sites import bundled, shared
from tests.visits import app

SITES = ("bundled", "agency")
TYPE = ox.NamedNode(RDF + "type")
DCAT_AP_3 = ("shapes", "shapes_recommended", "range", "deprecateduris")
DCAT_AP_2 = ("shapes", "shapes_recommended", "deprecateduris", "range")
HVD = ("base", "ranges", "usagenotes")

LISTED = {
    DCT + "publisher": "regions are no corporate bodies of the EU",
    DCT + "spatial": "NUTS IRIs are no part of the EU tables; the country stands beside them",
}
"""Warnings of the shapes for code lists, by property, and why they are right as they are."""


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reader]:
    folder = tmp_path_factory.mktemp("catalogues")
    sites = {"bundled": Site(bundled(folder)), "agency": agency(folder)}
    for site in sites.values():
        assert site.build().manifest is not None
    return {name: site.open() for name, site in sites.items()}


@cache
def shapes(*paths: Path) -> Shapes:
    return shapes_from(
        Document(f"file:{path.name}", path.name, tuple(
            quad.triple for quad in
            ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri="https://example.org/")
        )) for path in paths
    )  # fmt: skip


@cache
def authorities() -> tuple[str, ...]:
    folder = shared("vocab", "eu-authority")
    return tuple(
        str(quad.triple) for path in sorted(folder.glob("*.rdf"))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.RDF_XML,
                             base_iri="https://example.org/")
    )  # fmt: skip


def found(
    reader: Reader, profile: str, *paths: Path, background: bool = False
) -> set[tuple[str, str]]:
    """The severity and the path of each result of the official shapes."""
    lines = [str(triple) for triple in document(reader, profile)]
    report = check_lines(lines, shapes(*paths), background=authorities() if background else ())
    return {(item.severity.rpartition("#")[2], item.path.strip("<>")) for item in report.results}


@pytest.mark.parametrize("name", SITES)
def test_dcat_ap_3(readers: dict[str, Reader], name: str) -> None:
    folder = shared("standards", "dcat-ap", "3.0.1")
    html = folder / "html" / "shacl"
    rules = [html / f"{part}.ttl" for part in DCAT_AP_3]
    whole = [folder / "shacl" / part for part in ("dcat-ap-SHACL.ttl", "ranges.ttl")]

    assert found(readers[name], "dcat-ap-3", *rules) == set()
    assert found(readers[name], "dcat-ap-3", *whole) == set()
    lists = found(readers[name], "dcat-ap-3", html / "mdr-vocabularies.shape.ttl", background=True)
    assert lists == {("Warning", path) for path in LISTED}


@pytest.mark.parametrize("name", SITES)
def test_dcat_ap_2(readers: dict[str, Reader], name: str) -> None:
    folder = shared("standards", "dcat-ap", "2.1.1")
    rules = [folder / f"dcat-ap_2.1.1_shacl_{part}.ttl" for part in DCAT_AP_2]
    lists = folder / "dcat-ap_2.1.1_shacl_mdr-vocabularies.shape.ttl"

    assert found(readers[name], "dcat-ap-2", *rules) == set()
    assert found(readers[name], "dcat-ap-2", lists, background=True) == {
        ("Warning", path) for path in LISTED
    }


@pytest.mark.parametrize("name", SITES)
def test_high_value_datasets(readers: dict[str, Reader], name: str) -> None:
    folder = shared("standards", "dcat-ap", "hvd-3.0.0", "html")
    rules = [folder / f"hvd-SHACL-{part}.ttl" for part in HVD]

    assert found(readers[name], "hvd", *rules, background=True) == set()


def test_a_whole_site_of_high_value(tmp_path: Path) -> None:
    own = AGENCY.replace('publisher = "organisation/region"\n', "").replace(
        "[catalog]\n",
        '[catalog]\nhvd_categories = ["c_e1da4e07"]\norganisation_number = "232100-0000"\n',
    )
    own += '\n[catalog.publisher_name]\nsv = "Region Exempel"\nen = "Region Example"\n'
    site = agency(tmp_path, own)
    site.build()

    reader = site.open()
    triples = parsed(list(heading(reader)))
    assert objects(triples, DCT + "publisher") == {"http://dataportal.se/organisation/SE2321000000"}
    assert objects(triples, FOAF + "name") == {"Region Exempel", "Region Example"}
    assert f"{reader.site.base_iri}dump" in subjects(document(reader, "hvd"), "Dataset")
    folder = shared("standards", "dcat-ap", "hvd-3.0.0", "html")
    rules = [folder / f"hvd-SHACL-{part}.ttl" for part in HVD]
    assert found(reader, "hvd", *rules, background=True) == set()


UNUSED = {
    "dcterms:LicenseDocument": "licences are described where they are published",
    "dcterms:Standard": "standards are described where they are published",
    "foaf:Document": "pages say themselves what they are called",
}
NOT_OURS = {
    ("dcat:Dataset", DCATAP + "hvdCategory"): "for datasets of high value alone",
    ("dcat:DatasetSeries", DCATAP + "hvdCategory"): "for datasets of high value alone",
    ("dcat:DataService", DCATAP + "hvdCategory"): "for services of high value alone",
}
"""What the table of DCAT-AP-SE has and a catalogue need not have, and why."""


def swedish() -> Iterator[tuple[str, str, str]]:
    """The class, property and level of what is mandatory (M) or recommended (R)."""
    path = shared("standards", "dcat-ap", "se-3.0.1", "dcat-ap-se-3.0.1-properties.csv")
    names = {**PREFIXES, "dcterms": DCT}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            prefix, _, local = row["property"].partition(":")
            iri = names[prefix] + local if prefix in names else row["property"]
            told = row["cls"] in UNUSED or (row["cls"], iri) in NOT_OURS
            if row["level"] in "MR" and not told:
                yield row["cls"], iri, row["level"]


def test_dcat_ap_se_has_all_that_is_mandatory_or_recommended(readers: dict[str, Reader]) -> None:
    triples = document(readers["bundled"], "dcat-ap-se")
    said: dict[str, set[str]] = defaultdict(set)
    for item in triples:
        said[name(item.subject)].add(item.predicate.value)

    assert [
        (thing, wanted, level) for kind, wanted, level in swedish()
        for thing in subjects(triples, kind.partition(":")[2]) if wanted not in said[thing]
    ] == []  # fmt: skip


def test_dcat_ap_se_has_no_blank_node_and_tags_every_text(readers: dict[str, Reader]) -> None:
    free = {DCT + "title", DCT + "description", DCAT + "keyword", FOAF + "name", VCARD + "fn"}
    for reader in readers.values():
        triples = document(reader, "dcat-ap-se")
        terms = {term for item in triples for term in (item.subject, item.object)}
        assert not any(isinstance(term, ox.BlankNode) for term in terms)
        for item in triples:
            if item.predicate.value in free:
                assert isinstance(item.object, ox.Literal)
                assert item.object.language in ("sv", "en"), item
        assert DCAT + "CatalogRecord" not in {str(term) for term in terms}
        publishers = objects(triples, DCT + "publisher")
        assert publishers
        assert publishers.isdisjoint(objects(triples, DCAT + "contactPoint"))


def subjects(triples: list[ox.Triple], kind: str) -> list[str]:
    """The IRIs of what is of a class of DCAT."""
    target = ox.NamedNode(DCAT + kind)
    return sorted(name(item.subject) for item in triples
                  if item.predicate == TYPE and item.object == target)  # fmt: skip


def name(term: object) -> str:
    """The IRI of a thing that has one."""
    assert isinstance(term, ox.NamedNode)
    return term.value


def objects(triples: list[ox.Triple], predicate: str) -> set[str]:
    """The values of a property, as text."""
    return {item.object.value for item in triples if item.predicate.value == predicate
            and isinstance(item.object, ox.NamedNode | ox.Literal)}  # fmt: skip


@pytest.fixture(scope="module")
def web(readers: dict[str, Reader]) -> FlaskClient:
    return app(readers["bundled"]).test_client()


def test_files_are_as_large_as_is_said_and_have_the_checksum(
    readers: dict[str, Reader], web: FlaskClient
) -> None:
    reader, checked = readers["bundled"], 0
    for iri, lines in records(reader):
        about: dict[str, dict[str, str]] = defaultdict(dict)
        for item in parsed(lines):
            if isinstance(item.object, ox.NamedNode | ox.Literal):
                about[name(item.subject)][item.predicate.value] = item.object.value
        for own in about.values():
            if DCAT + "downloadURL" not in own or DCAT + "byteSize" not in own:
                continue
            path = own[DCAT + "downloadURL"].removeprefix(reader.site.base_iri)
            body = web.get(f"/{path}").data
            size = int(own[DCAT + "byteSize"])
            if "/list/" in iri:  # these are the share of the class in its graphs
                assert size * 0.3 < len(body) < size * 4 + 200, path
            else:
                assert len(body) == size, path
            if SPDX + "checksum" in own:
                expected = about[own[SPDX + "checksum"]][SPDX + "checksumValue"]
                assert hashlib.sha256(body).hexdigest() == expected
                checked += 1
    assert checked == 4


def test_what_the_catalogue_names_of_the_site_answers(
    readers: dict[str, Reader], web: FlaskClient
) -> None:
    reader = readers["bundled"]
    triples = document(reader, "dcat-ap-3")
    base = reader.site.base_iri
    named = {DCAT + name for name in ("accessURL", "downloadURL", "landingPage")} | {
        VCARD + "hasURL"
    }
    feeds = (f"{base}feeds", f"{base}oai")
    addresses = {item.object.value for item in triples if item.predicate.value in named
                 and isinstance(item.object, ox.NamedNode)}  # fmt: skip
    for address in sorted(addresses):
        if not address.startswith(feeds):  # these answer from the log of changes
            answer = web.head("/" + address.removeprefix(base))
            assert answer.status_code == 200, address


def test_no_person_and_no_query_is_a_dataset(readers: dict[str, Reader]) -> None:
    iris = [iri for iri, _ in records(readers["bundled"])]
    assert iris == sorted(iris)
    assert not [iri for iri in iris if "person" in iri or iri.endswith(".rq")]
    lines = {line for _, own in records(readers["bundled"]) for line in own}
    assert not [line for line in lines if "/person/" in line or "@region" in line]


def test_what_has_not_changed_has_the_same_record(tmp_path: Path) -> None:
    site = agency(tmp_path)
    site.build()
    first = dict(records(site.open()))
    table = site.root / "data" / "datamangder.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("Alla lekplatser.", "Lekplatser."),
                     encoding="utf-8")  # fmt: skip
    site.build()

    second = dict(records(site.open()))
    base = "https://data.example.org/"
    assert {iri for iri in first if first[iri] != second[iri]} == {
        f"{base}dataset/lekplatser", f"{base}dump"
    }  # fmt: skip
    assert set(first) == set(second)


def test_only_what_a_change_may_touch_is_made_again(readers: dict[str, Reader]) -> None:
    reader = readers["agency"]
    whole, base = dict(records(reader)), "https://data.example.org/"
    made = {iri for iri in whole if not iri.startswith((f"{base}dataset/", f"{base}service/"))}

    def given(*changed: str) -> dict[str, tuple[str, ...]]:
        return dict(records(reader, frozenset(base + name for name in changed)))

    assert set(given()) == made
    assert set(given("organisation/kommun")) - made == {f"{base}dataset/lekplatser"} | gone(
        "organisation/kommun"
    )
    assert set(given("distribution/granser-gpkg")) - made == {f"{base}dataset/granser"} | gone(
        "distribution/granser-gpkg"
    )
    withdrawn = given("dataset/borttagen")
    assert withdrawn[f"{base}dataset/borttagen"] == ()
    for iri, lines in given("dataset/granser", "organisation/kommun").items():
        assert lines == whole.get(iri, ())


def gone(name: str) -> set[str]:
    """A thing that has changed and is no dataset."""
    return {f"https://data.example.org/{name}"}


def test_a_dataset_in_a_table_is_told_whole(readers: dict[str, Reader]) -> None:
    own = dict(records(readers["agency"]))["https://data.example.org/dataset/lekplatser"]
    triples = parsed(own)

    assert objects(triples, FOAF + "name") == {"Exempels kommun", "Example Municipality"}
    assert objects(triples, DCT + "spatial") == {
        "http://data.europa.eu/nuts/code/SE125",
        "http://publications.europa.eu/resource/authority/country/SWE",
    }
    assert objects(triples, DCAT + "startDate") == {"2020-01-01"}
    assert objects(triples, DCAT + "endDate") == {"2029-12-31"}
    assert objects(triples, DCAT + "mediaType") == {
        "http://www.iana.org/assignments/media-types/text/csv"
    }
    assert objects(triples, DCT + "license") == {"http://creativecommons.org/licenses/by/4.0/"}
    (rights,) = objects(triples, DCT + "rights")
    said = {str(triple.object) for triple in triples if str(triple.subject) == f"<{rights}>"}
    assert said
    assert not [text for text in said if "CC0" in text]
    assert not objects(triples, DCATAP + "applicableLegislation")


def test_profiles(readers: dict[str, Reader]) -> None:
    reader = readers["agency"]
    three, two = document(reader, "dcat-ap-3"), document(reader, "dcat-ap-2")
    size = ox.NamedNode(XSD + "decimal")

    assert subjects(three, "DatasetSeries")
    assert not subjects(two, "DatasetSeries")
    assert subjects(three, "Dataset") == subjects(two, "Dataset")
    sizes = [item.object for item in two if item.predicate.value == DCAT + "byteSize"]
    assert sizes
    assert all(isinstance(item, ox.Literal) and item.datatype == size for item in sizes)
    assert subjects(document(reader, "hvd"), "Dataset") == [
        "https://data.example.org/dataset/granser"
    ]
    named = objects(document(reader, "schema.org"), RDF + "type")
    assert {SCHEMA + "Dataset", SCHEMA + "DataCatalog", SCHEMA + "DataDownload"} <= named
    assert all(name.startswith(SCHEMA) for name in named)
    single = dict(records(reader))["https://data.example.org/dataset/lekplatser"]
    assert PROFILES["hvd"].adapt(parsed(single)) == []


@pytest.mark.parametrize(
    ("path", "iri"),
    [("dump.en.html", "dump"), ("doc/dataset/lekplatser.en.html", "dataset/lekplatser"),
     ("list/period.en.html", "list/period"), ("graph/perioder.csv.en.html", "graph/perioder.csv")],
)  # fmt: skip
def test_the_page_of_a_dataset_tells_search_engines(
    readers: dict[str, Reader], path: str, iri: str
) -> None:
    body = app(readers["agency"]).test_client().get(f"/{path}").get_data(as_text=True)
    said = json.loads(body.partition('<script type="application/ld+json">')[2].partition("<")[0])

    assert said["@type"] == "Dataset"
    assert said["@id"] == f"https://data.example.org/{iri}"
    downloads = said["distribution"]
    first = downloads[0] if isinstance(downloads, list) else downloads
    assert {"contentUrl", "encodingFormat", "license"} <= set(first)
    assert said["publisher"]["@type"] == "Organization"
    assert said["temporalCoverage"] in ("2020-01-01/2030-12-31", "2020-01-01/2029-12-31")
