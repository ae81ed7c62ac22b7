"""An engine that is confined answers, and reaches nobody."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
import urllib3

from publisher.store.confined import command
from tests.engines import listening, writable

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


def test_a_program_that_is_run_so_ends_as_it_would() -> None:
    done = subprocess.run(command(["sh", "-c", "echo x; exit 3"]), capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "x\n")
