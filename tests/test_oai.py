"""The OAI-PMH repository, by hand and as a foreign client (sickle) reads it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from publisher import Site
from publisher.changes import CATALOG
from tests.histories import BASE, STREAM, History
from tests.live import Live, canonical, live
from tests.visits import app

SPACE: Final = "{http://www.openarchives.org/OAI/2.0/}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

CHILDREN: Final = {
    "OAI-PMH": "responseDate request (error |(GetRecord|Identify|List[A-Z][A-Za-z]+) )",
    "Identify": "repositoryName baseURL protocolVersion adminEmail earliestDatestamp deletedRecord "
                "granularity (compression )*",
    "ListMetadataFormats": "(metadataFormat )+",
    "metadataFormat": "metadataPrefix schema metadataNamespace ",
    "ListSets": "(set )+",
    "set": "setSpec setName ",
    "ListIdentifiers": "(header )+(resumptionToken )?",
    "ListRecords": "(record )+(resumptionToken )?",
    "GetRecord": "record ",
    "record": "header (metadata )?",
    "header": "identifier datestamp (setSpec )*",
}  # fmt: skip
"""The order of elements in the schema of the protocol."""

TEXTS: Final = {
    "responseDate": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "datestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "earliestDatestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "adminEmail": r"\S+@(\S+\.)+\S+",
    "identifier": r"https?://\S+",
    "setSpec": r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*",
    "metadataPrefix": r"[A-Za-z0-9\-_.!~*'()]+",
    "protocolVersion": r"2\.0",
    "deletedRecord": "persistent",
}
"""What the schema says of texts."""


def checked(body: bytes) -> ElementTree.Element:
    """An answer, held against the schema as far as it is written down here."""
    root = ElementTree.fromstring(body)
    for element in root.iter():
        name = element.tag.removeprefix(SPACE)
        if element.tag == name:
            continue
        if name in CHILDREN:
            found = "".join(f"{child.tag.removeprefix(SPACE)} " for child in element)
            assert re.fullmatch(CHILDREN[name], found), (name, found)
        if name in TEXTS:
            assert re.fullmatch(TEXTS[name], element.text or ""), (name, element.text)
        if name == "record":
            deleted = element.find(f"{SPACE}header").get("status") == "deleted"  # type: ignore[union-attr]
            assert deleted == (element.find(f"{SPACE}metadata") is None)
        if name == "metadata":
            assert len(element) == 1
    return root


def texts(root: ElementTree.Element, name: str) -> list[str]:
    """The texts of all elements of a name."""
    return [element.text or "" for element in root.iter(SPACE + name)]


def code(root: ElementTree.Element) -> str:
    """The code of an error; empty where the answer is none."""
    found = root.find(SPACE + "error")
    return "" if found is None else found.get("code", "")


class Asking:
    """Asks a site in-process."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def __call__(self, verb: str, **arguments: str) -> ElementTree.Element:
        """The answer to a verb; ``from_`` stands for ``from``."""
        pairs = {name.rstrip("_"): value for name, value in arguments.items()}
        return self.raw(urlencode({"verb": verb, **pairs}))

    def raw(self, query: str) -> ElementTree.Element:
        """The answer to a query as it is written."""
        answer = self.client.get(f"/oai?{query}")
        assert (answer.status_code, answer.mimetype) == (200, "text/xml")
        return checked(answer.data)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A site with two releases, the second of which changes a lot."""
    found = History(tmp_path_factory.mktemp("oai"), 230)
    found.release()
    found.edit(80)
    (found.root / "data" / "båda.ttl").write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "<project/gamma> a <https://example.org/def/terms#Area>, skos:Concept ;\n"
        '  skos:prefLabel "Gamma"@sv, "Gamma"@en .\n', encoding="utf-8",
    )  # fmt: skip
    found.release()
    return found


@pytest.fixture(scope="module")
def ask(history: History) -> Asking:
    return Asking(app(Site(history.root).open()).test_client())


def sickle(url: str) -> Any:
    """The foreign client."""
    module = pytest.importorskip("sickle", reason="sickle is not installed")
    return module.Sickle(f"{url}oai", timeout=60)


def copied(records: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Records as the client gives them: the IRI, and the hash of what is said; empty if deleted."""
    for record in records:
        if record.deleted:
            yield record.header.identifier, ""
        else:
            [content] = record.xml.find(f"{SPACE}metadata")
            text = ElementTree.tostring(ElementTree.fromstring(_raw(content)))
            yield record.header.identifier, canonical(ox.parse(text, ox.RdfFormat.RDF_XML))


