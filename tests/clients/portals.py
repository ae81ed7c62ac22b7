"""A CKAN portal in a process of its own, told from here when to harvest and what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

CKAN: Final = ("ckan[requirements]==2.12.*", "ckanext-dcat==2.4.*", "ckanext-harvest==1.6.*")
PYTHON: Final = "PUBLISHER_TEST_CKAN"
"""The variable that names a Python which has CKAN already: installing it takes a minute."""
SCRIPT: Final = Path(__file__).with_name("ckan_portal.py")
MINUTES_10: Final = 600

Reading = Callable[[int], None]
"""Called before each page is asked for, with its number from one."""


@dataclass(frozen=True)
class Harvested:
    """What a harvest did (GUIDs), what it asked for, and what the portal holds after it."""

    created: list[str]
    updated: list[str]
    unchanged: list[str]
    deleted: list[str]
    errors: list[str]
    requests: list[tuple[str, str, str, str]]  # method, status, media type, address
    triples: list[str]  # of all pages, as N-Triples
    datasets: dict[str, dict[str, Any]]

    @property
    def gathered(self) -> list[str]:
        """The GUIDs of all datasets that the harvester found in the feed."""
        return [*self.created, *self.updated, *self.unchanged]


class Portal:
    """A portal that runs, and remembers what it harvested before."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def harvest(self, address: str, reading: Reading = lambda _: None) -> Harvested:
        """Harvest a source, from its first page to the last import."""
        self._say({"url": address})
        page = 0
        while "page" in (said := self._hear()):
            page += 1
            reading(page)
            self._say({})
        said["requests"] = [tuple(item) for item in said["requests"]]
        return Harvested(**said)

    def _say(self, what: dict[str, str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the portal has ended"
        found: dict[str, Any] = json.loads(line)
        return found


def install_ckan(folder: Path) -> Path:
    """A Python with CKAN, in an environment of its own; skips where that cannot be had."""
    if PYTHON in os.environ:
        return Path(os.environ[PYTHON])
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=MINUTES_10)
    python = folder / "bin" / "python"
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *CKAN],
        capture_output=True, text=True, timeout=MINUTES_10, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"CKAN is not installed: {done.stderr.strip().splitlines()[-1]}")
    return python


@contextmanager
def portal(python: Path, *profiles: str) -> Iterator[Portal]:
    """A portal that reads feeds by profiles of ckanext-dcat."""
    with subprocess.Popen(
        [str(python), "-W", "ignore", str(SCRIPT), *profiles],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    ) as process:  # fmt: skip
        yield Portal(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0
