"""Copies of sites to try things on, the command line as a process, and the shared material."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import urllib3

from publisher import Site
from publisher.store.engine import free_port

FORM = "application/x-www-form-urlencoded"
Answer = urllib3.BaseHTTPResponse

ROOT = Path(__file__).parents[1]
TINY = Path(__file__).parent / "site"


def tiny(folder: Path) -> Path:
    """A copy of the tiny site."""
    shutil.copytree(TINY, folder / "site")
    return folder / "site"


def bundled(folder: Path) -> Path:
    """A copy of the site that ships with the project."""
    target = folder / "bundled"
    target.mkdir()
    for name in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copyfile(ROOT / "site.toml", target / "site.toml")
    return target


def shared(*parts: str) -> Path:
    """Material that lies beside the checkout; skips the test where it is absent."""
    folder = Path(os.environ.get("PUBLISHER_SHARED") or ROOT.parent / "shared")
    path = folder.joinpath(*parts)
    if not path.exists():
        if os.environ.get("PUBLISHER_REQUIRE_SHARED"):
            pytest.fail(f"{path} is required and absent")
        pytest.skip(f"shared material is absent: {path}")
    return path


def rows(site: Site, query: str) -> list[dict[str, str]]:
    """The rows of a SELECT query over the current release, each term as N-Triples."""
    answer = site.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [{name: str(row[name]) for name in names} for row in answer]


def publisher(
    site: Path, *arguments: str, seed: str = "0", language: str = "en"
) -> subprocess.CompletedProcess[str]:
    """Run the command line on a site, to its end."""
    return subprocess.run(
        command(site, *arguments, language=language), capture_output=True, text=True, timeout=280,
        env={**os.environ, "PYTHONHASHSEED": seed}, check=False,
    )  # fmt: skip


def within(site: Path, *arguments: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the command line on a site in this process, which takes no time to start."""
    from publisher.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main(command(site, *arguments, language=language)[3:])
    said = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        said.append(stream.read())
    return subprocess.CompletedProcess(arguments, code, *said)


def command(site: Path, *arguments: str, language: str = "en") -> list[str]:
    """The command line on a site."""
    return [
        sys.executable, "-m", "publisher", "--site", str(site), "--language", language, *arguments
    ]  # fmt: skip


@contextmanager
def served(site: Path) -> Iterator[str]:
    """A site served on a free port of the loopback interface; its address ends with a slash."""
    port = free_port()
    with subprocess.Popen(
        command(site, "serve", "--port", str(port)), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = ""
        try:
            for line in process.stderr:
                said += line
                if line.startswith("Serving release"):
                    break
            else:
                pytest.fail(f"the site is not served:\n{said}")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.stderr.read()
            assert process.wait(60) == 0


def get(url: str, accept: str = "", **headers: str) -> Answer:
    """GET without following redirects; header names are written with underscores."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return urllib3.request(
        "GET", url, headers={**({"Accept": accept} if accept else {}), **fields}, redirect=False,
        retries=False, timeout=60.0,
    )  # fmt: skip


def post(url: str, body: str | dict[str, str], accept: str = "", kind: str = FORM) -> Answer:
    """POST a form, or a text of another media type."""
    return urllib3.request(
        "POST", url, body=urlencode(body) if isinstance(body, dict) else body,
        headers={"Content-Type": kind, **({"Accept": accept} if accept else {})}, redirect=False,
        retries=False, timeout=60.0,
    )  # fmt: skip
