"""Sources that are addresses: fetched, held to the shapes, and kept at their last good state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from publisher import Site
from publisher.config import ServeSection
from publisher.errors import ConfigError, PublisherError
from publisher.fetching_sources import fetch
from publisher.obtaining import Fetched, Manner, Told
from publisher.people import erased
from publisher.store.serving import Served
from publisher.web import create_app
from tests.elsewhere import Elsewhere, Request, Send, elsewhere, raw
from tests.sites import publisher, rows, tiny
from tests.visits import SWITCHED

FAR: Final = "https://uppsala.example.org/"
PREFIXES: Final = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix t: <https://example.org/def/terms#> .
"""


@pytest.fixture
def server() -> Iterator[Elsewhere]:
    with elsewhere() as found:
        yield found


class Clock:
    """A clock that goes when it is told to, and says how long somebody would have waited."""

    def __init__(self) -> None:
        self.now, self.waited = 1_700_000_000.0, 0.0

    def sleep(self, seconds: float) -> None:
        self.waited += seconds


def site_with(folder: Path, *sources: str) -> Path:
    """The tiny site with sources that are addresses."""
    site = tiny(folder)
    with (site / "site.toml").open("a", encoding="utf-8") as out:
        out.write("\n[fetching]\nattempts = 1\n")
        out.writelines(f"\n{source}\n" for source in sources)
    return site


def project(name: str, title: str = "Namn", area: str = "industri", space: str = FAR) -> str:
    return (
        f'<{space}p/{name}> a t:Project ; dct:title "{title}"@sv ; '
        f"dct:subject <https://example.org/id/area/{area}> .\n"
    )


def turtle(*projects: str) -> str:
    return PREFIXES + "".join(projects)


def get(site: Path, *names: str, clock: Clock | None = None, **more: Any) -> Fetched:
    tick = clock or Clock()
    return fetch(Site(site), names, Manner(now=lambda: tick.now, sleep=tick.sleep, **more))


def one(found: Fetched, name: str = "uppsala") -> Told:
    return next(told for told in found.sources if told.name == name)


def titles(site: Path) -> list[str]:
    """What the projects from elsewhere are called in the current release."""
    query = (
        "SELECT ?t { ?s a <https://example.org/def/terms#Project> ; "
        f"<http://purl.org/dc/terms/title> ?t FILTER(STRSTARTS(STR(?s), '{FAR}')) }} ORDER BY ?t"
    )
    return [row["t"].split('"')[1] for row in rows(Site(site), query)]


