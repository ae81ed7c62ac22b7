"""A large catalogue harvested whole: page by page and by its event stream, beside plain files.

    python -m benchmarks.harvest [--datasets 100000] [--rounds 9]

The site is built, served and read to its end by one client on one connection. What it was sent is
then read in the same order from static file servers: Python's own, and nginx where it is there.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import urllib3

from publisher import Site
from publisher.changes import CATALOG, open_log
from publisher.store.engine import free_port

BASE: Final = "http://data.example.org/"
NEXT: Final = re.compile(r'<([^<>]+)>; rel="next"')
NODE: Final = re.compile(rb"tree:node <([^<>]+)>")
POOL: Final = urllib3.PoolManager(maxsize=1, retries=False)
SETTINGS: Final = f"""[site]
base_iri = "{BASE}"
languages = ["sv", "en"]
[site.title]
sv = "Prov"
en = "Trial"
[catalog.publisher_name]
sv = "Provregionen"
"""
SHAPES: Final = ("dataset.ttl", "distribution.ttl")
WAIT: Final = 0.05


def main() -> None:
    """Build, serve, harvest, and harvest the same from files."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--datasets", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=9, help="pages asked for at each end")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = site(folder / "site", given.datasets)
        triples = build(root)
        with served(root) as (base, process):
            ends(base, given.rounds)
            read = harvest(base, folder / "files", triples)
            again("site, who comes next", base, read)
            whole(base, read[RDF_XML].triples)
            print(f"peak memory of the largest process of the server: {peak(process):.0f} MB")
        with python_files(folder / "files") as base:
            again("http.server", base, read)
        if shutil.which("nginx"):
            with nginx_files(folder / "files") as base:
                again("nginx", base, read)


def site(root: Path, datasets: int) -> Path:
    """A site whose data is a list of made-up datasets, each with a distribution."""
    for name in ("data", "shapes", "ontology"):
        (root / name).mkdir(parents=True)
    source = Path(__file__).parents[1]
    for path in (*source.glob("ontology/*.ttl"), *(source / "shapes" / name for name in SHAPES)):
        shutil.copyfile(path, root / path.parent.name / path.name)
    (root / "site.toml").write_text(SETTINGS, encoding="utf-8")
    with (root / "data" / "datasets.ttl").open("w", encoding="utf-8") as handle:
        handle.write(PREFIXES)
        handle.writelines(DATASET.format(BASE, number) for number in range(datasets))
    return root


PREFIXES: Final = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix eu: <http://publications.europa.eu/resource/authority/> .
"""
DATASET: Final = """<{0}dataset/d{1}> a dcat:Dataset ; dct:identifier "d{1}" ;
  dct:title "Mätningar vid station {1}"@sv, "Measurements at station {1}"@en ;
  dct:description "Vattenstånd och temperatur vid station {1}, varje timme."@sv,
    "Water level and temperature at station {1}, every hour."@en ;
  dcat:keyword "vattenstånd"@sv, "water level"@en ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dcat:distribution <{0}distribution/d{1}> .
<{0}distribution/d{1}> a dcat:Distribution ; dct:title "CSV, station {1}"@sv ;
  dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
  dcat:accessURL <{0}file/d{1}.csv> ;
  dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> .
