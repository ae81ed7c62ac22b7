"""A foreign client keeps a copy of a stream through a random history (npm ldes-client)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Final

import pyoxigraph as ox
import pytest

from publisher.changes import CATALOG
from publisher.namespaces import RDF
from publisher.render.feeds.nodes import AS
from tests.clients.programs import command, run
from tests.histories import STREAM, History
from tests.sites import get, served
from tests.test_ldes import canonical

pytestmark = pytest.mark.clients

CLIENT: Final = {"private": True, "dependencies": {"ldes-client": "0.3.0"}}
LAST_VERSIONS: Final = ("--last-version-only", "--materialize", "-o", "ascending")
ALL_VERSIONS: Final = ("-o", "ascending")
THINGS, RELEASES, EDITS = 400, 20, 50


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The client, installed in a folder of its own."""
    folder = tmp_path_factory.mktemp("ldes-client")
    (folder / "package.json").write_text(json.dumps(CLIENT), encoding="utf-8")
    run([command("npm", "npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts",
         "--silent", "--prefix", str(folder)])  # fmt: skip
    script = folder / "node_modules" / "ldes-client" / "dist" / "bin" / "cli.js"
    return [command("node", "nodejs"), str(script)]


class Copy:
    """What a client holds that follows the members that the program prints."""

    def __init__(self) -> None:
        self.things: dict[str, tuple[str, ...]] = {}
        self.members = 0

    def read(self, printed: Iterable[str]) -> None:
        """Follow members, each a run of N-Quads that an empty line ends."""
        block: list[str] = []
        for line in printed:
            if line.strip():
                block.append(line)
            elif block:
                self._follow("".join(block))
                block = []

    def _follow(self, text: str) -> None:
        found = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
        about = {quad.predicate.value: quad for quad in found
                 if isinstance(quad.graph_name, ox.DefaultGraph)}  # fmt: skip
        kind = about[RDF + "type"]
        thing = about[AS + "object"].object if AS + "object" in about else kind.subject
        assert isinstance(thing, ox.NamedNode)
        assert isinstance(kind.object, ox.NamedNode)
        lines = sorted(str(quad.triple) for quad in found
                       if not isinstance(quad.graph_name, ox.DefaultGraph))  # fmt: skip
        self.members += 1
        if kind.object.value == AS + "Delete":
            self.things.pop(thing.value, None)
        else:
            self.things[thing.value] = tuple(lines)

    def is_of(self, history: History, stream: str = STREAM) -> bool:
        """Whether this is what the site holds, by the canonical hash of each record."""
        held = {iri: canonical(lines) for iri, lines in self.things.items()}
        return held == {item.iri: item.digest for item in history.log().each(stream)}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[History, str]]:
    """A site with things, served."""
    history = History(tmp_path, THINGS)
    history.release()
    with served(history.root) as base:
        yield history, f"{base}feeds/ldes/{STREAM}"


def publish(history: History, address: str) -> None:
    """Edit and release, and wait until that is served."""
    history.edit(EDITS)
    release = history.release()
    while get(address).headers["Publisher-Release"] != release:
        pass


def test_the_client_copies_the_catalogue(site: tuple[History, str], program: list[str]) -> None:
    history, address = site
    publish(history, address)
    copy = Copy()
    arguments = [*program, address.removesuffix(STREAM) + CATALOG, *LAST_VERSIONS]
    copy.read(run(arguments).decode().splitlines(keepends=True))
    assert copy.things
    assert copy.is_of(history, CATALOG)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(LAST_VERSIONS, id="last"),
        pytest.param(ALL_VERSIONS, id="all", marks=pytest.mark.xfail(
            reason="now and then a copy that follows every version is not what the site holds; why "
            "is not known", strict=False,
        )),
    ],
)  # fmt: skip
def test_the_client_resumes_through_a_random_history(
    site: tuple[History, str], program: list[str], tmp_path: Path, how: tuple[str, ...]
) -> None:
    history, address = site
    arguments = [*program, address, *how, "-s", str(tmp_path / "state")]
    copy = Copy()
    copy.read(run(arguments).decode().splitlines(keepends=True))
    assert copy.members == THINGS
    assert copy.is_of(history)
    for number in range(1, RELEASES + 1):
        publish(history, address)
        if number % 5 == 0:
            copy.read(run(arguments).decode().splitlines(keepends=True))
            assert copy.is_of(history)
    if how == ALL_VERSIONS:
        assert copy.members == history.log().length(STREAM) == THINGS + RELEASES * EDITS


def test_the_client_follows_while_releases_are_published(
    site: tuple[History, str], program: list[str], tmp_path: Path
) -> None:
    history, address = site
    arguments = [*program, f"{address}.jsonld", *ALL_VERSIONS, "-f", "--poll-interval", "200",
                 "-s", str(tmp_path / "state")]  # fmt: skip
    copy = Copy()
    with Popen(arguments, stdout=PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            for _ in range(4):
                publish(history, address)
            length = history.log().length(STREAM)
            while copy.members < length:
                copy.read(_one(process.stdout))
        finally:
            process.terminate()
    assert copy.members == length
    assert copy.is_of(history)


def _one(lines: Iterable[str]) -> Iterator[str]:
    """The lines up to the end of the next member."""
    for line in lines:
        yield line
        if not line.strip():
            return
    pytest.fail("the client has ended")
