"""A sync that is killed at any moment, again and again, ends with what the source has."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from publisher import Site
from publisher.changes import CATALOG, Log, open_log
from publisher.harvesting import Manner, sync
from tests.catalogues import agency
from tests.elsewhere import Elsewhere, Request, Send, elsewhere
from tests.foreign import stream
from tests.sites import served

SCRIPT: Final = """
import sys
from pathlib import Path
from publisher.harvesting import Manner, sync
say = lambda text: print(text, flush=True)
sync(sys.argv[1], Path(sys.argv[2]), Manner(kind=sys.argv[3], say=say))
"""
KILLS: Final = 20
PAGES: Final = 6
"""Pages after which a sync is killed at the latest; there are more."""


def syncing(url: str, folder: Path, kind: str) -> subprocess.Popen[str]:
    """A sync as a process, which tells of its pages on stdout."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, url, str(folder), kind], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def server() -> Iterator[Elsewhere]:
    with elsewhere() as found:
        yield found


def test_killed_in_the_middle_of_a_page(server: Elsewhere, tmp_path: Path) -> None:
    url = stream(server, [(number, "Create", f"d{number}") for number in range(1, 9)], size=1)
    asked: list[str] = []
    for page in (2, 5, 7):
        whole = server.answers[f"/s/{page}"]

        def deadly(
            request: Request, send: Send, whole: Callable[[Request, Send], None] = whole
        ) -> None:
            sent: list[bytes] = []
            whole(request, sent.append)
            send(sent[0][:-20])
            os.kill(process.pid, signal.SIGKILL)

        server.do(f"/s/{page}", deadly)
        with syncing(url, tmp_path, "ldes") as process:
            assert process.wait(60) == -signal.SIGKILL
        server.answers[f"/s/{page}"] = whole
        asked = [request.target for request in server.asked]
    assert asked.count("/s/1") == 1
    report = sync(url, tmp_path, Manner())
    assert (report.created, report.records, report.whole) == (2, 8, True)


class Region:
    """A site with datasets in its data, which change from release to release."""

    def __init__(self, folder: Path, count: int) -> None:
        self.site = agency(folder)
        self.random = random.Random(7)
        self.titles = {f"d{number}": "t" for number in range(count)}
        self.made = count

    def release(self) -> None:
        """Write the datasets, and release them."""
        text = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        text += "@prefix dct: <http://purl.org/dc/terms/> .\n"
        for name, title in self.titles.items():
            text += (
                f'<dataset/{name}> a dcat:Dataset ; dct:title "{title}"@sv ; '
                'dct:description "Text."@sv ; dct:publisher <organisation/region> .\n'
            )
        (self.site.root / "data" / "more.ttl").write_text(text, encoding="utf-8")
        Site(self.site.root).build(check=False, gone="allow")

    def edit(self, times: int) -> None:
        """Make, change and delete datasets."""
        for name in self.random.sample(sorted(self.titles), times):
            match self.random.randrange(3):
                case 0:
                    self.made += 1
                    self.titles[f"d{self.made}"] = "new"
                case 1:
                    self.titles[name] = f"t{self.random.randrange(10**6)}"
                case _:
                    del self.titles[name]

    def log(self) -> Log:
        """The log as of the current release."""
        site = Site(self.site.root)
        found = open_log(site.shelf.folder, site.open().identifier)
        assert found is not None
        return found


def canonical(lines: set[str]) -> str:
    """Statements in their canonical form (RDFC-1.0)."""
    text = "".join(f"{line} .\n" for line in lines)
    dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


@pytest.mark.large
@pytest.mark.parametrize(
    ("kind", "path"),
    [("ldes", "feeds/ldes/catalog"), ("oai", "oai?set=catalog"), ("dcat", "catalog")],
)
def test_killed_at_twenty_moments(tmp_path: Path, kind: str, path: str) -> None:
    region, folder = Region(tmp_path, 1_000), tmp_path / "replica"
    region.release()
    chance = random.Random(kind)
    killed = 0
    with served(region.site.root) as base:
        while killed < KILLS:
            with syncing(base + path, folder, kind) as process:
                assert process.stdout is not None
                for _ in range(chance.randrange(PAGES)):
                    process.stdout.readline()
                time.sleep(chance.random() / 20)
                process.kill()
            killed += process.returncode == -signal.SIGKILL
            if process.returncode == 0 and chance.random() < 0.7:
                shutil.rmtree(folder)  # it has come to its end: there must be more to do
            elif process.returncode == 0 or chance.random() < 0.3:
                region.edit(60)  # in the middle of the reading, too
                region.release()
        time.sleep(2)  # the server moves over to the release by itself
        sync(base + path, folder, Manner(kind=kind))  # to its end, of the release it began with
        report = sync(base + path, folder, Manner(kind=kind))
    log = region.log()
    wanted = {line for record in log.each(CATALOG) for line in record.lines}
    found = {line.removesuffix(" .") for line in
             (folder / "records.nt").read_text(encoding="utf-8").splitlines()}  # fmt: skip
    assert report.whole
    assert report.records == log.count(CATALOG)
    assert canonical(found) == canonical(wanted)
    assert kind == "dcat" or report.state == report.source == log.state(CATALOG)
