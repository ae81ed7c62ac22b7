"""Five sites, one of each region, feed a joint site night after night, whatever goes wrong.

All six are served by ``publisher serve``, and built by ``publisher build``. Each morning the joint
site has what its sources had when they last could be taken: the hashes of both (RDFC-1.0), as they
are served, are the same. Nobody waits for a night.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import urllib3

from publisher import Site
from publisher.canonical import canonical as kept
from publisher.changes import CATALOG, open_log
from publisher.store.engine import free_port
from tests.live import canonical
from tests.sites import command, get, publisher, tiny, within

pytestmark = pytest.mark.large

AREAS: Final = ("industri", "mat")
T: Final = "https://example.org/def/terms#"
PREFIXES: Final = f"@prefix dct: <http://purl.org/dc/terms/> .\n@prefix t: <{T}> .\n"
SERVE: Final = """
[serve]
workers = 1
threads = 8
engines = 2
polling_seconds = 1
"""
"""An event stream may be read again after a second; five builds lie between two nights."""

QUERY: Final = (
    f"PREFIX dct: <http://purl.org/dc/terms/> PREFIX t: <{T}> CONSTRUCT {{ ?s ?p ?o }} "
    "WHERE { ?s a t:Project ; ?p ?o } ORDER BY ?s ?p ?o"
)
TABLE: Final = (
    'PREFIX dct: <http://purl.org/dc/terms/> SELECT (STRAFTER(STR(?s), "project/") AS ?id) '
    '(STR(?t) AS ?titel) (STRAFTER(STR(?a), "area/") AS ?amne) '
    "WHERE { ?s dct:title ?t ; dct:subject ?a } ORDER BY ?s"
)
DESCRIPTION: Final = {
    "@context": "http://www.w3.org/ns/csvw",
    "url": "projekt.csv",
    "tableSchema": {"columns": [
        {"name": "id", "titles": "id", "suppressOutput": True},
        {"name": "titel", "titles": "titel", "propertyUrl": "dct:title", "lang": "sv"},
        {"name": "amne", "titles": "amne", "propertyUrl": "dct:subject",
         "valueUrl": "https://example.org/id/area/{amne}"},
        {"name": "typ", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": T + "Project"},
    ]},
}  # fmt: skip

KINDS: Final[dict[str, tuple[str, str]]] = {
    "uppsala": ("ldes", "feeds/ldes/project.trig"),
    "sormland": ("dcat", "datasets/dcat"),
    "ostergotland": ("rdf", "dump/project.ttl"),
    "orebro": ("table", f"sparql?format=csv&query={quote(TABLE, safe='')}"),
    "vastmanland": ("sparql", "sparql"),
}
"""The regions, with the kind of source that each is, and where."""

MORE: Final = {
    "orebro": 'table = "projekt"\ndescription = "projekt.json"',
    "vastmanland": 'query = "projekt.rq"\npage_rows = 10',
}

FETCHED: Final = "https://example.org/id/graph/fetched/"
NOBODY: Final = (urllib3.exceptions.HTTPError, OSError)


@dataclass
class Running:
    """A site that is served by a process of its own, at an address that stays."""

    root: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def release(self) -> str:
        """The current release."""
        return Site(self.root).shelf.resolve("current")

    def start(self) -> None:
        """Serve, and wait until the current release is what is served."""
        with (self.root.parent / f"{self.root.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command(self.root, "serve", "--port", str(self.port)), stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.until_current()

    def until_current(self) -> None:
        """Wait until the current release is served."""
        for _ in range(3_000):
            with suppress(*NOBODY):
                if get(self.url + "context.jsonld").headers["Publisher-Release"] == self.release:
                    return
            time.sleep(0.02)
        pytest.fail(f"the current release of {self.root} is not served")

    def kill(self) -> None:
        """End the process with all that it has started, and wait until nobody answers."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        for _ in range(3_000):
            try:
                get(self.url)
            except NOBODY:
                return
            time.sleep(0.02)
        pytest.fail(f"{self.root} is served by nobody")

    def quads(self) -> list[ox.Quad]:
        """All that is served, as its dump has it."""
        answer = get(self.url + "dump.nq")
        assert answer.status == 200
        return list(ox.parse(answer.data, format=ox.RdfFormat.N_QUADS))


