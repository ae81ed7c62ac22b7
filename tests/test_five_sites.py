"""Five sites, one of each region, feed a joint site night after night, whatever goes wrong.

Each morning the joint site has what its sources had when they last could be taken: the hashes of
both (RDFC-1.0) are the same. Nobody waits for a night: the clock is told to go on.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
import urllib3
from flask import Flask, Response

from publisher import Site
from publisher.canonical import canonical as kept
from publisher.changes import CATALOG, open_log
from publisher.config import ServeSection
from publisher.fetching_sources import fetch
from publisher.obtaining import Fetched, Manner
from publisher.store.leases import Fixed
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app
from tests.engines import listening_to, writable
from tests.live import canonical
from tests.sites import tiny
from tests.visits import SWITCHED

AREAS: Final = ("industri", "mat")
A_DAY: Final = 86_400.0
T: Final = "https://example.org/def/terms#"
PREFIXES: Final = f"@prefix dct: <http://purl.org/dc/terms/> .\n@prefix t: <{T}> .\n"
QUERY: Final = (
    f"PREFIX dct: <http://purl.org/dc/terms/> PREFIX t: <{T}> CONSTRUCT {{ ?s ?p ?o }} "
    "WHERE { ?s a t:Project ; ?p ?o } ORDER BY ?s ?p ?o"
)
DESCRIPTION: Final = {
    "@context": "http://www.w3.org/ns/csvw",
    "url": "projekt.csv",
    "tableSchema": {"columns": [
        {"name": "id", "titles": "id", "suppressOutput": True},
        {"name": "titel", "titles": "titel", "propertyUrl": "dct:title", "lang": "sv"},
        {"name": "amne", "titles": "ämne", "propertyUrl": "dct:subject",
         "valueUrl": "https://example.org/id/area/{amne}"},
        {"name": "typ", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": T + "Project"},
    ]},
}  # fmt: skip


@dataclass
class Region:
    """A site of a region. ``shown`` is what it serves; ``down`` is when nobody answers there."""

    name: str
    root: Path
    random: random.Random
    engine: str = ""
    url: str = ""
    down: bool = False
    made: int = 0
    projects: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text = (self.root / "site.toml").read_text()
        (self.root / "site.toml").write_text(text.replace("https://example.org/id/", self.base))
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

    def release(self) -> None:
        """Write the data, build, and serve that."""
        (self.root / "data" / "projekt.ttl").write_text(PREFIXES + "".join(
            f'<{self.base}project/{key}> a t:Project ; dct:title "{title}"@sv ; '
            f"dct:subject <https://example.org/id/area/{area}> .\n"
            for key, (title, area) in self.projects.items()
        ), encoding="utf-8")  # fmt: skip
        Site(self.root).build(gone="allow", accept_shrink=True)
        self.served = Served(
            Site(self.root).open(), SWITCHED, Fixed(self.engine + "query") if self.engine else None
        )
        if self.engine:
            lines = "".join(f"{triple} .\n" for triple in self.all())
            body = f"CLEAR ALL ; INSERT DATA {{ {lines} }}"
            urllib3.request("POST", self.engine + "update", body=body.encode(),
                            headers={"Content-Type": "application/sparql-update"})  # fmt: skip

    def all(self) -> list[ox.Triple]:
        """What the sources of the current release say."""
        reader = self.served.reader
        return statements(reader, [item.iri for item in reader.graphs if item.kind == "source"])

    def catalogue(self) -> list[ox.Triple]:
        """The records of its data catalogue, as a store keeps their numbers."""
        log = open_log(Site(self.root).shelf.folder, self.served.reader.identifier)
        assert log is not None
        lines = kept(line for item in log.each(CATALOG) for line in item.lines)
        text = "".join(f"{line} .\n" for line in lines)
        return [quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES)]

    def app(self) -> Flask:
        found = create_app(lambda: self.served, serve=ServeSection())

        @found.before_request
        def away() -> Response | None:
            return Response("", 502) if self.down else None

        @found.get("/projekt.csv")
        def table() -> Response:
            rows = [f"{key},{title},{area}\n" for key, (title, area) in self.projects.items()]
            return Response("id,titel,ämne\n" + "".join(rows), content_type="text/csv")

        return found


@dataclass
class Joint:
    """The joint site, and what it should have of each source."""

    root: Path
    regions: dict[str, Region]
    good: dict[str, list[ox.Triple]] = field(default_factory=dict)
    now: float = 1_700_000_000.0

    def night(self) -> Fetched:
        """Fetch and build, as it is done at night."""
        self.now += A_DAY
        manner = Manner(now=lambda: self.now, sleep=lambda _: None)
        found = fetch(Site(self.root), (), manner)
        assert Site(self.root).build(gone="allow").manifest is not None
        return found

    def truth(self) -> dict[str, list[ox.Triple]]:
        """What each source has by now."""
        return {name: region.catalogue() if SOURCES[name][0] == "dcat" else region.all()
                for name, region in self.regions.items()}  # fmt: skip

    def morning(self, refused: Sequence[str], found: Fetched) -> None:
        """See that the joint site has what it should."""
        told = {item.name: (item.became, item.state.code) for item in found.sources}
        bad = sorted(item.name for item in found.sources if not item.good)
        assert bad == sorted(refused), [item.state.said for item in found.sources]
        assert all(told[name][0] == "kept" for name in refused)
        self.good |= {name: triples for name, triples in self.truth().items()
                      if name not in refused}  # fmt: skip
        reader = Site(self.root).open()
        for name in self.good:
            graphs = [item.iri for item in reader.graphs if f"graph/fetched/{name}" in item.iri]
            assert canonical(statements(reader, graphs)) == canonical(self.good[name]), name
        here = [item.iri for item in reader.graphs if "graph/fetched/" in item.iri]
        assert len(here) == len(self.good)
        assert canonical(statements(reader, here)) == canonical(
            triple for triples in self.good.values() for triple in triples
        )


def statements(reader: Reader, graphs: Sequence[str]) -> list[ox.Triple]:
    """What some graphs of a release say."""
    return [
        quad.triple
        for graph in graphs
        for quad in reader.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    ]


SOURCES: Final[dict[str, tuple[str, str]]] = {
    "uppsala": ("ldes", "feeds/ldes/project.trig"),
    "sormland": ("dcat", "datasets/dcat"),
    "ostergotland": ("rdf", "dump/project.ttl"),
    "orebro": ("table", "projekt.csv"),
    "vastmanland": ("sparql", "sparql"),
}
"""The regions, with the kind of source that each is, and where."""

MORE: Final = {
    "orebro": 'description = "projekt.json"',
    "vastmanland": 'query = "projekt.rq"\npage_rows = 10',
}


@contextmanager
def five(folder: Path, projects: int) -> Iterator[Joint]:
    """The sites, served."""
    with ExitStack() as stack:
        regions = {}
        for number, name in enumerate(SOURCES):
            (folder / name).mkdir()
            engine = stack.enter_context(writable()) if name == "vastmanland" else ""
            region = Region(name, tiny(folder / name), random.Random(number), engine)
            for _ in range(projects):
                region.make()
            region.release()
            region.url = stack.enter_context(listening_to(region.app()))
            regions[name] = region
        (folder / "joint").mkdir()
        root = tiny(folder / "joint")
        for file in ("projekt.csv", "mer.ttl"):
            (root / "data" / file).unlink()
        settings = ["", "[fetching]", "attempts = 1"]
        for name, (kind, path) in SOURCES.items():
            address = regions[name].url + path
            settings += [f"[sources.{name}]", f'kind = "{kind}"', f'address = "{address}"',
                         *([MORE[name]] if name in MORE else [])]  # fmt: skip
        with (root / "site.toml").open("a", encoding="utf-8") as out:
            out.write("\n".join(settings) + "\n")
        (root / "projekt.rq").write_text(QUERY)
        described = json.loads(json.dumps(DESCRIPTION))
        described["tableSchema"]["aboutUrl"] = regions["orebro"].base + "project/{id}"
        (root / "projekt.json").write_text(json.dumps(described))
        yield Joint(root, regions)


def quiet(_: Joint) -> None:
    """Nothing goes wrong."""


def outage(joint: Joint) -> None:
    """Nobody answers in Sörmland and Västmanland."""
    for name in ("sormland", "vastmanland"):
        joint.regions[name].down = True


def mended(joint: Joint) -> None:
    for region in joint.regions.values():
        region.down = False


def bad(joint: Joint) -> None:
    """A release of Uppsala's links to an area that there is not, and Örebro's table, too."""
    for name in ("uppsala", "orebro"):
        joint.regions[name].projects["fel"] = ("Fel", "skog")


def bad_after(joint: Joint) -> None:
    mended(joint)
    bad(joint)


def lost(joint: Joint) -> None:
    """The bad links are gone; Östergötland has lost nearly all."""
    for name in ("uppsala", "orebro"):
        joint.regions[name].projects.pop("fel", None)
    region = joint.regions["ostergotland"]
    region.saved = dict(region.projects)  # type: ignore[attr-defined]
    region.projects = dict(list(region.projects.items())[:2])


def found_again(joint: Joint) -> None:
    region = joint.regions["ostergotland"]
    region.projects = region.saved  # type: ignore[attr-defined]


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
        for region in joint.regions.values() if number else ():
            region.edit(edits)
        happening(joint)
        for region in joint.regions.values() if number else ():
            region.release()
        joint.morning(refused, joint.night())


@pytest.mark.large
def test_three_nights(tmp_path: Path) -> None:
    with five(tmp_path, projects=9) as joint:
        live_through(joint, SHORT, edits=2)


@pytest.mark.large
def test_a_week_of_nights(tmp_path: Path) -> None:
    with five(tmp_path, projects=60) as joint:
        live_through(joint, WEEK, edits=12)
