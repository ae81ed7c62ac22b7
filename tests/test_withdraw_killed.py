"""``publisher withdraw`` is killed at any moment; the same command then brings it to its end."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from publisher import Site
from publisher.changes import open_log
from publisher.release.shelf import CURRENT
from tests.persons import PERSON, history, on_disk
from tests.sites import command, publisher

pytestmark = pytest.mark.large

MOMENTS = 12


def test_a_killed_erasure_is_brought_to_its_end(tmp_path: Path) -> None:
    whole, releases = history(tmp_path / "before")
    seconds = 6.0
    for number in range(MOMENTS):
        root = tmp_path / "trial"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(whole, root, symlinks=True)
        with subprocess.Popen(command(root, "withdraw", PERSON, "--yes"), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:  # fmt: skip
            try:
                process.communicate(timeout=0.6 + number * seconds / MOMENTS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        site = Site(root)
        site.open(CURRENT)  # what is served is whole at any moment
        again = publisher(root, "withdraw", PERSON, "--yes")
        assert again.returncode == 0 or "nothing is known of it" in again.stderr, again.stderr
        assert on_disk(root) == {}, number
        assert set(releases) < set(site.shelf.ids())
        log = open_log(site.shelf.folder, site.open().identifier)
        assert log is not None
        assert log.count("person") == 5
