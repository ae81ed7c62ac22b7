"""Publishers: who they are, their keys, and that each describes only what is its own."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher import Site, config
from publisher.catalog.dcat import records
from publisher.errors import ConfigError, NotYours, PublisherError, Unauthorised
from publisher.publishers.keys import SCOPES, Keys
from publisher.publishers.reading import added, parse, read
from publisher.publishers.registry import Publisher
from tests.publishing import BASE, TOML, graph, with_publishers
from tests.sites import publisher, rows

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    from tests.sites import tiny

    assert not read(config.load(tiny(tmp_path)))


def test_a_file_is_read() -> None:
    found = parse(TOML, BASE)
    alfa, beta = found
    assert (alfa.namespace, beta.namespace) == ("alfa/", "b/")
    assert alfa.name("sv") == "Region Alfa"
    assert found.of_source("alfa/projekt.csv") is alfa
    assert found.of_source("alfa.csv") is None
    assert found.of_graph(f"{BASE}graph/beta/x/y.ttl") is beta
    assert found.of_thing(f"{BASE}b/project/x") is beta
    assert found.of_thing("https://beta.example.org/id/x") is beta
    assert found.of_thing(f"{BASE}project/x") is None


def test_what_leads_out_of_a_namespace_is_not_in_it() -> None:
    found = parse(TOML, BASE)
    for path in ("alfa/../b/x", "alfa/%2e%2E/b/x", "alfa/./x", "alfa/x/..", "alfa/..%2fb/x"):
        assert found.of_thing(BASE + path) is None, path
    assert found.of_thing(f"{BASE}alfa/v1.2/x..y")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[alfa\n", "not valid TOML"),
        ("alfa = 1\n", "outside of a table"),
        ('[Alfa]\nname = {sv = "A", en = "A"}\n', "How about “alfa”"),
        ('[graph]\nname = {sv = "A", en = "A"}\n', "cannot be the id"),
        ('[alfa]\nkontakt = "mailto:a@example.org"\n', "Did you mean “contact”"),
        ('[alfa]\nname = {sv = "A"}\n', "alfa.name.en is missing"),
        ('[alfa]\nname = "A"\n', "must be a table of texts"),
        ('[alfa]\nname = {sv = "A", en = "A"}\nnamespace = "doc/alfa/"\n', "alfa.namespace"),
        ('[alfa]\nname = {sv = "A", en = "A"}\nnamespace = "alfa"\n', "ends with a slash"),
        ('[alfa]\nname = {sv = "A", en = "A"}\nnamespace = "../"\n', "alfa.namespace"),
        (TOML + '[c]\nname = {sv = "A", en = "A"}\nnamespace = "b/c/"\n', "“beta” and “c” overlap"),
        (TOML + f'[c]\nname = {{sv = "A", en = "A"}}\nalso = ["{BASE}q/"]\n', "c.also"),
        (TOML + '[c]\nname = {sv = "A", en = "A"}\nalso = ["https://"]\n', "c.also"),
        (
            TOML + '[c]\nname = {sv = "A", en = "A"}\nalso = ["https://beta.example.org/"]\n',
            "overlap",
        ),
    ],
)
def test_what_is_wrong_is_told(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"publishers\.toml") as told:
        parse(text, BASE)
    assert said in str(told.value)


def test_a_namespace_is_that_of_no_class(tmp_path: Path) -> None:
    root = with_publishers(tmp_path, TOML.replace('"b/"', '"project/"'))
    with pytest.raises(ConfigError, match="things of the class “project” have it already"):
        Site(root).check()


def test_adding_keeps_what_is_there() -> None:
    new = Publisher("gamma", {"sv": 'G"å\\', "en": "G"}, "gamma/", "mailto:g@example.org")
    text = added(TOML, new, BASE, "publishers.toml")
    assert text.startswith(TOML)
    assert parse(text, BASE).known["gamma"] == new
    with pytest.raises(ConfigError, match="already"):
        added(text, new, BASE, "publishers.toml")


def keys_at(root: Path, moment: datetime) -> Keys:
    return Keys(config.load(root), lambda: moment)


def test_keys_are_kept_as_hashes_where_nobody_else_reads(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    text, key = keys_at(root, NOW).new("alfa", SCOPES[1:2], label="nightly")
    folder = root / "access"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "keys.sqlite").stat().st_mode) == 0o600
    assert (folder / ".gitignore").read_text() == "*\n"
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    assert text.rpartition("_")[2].encode() not in held
    assert text.startswith("pub_alfa_")
    assert key.used is None
    found = keys_at(root, NOW).authenticate(text, read(config.load(root)))
    assert (found.id, found.publisher, found.scopes) == (key.id, "alfa", frozenset({"write"}))
    assert keys_at(root, NOW).all("alfa")[0].used == NOW.date()
    assert keys_at(root, NOW).all("beta") == []


def test_a_key_that_does_not_count_is_told_apart_only_to_who_has_it(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    publishers = read(config.load(root))
    text, key = keys_at(root, NOW).new("alfa", expires=NOW + timedelta(days=1))
    other, second = keys_at(root, NOW).new("beta")
    keys_at(root, NOW).revoke(second.id)
    forged = text[:-1] + ("A" if text[-1] != "A" else "B")
    cases = {
        "": "no-key", "pub_alfa_x": "unknown-key", forged: "unknown-key",
        text.replace("alfa", "beta"): "unknown-key", other: "revoked-key",
        "pub_alfa_" + "å" * 43: "unknown-key", text + "\n": "unknown-key",
    }  # fmt: skip
    for sent, code in cases.items():
        with pytest.raises(Unauthorised) as told:
            keys_at(root, NOW).authenticate(sent, publishers)
        assert told.value.code == code, sent
        assert set(told.value.said) == {"sv", "en"}
    keys_at(root, NOW).authenticate(text, publishers)
    with pytest.raises(Unauthorised) as late:
        keys_at(root, NOW + timedelta(days=1)).authenticate(text, publishers)
    assert (late.value.code, late.value.where) == ("expired-key", key.id)
    with pytest.raises(Unauthorised) as homeless:
        keys_at(root, NOW).authenticate(text, parse("", BASE))
    assert homeless.value.code == "no-publisher"
    with pytest.raises(NotYours):
        key.require("accept")
    with pytest.raises(PublisherError, match="expired already"):
        keys_at(root, NOW).new("alfa", expires=NOW)


def write(root: Path, name: str, text: str) -> None:
    path = root / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


PROJECT = "id;Titel (sv);Startdatum;Utmaningsområde\n{};{};2024;{}\n"


def test_rows_with_the_same_key_are_two_things_and_names_mean_the_nearest(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    area = "id;Namn (sv);Namn (en)\n{};{};{}\n"
    write(root, "alfa/områden.csv", area.format("industri", "Smart industri", "Ours"))
    write(root, "beta/områden.csv", area.format("vatten", "Vatten", "Water"))
    write(root, "alfa/projekt.csv", PROJECT.format("x", "Ett", "Smart industri|Water"))
    write(root, "beta/projekt.csv", PROJECT.format("x", "Två", "Smart industri"))
    outcome = Site(root).build()
    assert outcome.manifest, outcome.checked.faults
    subject = "http://purl.org/dc/terms/subject"
    found = {
        (row["s"], row["o"]) for row in rows(Site(root), f"SELECT ?s ?o {{ ?s <{subject}> ?o }}")
        if "/project/x>" in row["s"]
    }  # fmt: skip
    assert found == {
        (f"<{BASE}alfa/project/x>", f"<{BASE}alfa/area/industri>"),
        (f"<{BASE}alfa/project/x>", f"<{BASE}b/area/vatten>"),
        (f"<{BASE}b/project/x>", f"<{BASE}area/industri>"),
    }
    described = Site(root).describe("alfa/project/x")
    assert described is not None


def test_what_is_anothers_is_linked_to_and_not_described(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    ours = f"<{BASE}b/project/x>"
    write(
        root, "beta/a.ttl",
        f"@prefix d: <https://example.org/def/> .\n{ours} d:n <{BASE}alfa/project/x>, [ d:m 1 ] .\n"
        f"<https://beta.example.org/id/y> d:n 1 .\n",
    )  # fmt: skip
    outcome = Site(root).build()
    assert outcome.manifest, outcome.checked.faults
    nameless = {line.split()[0] for line in graph(root, "beta/a.ttl") if "genid" in line[:60]}
    assert all(name.startswith(f"<{BASE}.well-known/genid/beta/") for name in nameless)
    foreign = ["alfa/project/x", "area/mat", ".well-known/genid/alfa/1", "b/../alfa/x"]
    text = "@prefix d: <https://example.org/def/> .\n"
    text += "".join(f"<{BASE}{path}>\n  d:n 1 .\n" for path in foreign)
    text += f"<{next(iter(nameless))[1:-1]}> d:n 2 .\n<https://example.net/q> d:n 1 .\n"
    write(root, "beta/b.ttl", text)
    faults = Site(root).check().faults
    assert [(item.code, item.place.row) for item in faults if item.place.file == "beta/b.ttl"] == [
        ("foreign-subject", row) for row in (2, 4, 6, 8, 11)
    ]
    first = faults[0]
    assert first.sentence("sv").startswith(
        f"”{BASE}alfa/project/x” beskrivs inte här: det hör till"
    )
    assert "Alpha Region" in first.sentence("en")
    assert f"<{BASE}b/>" in first.sentence("en")


def meaning(table: str) -> str:
    """Metadata of a table with the columns “nyckel” and “namn”."""
    return json.dumps({
        "@context": "http://www.w3.org/ns/csvw", "url": table,
        "tableSchema": {"aboutUrl": "{+nyckel}", "columns": [
            {"name": "nyckel", "titles": "nyckel", "suppressOutput": True},
            {"name": "namn", "titles": "namn", "propertyUrl": "https://example.org/def/name"},
        ]},
    })  # fmt: skip


def test_a_described_table_is_held_to_it_at_its_cells(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    write(root, "beta/lista.csv", "nyckel,namn\nb/x,Ett\nalfa/y,Två\n")
    write(root, "beta/lista.csv-metadata.json", meaning("lista.csv"))
    (fault,) = Site(root).check().faults
    assert (fault.code, fault.place.row, fault.place.column) == ("foreign-subject", 3, "namn")
    assert fault.value == f"{BASE}alfa/y"


def test_nobody_says_what_anothers_table_means(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    write(root, "beta/lista.csv", "nyckel,namn\nb/x,Ett\n")
    write(root, "alfa/a-metadata.json", meaning("../beta/lista.csv"))
    outcome = Site(root).build()
    (fault,) = outcome.checked.faults
    assert outcome.manifest is None
    assert (fault.code, fault.place.file) == ("foreign-subject", "alfa/a-metadata.json")
    assert fault.value == f"{BASE}graph/beta/lista.csv"
    assert "Beta Region" in fault.sentence("en")


@pytest.mark.large
def test_the_command_line(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    done = publisher(root, "publishers", "add", "gamma", "--name-sv", "Gamma")
    assert done.returncode == 0, done.stderr
    made = publisher(root, "publishers", "keys", "gamma", "--new", "--expires", "2999-01-01")
    assert made.stdout.startswith("pub_gamma_")
    listed = publisher(root, "publishers", "keys", "gamma", "--json")
    assert made.stdout.strip() not in listed.stdout
    (key,) = json.loads(listed.stdout)
    assert (key["scopes"], key["expires"]) == (["check", "write"], "2999-01-01")
    gone = publisher(root, "publishers", "revoke", key["id"])
    assert gone.returncode == 0
    assert "revoked" in publisher(root, "publishers", "keys", "gamma").stdout
    wrong = publisher(root, "publishers", "keys", "gama")
    assert (wrong.returncode, "Did you mean “gamma”" in wrong.stderr) == (2, True)


def test_a_publishers_sources_are_its_datasets_in_the_catalogue(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    text = (root / "publishers.toml").read_text(encoding="utf-8")
    text = text.replace("[alfa]\n", '[alfa]\norganisation = "alfa/org"\n')
    text = text.replace("[beta]\n", '[beta]\norganisation = "https://beta.example.org/org"\n')
    (root / "publishers.toml").write_text(text, encoding="utf-8")
    name = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    write(root, "alfa/a.ttl", f'<{BASE}alfa/org> {name} "Region Alfa"@sv .\n')
    write(root, "beta/b.ttl", f'<https://beta.example.org/id/x> {name} "Utan"@sv .\n')
    assert Site(root).build().manifest
    publishes = "<http://purl.org/dc/terms/publisher>"
    described = rows(
        Site(root), f"SELECT ?g ?o {{ GRAPH <{BASE}graph/void> {{ ?g {publishes} ?o }} }}"
    )
    assert {(row["g"], row["o"]) for row in described} == {
        (f"<{BASE}graph/alfa/a.ttl>", f"<{BASE}alfa/org>"),
        (f"<{BASE}graph/beta/b.ttl>", "<https://beta.example.org/org>"),
    }
    found = {line for _, lines in records(Site(root).open()) for line in lines if publishes in line}
    assert found == {f"<{BASE}graph/alfa/a.ttl> {publishes} <{BASE}alfa/org>"}
