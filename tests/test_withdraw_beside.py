"""What lies beside sources and releases forgets a withdrawn thing too, wherever it is kept."""

from __future__ import annotations

import gzip
import json
import subprocess
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from publisher import Site
from publisher.harvesting.replica.database import connect
from publisher.linking.pending import keep, waiting
from publisher.linking.sssom import Link
from publisher.publishers.keys import Keys
from publisher.web.publish_drafts import Draft, Drafts
from tests.officers import HEAD, SOURCE, TABLE, WHO, site
from tests.sites import within

THING: Final = f"{WHO}/project/hemlig"
IRI: Final = f"https://example.org/id/{THING}"
ROW: Final = "hemlig;Hemligtitel;Secrettitle;2024-03-01;mat\n"
SECRETS: Final = ("hemligtitel", "secrettitle", "nytitel")
MOVED: Final = '\n[intake]\nfolder = "../access"\n[fetching]\nfolder = "../fetched"\n'
LOGGED: Final = '[serve]\nquery_log = "../logs/queries.log"\nquery_log_text = true\n'
OTHER: Final = "https://example.org/id/project/annat"


class Case(NamedTuple):
    """A folder with a site and its other folders; of the drafts one says nothing of the thing."""

    folder: Path
    root: Path
    drafts: Drafts
    kept: Draft
    done: subprocess.CompletedProcess[str]


def draft(drafts: Drafts, text: str) -> Draft:
    """A draft of the publisher's table."""
    found = drafts.begin(SOURCE, {})
    found.path.write_text(text, encoding="utf-8")
    found.keep()
    return found


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Everything that a site keeps names the thing; then it is withdrawn."""
    folder = tmp_path_factory.mktemp("beside")
    root = site(folder)
    with (root / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write(MOVED + LOGGED)
    (root / "data" / SOURCE).write_text(TABLE + ROW, encoding="utf-8")
    (root / "data" / WHO / ".projekt.csv.4711").write_text(TABLE + ROW, encoding="utf-8")
    own = Site(root)
    assert own.build().manifest
    _, key = Keys(own.settings).new(WHO, label="Hemligtitel")
    drafts = Drafts(folder / "access", key)
    draft(drafts, TABLE + ROW)
    draft(drafts, f"{HEAD}hemlig;Nytitel;Newtitle;2024-03-01;mat\n")
    published = draft(drafts, TABLE)
    replace(published, release="x").keep()
    kept = draft(drafts, TABLE)
    _put_beside(folder, root)
    done = within(root, "withdraw", THING, "--yes")
    return Case(folder, root, drafts, kept, done)


def _put_beside(folder: Path, root: Path) -> None:
    one, other = (Link(item, "https://example.org/x", "http://www.w3.org/2004/02/skos/core#exactMatch",
                       "https://w3id.org/semapv/vocab/LexicalMatching", subject_label=label)
                  for item, label in ((IRI, "Hemligtitel"), (OTHER, "Annat")))  # fmt: skip
    keep(root, "a--b", [one, other], "https://example.org/id/", "")
    keep(root, "c--d", [one], "https://example.org/id/", "")
    left = folder / "access" / "incoming" / "0123456789abcdef"
    (left / "data").mkdir(parents=True)
    (left / ".lock").touch()
    (left / "data" / "projekt.csv").write_text(ROW, encoding="utf-8")
    (left.parent / ".fedcba9876543210").mkdir()
    body = folder / "access" / "bodies" / "0123456789abcdef"
    body.mkdir(parents=True)
    (body / ".lock").touch()
    (body / "1").write_text(ROW, encoding="utf-8")
    fetched = folder / "fetched"
    for path in (fetched / "grannen", fetched / ".work"):
        path.mkdir(parents=True)
    (fetched / ".work" / "answer").write_text(ROW, encoding="utf-8")
    faults = [{"thing": IRI, "value": "x"}, {"thing": OTHER, "value": "Hemligtitel"},
              {"thing": OTHER, "value": "kvar"}]  # fmt: skip
    (fetched / "grannen" / "report.json").write_text(json.dumps({"faults": faults}))
    (fetched / "grannen" / "state.json").write_text(
        json.dumps({"address": "https://example.org/a", "said": {"sv": "“Hemligtitel” saknar"}})
    )
    replica = fetched / "grannen" / "replica-ldes-0"
    line, stays = (f'<{item}> <https://example.org/name> "{name}"'
                   for item, name in ((IRI, "Hemligtitel"), (OTHER, "kvar")))  # fmt: skip
    with closing(connect(replica)) as database:
        for iri, said in ((IRI, line), (OTHER, stays)):
            packed = zlib.compress(said.encode())
            database.execute(
                "INSERT INTO records VALUES (?, 'd', '', '', '', 1, 0, ?)", (iri, packed)
            )
    (replica / "records.nt").write_text(f"{line} .\n{stays} .\n", encoding="utf-8")
    logs = folder / "logs"
    logs.mkdir()
    for name in ("queries.log", "queries.log.2"):
        asked = ("ASK { ?s ?p 'hemligTITEL' }", "ASK {}")
        queries = [json.dumps({"digest": "d", "query": text}) for text in asked]
        (logs / name).write_text("\n".join(queries) + "\n")
    (folder / "access" / "minnes.csv.gz").write_bytes(gzip.compress(ROW.encode()))
    (root / "trasig.gz").write_bytes(gzip.compress(ROW.encode())[:-9])


def named(folder: Path) -> list[str]:
    """The files below a folder that have a secret, as they are or unpacked as text."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if path.suffix == ".gz" and path.name != "trasig.gz":
                content += gzip.decompress(content)
            if any(item.encode() in content.lower() for item in SECRETS):
                found.append(path.relative_to(folder).as_posix())
    return found