def _raw(element: Any) -> bytes:
    etree = pytest.importorskip("lxml.etree")
    found: bytes = etree.tostring(element)
    return found


def test_identify_says_what_the_repository_is(ask: Asking, history: History) -> None:
    root = ask("Identify")
    said = {child.tag.removeprefix(SPACE): child.text for child in root[2]}
    assert said["repositoryName"] == "Prov"
    assert said["baseURL"] == "http://localhost/oai"
    assert said["earliestDatestamp"] == history.log().earliest()
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert texts(root, "responseDate")[0] >= history.log().time
    request = root.find(SPACE + "request")
    assert request is not None
    assert (request.text, request.attrib) == ("http://localhost/oai", {"verb": "Identify"})


def test_formats_are_those_of_the_catalogue_for_what_is_in_it(ask: Asking) -> None:
    everything = ["oai_dc", "dcat_ap", "dcat_ap_2", "dcat_ap_se", "dcat_ap_hvd", "rdf"]
    assert texts(ask("ListMetadataFormats"), "metadataPrefix") == everything
    found = ask("ListMetadataFormats", identifier=f"{BASE}dump")
    assert texts(found, "metadataPrefix") == everything
    found = ask("ListMetadataFormats", identifier=f"{BASE}area/mat")
    assert texts(found, "metadataPrefix") == ["oai_dc", "rdf"]


def test_sets_are_the_catalogue_and_the_classes(ask: Asking) -> None:
    root = ask("ListSets")
    assert texts(root, "setSpec") == ["area", "catalog", "project"]
    assert texts(root, "setName") == ["Områden", "Datakatalogen", "Projekt"]


WRONG: Final = [
    ("", "badVerb"),
    ("verb=Nothing", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&set=area", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&metadataPrefix=rdf", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&from=yesterday", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&from=2024-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&until=2024-01-01T10:00:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&from=2024-01-01&until=2024-01-02T00:00:00Z",
     "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&from=2024-01-02&until=2024-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&set=%00", "badArgument"),
    ("verb=GetRecord&metadataPrefix=rdf", "badArgument"),
    ("verb=ListRecords&metadataPrefix=rdf&resumptionToken=x", "badArgument"),
    ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%C3%A5%C3%A4", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("verb=GetRecord&metadataPrefix=marc&identifier=https://example.org/id/dump",
     "cannotDisseminateFormat"),
    ("verb=GetRecord&metadataPrefix=dcat_ap&identifier=https://example.org/id/area/mat",
     "cannotDisseminateFormat"),
    ("verb=GetRecord&metadataPrefix=rdf&identifier=https://example.org/id/area/none",
     "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=not+an+IRI", "idDoesNotExist"),
    ("verb=ListRecords&metadataPrefix=rdf&set=nothing", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=dcat_ap&set=area", "noRecordsMatch"),
    ("verb=ListIdentifiers&metadataPrefix=rdf&until=2001-01-01", "noRecordsMatch"),
    ("verb=ListIdentifiers&metadataPrefix=rdf&from=2999-01-01T00:00:00Z", "noRecordsMatch"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), WRONG)
def test_what_cannot_be_answered_has_the_code_of_the_protocol(
    ask: Asking, query: str, expected: str
) -> None:
    root = ask.raw(query)
    assert code(root) == expected
    request = root.find(SPACE + "request")
    assert request is not None
    assert bool(request.attrib) == (expected not in ("badVerb", "badArgument"))


