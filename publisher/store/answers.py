"""Answers to queries that have been given before, in a folder that the workers of a machine share.

An answer is kept under a key made of everything that it depends on: the release, the engine, the
question and the format. What is kept is therefore never out of date; it only makes room for what
is asked more. Files appear whole or not at all, and a cache that cannot be written keeps nothing.

Each worker has the answers that it gave last at hand besides. One that was given once is only
there: most questions are never asked again, and nothing has to be written for them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from publisher.config import ServeSection
from publisher.sparql_tokens import TOKEN
from publisher.store.calls import unescape
from publisher.store.keeper import in_memory

LARGEST: Final = 1_048_576
"""Bytes of the largest answer that is kept."""

BLOCK: Final = 4_096
"""Bytes that a file takes beside its content, at most."""

SHARE: Final = 16
"""What a worker adds between two looks at the whole folder: one part in so many of its room."""

AT_HAND: Final = 8
"""What a worker has in memory: one part in so many of the room."""

BY_CHANCE: Final = re.compile(r"(?:NOW|RAND|UUID)\s*[(#]", re.IGNORECASE)
"""Functions whose value depends on more than the release (SPARQL 1.1 Query, section 17.4)."""

CHANCES: Final = ("NOW", "RAND", "UUID")
"""What is in every query that uses one, in capitals."""

LONGEST: Final = 65_536
"""Characters of the longest query whose spaces are evened out."""

PLAIN: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://[^']*>|<[^#']*>")
"""An IRI that does not hide the beginning of a comment or a string."""

DIGEST: Final = 64
"""Characters of the digest that stands before an answer."""


def engine(serve: ServeSection, quads: int) -> str:
    """What answers for a release of ``quads``: the engine's name and version, and whether it holds
    a copy in memory, where rows that nothing orders come in another order than from the disk."""
    if serve.stores:
        return serve.store_kind
    return f"oxigraph/{_version()}{'-memory' if in_memory(quads, serve) else ''}"


@cache
def _version() -> str:
    return metadata.version("oxigraph")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with the SHA-256 of its bytes, hexadecimal."""

    body: bytes
    digest: str


def kept(body: bytes) -> Kept:
    """An answer with its digest."""
    return Kept(body, hashlib.sha256(body).hexdigest())


def key(release: str, engine: str, fields: Iterable[tuple[str, str]], suffix: str) -> str:
    """The key of the answer of a release to the protocol's ``fields`` in the format ``suffix``.

    ``engine`` says what answers: its name, its version, and how it keeps a release.
    """
    return key_of(release, engine, question(fields), suffix)


def key_of(release: str, engine: str, asked: list[list[str]], suffix: str) -> str:
    """The key of the answer to what :func:`question` gives: see :func:`key`."""
    return digest_of([release, engine, asked, suffix])


