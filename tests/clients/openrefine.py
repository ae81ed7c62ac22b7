"""OpenRefine without a window, driven over HTTP as its own pages drive it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import urllib3

from publisher.store.engine import free_port
from tests.clients.programs import command

START_SECONDS: Final = 120.0
WORK_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.2
EVERY_ROW: Final = json.dumps({"facets": [], "mode": "row-based"})


class OpenRefine:
    """A running OpenRefine."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._pool = urllib3.PoolManager(retries=False)

    def version(self) -> str:
        """What it says of itself."""
        return str(self._get("get-version")["version"])

    def create(self, name: str, table: str) -> str:
        """A project from a CSV table; its id."""
        answer = self._pool.request(
            "POST", self._command("create-project-from-upload", csrf_token=self._token()),
            fields={"project-file": (f"{name}.csv", table, "text/csv"), "project-name": name,
                    "format": "text/line-based/*sv",
                    "options": json.dumps({"separator": ",", "headerLines": 1,
                                           "guessCellValueTypes": False})},
            redirect=False,
        )  # fmt: skip
        found = re.search(r"project=(\d+)", answer.headers.get("Location", ""))
        assert found, (answer.status, answer.data[:500])
        return found[1]

    def guess_types(self, project: str, column: str, service: str) -> list[Any]:
        """The types that it proposes for a column."""
        found = self._post("guess-types-of-column", project=project, columnName=column,
                           service=service)  # fmt: skip
        types: list[Any] = found["types"]
        return types

    def reconcile(self, project: str, column: str, config: dict[str, Any]) -> None:
        """Reconcile a column, and wait for it."""
        self._post("reconcile", project=project, columnName=column, engine=EVERY_ROW,
                   config=json.dumps(config))  # fmt: skip
        self._wait(project)

    def extend(
        self, project: str, column: str, manifest: dict[str, Any], service: str, *properties: Any
    ) -> None:
        """Add columns with values of properties of what a column was reconciled to."""
        self._post(
            "extend-data", project=project, engine=EVERY_ROW, baseColumnName=column,
            endpoint=service, identifierSpace=manifest["identifierSpace"],
            schemaSpace=manifest["schemaSpace"], columnInsertIndex="1",
            extension=json.dumps({"properties": list(properties)}),
        )  # fmt: skip
        self._wait(project)

    def add_column(self, project: str, column: str, name: str, expression: str) -> None:
        """Add a column by an expression in GREL."""
        self._post("add-column", project=project, engine=EVERY_ROW, baseColumnName=column,
                   newColumnName=name, expression=f"grel:{expression}", columnInsertIndex="1",
                   onError="set-to-blank")  # fmt: skip

    def export(self, project: str) -> str:
        """The table as CSV."""
        answer = self._pool.request(
            "POST", self._command("export-rows/table.csv"), encode_multipart=False,
            fields={"project": project, "engine": EVERY_ROW, "format": "csv"},
        )  # fmt: skip
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def _wait(self, project: str) -> None:
        until = time.monotonic() + WORK_SECONDS
        while self._get("get-processes", project=project)["processes"]:
            assert time.monotonic() < until, "OpenRefine is still at work"
            time.sleep(LOOK_SECONDS)

    def _token(self) -> str:
        return str(self._get("get-csrf-token")["token"])

    def _command(self, name: str, **fields: str) -> str:
        query = f"?{urlencode(fields)}" if fields else ""
        return f"{self.address}command/core/{name}{query}"

    def _get(self, name: str, **fields: str) -> Any:
        answer = self._pool.request("GET", self._command(name, **fields))
        assert answer.status == 200, answer.data
        return json.loads(answer.data)

    def _post(self, name: str, **fields: str) -> Any:
        answer = self._pool.request("POST", self._command(name), encode_multipart=False,
                                    fields={**fields, "csrf_token": self._token()})  # fmt: skip
        found = json.loads(answer.data.decode("utf-8", "replace"))  # some are in ISO 8859-1
        assert answer.status == 200, found
        assert found.get("code") in ("ok", "pending"), found
        return found


@contextmanager
def openrefine(folder: Path) -> Iterator[OpenRefine]:
    """OpenRefine, started with a folder for its projects, until the end of the block.

    It is a script that starts a program in Java: both are ended, as a group of their own.
    """
    port = free_port()
    arguments = [command("openrefine", "openrefine"), "-i", "127.0.0.1", "-p", str(port), "-d",
                 str(folder), "-x", "refine.headless=true"]  # fmt: skip
    with (folder / "openrefine.log").open("wb") as log, subprocess.Popen(
        arguments, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            found = OpenRefine(f"http://127.0.0.1:{port}/")
            until = time.monotonic() + START_SECONDS
            while True:
                try:
                    found.version()
                    break
                except (urllib3.exceptions.HTTPError, AssertionError, ValueError):
                    assert process.poll() is None, (folder / "openrefine.log").read_text()
                    assert time.monotonic() < until, "OpenRefine does not answer"
                    time.sleep(LOOK_SECONDS)
            yield found
        finally:
            os.killpg(process.pid, signal.SIGTERM)
