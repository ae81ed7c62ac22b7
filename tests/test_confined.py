"""An engine that is confined answers, and reaches nobody."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3

from publisher.store.confined import command
from tests.engines import listening, writable
from tests.sites import served, tiny

CALL = "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"


def ask(engine: str, query: str) -> None:
    with suppress(urllib3.exceptions.HTTPError):
        urllib3.request("GET", engine + "query", fields={"query": query}, retries=False)


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is of Linux")
def test_a_confined_engine_answers_and_calls_nobody() -> None:
    with listening() as listener:
        with writable() as free:
            ask(free, CALL.format(url=listener.url))
        assert listener.knocks == 1, "an engine that is not confined calls: else this shows nothing"
        with writable(command) as confined:
            for url in (listener.url, listener.url.replace("127.0.0.1", "localhost")):
                ask(confined, CALL.format(url=url))
            answer = urllib3.request("GET", confined + "query", fields={"query": "ASK {}"})
            assert answer.status == 200
        assert listener.knocks == 1


@pytest.mark.large
@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is of Linux")
def test_the_engines_of_a_site_that_calls_nobody_are_confined(tmp_path: Path) -> None:
    """Unless the site names endpoints: then its engines call its own forwarder."""
    site = tiny(tmp_path)
    with served(site):
        assert modes(site) == {"2"}
    text = (site / "site.toml").read_text(encoding="utf-8")
    named = text + '\n[serve]\nservices = ["https://example.org/sparql"]\n'
    (site / "site.toml").write_text(named, encoding="utf-8")
    with served(site):
        assert modes(site) == {"0"}


def modes(site: Path) -> set[str]:
    """The modes of seccomp (proc(5)) of the engines over a site's stores."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().decode().split("\0")
            if "serve-read-only" in words and any(str(site) in word for word in words):
                status = (process / "status").read_text(encoding="utf-8")
                found.add(status.partition("Seccomp:")[2].split()[0])
    return found


def test_a_program_that_is_run_so_ends_as_it_would() -> None:
    done = subprocess.run(command(["sh", "-c", "echo x; exit 3"]), capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "x\n")