@dataclass
class Region(Running):
    """The site of a region."""

    name: str = ""
    random: random.Random = field(default_factory=random.Random)
    made: int = 0
    projects: dict[str, tuple[str, str]] = field(default_factory=dict)
    before: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What it had before it lost nearly all."""

    def __post_init__(self) -> None:
        settings = self.root / "site.toml"
        text = settings.read_text().replace("https://example.org/id/", self.base)
        settings.write_text(text + SERVE)
        shape = self.root / "shapes" / "project.ttl"
        shape.write_text(shape.read_text().replace("sh:class t:Area ; ", ""))  # they are elsewhere
        for file in (self.root / "data").iterdir():
            file.unlink()

    @property
    def base(self) -> str:
        return f"https://{self.name}.example.org/"

    def edit(self, times: int) -> None:
        """Make, change and delete projects."""
        for key in self.random.sample(sorted(self.projects), min(times, len(self.projects))):
            match self.random.randrange(3):
                case 0:
                    self.make()
                case 1:
                    self.projects[key] = (f"Ändrad {self.random.randrange(10**6)}",
                                          self.random.choice(AREAS))  # fmt: skip
                case _:
                    del self.projects[key]

    def make(self) -> None:
        self.made += 1
        self.projects[f"n{self.made}"] = (f"Projekt {self.made}", self.random.choice(AREAS))

    def build(self) -> None:
        """Write the data, and build; what is served moves on to it."""
        (self.root / "data" / "projekt.ttl").write_text(PREFIXES + "".join(
            f'<{self.base}project/{key}> a t:Project ; dct:title "{title}"@sv ; '
            f"dct:subject <https://example.org/id/area/{area}> .\n"
            for key, (title, area) in self.projects.items()
        ), encoding="utf-8")  # fmt: skip
        built = within(self.root, "build", "--gone", "allow", "--accept-shrink")
        assert built.returncode == 0, built.stderr
        if self.process is not None:
            self.until_current()

    def has(self) -> list[ox.Triple]:
        """What it has to give, as it is served: its projects, or its data catalogue."""
        if KINDS[self.name][0] != "dcat":
            graph = f"{self.base}graph/projekt.ttl"
            return [quad.triple for quad in self.quads() if str(quad.graph_name) == f"<{graph}>"]
        log = open_log(Site(self.root).shelf.folder, self.release)
        assert log is not None
        lines = kept(line for item in log.each(CATALOG) for line in item.lines)
        text = "".join(f"{line} .\n" for line in lines)  # numbers as a store keeps them
        return [quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)]


@dataclass
class Joint(Running):
    """The joint site, and what it should have of each source."""

    regions: dict[str, Region] = field(default_factory=dict)
    good: dict[str, list[ox.Triple]] = field(default_factory=dict)

    def night(self, language: str) -> subprocess.CompletedProcess[str]:
        """Fetch and build, as a timer does at night; what is served moves on to it."""
        found = publisher(self.root, "build", "--fetch", "--gone", "allow", language=language)
        if self.process is None:
            self.start()
        self.until_current()
        return found

    def morning(self, refused: Sequence[str], told: subprocess.CompletedProcess[str]) -> None:
        """See that what is served is what should be, and that it is said what is not."""
        assert told.returncode == (1 if refused else 0), told.stderr
        overview = json.loads(get(self.url + "sources.json").data)["sources"]
        assert {item["name"]: item["outcome"] == "kept" for item in overview} == {
            name: name in refused for name in KINDS
        }, told.stderr
        for item in overview:
            reason = item["reason"] or {"sv": "", "en": ""}
            assert (reason["sv"] != "", reason["en"] != "") == (item["name"] in refused,) * 2
            assert reason["sv"] in told.stderr or reason["en"] in told.stderr
        self.good |= {name: region.has() for name, region in self.regions.items()
                      if name not in refused}  # fmt: skip
        here = by_source(self.quads())
        assert {name: canonical(triples) for name, triples in here.items()} == {
            name: canonical(triples) for name, triples in self.good.items()
        }
        assert canonical(every(here)) == canonical(every(self.good))


def by_source(quads: Iterable[ox.Quad]) -> dict[str, list[ox.Triple]]:
    """What the joint site has, by the source that it is from."""
    found: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        graph = str(quad.graph_name)[1:-1]
        if graph.startswith(FETCHED):
            name = graph.removeprefix(FETCHED).partition("/")[0].removesuffix(".nt")
            found.setdefault(name, []).append(quad.triple)
    return found


def every(found: dict[str, list[ox.Triple]]) -> list[ox.Triple]:
    return [triple for triples in found.values() for triple in triples]


@contextmanager
def five(folder: Path, projects: int) -> Iterator[Joint]:
    """The sites; those of the regions are served."""
    with ExitStack() as stack:
        regions = {}
        for number, name in enumerate(KINDS):
            (folder / name).mkdir()
            region = Region(tiny(folder / name), name=name, random=random.Random(number))
            stack.callback(region.kill)
            for _ in range(projects):
                region.make()
            region.build()
            region.start()
            regions[name] = region
        (folder / "joint").mkdir()
        joint = Joint(tiny(folder / "joint"), regions=regions)
        stack.callback(joint.kill)
        prepare(joint)
        yield joint


def prepare(joint: Joint) -> None:
    """Write the settings of the joint site, the query and the description."""
    for file in ("projekt.csv", "mer.ttl"):
        (joint.root / "data" / file).unlink()
    settings = ["", "[fetching]", "attempts = 1"]
    for name, (kind, path) in KINDS.items():
        address = joint.regions[name].url + path
        settings += [f"[sources.{name}]", f'kind = "{kind}"', f'address = "{address}"',
                     *([MORE[name]] if name in MORE else [])]  # fmt: skip
    with (joint.root / "site.toml").open("a", encoding="utf-8") as out:
        out.write(SERVE + "\n".join(settings) + "\n")
    (joint.root / "projekt.rq").write_text(QUERY)
    described = json.loads(json.dumps(DESCRIPTION))
    described["tableSchema"]["aboutUrl"] = joint.regions["orebro"].base + "project/{id}"
    (joint.root / "projekt.json").write_text(json.dumps(described))


def quiet(_: Joint) -> None:
    """Nothing goes wrong."""


def outage(joint: Joint) -> None:
    """Nobody answers in Sörmland and Västmanland."""
    for name in ("sormland", "vastmanland"):
        joint.regions[name].kill()


def mended(joint: Joint) -> None:
    for region in joint.regions.values():
        if region.process is None:
            region.start()


def bad(joint: Joint) -> None:
    """A release of Uppsala's links to an area that there is not, and Örebro's table, too."""
    for name in ("uppsala", "orebro"):
        joint.regions[name].projects["fel"] = ("Fel", "skog")


def bad_after(joint: Joint) -> None:
    mended(joint)
    bad(joint)


def lost(joint: Joint) -> None:
    """The bad links are gone; Östergötland has released an empty file."""
    for name in ("uppsala", "orebro"):
        joint.regions[name].projects.pop("fel", None)
    region = joint.regions["ostergotland"]
    region.before, region.projects = region.projects, {}


def found_again(joint: Joint) -> None:
    region = joint.regions["ostergotland"]
    region.projects = region.before


Night = tuple[Callable[[Joint], None], tuple[str, ...]]

WEEK: Final[tuple[Night, ...]] = (
    (quiet, ()),
    (quiet, ()),
    (outage, ("sormland", "vastmanland")),
    (bad_after, ("uppsala", "orebro")),
    (lost, ("ostergotland",)),
    (found_again, ()),
    (quiet, ()),
)
"""What happens each day, and whose new state is not taken the night after."""


def worst(joint: Joint) -> None:
    """All of that in one night."""
    bad(joint)
    outage(joint)


def lost_after(joint: Joint) -> None:
    mended(joint)
    lost(joint)


SHORT: Final[tuple[Night, ...]] = (
    (quiet, ()),
    (worst, ("orebro", "sormland", "uppsala", "vastmanland")),
    (lost_after, ("ostergotland",)),
)
"""The same in three days."""


def live_through(joint: Joint, nights: Sequence[Night], edits: int) -> None:
    for number, (happening, refused) in enumerate(nights):
        if number:
            for region in joint.regions.values():
                region.edit(edits)
            happening(joint)
            for region in joint.regions.values():
                region.build()
        joint.morning(refused, joint.night(("sv", "en")[number % 2]))


def test_three_nights(tmp_path: Path) -> None:
    with five(tmp_path, projects=9) as joint:
        live_through(joint, SHORT, edits=2)


def test_a_week_of_nights(tmp_path: Path) -> None:
    with five(tmp_path, projects=60) as joint:
        live_through(joint, WEEK, edits=12)
