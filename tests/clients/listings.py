"""A site whose tables list many datasets, made, changed and deleted from release to release."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from publisher.catalog.dcat import catalog_iri, heading
from publisher.catalog.profiles import PROFILES
from publisher.changes import CATALOG, Log, open_log
from publisher.namespaces import DCAT, DCT, HYDRA, RDF
from tests.catalogues import TABLES, agency, parsed
from tests.sites import get

BASE: Final = "https://data.example.org/"
LICENCES: Final = ("http://creativecommons.org/licenses/by/4.0/",
                   "http://creativecommons.org/publicdomain/zero/1.0/")  # fmt: skip
FORMATS: Final = ("CSV", "JSON", "GEOJSON", "XLSX")


@dataclass(frozen=True)
class Listed:
    """A dataset of the tables."""

    sv: str
    en: str
    keyword: str
    licence: str
    format: str
    size: int


class File(NamedTuple):
    """What a portal must know of a distribution."""

    url: str
    format: str
    licence: str


class Dataset(NamedTuple):
    """What a portal must know of a dataset: its titles by language, and its files by IRI."""

    titles: dict[str, str]
    files: dict[str, File]


class Listing:
    """A site, and the datasets that its tables have now."""

    def __init__(self, folder: Path, datasets: int, seed: int = 1) -> None:
        self.site = agency(folder)
        self.random = random.Random(seed)
        self.made = 0
        self.datasets: dict[str, Listed] = {}
        for _ in range(datasets):
            self._make()

    def release(self) -> str:
        """Write the tables, build, and switch; the id of the release."""
        datasets, files = TABLES["datamangder.csv"], TABLES["distributioner.csv"]
        for key, item in self.datasets.items():
            datasets += (
                f"{key};{item.sv};{item.en};Om {item.sv}.;{item.keyword};ENVI;Exempellän;"
                f"2020-talet;Exempels kommun;ANNUAL;2024-06-30;{item.licence};\n"
            )
            address = f"{BASE}filer/{key}"
            files += (f"{key}-fil;{item.sv} som fil;{key};{address};{address}.data;"
                      f"{item.format};{item.size}\n")  # fmt: skip
        for name, text in (("datamangder.csv", datasets), ("distributioner.csv", files)):
            (self.site.root / "data" / name).write_text(text, encoding="utf-8")
        self.site.build(gone="allow", accept_shrink=True)
        return self.site.open().identifier

    def publish(self, base: str) -> str:
        """Release, and wait until the server has moved over."""
        release = self.release()
        while get(f"{base}catalog.ttl").headers["Publisher-Release"] != release:
            time.sleep(0.02)
        return release

    def edit(self, times: int) -> None:
        """Make, change and delete datasets, each at most once."""
        for key in self.random.sample(sorted(self.datasets), times):
            was = self.datasets[key]
            match self.random.randrange(4):
                case 0:
                    self._make()
                case 1:
                    self.datasets[key] = replace(was, en=f"{was.en}, revised")
                case 2:
                    self.datasets[key] = replace(was, size=was.size + 1)
                case _:
                    del self.datasets[key]

    def _make(self) -> None:
        self.made += 1
        self.datasets[f"d{self.made:04}"] = Listed(
            f"Mätning {self.made}", f"Survey {self.made}", f"ämne {self.random.randrange(50)}",
            self.random.choice(LICENCES), self.random.choice(FORMATS),
            self.random.randrange(1, 10**6),
        )  # fmt: skip

    def log(self) -> Log:
        """The log as of the current release."""
        found = open_log(self.site.shelf.folder, self.site.open().identifier)
        assert found is not None
        return found

    def source(self, profile: str) -> Graph:
        """What the catalogue of the current release says in a profile."""
        reader = self.site.open()
        lines = dict.fromkeys(heading(reader))
        for record in self.log().each(CATALOG):
            lines.update(dict.fromkeys(record.lines))
        return Graph(PROFILES[profile].adapt(parsed(list(lines))), catalog_iri(reader))


class Graph:
    """Statements of a catalogue, apart from those of the list and of its pages."""

    def __init__(self, triples: list[ox.Triple], catalogue: str) -> None:
        pages = {item.subject for item in triples if item.object.value.startswith(HYDRA)}  # type: ignore[union-attr]
        left_out = {*pages, ox.NamedNode(catalogue)}
        self.triples = {item for item in triples if item.subject not in left_out}
        self._near: dict[tuple[object, str], list[Any]] = {}
        for item in self.triples:
            self._near.setdefault((item.subject, item.predicate.value), []).append(item.object)

    def hash(self) -> str:
        """The SHA-256 of the canonical form (RDFC-1.0)."""
        found = ox.Dataset(ox.Quad(*item) for item in self.triples)
        found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        written = sorted(f"{quad.triple} .\n" for quad in found)
        return hashlib.sha256("".join(written).encode()).hexdigest()

    def datasets(self) -> dict[str, Dataset]:
        """Each dataset by its IRI."""
        kind = ox.NamedNode(DCAT + "Dataset")
        found = {item.subject for item in self.triples
                 if item.predicate.value == RDF + "type" and item.object == kind}  # fmt: skip
        return {node.value: self._dataset(node) for node in found}  # type: ignore[union-attr]

    def _dataset(self, node: object) -> Dataset:
        titles = {item.language: item.value for item in self._all(node, DCT + "title")}
        files = self._all(node, DCAT + "distribution")
        return Dataset(titles, {item.value: self._file(item) for item in files})

    def _file(self, node: object) -> File:
        (url,) = self._all(node, DCAT + "downloadURL") or self._all(node, DCAT + "accessURL")
        (kind,) = self._all(node, DCT + "format")
        (licence,) = self._all(node, DCT + "license")
        return File(url.value, kind.value, licence.value)

    def _all(self, node: object, property: str) -> list[Any]:
        return self._near.get((node, property), [])