def question(fields: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The ``fields`` so that the same question comes out the same: spaces and order evened out."""
    return sorted([name, normalised(value) if name == "query" else value]
                  for name, value in fields)  # fmt: skip


def digest_of(content: object) -> str:
    """The SHA-256 of ``content`` as JSON, hexadecimal."""
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reproducible(query: str) -> bool:
    """Whether a query has the same answer whenever it is asked of the same release.

    It has not where it draws by chance or looks at the clock. Where that is said in a string or a
    comment, the answer is taken for one that may change: nothing is parsed here.
    """
    plain = unescape(query)
    said = plain.upper()
    if not any(name in said for name in CHANCES):
        return True
    return not (BY_CHANCE.search(query) or BY_CHANCE.search(plain))


def normalised(query: str) -> str:
    """``query`` with each run of spaces between its tokens as one; every token is kept as it is.

    A long query stays as it is, and so does one whose tokens cannot be told without parsing it,
    since two questions must never become one: one with escapes by codepoint, or where what looks
    like an IRI may be a comparison with a comment or a string after it.
    """
    if len(query) > LONGEST or "\\u" in query or "\\U" in query:
        return query
    pieces: list[str] = []
    at = 0
    for match in TOKEN.finditer(query):
        iri, between = match["iri"], query[at : match.start()]
        if between.strip() or (iri and not PLAIN.fullmatch(iri)):
            return query
        if between and pieces:
            pieces.append("\n" if "\n" in between or "\r" in between else " ")
        pieces.append(match[0])
        at = match.end()
    return "".join(pieces)


class AnswerCache:
    """At most about ``capacity`` bytes of answers in ``folder``; what was used last stays."""

    def __init__(self, folder: Path, capacity: int) -> None:
        self._folder, self._capacity = folder, capacity
        self._added = capacity  # so that the first answer kept looks at what is there
        self._lock = threading.Lock()
        self._at_hand = AtHand(capacity // AT_HAND)

    def get(self, key: str) -> Kept | None:
        """The answer under ``key``; None where there is none."""
        found = self._at_hand.get(key)
        if found is None:
            known = self._read(key)
            if known is not None:
                self._at_hand.add(key, known, written=True)
            return known
        answer, written = found
        if not written:
            self.put(key, answer)
        return answer

    def remember(self, key: str, answer: Kept) -> None:
        """Have a whole answer at hand; when it is asked for again, it is kept for the others."""
        if self._may_be_kept(answer):
            self._at_hand.add(key, answer, written=False)

    def _read(self, key: str) -> Kept | None:
        path = self._folder / key
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return Kept(content[DIGEST:], content[:DIGEST].decode("ascii"))

    def put(self, key: str, answer: Kept) -> bool:
        """Keep a whole answer under ``key``; False for one that is too large to be kept."""
        if not self._may_be_kept(answer):
            return False
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            beside = self._folder / f".{key}.{os.getpid()}.{threading.get_ident()}"
            try:
                beside.write_bytes(answer.digest.encode("ascii") + answer.body)
                beside.replace(self._folder / key)
            finally:
                beside.unlink(missing_ok=True)
            self._make_room(len(answer.body) + BLOCK)
            return True
        return False

    def _may_be_kept(self, answer: Kept) -> bool:
        size = len(answer.body)
        return size <= LARGEST and (size + BLOCK) * SHARE <= self._capacity

    def _make_room(self, size: int) -> None:
        """Remove what has not been used for longest, now and then, where the folder is full."""
        with self._lock:
            self._added += size
            if self._added * SHARE < self._capacity:
                return
            self._added = 0
        trim(self._folder, self._capacity - self._capacity // 4)


@dataclass
class AtHand:
    """At most ``room`` bytes of answers in memory, with whether each is written; threads share it.

    What was used last stays.
    """

    room: int
    _answers: OrderedDict[str, tuple[Kept, bool]] = field(default_factory=OrderedDict)
    _taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: str) -> tuple[Kept, bool] | None:
        """An answer, and whether it was written before: whoever is told so first has to."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers[key] = found[0], True
                self._answers.move_to_end(key)
            return found

    def add(self, key: str, answer: Kept, *, written: bool) -> None:
        """Take an answer in, and let go of those that were used least lately."""
        with self._lock:
            self._drop(self._answers.pop(key, None))
            self._answers[key] = answer, written
            self._taken += len(answer.body) + BLOCK
            while self._taken > self.room:
                self._drop(self._answers.popitem(last=False)[1])

    def _drop(self, entry: tuple[Kept, bool] | None) -> None:
        if entry is not None:
            self._taken -= len(entry[0].body) + BLOCK


def trim(folder: Path, room: int) -> None:
    """Remove the files of ``folder`` that were used least lately, until ``room`` bytes hold it."""
    found: list[tuple[float, int, str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):  # another worker was quicker
                status = entry.stat()
                if entry.is_dir():
                    continue
                found.append((status.st_mtime, status.st_size + BLOCK, entry.path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= room:
            return
        Path(path).unlink(missing_ok=True)
        total -= size