def test_post_is_answered_as_get(ask: Asking) -> None:
    form = {"verb": "ListIdentifiers", "metadataPrefix": "dcat_ap"}
    answer = ask.client.post("/oai", data=form)
    assert texts(checked(answer.data), "identifier") == texts(ask(**form), "identifier")


def test_a_record_in_dublin_core_has_what_people_look_for(ask: Asking) -> None:
    root = ask("GetRecord", metadataPrefix="oai_dc", identifier=f"{BASE}area/mat")
    found = [(element.tag.removeprefix(DC), element.text, element.get(LANGUAGE, ""))
             for element in root.iter() if element.tag.startswith(DC)]  # fmt: skip
    assert found == [
        ("title", "Sustainable food", "en"), ("title", "Hållbar mat", "sv"),
        ("identifier", f"{BASE}area/mat", ""), ("type", "Concept", ""), ("type", "Area", ""),
    ]  # fmt: skip
    dataset = ask("GetRecord", metadataPrefix="oai_dc", identifier=f"{BASE}dump")
    names = {element.tag.removeprefix(DC) for element in dataset.iter()
             if element.tag.startswith(DC)}  # fmt: skip
    assert {"title", "identifier", "type", "format", "rights", "date"} <= names


def test_a_thing_in_two_classes_is_listed_once_in_both_sets(ask: Asking) -> None:
    for verb, arguments in (("ListIdentifiers", {"metadataPrefix": "oai_dc"}),):
        found = listed(ask, verb, **arguments)
        both = [header for header in found if header[0] == f"{BASE}project/gamma"]
        assert [sets for _, _, sets in both] == [("area", "project")]
        assert len({iri for iri, _, _ in found}) == len(found)
    for name in ("area", "project"):
        found = listed(ask, "ListIdentifiers", metadataPrefix="rdf", set=name)
        assert f"{BASE}project/gamma" in {iri for iri, _, _ in found}


Header = tuple[str, bool, tuple[str, ...]]


def listed(ask: Asking, verb: str, **arguments: str) -> list[Header]:
    """All headers of a list, part by part: identifier, whether it is deleted, sets."""
    found: list[Header] = []
    while True:
        root = ask(verb, **arguments)
        assert code(root) == ""
        token = root.find(f".//{SPACE}resumptionToken")
        if token is not None:
            assert token.get("cursor") == str(len(found))
        found += [(texts(header, "identifier")[0], header.get("status") == "deleted",
                   tuple(texts(header, "setSpec")))
                  for header in root.iter(SPACE + "header")]  # fmt: skip
        if token is None or not token.text:
            size = token.get("completeListSize") if token is not None else None
            assert size in (None, str(len(found)))
            return found
        arguments = {"resumptionToken": token.text}


def test_lists_have_everything_that_ever_was_once(ask: Asking, history: History) -> None:
    log = history.log()
    ever = {change.iri: change.kind == "Delete" for stream in log.streams()
            for change in log.changes(stream, 1, log.length(stream))}  # fmt: skip
    found = listed(ask, "ListRecords", metadataPrefix="oai_dc")
    assert {iri: gone for iri, gone, _ in found} == ever
    assert len(found) == len(ever)
    area = listed(ask, "ListRecords", metadataPrefix="rdf", set="area")
    assert len(area) == log.latest_count(STREAM, 1, log.length(STREAM))
    assert {iri for iri, gone, _ in area if not gone} == {item.iri for item in log.each(STREAM)}


def test_from_and_until_are_included_by_day_and_by_second(ask: Asking, history: History) -> None:
    log = history.log()
    first, last = log.earliest(), log.time
    everything = listed(ask, "ListIdentifiers", metadataPrefix="rdf", set="area")
    days = {"from_": first[:10], "until": last[:10]}
    assert listed(ask, "ListIdentifiers", metadataPrefix="rdf", set="area", **days) == everything
    exact = {"from_": first, "until": last}
    assert listed(ask, "ListIdentifiers", metadataPrefix="rdf", set="area", **exact) == everything
    late = listed(ask, "ListIdentifiers", metadataPrefix="rdf", set="area", from_=last)
    changed = {change.iri for change in
               log.changes(STREAM, log.since(STREAM, last), log.length(STREAM))}  # fmt: skip
    assert {iri for iri, _, _ in late} == changed
    early = listed(ask, "ListIdentifiers", metadataPrefix="rdf", set="area", until=first)
    assert {iri for iri, _, _ in early} == {iri for iri, _, _ in everything} - changed