def test_nothing_is_left_but_what_a_person_decides_on(case: Case) -> None:
    assert case.done.returncode == 0, case.done.stderr
    assert named(case.folder) == ["access/minnes.csv.gz"]


def test_the_folder_of_a_request_that_is_being_made_stays(case: Case) -> None:
    assert (case.folder / "access" / "incoming" / ".fedcba9876543210").is_dir()


def test_what_is_left_is_told_and_what_cannot_be_read(case: Case) -> None:
    said = case.done.stderr
    assert f"still stands in {case.folder / 'access' / 'minnes.csv.gz'}" in said
    assert f"{case.root / 'trasig.gz'} could not be looked through" in said


def test_drafts_that_speak_of_it_go_and_others_stay(case: Case) -> None:
    assert [item.id for item in case.drafts.waiting()] == [case.kept.id]
    assert case.kept.path.read_text(encoding="utf-8") == TABLE


def test_proposals_of_it_go_and_others_stay(case: Case) -> None:
    [(name, link)] = waiting(case.root, set())
    assert (name, link.subject) == ("a--b", OTHER)
    assert not (case.root / "proposals" / "c--d.sssom.tsv").exists()


def test_what_is_told_of_fetched_sources_forgets_it(case: Case) -> None:
    own = case.folder / "fetched" / "grannen"
    assert json.loads((own / "report.json").read_bytes()) == {
        "faults": [{"thing": OTHER, "value": "kvar"}]
    }
    assert json.loads((own / "state.json").read_bytes()) == {
        "address": "https://example.org/a", "said": {"sv": ""}
    }  # fmt: skip
    assert (own / "replica-ldes-0" / "records.nt").read_text() == (
        f'<{OTHER}> <https://example.org/name> "kvar" .\n'
    )


def test_the_log_of_queries_keeps_that_one_was_asked(case: Case) -> None:
    for name in ("queries.log", "queries.log.2"):
        lines = (case.folder / "logs" / name).read_text().splitlines()
        assert [json.loads(line) for line in lines] == [{}, {"digest": "d", "query": "ASK {}"}]
