"""The reconciliation service: what is found, how it scores, and both versions of the protocol."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import urllib3

from publisher import Site
from publisher.linking.index_home import FOLDER, LOCK, forget, make, open_index
from publisher.store.reader import open_release
from tests.reconciling import BASE, DRAFT, OLD, SKOS, Service, reconciled
from tests.sites import get, post, served

PROJECT: Final = "http://schema.org/Project"
PLACE: Final = "http://data.europa.eu/m8g/AdminUnit"
ORGANISATION: Final = "http://www.w3.org/ns/org#Organization"

MEANT: Final = {
    "Region Örebro län": ("organisation/region-orebro-lan", True),
    "Örebro kommun": ("organisation/orebro-kommun", True),
    "Örebro universitet": ("organisation/orebro-universitet", True),
    "Örebro län": ("territory/se124", True),
    "orebro university": ("organisation/orebro-universitet", True),
    "Upsala universitet": ("organisation/uppsala-universitet", False),
    "universitetet i Uppsala": ("organisation/uppsala-universitet", True),
    "Uppsala univ.": ("organisation/uppsala-universitet", True),
    "Linköping kommun": ("organisation/linkoping", True),
    "Municipality of Linköping": ("organisation/linkoping", True),
    "Exempelverken AB": ("organisation/exempel", True),
    "AB Exempelverken": ("organisation/exempel", True),
    "Exempelverkn": ("organisation/exempel", False),
    "KTH": ("organisation/kth", False),
    "Habo kommun": ("organisation/habo", True),
    "Håbo kommun": ("organisation/habo-upp", True),
    "industri smart": ("challenge-area/smart-industry", True),
    "2120001967": ("organisation/orebro-kommun", True),
    "SE 212000-1967 01": ("organisation/orebro-kommun", True),
    "Q104926": ("territory/se121", True),
    "SE121": ("territory/se121", True),
    "http://data.europa.eu/nuts/code/SE121": ("territory/se121", True),
    "project/fast-lane-4-industry": ("project/fast-lane-4-industry", True),
    f"{BASE}project/fast-lane-4-industry": ("project/fast-lane-4-industry", True),
}
"""What people write -> the thing that is first, and whether it is meant for sure."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reconciled(tmp_path_factory.mktemp("reconcile"))


@pytest.fixture(scope="module")
def service(root: Path) -> Iterator[Service]:
    with served(root) as address:
        yield Service(address)


def short(found: list[Any]) -> list[str]:
    return [item["id"].removeprefix(BASE) for item in found]


def refused(answer: urllib3.BaseHTTPResponse, status: int) -> str:
    """The reason that an error tells."""
    assert answer.status == status, answer.data
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    told = json.loads(answer.data)
    reason = told.get("message") or told["detail"]
    assert reason
    assert "Traceback" not in reason
    return str(reason)


# what is found


