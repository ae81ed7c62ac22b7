"""The address of an erased thing is a name itself: it is told as deleted for a time, then let go.

What stays is its hash, by which the address answers 410 to who asks for it.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publisher import Site
from publisher.harvesting.syncing import Manner, sync
from publisher.people.erased import digest_of
from publisher.store.serving import Served
from publisher.web import create_app
from tests.engines import listening_to
from tests.persons import on_disk, told
from tests.sites import ROOT, tiny, within

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MANNER: Final = Manner(inside=True)
KEY: Final = "ettexempel-provnamn"
THING: Final = f"project/{KEY}"
BASE: Final = "https://example.org/id/"
IRI: Final = BASE + THING
ROW: Final = f"{KEY};Ettexempel Provnamn;;2024;;mat;;ettexempel@example.org;nej;;;\n"
HASHED: Final = f".well-known/erased/{digest_of(IRI)}"
SEEDS: Final = (
    "feeds/ldes/project", "feeds/atom/project.xml", "feeds/activity/project", "feeds/state.json",
    "oai?verb=ListRecords&metadataPrefix=rdf", "resourcesync/project/capabilitylist.xml",
    "sitemap/project/1.xml", "list/project.html", "list/withdrawn.html", "feeds/ldes/withdrawn",
    "dump.nq.gz", "graph/withdrawn.csv.ttl",
)  # fmt: skip
LINKS: Final = re.compile(r"(?:https://example\.org/id/|http://localhost/|(?<=[\"'(<])/)"
                          r"((?:feeds|oai|resourcesync|sitemap)[^\s\"'<>\\]*)")  # fmt: skip


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that can say what is withdrawn, with a thing that was published and erased."""
    root = tiny(tmp_path_factory.mktemp("address"))
    shutil.copyfile(ROOT / "shapes" / "withdrawn.ttl", root / "shapes" / "withdrawn.ttl")
    table = root / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    assert Site(root).build().manifest
    done = within(root, "withdraw", THING, "--yes")
    assert done.returncode == 0, done.stderr
    assert "people.address_days" in done.stderr
    return root


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    """A copy of that site."""
    return Path(shutil.copytree(released, tmp_path / "site", symlinks=True))


def over(root: Path) -> FlaskClient:
    """A client of what is current."""
    served = Served(Site(root).open(), datetime(2024, 5, 2, tzinfo=UTC))
    return create_app(lambda: served, serve=Site(root).settings.serve).test_client()


class Latest:
    """What is current, as an application; it follows an erasure as servers do."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.begin()

    def begin(self) -> None:
        """Begin anew."""
        served = Served(Site(self._root).open(), datetime(2024, 5, 2, tzinfo=UTC))
        self._app = create_app(lambda: served, serve=Site(self._root).settings.serve)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return self._app(environ, start)


def read(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """The feeds and lists with all that they lead to: addresses and what these answer."""
    waiting, seen = deque(SEEDS), set[str]()
    while waiting:
        path = waiting.popleft()
        if path not in seen:
            seen.add(path)
            body = client.get(f"/{path}").data
            plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            text = plain.decode()
            yield path, text
            waiting.extend(item.replace("&amp;", "&") for item in LINKS.findall(text))


def let_days_pass(root: Path) -> None:
    """Let what was erased have been erased long ago."""
    path = root / "releases" / "erasures.json"
    entries = [{**entry, "at": "2024-01-01T00:00:00Z"} for entry in json.loads(path.read_bytes())]
    path.write_text(json.dumps(entries), encoding="utf-8")


def require_forgotten(root: Path) -> None:
    """Nothing names the thing any more, and its address answers all the same."""
    assert on_disk(root) == {}
    client = over(root)
    answers = dict(read(client))
    assert {path for path, text in answers.items() if told(text)} == set()
    assert sum(HASHED in text for text in answers.values()) > 3
    for path in (THING, f"doc/{THING}", f"doc/{THING}.ttl", f"{THING}.html", HASHED):
        answer = client.get(f"/{path}")
        assert answer.status_code == 410, path
        assert not told(answer.get_data(as_text=True)), path
    assert client.get("/project/annat").status_code == 404


def test_for_a_time_feeds_delete_it_by_its_address(root: Path) -> None:
    assert IRI in "".join(text for _, text in read(over(root)))
    assert within(root, "build").returncode == 0
    assert over(root).get(f"/{THING}").status_code == 410
    assert IRI in "".join(text for _, text in read(over(root)))
    again = within(root, "withdraw", "--due", "--yes")
    assert (again.returncode, again.stdout) == (0, "")
    assert "No address" in again.stderr


def test_then_a_build_lets_go_of_it(root: Path) -> None:
    let_days_pass(root)
    assert within(root, "withdraw", "--due", "--plan").stdout == f"{IRI}\n"
    done = within(root, "build")
    assert done.returncode == 0, done.stderr
    assert "let go of" in done.stderr
    require_forgotten(root)
    assert "withdraw" not in within(root, "build").stderr


@pytest.mark.large
def test_it_may_be_let_go_of_at_once_and_replicas_drop_it_by_its_hash(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    table = root / "data" / "projekt.csv"
    table.write_text(table.read_text(encoding="utf-8") + ROW, encoding="utf-8")
    assert Site(root).build().manifest
    replicas = {name: tmp_path / name for name in ("ldes", "oai")}
    app = Latest(root)
    with listening_to(cast(Flask, app)) as base:
        feeds = {"ldes": f"{base}feeds/ldes/project",
                 "oai": f"{base}oai?set=project&metadataPrefix=rdf"}  # fmt: skip
        for name, folder in replicas.items():
            sync(feeds[name], folder, MANNER)
            assert told((folder / "records.nt").read_text(encoding="utf-8"))
        done = within(root, "withdraw", THING, "--yes", "--forget-address")
        assert done.returncode == 0, done.stderr
        assert "only the hash" in done.stderr
        app.begin()
        for name, folder in replicas.items():
            report = sync(feeds[name], folder, MANNER)
            assert (report.deleted, report.whole) == (1, True), name
            assert on_disk(folder) == {}, name
    require_forgotten(root)


def test_one_says_which_thing_or_all_that_are_due(root: Path) -> None:
    for arguments in ([], [THING, "--due"]):
        done = within(root, "withdraw", *arguments)
        assert done.returncode == 2
        assert "which thing" in done.stderr
