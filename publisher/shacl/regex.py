"""Patterns: SPARQL's REGEX (section 17.4.3.14) over many texts, in bounded time whatever it is.

Three engines, the first that will do: Python's ``re`` for patterns that are plainly simple, where
it says the same as the next; Rust's, through Oxigraph, whose time grows with the text alone; and,
for what that cannot compile (look-around, references back, large counts), ``re`` in a process with
a time limit.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from publisher.shacl.literals import text
from publisher.shacl.simple import Search, simple

SECONDS: Final = 10.0
"""How long a call may take where only a process with a time limit can match."""

QUICK: Final = 10_000
"""Characters of the longest text that a simple pattern is tried on by ``re``."""

MOST_TEXTS: Final = 10_000
MOST_CHARACTERS: Final = 4_000_000
"""What one query takes; a longer text goes by itself."""

FLAGS: Final = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE, "q": 0}
"""The flags of XPath (Functions and Operators, section 5.6.1.1), as ``re`` has them."""

SPECIAL: Final = re.compile(r'[\\"\n\r]')
PIECE: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\\\]])*\]|\$", re.DOTALL)
PROCESS: Final = Path(__file__).with_name("matching.py")


class MalformedPattern(ValueError):
    """No engine can compile the pattern; the message says why."""


class PatternTimeout(Exception):
    """Matching ran out of time. ``pattern`` took too long on ``text`` (its beginning)."""

    def __init__(self, pattern: str, text: str) -> None:
        super().__init__(f"matching {pattern} took too long on the text that begins {text}")
        self.pattern, self.text = pattern, text


class Pattern:
    """A pattern with its flags, compiled. Raises MalformedPattern."""

    def __init__(self, pattern: str, flags: str = "", seconds: float = SECONDS) -> None:
        self._pattern, self._flags, self._seconds = pattern, flags, seconds
        unknown = sorted(set(flags) - set(FLAGS))
        if unknown:
            raise MalformedPattern(f"unknown flag {unknown[0]}")
        self._quick: Search | None = simple(pattern, flags)
        if self._quick is None and not self._is_linear:
            try:
                re.compile(*self._for_python)
            except (re.error, RecursionError, OverflowError) as error:
                raise MalformedPattern(str(error)) from error

    def matches_terms(self, terms: Iterable[str]) -> list[bool]:
        """For each term whether its text has a match; False for a blank node.

        Raises PatternTimeout.
        """
        texts = [text(term) for term in terms]
        found = iter(self.matches([item for item in texts if item is not None]))
        return [item is not None and next(found) for item in texts]

    def matches(self, texts: Sequence[str]) -> list[bool]:
        """For each text whether the pattern matches anywhere in it. Raises PatternTimeout."""
        quick = self._quick
        if quick is None:
            return self._thorough(texts)
        ascii_only = "i" in self._flags
        rest = [item for item in texts
                if len(item) > QUICK or (ascii_only and not item.isascii())]  # fmt: skip
        if not rest:
            return [bool(quick(item)) for item in texts]
        known = dict(zip(rest, self._thorough(rest), strict=True))
        return [known[item] if item in known else bool(quick(item)) for item in texts]

    def _thorough(self, texts: Sequence[str]) -> list[bool]:
        return self._by_query(texts) if self._is_linear else self._by_process(texts)

    @cached_property
    def _is_linear(self) -> bool:
        """Whether Rust's engine compiles the pattern."""
        regex = f"REGEX({_quoted('')}, {_quoted(self._pattern)}, {_quoted(self._flags)})"
        return any(row["found"] is not None for row in _ask(f"SELECT ({regex} AS ?found) {{}}"))

    @cached_property
    def _for_python(self) -> tuple[str, int]:
        """The pattern as ``re`` reads it, whose ``$`` also matches before a last line feed."""
        flags = sum(FLAGS[flag] for flag in set(self._flags))
        if "q" in self._flags:
            return re.escape(self._pattern), flags & re.IGNORECASE
        if "m" in self._flags:
            return self._pattern, flags
        return PIECE.sub(lambda piece: r"\Z" if piece[0] == "$" else piece[0], self._pattern), flags

    def _by_query(self, texts: Sequence[str]) -> list[bool]:
        regex = f"REGEX(?text, {_quoted(self._pattern)}, {_quoted(self._flags)})"
        found: list[bool] = []
        for part in _parts(texts):
            values = " ".join(map(_quoted, part))
            query = f"SELECT ?text {{ VALUES ?text {{ {values} }} FILTER(!{regex}) }}"
            missed = {row[0].value for row in _ask(query)}
            found += [item not in missed for item in part] if missed else [True] * len(part)
        return found

    def _by_process(self, texts: Sequence[str]) -> list[bool]:
        pattern, flags = self._for_python
        work = json.dumps([pattern, int(flags), self._seconds, list(texts)]).encode("ascii")
        command = [sys.executable, "-I", "-S", str(PROCESS)]
        try:
            answer = subprocess.run(
                command, input=work, capture_output=True, timeout=self._seconds, check=False
            ).stdout
        except subprocess.TimeoutExpired as late:
            answer = late.stdout or b""
        if len(answer) < len(texts):
            raise PatternTimeout(self._pattern, texts[len(answer)][:100])
        return [byte == ord("1") for byte in answer]


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, in parts of what one query takes."""
    part: list[str] = []
    size = 0
    for item in texts:
        if part and (len(part) == MOST_TEXTS or size + len(item) > MOST_CHARACTERS):
            yield part
            part, size = [], 0
        part.append(item)
        size += len(item)
    if part:
        yield part


def _quoted(item: str) -> str:
    """A text as SPARQL writes it (section 19.8, STRING_LITERAL2)."""
    if SPECIAL.search(item):
        item = item.replace("\\", "\\\\").replace('"', '\\"')
        item = item.replace("\n", "\\n").replace("\r", "\\r")
    return f'"{item}"'


def _ask(query: str) -> ox.QuerySolutions:
    """The rows that a query gives without any data."""
    answer = ox.Store().query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return answer
