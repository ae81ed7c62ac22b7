"""Queries that were asked, kept under their digests: what short permanent addresses stand for.

A query is kept together with its release, so that ``/q/<digest>`` means the same for good. What
somebody has cited stays; what was only asked makes room for what is asked later. Nothing can be
found here but by the digest of a query that was asked.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from publisher.release.parts import replace
from publisher.store.answers import BLOCK, digest_of, trim

FOLDER: Final = "asked"
CITED: Final = "cited"
ERASED: Final = "erased"
LONGEST: Final = 262_144
"""Characters of the longest query that is kept."""

LENGTH: Final = 32
"""Hexadecimal digits of SHA-256 that stand for a query (128 bits)."""

DIGEST: Final = re.compile(rf"[0-9a-f]{{{LENGTH}}}")
SHARE: Final = 16
"""One kept query in so many, by its digest, looks whether the folder is full."""


@dataclass(frozen=True)
class Asked:
    """A query as it was asked of a release: the dataset that the request named, and its base."""

    query: str
    release: str
    dataset: tuple[tuple[str, str], ...] = ()
    base: str = ""

    @property
    def digest(self) -> str:
        """What it is kept under."""
        return digest_of([self.query, self.release, self.dataset, self.base])[:LENGTH]


@dataclass(frozen=True)
class Citation:
    """A query with what was cited of it: by format suffix, the digest of the answer's bytes.

    ``engine`` is the name and version of the engine that gave them.
    """

    asked: Asked
    answers: Mapping[str, str] = field(default_factory=dict)
    engine: str = ""


class AskedStore:
    """The queries kept in ``folder``, at most about ``capacity`` bytes of them."""

    def __init__(self, folder: Path, capacity: int) -> None:
        self._folder, self._capacity = folder, capacity

    def get(self, digest: str) -> Citation | None:
        """What is kept under ``digest``; None where there is nothing, or nothing any more."""
        if not DIGEST.fullmatch(digest):
            return None
        for path in (self._folder / CITED / digest, self._folder / digest):
            with suppress(OSError, ValueError, KeyError, TypeError):
                found = _read(json.loads(path.read_bytes()))
                os.utime(path)
                return found
        return None

    def erased(self, digest: str) -> bool:
        """Whether a query was kept under ``digest`` that was erased since, for what it named."""
        if not DIGEST.fullmatch(digest):
            return False
        for path in (self._folder / CITED / digest, self._folder / digest):
            with suppress(OSError, ValueError):
                return ERASED in json.loads(path.read_bytes())
        return False

    def keep(self, asked: Asked) -> bool:
        """Keep a query that was asked; False where it is too long, or nothing can be written."""
        if len(asked.query) > LONGEST:
            return False
        path = self._folder / asked.digest
        with suppress(OSError):
            if (self._folder / CITED / asked.digest).exists() or path.exists():
                os.utime(path) if path.exists() else None
                return True
            _write(path, Citation(asked))
            if int(asked.digest[:4], 16) % SHARE == 0:
                trim(self._folder, max(0, self._capacity - self._cited_bytes()))
            return True
        return False

    def cite(self, citation: Citation) -> bool:
        """Keep a query for good; False where it is too long, or there is no room for more."""
        if len(citation.asked.query) > LONGEST:
            return False
        path = self._folder / CITED / citation.asked.digest
        with suppress(OSError):
            known = self.get(citation.asked.digest) if path.exists() else None
            if known is not None:
                answers = {**citation.answers, **known.answers}
                if answers != known.answers:
                    _write(path, Citation(known.asked, answers, known.engine))
                return True
            size = len(citation.asked.query.encode()) + 2 * BLOCK
            if self._cited_bytes() + size > self._capacity:
                return False
            _write(path, citation)
            return True
        return False

    def _cited_bytes(self) -> int:
        folder = self._folder / CITED
        with suppress(FileNotFoundError), os.scandir(folder) as entries:
            return sum(entry.stat().st_size + BLOCK for entry in entries)
        return 0


def erase(path: Path, now: str) -> None:
    """Leave nothing of a kept query but when it was erased (UTC, ISO 8601)."""
    replace(path, (json.dumps({ERASED: now}) + "\n").encode())


def _write(path: Path, citation: Citation) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        text = json.dumps(asdict(citation), ensure_ascii=False, indent=1)
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _read(content: Mapping[str, Any]) -> Citation:
    asked = dict(content["asked"])
    asked["dataset"] = tuple((name, value) for name, value in asked["dataset"])
    return Citation(Asked(**asked), dict(content["answers"]), str(content["engine"]))