def test_rdf_is_fetched_checked_and_read(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett"), project("b", "Två")), ETag='"1"')
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    told = one(get(site))
    assert (told.became, told.state.kind, told.state.things, told.state.statements) == (
        "new", "rdf", 2, 6,
    )  # fmt: skip
    Site(site).build()
    assert titles(site) == ["Ett", "Två"]
    assert rows(Site(site), f"SELECT ?g {{ GRAPH ?g {{ <{FAR}p/a> ?p ?o }} }} LIMIT 1") == [
        {"g": "<https://example.org/id/graph/fetched/uppsala.nt>"}
    ]
    asked = len(server.asked)
    again = one(get(site))
    assert again.became == "unchanged"
    assert [request.headers.get("if-none-match") for request in server.asked[asked:]] == ['"1"']


def test_a_new_state_takes_the_place_of_the_one_before(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett"), project("b", "Två")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    get(site)
    server.say("/p.ttl", turtle(project("a", "Ett"), project("c", "Tre")))
    assert one(get(site, plan=True)).became == "new"
    assert one(get(site)).became == "new"
    Site(site).build()
    assert titles(site) == ["Ett", "Tre"]


def test_what_does_not_conform_leaves_the_last_good_state(
    server: Elsewhere, tmp_path: Path
) -> None:
    good = server.say("/a.ttl", turtle(project("a", "Ett")))
    other = server.say("/b.ttl", turtle(project("b", "Två", space="https://b.example.org/")))
    site = site_with(
        tmp_path, f'[sources.uppsala]\naddress = "{good}"', f'[sources.orebro]\naddress = "{other}"'
    )
    get(site)
    server.say("/a.ttl", PREFIXES + f"<{FAR}p/a> a t:Project .\n")
    server.say("/b.ttl", turtle(project("b", "Andra", space="https://b.example.org/")))
    found = get(site)
    told = one(found)
    assert not found.whole
    assert (told.became, told.state.code, one(found, "orebro").became) == ("kept", "faulty", "new")
    assert {fault.place.file for fault in told.faults} == {"fetched/uppsala.nt"}
    report = json.loads((site / "fetched/uppsala/report.json").read_text())
    assert report["fault_count"] == 2
    assert report["faults"][0]["sv"]
    overview = json.loads((site / "fetched/sources.json").read_text())["sources"]
    assert [item["outcome"] for item in overview] == ["new", "kept"]
    Site(site).build()
    assert titles(site) == ["Ett"]
    server.say("/a.ttl", turtle(project("a", "Ett igen")))
    assert one(get(site)).became == "new"


def test_what_another_source_needs_is_not_taken_away(server: Elsewhere, tmp_path: Path) -> None:
    area = (
        "<https://a.example.org/area/x> a t:Area, <http://www.w3.org/2004/02/skos/core#Concept> ;"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "X"@sv .\n'
    )
    rest = 'dct:title "Skog"@sv .\n'
    areas = server.say("/areas.ttl", PREFIXES + area + f"<https://a.example.org/more> {rest}")
    linked = turtle(project("a", "Ett")).replace(
        "https://example.org/id/area/industri", "https://a.example.org/area/x"
    )
    projects = server.say("/p.ttl", linked)
    site = site_with(
        tmp_path, f'[sources.areas]\naddress = "{areas}"\nkind = "rdf"',
        f'[sources.uppsala]\naddress = "{projects}"',
    )  # fmt: skip
    assert get(site).whole
    server.say("/areas.ttl", PREFIXES + f"<https://a.example.org/more> {rest}")
    found = get(site)
    assert (one(found, "areas").became, one(found).became) == ("kept", "unchanged")
    assert one(found, "areas").faults[0].place.file == "fetched/uppsala.nt"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"body": "", "kind": "text/turtle"}, "empty"),
        ({"body": "<html><title>Logga in</title>", "kind": "text/html"}, "page"),
        ({"body": "<a> <b> .", "kind": "text/turtle"}, "unreadable"),
        ({"body": "x", "status": 500}, "status"),
        ({"body": "x", "status": 410}, "gone"),
        ({"body": "x", "status": 503, "Retry_After": "7200"}, "not-yet"),
    ],
)
def test_what_cannot_be_read_leaves_the_last_good_state(
    server: Elsewhere, tmp_path: Path, answer: dict[str, Any], code: str
) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\nkind = "rdf"')
    clock = Clock()
    get(site, clock=clock)
    server.say("/p.ttl", **answer)
    told = one(get(site, clock=clock))
    assert (told.became, told.state.code, told.state.things) == ("kept", code, 1)
    assert set(told.state.said) == {"sv", "en"}
    if code == "not-yet":
        assert one(get(site, clock=clock)).became == "waiting"
        clock.now += 7_200
        assert one(get(site, clock=clock)).became == "kept"


def test_nothing_shrinks_beyond_its_guard(server: Elsewhere, tmp_path: Path) -> None:
    many = [project(f"n{number}") for number in range(40)]
    url = server.say("/p.ttl", turtle(*many))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    get(site)
    server.say("/p.ttl", turtle(*many[:31]))
    assert one(get(site)).state.code == "shrunk"
    server.say("/p.ttl", turtle(*many[:32]))
    assert one(get(site)).became == "new"
    server.say("/p.ttl", PREFIXES)
    assert one(get(site)).state.code == "nothing"
    assert one(get(site, accept_shrink=True)).state.things == 0


def test_a_source_describes_only_what_is_its_own(server: Elsewhere, tmp_path: Path) -> None:
    own = 'namespaces = ["https://b.example.org/"]'
    other = server.say("/b.ttl", turtle(project("b", space="https://b.example.org/")))
    url = server.say("/a.ttl", turtle(project("a")))
    site = site_with(
        tmp_path, f'[sources.orebro]\naddress = "{other}"\n{own}',
        f'[sources.uppsala]\naddress = "{url}"',
    )  # fmt: skip
    assert get(site).whole
    for stranger in (
        "https://b.example.org/p/b", "https://example.org/id/project/alfa",
        "https://example.org/def/terms#Project", "https://example.org/id/.well-known/genid/0",
    ):  # fmt: skip
        server.say("/a.ttl", turtle(project("a")) + f'<{stranger}> dct:title "Mitt"@sv .\n')
        told = one(get(site))
        assert (told.became, told.state.code) == ("kept", "foreign")
        assert stranger in told.state.said["sv"]
    server.say("/b.ttl", turtle(project("b"), project("a", space="https://b.example.org/")))
    assert one(get(site), "orebro").state.code == "foreign"