def test_names_and_identifiers_lead_to_what_is_meant(service: Service) -> None:
    texts = list(MEANT)
    old = service.ask({f"q{at}": {"query": text} for at, text in enumerate(texts)})
    new = service.match(*({"conditions": [{"matchType": "name", "propertyValue": text}]}
                          for text in texts))  # fmt: skip
    for at, text in enumerate(texts):
        found = old[f"q{at}"]["result"]
        assert (short(found)[0], found[0]["match"]) == MEANT[text], (text, found[:2])
        assert [item["id"] for item in new[at]] == [item["id"] for item in found], text
        assert [item["score"] for item in new[at]] == [item["score"] for item in found], text
        scores = [item["score"] for item in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert not any(item["match"] for item in found[1:])


def test_identifiers_score_in_full(service: Service) -> None:
    for text in ("2120001967", "Q104926", "SE121", f"{BASE}territory/se121"):
        first = service.one(text)[0]
        assert first["score"] == 100
        assert {"id": "identifier", "value": True} in first["features"]


def test_a_place_is_found_by_every_code_that_it_has(service: Service) -> None:
    for code in ("nuts: SE121", "län: 03", "SE-C"):
        assert short(service.one(code))[:1] == ["territory/se121"], code


def test_namesakes_are_left_to_a_person(service: Service) -> None:
    found = service.one("Samma Namn")
    assert short(found)[:2] == ["organisation/namne-1", "organisation/namne-2"]
    assert [item["score"] for item in found[:2]] == [100, 100]
    assert not any(item["match"] for item in found)


def test_another_kind_of_body_is_kept_apart(service: Service) -> None:
    found = {item["id"].removeprefix(BASE): item for item in service.one("Region Örebro")}
    other = found["organisation/orebro-kommun"]
    assert other["score"] < 50
    assert {"id": "kind_differs", "value": True} in other["features"]


def test_nothing_is_found_for_nothing(service: Service) -> None:
    assert service.ask({"a": {"query": ""}, "b": {"query": " - "}, "c": {"query": "xyzzy"}}) == {
        name: {"result": []} for name in "abc"
    }


def test_limits_are_kept(service: Service) -> None:
    assert len(service.one("Örebro", limit=2)) == 2
    assert len(service.one("Region", limit=1e9)) <= 100


# types


def test_types_restrict_or_advise(service: Service) -> None:
    free = service.one("Uppsala")
    assert short(free)[0] == "territory/se121"
    strict = service.one("Uppsala", type=ORGANISATION, type_strict="any")
    assert all(ORGANISATION in [kind["id"] for kind in item["type"]] for item in strict)
    assert short(strict)[0] == "organisation/region-uppsala"
    advised = service.one("Uppsala", type=["organisation"], type_strict="should")
    assert short(advised)[0] == "organisation/region-uppsala"
    place = next(item for item in advised if item["id"] == f"{BASE}territory/se121")
    assert not place["match"]
    assert {"id": "type_match", "value": False} in place["features"]
    every = service.one("Uppsala", type=[ORGANISATION, PLACE], type_strict="all")
    assert every == []


def test_superclasses_have_the_things_of_their_subclasses(service: Service) -> None:
    found = service.one("Smart industri", type=f"{SKOS}Concept", type_strict="any")
    assert short(found)[0] == "challenge-area/smart-industry"
    assert found[0]["type"][0]["id"] == "https://w3id.org/s3r/ns#ChallengeArea"


def test_an_unknown_type_is_no_reason_to_guess(service: Service) -> None:
    unknown = "https://example.org/Unknown"
    assert service.one("Uppsala", type=unknown, type_strict="any") == []
    assert short(service.one("Uppsala", type=unknown, type_strict="should"))[0] == "territory/se121"


# properties


def test_properties_raise_and_lower_the_score(service: Service) -> None:
    def first(value: object) -> Any:
        said = [{"pid": "Organisationsnummer", "v": value}]
        found = service.one("Örebros universitet", properties=said)
        return next(
            item for item in found if item["id"] == f"{BASE}organisation/orebro-universitet"
        )

    plain = service.one("Örebro universitetet i Närke")[0]
    assert plain["score"] < 95
    good, bad = first("202100-2924"), first("212000-0449")
    assert good["score"] > bad["score"]
    assert {"id": "property:Organisationsnummer", "value": 100.0} in good["features"]
    assert not bad["match"]


def test_a_property_may_be_a_thing_a_name_a_date_or_several(service: Service) -> None:
    area = "http://purl.org/dc/terms/subject"
    values: list[object] = [
        "Life science, välfärdsteknik och e-hälsa",
        {"id": f"{BASE}challenge-area/life-science", "name": "whatever"},
        ["Something else", f"{BASE}challenge-area/life-science"],
    ]
    for value in values:
        found = service.one("Fast Lane 4 industry", properties=[{"pid": area, "v": value}])
        assert {"id": f"property:{area}", "value": 100.0} in found[0]["features"], value
        assert found[0]["match"]


def test_properties_alone_find_things(service: Service) -> None:
    number = "212000-0449"
    old = service.ask({"q": {"properties": [{"pid": "Organisationsnummer", "v": number}]}})
    condition = {"matchType": "property", "propertyId": "Organisationsnummer",
                 "propertyValue": number}  # fmt: skip
    for found in (old["q"]["result"], service.match({"conditions": [condition]})[0]):
        assert short(found) == ["organisation/linkoping"]
        assert found[0]["score"] == 100


def test_conditions_may_be_required_and_count_values(service: Service) -> None:
    def ask(quantifier: str, value: object, *, required: bool = True) -> list[str]:
        conditions = [
            {"matchType": "name", "propertyValue": "Fast Lane 4 industry"},
            {"matchType": "property", "propertyId": "http://purl.org/dc/terms/subject",
             "propertyValue": value, "required": required, "matchQuantifier": quantifier},
        ]  # fmt: skip
        return short(service.match({"conditions": conditions})[0])

    here, absent = f"{BASE}challenge-area/life-science", f"{BASE}challenge-area/sustainable-food"
    project = "project/fast-lane-4-industry"
    assert ask("any", [here, absent])[0] == project
    assert project not in ask("all", [here, absent])
    assert project not in ask("none", [here])
    assert ask("none", [absent])[0] == project
    assert project in ask("any", absent, required=False)
    assert project not in ask("any", absent)


def test_an_id_is_a_condition_of_its_own(service: Service) -> None:
    condition = {"matchType": "id", "propertyValue": f"{BASE}territory/se121"}
    found = service.match({"conditions": [condition], "type": PLACE})[0]
    assert short(found) == ["territory/se121"]
    assert found[0]["match"]


# the protocol


def test_manifests_are_valid_and_say_where_everything_is(service: Service) -> None:
    old = service.get("", "manifest", OLD)
    assert old["versions"] == [OLD]
    assert old["identifierSpace"] == BASE
    assert {kind["id"] for kind in old["defaultTypes"]} >= {PROJECT, PLACE, ORGANISATION}
    for kind in ("entity", "type", "property"):
        suggest = old["suggest"][kind]
        assert get(f"{suggest['service_url']}{suggest['service_path']}?prefix=u").status == 200
    draft = service.get("/v1", "manifest", DRAFT)
    assert draft["versions"] == [DRAFT]
    assert "identifierSpace" not in draft
    assert draft["standardizedScore"] is True
    assert service.get("/v1/", "manifest", DRAFT) == draft
    english = service.get("/v1", "manifest", DRAFT, Accept_Language="en")
    assert english["name"] != draft["name"]
    assert english["lang"] == "en"


def test_the_catalogue_lists_the_service_where_it_is_told_to(service: Service) -> None:
    text = get(f"{service.address}catalog.nt").data.decode()
    endpoint = f"<{BASE}reconcile>"
    assert f"{endpoint} <http://www.w3.org/ns/dcat#endpointURL> {endpoint} ." in text


def test_any_site_may_ask(service: Service) -> None:
    for path in ("", "/v1/match"):
        answer = urllib3.request(
            "OPTIONS",
            f"{service.address}reconcile{path}",
            headers={"Origin": "https://example.org"},
        )
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_names_are_in_the_language_of_who_asks(service: Service) -> None:
    queries = {"q": {"query": "Smart industri", "limit": 1}}
    url = f"{service.address}reconcile"
    for language, name in (("en", "Smart industry"), ("sv", "Smart industri")):
        answer = urllib3.request("POST", url, fields={"queries": json.dumps(queries)},
                                 headers={"Accept-Language": language})  # fmt: skip
        (first,) = json.loads(answer.data)["q"]["result"]
        assert first["name"] == name
        assert first["match"]


def test_candidates_of_the_draft_name_their_features(service: Service) -> None:
    condition = {"matchType": "name", "propertyValue": "Örebro"}
    for item in service.match({"conditions": [condition], "type": ORGANISATION})[0]:
        assert all(feature["name"] for feature in item["features"])
        assert item["lang"] in ("sv", "en")


def test_suggestions_begin_as_what_was_typed(service: Service) -> None:
    for version, path in ((OLD, ""), (DRAFT, "/v1")):
        schema = "suggest-entities-response"
        found = service.get(f"{path}/suggest/entity?prefix=upps", schema, version)["result"]
        assert {"territory/se121", "organisation/region-uppsala"} <= set(short(found))
        assert found[0]["notable"][0]["name"]
        typed = service.get(f"{path}/suggest/entity?prefix={BASE}territory/se121", schema, version)
        assert short(typed["result"])[0] == "territory/se121"
        kinds = service.get(f"{path}/suggest/type?prefix=proj", "suggest-types-response", version)
        assert PROJECT in [item["id"] for item in kinds["result"]]
        terms = service.get(f"{path}/suggest/property?prefix=titel", "suggest-properties-response",
                            version)  # fmt: skip
        assert terms["result"][0]["id"] == "http://purl.org/dc/terms/title"
        assert service.get(f"{path}/suggest/type?prefix=", "suggest-types-response", version)


def test_suggestions_go_on(service: Service) -> None:
    ten = short(service.get("/suggest/entity?prefix=a&limit=10")["result"])
    more = short(service.get("/suggest/entity?prefix=a&limit=5&cursor=5")["result"])
    assert ten[5:] == more
    assert short(service.get("/v1/suggest/entity?prefix=a&limit=5&offset=5")["result"]) == more
    only = service.get("/suggest/entity?prefix=upp&type=territory")["result"]
    assert all(item.startswith("territory/") for item in short(only)[:1])


def test_values_extend_what_was_reconciled(service: Service) -> None:
    ids = [f"{BASE}project/fast-lane-4-industry", f"{BASE}territory/se121",
           "https://example.org/unknown"]  # fmt: skip
    subject, notation = "http://purl.org/dc/terms/subject", f"{SKOS}notation"
    old, new = service.extend(
        ids,
        {"id": "http://purl.org/dc/terms/title"},
        {"id": subject, "settings": {"content": "id"}},
        {"id": subject, "settings": {"limit": "1"}},
        {"id": notation, "settings": {"limit": 1}},
        {"id": "http://purl.org/dc/terms/description", "settings": {"language": "all"}},
        {"id": "https://example.org/nothing"},
    )
    assert [item["id"] for item in old["meta"]] == [item["id"] for item in new["meta"]]
    assert list(old["rows"]) == ids
    assert [row["id"] for row in new["rows"]] == ids
    row = {item["id"]: item["values"] for item in new["rows"][0]["properties"]}
    assert row[subject] == [{
        "id": f"{BASE}challenge-area/life-science", "lang": "sv",
        "name": "Life science, välfärdsteknik och e-hälsa",
    }]  # fmt: skip
    assert {value["lang"] for value in row["http://purl.org/dc/terms/description"]} == {"sv", "en"}
    assert len(old["rows"][ids[1]][notation]) == 1
    assert old["rows"][ids[0]]["https://example.org/nothing"] == []
    assert not any(old["rows"][ids[2]].values())


def test_numbers_and_dates_are_such(service: Service) -> None:
    for thing, term, value in (
        ("grant/provbidrag", "http://schema.org/amount", {"float": 1250000.5}),
        ("project/provprojekt", "http://schema.org/startDate", {"date": "2024-03-01T00:00:00Z"}),
    ):
        old, new = service.extend([thing], {"id": term})
        assert old["rows"][thing][term] == [value]
        assert new["rows"][0]["properties"] == [{"id": term, "values": [value]}]


def test_numbers_and_dates_agree_by_what_they_say(service: Service) -> None:
    def agreement(text: str, pid: str, value: object) -> float:
        first = service.one(text, properties=[{"pid": pid, "v": value}])[0]
        return float(first["features"][-1]["value"])

    for value, least, most in ((1250000.5, 100, 100), ("1 250 000,5", 100, 100), (625000, 40, 60)):
        assert least <= agreement("Provbidrag", "Belopp", value) <= most
    for value, agrees in (("2024", 100), ("2024-03", 100), ("2024-03-01", 100), ("2023", 0)):
        assert agreement("Provprojekt ett", "Startdatum", value) == agrees


def test_properties_are_proposed_for_a_type(service: Service) -> None:
    for version, path in ((OLD, "/properties"), (DRAFT, "/v1/extend/propose")):
        schema = "data-extension-property-proposal"
        found = service.get(f"{path}?type={PROJECT}", schema, version)
        assert found["type"] == PROJECT
        assert "http://purl.org/dc/terms/title" in [item["id"] for item in found["properties"]]
        few = service.get(f"{path}?type={PROJECT}&limit=2", schema, version)
        assert few["properties"] == found["properties"][:2]
        assert few["limit"] == 2


def test_previews_are_safe_and_small(service: Service) -> None:
    for path in ("reconcile/preview", "reconcile/v1/preview"):
        answer = get(f"{service.address}{path}?id=organisation/utropstecken")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/html")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors *" in policy
        text = answer.data.decode()
        assert "<b>Fet" not in text
        assert "&lt;b&gt;Fet" in text
        assert "<script" not in text
    flyout = service.get("/flyout/entity?id=organisation/utropstecken")
    assert flyout["id"] == "organisation/utropstecken"
    assert "<b>" not in flyout["html"]
    assert service.get(f"/flyout/type?id={PROJECT}")["html"]


def test_views_lead_to_things_of_the_site_alone(service: Service) -> None:
    answer = get(f"{service.address}reconcile/view?id={BASE}territory/se121")
    assert (answer.status, answer.headers["Location"]) == (303, "/territory/se121")
    for path in ("view", "preview", "flyout/entity", "v1/view", "v1/preview"):
        refused(get(f"{service.address}reconcile/{path}?id=https://example.org/"), 404)


def test_old_clients_may_have_a_script(service: Service) -> None:
    answer = get(f"{service.address}reconcile?callback=jQuery123.done")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.data.startswith(b'/**/jQuery123.done({"versions"')
    assert refused(get(f"{service.address}reconcile?callback=alert(1)//"), 400)


def test_what_cannot_be_meant_is_refused_with_its_place(service: Service) -> None:
    url = f"{service.address}reconcile"
    wrong: dict[str, object] = {
        "queries.q0.limit": {"q0": {"query": "x", "limit": 0}},
        "queries.q0.type_strict": {"q0": {"query": "x", "type_strict": "perhaps"}},
        "queries.q0.properties.0.pid": {"q0": {"query": "x", "properties": [{"v": 1}]}},
        "queries.q0": {"q0": {}},
        "queries": [],
    }
    for place, queries in wrong.items():
        reason = refused(post(url, {"queries": json.dumps(queries)}), 400)
        assert reason.startswith(f"{place}: "), reason
    assert "no JSON" in refused(post(url, {"queries": "{"}), 400)
    assert "deeply" in refused(post(url, {"queries": "[" * 100_000}), 400)
    refused(post(url, {"other": "1"}), 400)
    refused(post(url, {"extend": json.dumps({"ids": "x", "properties": []})}), 400)
    refused(post(f"{url}/v1/match", "{}", kind="application/json"), 400)
    refused(post(f"{url}/v1/match", {"queries": "{}"}), 415)
    refused(get(f"{url}/v1/match"), 405)
    refused(get(f"{url}/v1/nowhere"), 404)


def test_no_more_is_taken_than_can_be_answered(service: Service) -> None:
    queries = {f"q{number}": {"query": "x"} for number in range(201)}
    refused(post(f"{service.address}reconcile", {"queries": json.dumps(queries)}), 413)
    asked = {"ids": ["x"] * 1_001, "properties": [{"id": "title"}]}
    refused(service.post_json("/v1/extend", asked), 413)
    long = {"q": {"query": "Örebro " * 20_000}}
    assert post(f"{service.address}reconcile", {"queries": json.dumps(long)}).status == 200


@pytest.mark.parametrize("version", [OLD, DRAFT])
def test_examples_of_the_suite_are_answered_as_they_must_be(service: Service, version: str) -> None:
    schemas = service.schemas[version]
    for kind, status in (("valid", 200), ("invalid", 400)):
        for queries in schemas.examples("reconciliation-query-batch", kind):
            assert bool(schemas.errors("reconciliation-query-batch", queries)) == (
                kind == "invalid"
            )
            answer = (
                post(f"{service.address}reconcile", {"queries": json.dumps(queries)})
                if version == OLD else service.post_json("/v1/match", queries)
            )  # fmt: skip
            assert answer.status == status, (queries, answer.data)
            if status == 200:
                schemas.require("reconciliation-result-batch", json.loads(answer.data))
    for asked in schemas.examples("data-extension-query"):
        schemas.require("data-extension-query", asked)
        service.extend(asked["ids"], *asked["properties"])


@pytest.mark.parametrize("version", [OLD, DRAFT])
def test_the_schemas_tell_their_own_examples_apart(service: Service, version: str) -> None:
    schemas = service.schemas[version]
    counted = 0
    for name in ("reconciliation-result-batch", "suggest-entities-response",
                 "suggest-types-response", "suggest-properties-response",
                 "data-extension-response", "data-extension-property-proposal"):  # fmt: skip
        for kind in ("valid", "invalid"):
            for content in schemas.examples(name, kind):
                assert bool(schemas.errors(name, content)) == (kind == "invalid"), (name, content)
                counted += 1
    assert counted == {OLD: 10, DRAFT: 13}[version]


# the index


def test_an_index_is_the_same_every_time_and_goes_with_its_release(
    root: Path, tmp_path: Path
) -> None:
    reader = Site(root).open()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make(reader.folder, tmp_path / name, reader)
    files = sorted(path.name for path in (tmp_path / "one" / FOLDER).iterdir())
    assert files
    for name in files:
        one, two = (tmp_path / part / FOLDER / name for part in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), name
    index = open_index(reader)
    assert (reader.folder / FOLDER).is_dir()
    assert index.number(f"{BASE}territory/se121") is not None
    forget(tmp_path / "one")
    assert list((tmp_path / "one").iterdir()) == []


def test_an_index_has_another_home_where_the_release_cannot_have_it(
    root: Path, tmp_path: Path
) -> None:
    reader = Site(root).open()
    sealed = tmp_path / "releases" / reader.identifier
    shutil.copytree(reader.folder, sealed, ignore=shutil.ignore_patterns("names-*", ".names-*"))
    (sealed / LOCK).mkdir()  # nothing can be locked here, whoever one is
    beside = tmp_path / "beside"
    index = open_index(open_release(sealed), beside)
    assert index.number(f"{BASE}territory/se121") is not None
    (first,) = beside.iterdir()
    manifest = sealed / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")  # as after an erasure
    open_index(open_release(sealed), beside)
    (second,) = beside.iterdir()
    assert first != second
