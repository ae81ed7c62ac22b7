"""What is asked most is put to a new release before it is served, so that nobody waits for it.

Each question has a file: a line that says what to ask, then one byte for each time it was asked.
A byte is appended at once by whichever worker answers, and needs no lock.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import urllib3

from publisher.config import ServeSection
from publisher.errors import EndpointError
from publisher.formats import Format, by_suffix
from publisher.store.answers import AnswerCache, digest_of, engine, kept, key, question, trim
from publisher.store.finishing import finish, whole
from publisher.store.leases import Ask
from publisher.store.serving import Served

LONGEST: Final = 16_384
"""Characters of the longest query that is counted."""

ROOM: Final = 4_000_000
"""Bytes of counts; questions that were asked least lately make room."""

SECONDS: Final = 5.0
"""How long each of them may take then."""

ALL_SECONDS: Final = 30.0
"""How long a release may be kept from being served for all of them."""

REMEMBERED: Final = 10_000
"""Questions asked once that a process remembers."""

OFTEN: Final = 2
"""How many times a question must have been asked to be put to a new release."""


@dataclass(frozen=True)
class Question:
    """A question as it is put to an engine: the fields of the protocol, and a format."""

    fields: tuple[tuple[str, str], ...]
    format: Format


class Popular:
    """How many times each question was asked, in ``folder``.

    What was asked once is only remembered here: most questions are never asked again, and nothing
    has to be written for them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._once: dict[str, None] = {}
        self._lock = threading.Lock()

    def count(
        self, fields: Sequence[tuple[str, str]], chosen: Format,
        evened: list[list[str]] | None = None,
    ) -> None:  # fmt: skip
        """Count a question that was asked once more; ``evened`` is it as ``question`` gives it."""
        if sum(len(value) for _, value in fields) > LONGEST:
            return
        name = digest_of([evened or question(fields), chosen.suffix])
        path = self._folder / name
        with suppress(OSError):
            if _mark(path, b"."):
                return
            if self._again(name):
                self._begin(path, fields, chosen)
                _mark(path, b"..")

    def most(self, number: int) -> list[Question]:
        """The questions asked most, the first of them first; from now on the past counts half."""
        found: list[tuple[int, str, Question]] = []
        with suppress(FileNotFoundError):
            for path in sorted(self._folder.glob("[0-9a-f]*")):
                with suppress(OSError, ValueError, TypeError):
                    line, _, marks = path.read_bytes().partition(b"\n")
                    fields, suffix = json.loads(line)
                    chosen = by_suffix(suffix)
                    if chosen is not None and len(marks) >= OFTEN:
                        pairs = tuple((str(name), str(value)) for name, value in fields)
                        found.append((-len(marks), path.name, Question(pairs, chosen)))
                    os.truncate(path, len(line) + 1 + len(marks) // 2)
        return [item for _, _, item in sorted(found, key=lambda entry: entry[:2])[:number]]

    def _again(self, name: str) -> bool:
        """Whether a question was asked before, as far as this process remembers."""
        with self._lock:
            if name in self._once:
                del self._once[name]
                return True
            self._once[name] = None
            if len(self._once) > REMEMBERED:
                del self._once[next(iter(self._once))]
            return False

    def _begin(self, path: Path, fields: Sequence[tuple[str, str]], chosen: Format) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / f".{path.name}.{os.getpid()}.{threading.get_ident()}"
        try:
            beside.write_text(json.dumps([list(fields), chosen.suffix]) + "\n", encoding="utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        if path.name.startswith("0"):
            trim(self._folder, ROOM)


def _mark(path: Path, marks: bytes) -> bool:
    """Add to a count; False where there is none."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        os.write(file, marks)
    finally:
        os.close(file)
    return True


def answer_cache(kept: Path, serve: ServeSection) -> AnswerCache:
    """The answers among what the workers of a machine remember in ``kept``."""
    return AnswerCache(kept / "answers", serve.cache_mb * 1_000_000)


def popular(kept: Path) -> Popular:
    """The counts among what the workers of a machine remember in ``kept``."""
    return Popular(kept / "popular")


def warmer(kept: Path, serve: ServeSection) -> Warmer:
    """What warms a release from what the workers of a machine remember in ``kept``."""
    return Warmer(answer_cache(kept, serve), popular(kept), serve)


@dataclass(frozen=True)
class Warmer:
    """Puts the questions asked most to a release, and keeps the answers."""

    cache: AnswerCache
    popular: Popular
    serve: ServeSection

    def __call__(self, served: Served) -> int:
        """Warm a release; returns how many answers are kept. What fails is left out."""
        release = served.reader.iris.release(served.reader.identifier)
        name_of_engine = engine(self.serve, served.reader.manifest.quads)
        done, end = 0, time.monotonic() + ALL_SECONDS
        for item in self.popular.most(self.serve.warmed):
            if time.monotonic() > end:
                break
            body = self._ask(served, item)
            if body is not None:
                name = key(served.reader.edition, name_of_engine, item.fields, item.format.suffix)
                answer = kept(finish(body, item.format.suffix, release))
                done += self.cache.put(name, answer)
        return done

    def _ask(self, served: Served, item: Question) -> bytes | None:
        """The engine's whole answer; None where it has none in time."""
        if served.engines is None:
            return None
        query = next((value for name, value in item.fields if name == "query"), "")
        try:
            lease = served.engines.lease(
                Ask(served.reader.identifier, query), patience=SECONDS, quick=True
            )
        except EndpointError:
            return None
        body, status = b"", 0
        try:
            with urllib3.PoolManager(retries=False) as pool:
                answer = pool.request(
                    "POST", lease.url, fields=list(item.fields), encode_multipart=False,
                    headers={"Accept": item.format.media_type}, timeout=SECONDS,
                )  # fmt: skip
                body, status = answer.data, answer.status
        except urllib3.exceptions.HTTPError:
            lease.end("time")
            return None
        lease.finish()
        return body if status == 200 and whole(body, item.format.suffix) else None
