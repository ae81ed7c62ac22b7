"""``publisher withdraw``: a person is taken out of sources, releases, the log, and stays out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import pytest
from flask import Flask

from publisher import Site
from publisher.changes import open_log
from publisher.cli import main
from publisher.harvesting.syncing import Manner, sync
from publisher.release.difference import difference
from publisher.release.erasures import read as erasures
from publisher.release.parts import digest_of
from publisher.store.serving import Served
from publisher.web import create_app
from tests.engines import listening_to
from tests.persons import BASE, PERSON, STATES, history, on_disk, over_http, told
from tests.sites import get

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.large

IRI = BASE + PERSON
MANNER = Manner(inside=True)


class Case(NamedTuple):
    """A site with a history from which a person was withdrawn, and what was read of it before."""

    root: Path
    releases: list[str]
    replicas: dict[str, Path]
    base: str
    """Where it is served."""


class Anew:
    """The site's current release as an application, which may begin anew at the same address."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.begin()

    def begin(self) -> None:
        """Forget what was held of releases, as servers do after an erasure."""
        served = Served(Site(self._root).open(), datetime(2024, 5, 2, 12, tzinfo=UTC))
        serve = replace(Site(self._root).settings.serve, query_log="")
        self._app = create_app(lambda: served, serve=serve)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self._app(environ, start)


def feeds(base: str) -> dict[str, str]:
    """Addresses of feeds that tell of persons."""
    return {"ldes": f"{base}feeds/ldes/person", "oai": f"{base}oai?set=person&metadataPrefix=rdf"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("person")
    root, releases = history(folder, [STATES[0], STATES[3], STATES[2]])
    replicas = {}
    web = Anew(root)
    with listening_to(cast(Flask, web)) as base:
        for name, address in feeds(base).items():
            replicas[name] = folder / name
            sync(address, replicas[name], MANNER)
            assert told((replicas[name] / "records.nt").read_text(encoding="utf-8"))
        arguments = ["--site", str(root), "withdraw", PERSON, "--yes", "--reason", "asked for"]
        assert main(arguments) == 0
        web.begin()
        yield Case(root, releases, replicas, base)


def test_nothing_is_left_on_disk(case: Case) -> None:
    assert on_disk(case.root) == {}


def test_nothing_is_left_on_any_address_of_any_release(case: Case) -> None:
    assert over_http(case.base, case.releases) == {}
    assert get(f"{case.base}{PERSON}").status == 410
    assert get(f"{case.base}doc/{PERSON}.ttl?release={case.releases[1]}").status == 410


def test_replicas_drop_the_person_at_their_next_run(case: Case) -> None:
    for name, folder in case.replicas.items():
        report = sync(feeds(case.base)[name], folder, MANNER)
        assert report.deleted == 1, name
        assert not told((folder / "records.nt").read_text(encoding="utf-8"))


def test_releases_stay_whole_and_say_that_something_was_erased(case: Case) -> None:
    site = Site(case.root)
    erased = [item.id for item in site.releases() if item.erased]
    assert erased == case.releases[1:]
    [entry] = erasures(site.shelf.folder)
    assert list(entry.releases) == sorted(case.releases[1:])
    assert entry.reason == "asked for"
    for item in site.releases():
        reader = site.open(item.id)
        quads = {f"{quad.triple} {quad.graph_name}" for quad in reader.store}
        parts = site.shelf.parts(item)
        lines = {f"{line} <{entry.iri}>" for entry in item.entries for part in entry.parts
                 for line in parts.lines(part.digest, entry.iri)}  # fmt: skip
        assert quads == lines, item.id
    first, second = (site.shelf.manifest(name) for name in case.releases[1:3])
    left = difference(first, second, site.shelf.parts(second))
    assert (left.removed, left.added) == (1, 1)  # the note; the person's number is gone


def test_the_log_counts_on_and_its_states_are_those_of_what_is_left(case: Case) -> None:
    site = Site(case.root)
    for release in (*case.releases, site.open().identifier):
        log = open_log(site.shelf.folder, release)
        assert log is not None
        length = log.length("person")
        kinds = [(item.number, item.kind, item.iri) for item in log.changes("person", 1, length)]
        assert [number for number, *_ in kinds] == list(range(1, length + 1))
        assert {kind for _, kind, iri in kinds if iri == IRI} <= {"Delete"}
        records = list(log.each("person"))
        assert log.count("person") == len(records) == 5
        assert all(digest_of(item.lines) == item.digest for item in records)
        text = "".join(f"{item.digest} {item.iri}\n" for item in records)
        assert log.state("person") == sha256(text)
        assert [item.iri for item in log.records("person", 1)] == [item.iri for item in records]


def sha256(text: str) -> str:
    """Its digest, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def test_an_older_release_can_be_served_again(case: Case) -> None:
    site = Site(case.root)
    current = site.open().identifier
    try:
        assert site.rollback(case.releases[2]) == case.releases[2]
        log = open_log(site.shelf.folder, case.releases[2])
        assert log is not None
        assert log.count("person") == 5
    finally:
        site.rollback(current)


def test_the_person_does_not_come_back(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    table = case.root / "data" / "personer.csv"
    before = table.read_text(encoding="utf-8")
    row = "p9;Ettexempel Provnamn;;;smart-industry-orebro;Officiell kontaktpunkt;;2099-12-31\n"
    try:
        table.write_text(before + row, encoding="utf-8")
        assert main(["--site", str(case.root), "--language", "en", "build"]) == 0
        said = capsys.readouterr().err
        assert "personer.csv, row 7" in said
        assert "was erased" in said
        assert not told(said)
        assert not told("".join(map(str, Site(case.root).open().store)))
    finally:
        table.write_text(before, encoding="utf-8")


def test_what_nobody_knows_cannot_be_withdrawn(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    for thing in (PERSON, "person/p99"):
        assert main(["--site", str(case.root), "--language", "en", "withdraw", thing]) == 2
        assert "nothing is known of it" in capsys.readouterr().err