def test_a_source_of_a_publisher_describes_what_is_the_publishers(
    server: Elsewhere, tmp_path: Path
) -> None:
    url = server.say("/a.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.projects]\naddress = "{url}"\npublisher = "uppsala"')
    (site / "publishers.toml").write_text(
        f'[uppsala]\nname = {{sv = "Uppsala", en = "Uppsala"}}\nalso = ["{FAR}"]\n'
    )
    assert get(site).whole
    Site(site).build()
    assert rows(Site(site), f"SELECT ?g {{ GRAPH ?g {{ <{FAR}p/a> ?p ?o }} }} LIMIT 1") == [
        {"g": "<https://example.org/id/graph/uppsala/fetched/projects.nt>"}
    ]
    server.say("/a.ttl", turtle(project("a", space="https://else.example.org/")))
    told = one(get(site), "projects")
    assert (told.state.code, told.faults[0].code) == ("faulty", "foreign-subject")


def test_a_table_finds_its_class_by_its_name(server: Elsewhere, tmp_path: Path) -> None:
    text = "id;Titel (sv);Utmaningsområde\nnord;Norr;mat\n"
    url = server.say("/export", text, "text/csv; charset=utf-8")
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\ntable = "projekt"')
    told = one(get(site))
    assert (told.became, told.state.kind, told.state.things) == ("new", "table", 1)
    Site(site).build()
    query = 'ASK { GRAPH <https://example.org/id/graph/fetched/uppsala/projekt.csv> { ' \
            '<https://example.org/id/project/nord> ?p "Norr"@sv } }'  # fmt: skip
    assert bool(Site(site).query(query))
    server.say("/export", text + "syd;;mat\n", "text/csv")
    told = one(get(site))
    assert told.state.code == "faulty"
    assert [(fault.place.row, fault.place.file) for fault in told.faults] == [
        (3, "fetched/uppsala/projekt.csv")
    ]


def test_a_table_is_described_by_metadata(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/x.csv", "kod,namn\na,Ett\n", "text/csv", ETag='"1"')
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\ndescription = "x.json"')
    description = {
        "@context": "http://www.w3.org/ns/csvw", "url": "anything.csv",
        "tableSchema": {"aboutUrl": FAR + "p/{kod}", "columns": [
            {"name": "kod", "suppressOutput": True},
            {"name": "namn", "propertyUrl": "http://purl.org/dc/terms/title", "lang": "sv"},
        ]},
    }  # fmt: skip
    assert one(get(site)).state.code == "description"
    (site / "x.json").write_text(json.dumps(description))
    assert one(get(site)).became == "new"
    Site(site).build()
    assert bool(Site(site).query(f'ASK {{ <{FAR}p/a> ?p "Ett"@sv }}'))
    description["tableSchema"]["columns"][1]["lang"] = "en"  # type: ignore[index]
    (site / "x.json").write_text(json.dumps(description))
    assert one(get(site)).became == "new"
    Site(site).build()
    assert bool(Site(site).query(f'ASK {{ <{FAR}p/a> ?p "Ett"@en }}'))


def test_sources_are_asked_as_often_as_is_said(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\nevery = 3600')
    clock = Clock()
    get(site, clock=clock)
    clock.now += 3_599
    assert one(get(site, clock=clock)).became == "waiting"
    assert one(get(site, "uppsala", clock=clock)).became == "unchanged"
    clock.now += 3_600
    assert one(get(site, clock=clock)).became == "unchanged"


def test_where_a_source_leads_inside_is_not_followed(server: Elsewhere, tmp_path: Path) -> None:
    server.say("/p.ttl", turtle(project("a")))
    with elsewhere() as other:
        target = f"{server.address}/p.ttl"
        head = raw(302, {"Location": target, "Content-Length": "0"})

        def away(_: Request, send: Send) -> None:
            send(head)

        url = other.do("/p.ttl", away)
        site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\nkind = "rdf"')
        told = one(get(site))
        assert (told.became, told.state.code) == ("missing", "inside")
        assert not server.asked
        text = (site / "site.toml").read_text().replace("[fetching]", "[fetching]\nprivate = true")
        (site / "site.toml").write_text(text)
        assert one(get(site)).became == "new"


def test_a_site_of_nothing_but_what_is_fetched(server: Elsewhere, tmp_path: Path) -> None:
    body = turtle(project("a", "Ett")).replace("dct:subject", "dct:relation")
    url = server.say("/p.ttl", body.replace("t:Project", "t:Other"))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    for file in (site / "data").iterdir():
        file.unlink()
    assert get(site).whole
    assert Site(site).build().manifest


def test_what_is_not_there_is_said(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    with pytest.raises(PublisherError, match="Did you mean “uppsala”"):
        get(site, "upsala")
    get(site)
    (site / "fetched/files/fetched/uppsala.nt").unlink()
    with pytest.raises(PublisherError, match="publisher fetch uppsala --anew"):
        Site(site).build()
    assert one(get(site)).became == "new"
    (site / "fetched/uppsala/state.json").write_text("{")
    with pytest.raises(PublisherError, match="Remove the file"):
        Site(site).build()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('[sources.Uppsala]\naddress = "https://example.org/"', "small letters"),
        ('[sources.files]\naddress = "https://example.org/"', "is taken"),
        ('[sources.uppsala]\naddress = "file:///etc/passwd"', "begins with https://"),
        ('[sources.uppsala]\naddress = "https://me:secret@example.org/"', "without a user"),
        ('[sources.uppsala]\naddress = "https://example.org/"\nkind = "tabel"', "“table”"),
        ('[sources.uppsala]\naddress = "https://example.org/"\nkind = "sparql"', "the query"),
        ('[sources.uppsala]\nkind = "rdf"', "address is missing"),
        ('[sources.uppsala]\naddress = "https://example.org/"\ntable = "../x"', "plain name"),
    ],
)
def test_settings_that_cannot_be_meant(tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Site(site_with(tmp_path, source))


def test_a_site_without_sources_is_as_before(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    assert get(site).sources == ()
    assert publisher(site, "check").returncode == 0


def test_a_release_says_where_its_sources_come_from(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    get(site)
    manifest = Site(site).build().manifest
    assert manifest is not None
    told = {item.file: (item.address, item.fetched) for item in manifest.sources}
    assert told["fetched/uppsala.nt"] == (url, "2023-11-14T22:13:20Z")
    assert told["projekt.csv"] == ("", "")
    history = (site / "releases/current/provenance.ttl").read_text()
    assert f"prov#wasDerivedFrom> <{url}>" in history
    graph = "<https://example.org/id/graph/fetched/uppsala.nt>"
    derived = "<http://www.w3.org/ns/prov#wasDerivedFrom>"
    assert bool(Site(site).query(f"ASK {{ {graph} {derived} <{url}> }}"))
    get(site, clock=later())
    again = Site(site).build().manifest
    assert again is not None
    assert again.id == manifest.id  # when it was read is no part of what it says


def later() -> Clock:
    clock = Clock()
    clock.now += 86_400
    return clock


def test_the_public_is_told_how_a_source_is(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\npublisher = "Uppsala"')
    get(site)
    wrong = turtle(project("a", "Hemligt namn")) + f'<{FAR}p/a> t:budget "hemlig" .\n'
    server.say("/p.ttl", wrong)
    get(site)
    Site(site).build()
    served = Served(Site(site).open(), SWITCHED)
    app = create_app(lambda: served, serve=ServeSection(), fetched=site / "fetched")
    client = app.test_client()
    answer = client.get("/sources.json")
    (told,) = json.loads(answer.get_data())["sources"]
    assert (told["name"], told["outcome"], told["reason"]["code"]) == ("uppsala", "kept", "faulty")
    assert [fault["thing"] for fault in told["faults"]] == [FAR + "p/a"] * told["fault_count"]
    assert "emlig" not in answer.get_data(as_text=True)
    for language, said in (("sv", "Det senaste är inte taget"), ("en", "has not been taken")):
        page = client.get(f"/sources.{language}.html").get_data(as_text=True)
        assert said in page
        assert f'href="{url}"' in page
        assert "emlig" not in page
    shown = client.get("/list/project.sv.html").get_data(as_text=True)
    assert f'<a href="{FAR}p/a" rel="external">Ett</a>' in shown  # its own site tells of it
    assert create_app(lambda: served, serve=ServeSection()).test_client().get(
        "/sources.json"
    ).status_code == 404  # fmt: skip


def test_what_was_erased_here_does_not_come_back(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    get(site)
    Site(site).build()
    erased.add(site, f"{FAR}p/b")
    server.say("/p.ttl", turtle(project("a", "Ett"), project("b", "Två")))
    assert get(site).whole
    Site(site).build(gone="allow")
    assert titles(site) == ["Ett"]


def test_who_is_ended_in_the_middle_has_the_state_before_or_after(
    server: Elsewhere, tmp_path: Path
) -> None:
    url = server.say("/p.ttl", turtle(project("a", "Ett")))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"')
    get(site)
    server.say("/p.ttl", turtle(project("a", "Två")))
    asked: list[str] = []

    def killed(text: str) -> None:
        asked.append(text)
        if text == "check":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(site, say=killed)
    Site(site).build()
    assert titles(site) == ["Ett"]
    assert not (site / "fetched/.work").exists()
    assert one(get(site)).became == "new"
