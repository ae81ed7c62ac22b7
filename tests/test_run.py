"""``./run`` on a machine where something is missing: what is wrong and what to do, in words."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sites import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing has been set up."""
    for name in ("run", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(checkout / "run"), "--version"],
        capture_output=True, text=True, timeout=60, env=environment, check=False,
    )  # fmt: skip
    assert done.stdout == ""
    assert not (checkout / ".venv" / "installed").exists()
    return done


def tools(folder: Path, **scripts: str) -> str:
    """A PATH with the tools that ``run`` needs, and these scripts as programs."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("bash", "dirname", "cut", "sha256sum", "rm", "env"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    for name, text in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    return str(programs)


def test_no_python(checkout: Path) -> None:
    done = run(checkout, PATH=tools(checkout))
    assert done.returncode == 2
    assert "install Python 3.11 or newer" in done.stderr


def test_an_old_python(checkout: Path) -> None:
    path = tools(checkout, python3='[ "$1" = --version ] && echo Python 3.9.1 && exit; exit 1')
    done = run(checkout, PATH=path)
    assert done.returncode == 2
    assert "Python 3.9.1 is too old" in done.stderr


def test_a_named_python_that_is_none(checkout: Path) -> None:
    done = run(checkout, PATH=tools(checkout), PYTHON="/bin/false")
    assert done.returncode == 2
    assert "PYTHON=/bin/false" in done.stderr


def test_no_environments_and_nobody_to_install_them(checkout: Path) -> None:
    path = tools(
        checkout, python3='case "$2" in *ensurepip*) exit 1 ;; esac', id="echo 1000",
        **{"apt-get": "exit 9"},
    )  # fmt: skip
    done = run(checkout, PATH=path)
    assert done.returncode == 2
    assert "As root: apt-get install python3-venv" in done.stderr
