"""The log of queries: what was asked and how it went, never by whom.

One line of JSON for each query. The digest of a query tells which were the same; its text is
written only where the site says so.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g

from publisher.web.caller import Caller

KEPT: Final = 5
"""Files that are kept beside the one that is written to."""

MB: Final = 1_000_000
DIGITS: Final = 32


@dataclass(frozen=True)
class QueryLog:
    """The file of the log; it is put aside when it is ``megabytes`` long."""

    path: Path
    megabytes: int
    with_text: bool = False

    def write(self, entry: dict[str, Any]) -> None:
        """Add a line. Workers may write at the same time: a line is written whole."""
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        with self.path.open("ab", buffering=0) as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            log.write(line.encode())
            if log.tell() >= self.megabytes * MB and self._is(log.fileno()):
                self._put_aside()

    def of(self, caller: Caller, status: int) -> None:
        """Write what is noted of a query, once its answer has been sent."""
        self.add(caller.noted, caller.begun, status)

    def add(self, noted: Mapping[str, Any], begun: float, status: int) -> None:
        """Write what was ``noted`` of a query, and the ``status`` of its answer."""
        self.write(entry(noted, begun, status, with_text=self.with_text))

    def _is(self, descriptor: int) -> bool:
        """Whether the file that is open is still the one of that name."""
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.stat())
        except FileNotFoundError:
            return False

    def _put_aside(self) -> None:
        for number in range(KEPT - 1, 0, -1):
            older = self._aside(number)
            if older.exists():
                older.replace(self._aside(number + 1))
        self.path.replace(self._aside(1))

    def _aside(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


def digest_of(query: str) -> str:
    """What stands for a query: 32 hexadecimal digits of its SHA-256."""
    return sha256(query.encode()).hexdigest()[:DIGITS]


def register(app: Flask, log: QueryLog) -> None:
    """Let the application log each query when its answer has been sent."""

    def begin(response: Response) -> Response:
        caller: Caller | None = g.get("caller")
        if caller is not None and caller.noted:
            response.call_on_close(lambda: log.of(caller, response.status_code))
        return response

    app.after_request(begin)


def entry(
    noted: Mapping[str, Any], begun: float, status: int, *, with_text: bool
) -> dict[str, Any]:
    """A line of the log: ``noted`` is what was noted of a query, ``status`` that of its answer."""
    size = noted.get("bytes", 0)
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "release": noted.get("release", ""),
        "digest": digest_of(noted.get("query", "")),
        "form": noted.get("form", ""),
        "status": status,
        "seconds": round(time.monotonic() - begun, 3),
        "bytes": size() if callable(size) else size,
        "cached": bool(noted.get("cached")),
        **({"query": noted.get("query", "")} if with_text else {}),
    }
