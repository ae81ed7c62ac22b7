"""A foreign client keeps a copy of a stream through a random history (npm ldes-client).

The order in which it prints members is not always that of their times, though it is asked for it
(``-o ascending``): version 0.3.0 forgets the earliest time of a page once the page is asked for,
not once it is read (``_checkEmit`` of its ``strategy/ordered.js`` lets no page wait for itself), so
members of a later page that was read in the meantime come before those of an earlier one. Each
comes exactly once all the same. Whoever follows every version goes by the times, or has pages
fetched one by one (``--concurrent 1``).
"""

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
ONE_BY_ONE: Final = (*ALL_VERSIONS, "--concurrent", "1")
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
    """What a client holds that follows the members that the program prints.

    It goes by the times of members, or by their order alone (``as_printed``).
    """

    def __init__(self, *, as_printed: bool = False) -> None:
        self.as_printed = as_printed
        self.things: dict[str, tuple[str, ...]] = {}
        self.times: dict[str, str] = {}
        self.versions: set[tuple[str, str]] = set()
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
        time = about[AS + "published"].object
        assert isinstance(time, ox.Literal)
        lines = sorted(str(quad.triple) for quad in found
                       if not isinstance(quad.graph_name, ox.DefaultGraph))  # fmt: skip
        self.members += 1
        self.versions.add((thing.value, time.value))
        if time.value < self.times.get(thing.value, "") and not self.as_printed:
            return
        self.times[thing.value] = time.value
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


@pytest.mark.parametrize("how", [LAST_VERSIONS, ALL_VERSIONS, ONE_BY_ONE],
                         ids=["last", "all", "one-by-one"])  # fmt: skip
def test_the_client_resumes_through_a_random_history(
    site: tuple[History, str], program: list[str], tmp_path: Path, how: tuple[str, ...]
) -> None:
    history, address = site
    arguments = [*program, address, *how, "-s", str(tmp_path / "state")]
    copy = Copy(as_printed=how != ALL_VERSIONS)
    copy.read(run(arguments).decode().splitlines(keepends=True))
    assert copy.members == THINGS
    assert copy.is_of(history)
    for number in range(1, RELEASES + 1):
        publish(history, address)
        if number % 5 == 0:
            copy.read(run(arguments).decode().splitlines(keepends=True))
            assert copy.is_of(history)
    if how != LAST_VERSIONS:
        assert copy.members == len(copy.versions) == THINGS + RELEASES * EDITS
        assert copy.members == history.log().length(STREAM)


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
    assert copy.members == len(copy.versions) == length
    assert copy.is_of(history)


def _one(lines: Iterable[str]) -> Iterator[str]:
    """The lines up to the end of the next member."""
    for line in lines:
        yield line
        if not line.strip():
            return
    pytest.fail("the client has ended")