def test_a_profile_that_has_not_everything_says_so_of_each_record(ask: Asking) -> None:
    native = listed(ask, "ListIdentifiers", metadataPrefix="dcat_ap")
    valuable = listed(ask, "ListIdentifiers", metadataPrefix="dcat_ap_hvd")
    assert [iri for iri, _, _ in valuable] == [iri for iri, _, _ in native]
    assert all(gone for _, gone, _ in valuable)
    older = listed(ask, "ListRecords", metadataPrefix="dcat_ap_2")
    assert [iri for iri, gone, _ in older if gone] == [f"{BASE}release/"]


def test_a_token_is_of_one_list_and_is_not_changed(ask: Asking) -> None:
    root = ask("ListRecords", metadataPrefix="rdf", set="area")
    [token] = texts(root, "resumptionToken")
    assert code(ask("ListRecords", resumptionToken=token)) == ""
    assert code(ask("ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    nested = b"[" * 2_500
    forged = base64.urlsafe_b64encode(hashlib.sha256(nested).digest()[:8] + nested).decode()
    for wrong in (
        token[:-1], token + "A", token[:20] + "A" + token[20:], token.swapcase(), forged
    ):  # fmt: skip
        assert code(ask("ListRecords", resumptionToken=wrong)) == "badResumptionToken"


def test_sickle_copies_the_catalogue_and_each_class(history: History) -> None:
    with live(history) as site:
        client = sickle(site.url)
        assert client.Identify().deletedRecord == "persistent"
        assert [item.setSpec for item in client.ListSets()] == ["area", "catalog", "project"]
        assert dict(copied(client.ListRecords(metadataPrefix="dcat_ap"))) == site.held(CATALOG)
        for stream in ("area", "project"):
            records = client.ListRecords(metadataPrefix="rdf", set=stream, ignore_deleted=True)
            assert dict(copied(records)) == site.held(stream)
        record = client.GetRecord(identifier=f"{BASE}dump", metadataPrefix="dcat_ap")
        assert dict(copied([record])) == {f"{BASE}dump": site.held(CATALOG)[f"{BASE}dump"]}


def follow(site: Live, copy: dict[str, str], since: str) -> str:
    """Bring a copy up to date; where to begin next time."""
    span = {"from": since} if since else {}
    records = list(sickle(site.url).ListRecords(metadataPrefix="rdf", set=STREAM, **span))
    for iri, digest in copied(records):
        if digest:
            copy[iri] = digest
        else:
            copy.pop(iri, None)
    return max(str(record.header.datestamp) for record in records)


@pytest.mark.large
def test_sickle_follows_a_history_and_no_release_moves_a_list_that_has_begun(
    tmp_path: Path,
) -> None:
    history = History(tmp_path, 130, seed=3)
    first = history.release()
    with live(history) as site:
        before = site.held()
        records = sickle(site.url).ListRecords(metadataPrefix="rdf", set=STREAM)
        begun = [next(records) for _ in range(50)]
        token, since = records.resumption_token.token, str(begun[0].header.datestamp)
        site.publish(edits=60)
        found = list(copied([*begun, *records]))
        assert len(found) == len(before)
        copy = dict(found)
        assert copy == before
        for edits in (40, 0):
            since = follow(site, copy, since)
            assert copy == site.held()
            if edits:
                site.publish(edits)

        ask = Asking(app(site.served.reader).test_client())
        assert code(ask("ListRecords", resumptionToken=token)) == ""
        Site(history.root).rollback(first)
        again = Asking(app(Site(history.root).open()).test_client())
        assert code(again("ListRecords", resumptionToken=token)) == "badResumptionToken"
