"""The wheel works outside the checkout: ontology, shapes and the example site travel inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.sites import ROOT

pytestmark = pytest.mark.large


def test_a_new_site_starts_from_the_wheel_alone(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", wheels, ROOT],
        check=True,
    )  # fmt: skip
    (wheel,) = wheels.glob("publisher-*.whl")
    inside = tmp_path / "inside"
    zipfile.ZipFile(wheel).extractall(inside)
    environment = {**os.environ, "PYTHONPATH": str(inside)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "publisher", *arguments], cwd=tmp_path, env=environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    where = subprocess.run(
        [sys.executable, "-c", "import publisher; print(publisher.__file__)"], cwd=tmp_path,
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(inside))
    started = run("init", "ny", "--base-iri", "https://example.org/ny/")
    assert started.returncode == 0, started.stderr
    built = run("--site", "ny", "build")
    assert built.returncode == 0, built.stderr
    bundled = run("--site", str(inside / "publisher" / "bundled"), "check")
    assert bundled.returncode == 0, bundled.stderr