"""


def build(root: Path) -> int:
    """Build the site; how many statements its records have."""
    begun = time.perf_counter()
    Site(root).build(check=False)
    spent = time.perf_counter() - begun
    again = time.perf_counter()
    table = root / "data" / "datasets.ttl"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("station 7.", "station 7, ändrad."), encoding="utf-8")
    Site(root).build(check=False)
    changed = time.perf_counter() - again
    opened = Site(root)
    log = open_log(opened.shelf.folder, opened.open().identifier)
    assert log is not None
    triples = sum(len(record.lines) for record in log.each(CATALOG))
    size = (opened.shelf.folder / "changes.sqlite").stat().st_size
    print(f"{log.count(CATALOG)} records of {triples} statements: built in {spent:.1f} s, after "
          f"one has changed in {changed:.1f} s; log of {size / 1e6:.0f} MB")  # fmt: skip
    return triples


@contextmanager
def served(root: Path) -> Iterator[tuple[str, int]]:
    """The site on a free port; its address, and the process that serves it."""
    port = free_port()
    command = [sys.executable, "-m", "publisher", "--site", str(root), "--language", "en",
               "serve", "--port", str(port),
               "--no-build"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Serving release"):
                break
        try:
            yield f"http://127.0.0.1:{port}/", process.pid
        finally:
            process.terminate()


def get(address: str) -> urllib3.BaseHTTPResponse:
    """GET, unpacked: a file server does not pack."""
    answer = POOL.request("GET", address, headers={"Accept-Encoding": "identity"})
    assert answer.status == 200, address
    return answer


def ends(base: str, rounds: int) -> None:
    """How long the first pages take, and the last, each asked for the first time."""
    last = get(base + "catalog.ttl").headers["Link"].partition('>; rel="last"')[0]
    stem, _, name = last.rpartition("<")[2].rpartition("/")
    total = int(name.removesuffix(".ttl"))
    for label, numbers in (("first", range(2, 2 + rounds)), ("last", range(total - rounds, total))):
        times = []
        for number in numbers:
            begun = time.perf_counter()
            get(f"{stem}/{number}.ttl")
            times.append(time.perf_counter() - begun)
        print(f"the {label} pages of {total}: {statistics.median(times) * 1000:.1f} ms each")


def by_page(base: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    """All pages of the catalogue."""
    address = f"{base}catalog.{suffix}"
    while address:
        answer = get(address)
        yield address, answer.data
        match = NEXT.search(answer.headers["Link"])
        address = match[1] if match else ""


def by_stream(base: str) -> Iterator[tuple[str, bytes]]:
    """All pages of the event stream of the catalogue."""
    waiting = [f"{base}feeds/ldes/catalog.trig"]
    while waiting:
        address = waiting.pop()
        body = get(address).data
        yield address, body
        waiting += [urljoin(address, link.decode()) for link in dict.fromkeys(NODE.findall(body))]


NT, RDF_XML = "pages in N-Triples", "pages in RDF/XML"
CRAWLS: Final[dict[str, Callable[[str], Iterator[tuple[str, bytes]]]]] = {
    NT: lambda base: by_page(base, "nt"),
    RDF_XML: lambda base: by_page(base, "rdf"),
    "event stream in TriG": by_stream,
}


@dataclass(frozen=True)
class Read:
    """What was read in one way: the paths, and the statements that they have together."""

    paths: list[str]
    triples: int


def harvest(base: str, files: Path, records: int) -> dict[str, Read]:
    """Read everything in each way, and leave what was read in files.

    A page says once what several of its records share; a member of the stream has all of its own.
    """
    read: dict[str, Read] = {}
    for label, crawl in CRAWLS.items():
        paths: list[str] = []
        size, lines, spent, begun = 0, 0, 0.0, time.perf_counter()
        for address, body in crawl(base):
            spent += time.perf_counter() - begun
            paths.append(address.removeprefix(base))
            size += len(body)
            lines += body.count(b" .\n")
            target = files / paths[-1]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
            begun = time.perf_counter()
        triples = lines if label == NT else read[NT].triples if label == RDF_XML else records
        read[label] = Read(paths, triples)
        report(f"site: {label}", len(paths), size, spent, triples)
    return read


def again(name: str, base: str, read: dict[str, Read]) -> None:
    """Read the same again, or from files."""
    for label, item in read.items():
        begun, size = time.perf_counter(), 0
        for path in item.paths:
            size += len(get(base + path).data)
        spent = time.perf_counter() - begun
        report(f"{name}: {label}", len(item.paths), size, spent, item.triples)


def whole(base: str, triples: int) -> None:
    """Read the catalogue in one document, twice: the second time it is kept."""
    for label in ("the first time", "the second time"):
        begun, size = time.perf_counter(), 0
        with POOL.request("GET", f"{base}datasets/dcat", preload_content=False,
                          headers={"Accept-Encoding": "gzip"}) as answer:  # fmt: skip
            for piece in answer.stream(65_536, decode_content=False):
                size += len(piece)
        spent = time.perf_counter() - begun
        report(f"site: one document in RDF/XML, packed, {label}", 1, size, spent, triples)


def report(label: str, requests: int, size: int, spent: float, triples: int) -> None:
    """A line of the table."""
    print(f"{label}: {requests} requests, {size / 1e6:.1f} MB, {spent:.1f} s, "
          f"{triples / spent / 1e3:,.0f} thousand triples/s", flush=True)  # fmt: skip


@contextmanager
def python_files(folder: Path) -> Iterator[str]:
    """Python's own file server."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1",
               "--protocol", "HTTP/1.1"]  # fmt: skip
    with running(command, folder, port) as base:
        yield base


@contextmanager
def nginx_files(folder: Path) -> Iterator[str]:
    """Nginx over the same files."""
    port = free_port()
    settings = folder.parent / "nginx.conf"
    user = "user root; " if os.geteuid() == 0 else ""  # the files are in a folder of our own
    settings.write_text(NGINX.format(folder.parent, folder, port, user), encoding="utf-8")
    command = ["nginx", "-c", str(settings), "-p", str(folder.parent)]
    with running(command, folder, port) as base:
        yield base


NGINX: Final = """daemon off; {3}worker_processes 1; pid {0}/nginx.pid; error_log {0}/nginx.log;
events {{ }}
http {{ access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  server {{ listen 127.0.0.1:{2}; root {1}; keepalive_requests 1000000; }} }}
"""


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[str]:
    """A server that answers on a port, until it is no longer needed."""
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as process:  # fmt: skip
        try:
            for _ in range(200):
                with suppress(urllib3.exceptions.HTTPError):
                    POOL.request("GET", f"http://127.0.0.1:{port}/")
                    break
                time.sleep(WAIT)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def peak(process: int) -> float:
    """Peak resident memory of the largest process of a server, in MB."""
    family, found = [process], []
    while family:
        here = Path(f"/proc/{family.pop()}")
        match = re.search(r"VmHWM:\s+(\d+)", (here / "status").read_text())
        found.append(int(match[1]) if match else 0)
        family += map(int, (here / "task" / here.name / "children").read_text().split())
    return max(found) / 1_000


if __name__ == "__main__":
    main()
