"""Where a query is wrong: what the engine says of it, put so that its author finds the place."""

from __future__ import annotations

import re
from typing import Final

from publisher.errors import QueryError
from publisher.sparql_tokens import IRI, NAME, tokens

PLACE: Final = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?", re.DOTALL)
UNSUPPORTED: Final = re.compile(r"The custom function (<[^>]*>) is not supported")
EXPECTED: Final = re.compile(
    r"""\[(?:[^\[\]']|'(?:\\.|[^'])*')*\]      # a class of characters: said too finely to help
      | "(?P<mark>(?:\\.|[^"])+)"
      | (?P<words>[A-Za-z<][^",\[\]]*)""",
    re.VERBOSE | re.DOTALL,
)
UNKNOWN: Final = "<unreported>"

MOST_EXPECTED: Final = 12
"""Tokens that could have stood there which are told."""

LONGEST: Final = 65_536
"""Characters of the longest query in which a prefix that is not declared is looked for."""

EXCERPT: Final = 60
"""Characters of the line around the place that are shown."""


class Mistake(QueryError):
    """A query that is not SPARQL, with the place where it stops being so.

    ``line`` and ``column`` count from one, in characters; both are zero where the engine names no
    place.
    """

    def __init__(self, what: str, *, line: int = 0, column: int = 0, todo: str = "") -> None:
        super().__init__(what, todo=todo)
        self.line, self.column = line, column


def mistake(query: str, said: str, *, shift: int = 0) -> Mistake | None:
    """The error that an engine tells of in ``said``; None where that is none of the query's.

    ``shift`` is how many characters the engine was given before the query, on its first line.
    """
    unknown = UNSUPPORTED.search(said)
    if unknown:
        return Mistake(f"the function {unknown[1]} is not known here.")
    match = PLACE.search(said)
    if match is None:
        return None
    line, column = int(match[1]), int(match[2])
    if line == 1:
        column = max(column - shift, 1)
    what = f"the query is not valid SPARQL at line {line}, column {column}"
    what += _excerpt(query, line, column)
    missing = _undeclared(query) if len(query) <= LONGEST else ""
    if missing:
        todo = f"The prefix “{missing}” is not declared: add PREFIX {missing} <…>."
        return Mistake(f"{what}.", line=line, column=column, todo=todo)
    return Mistake(f"{what}{_expected(said[match.end() :])}.", line=line, column=column)


def _excerpt(query: str, line: int, column: int) -> str:
    lines = re.split(r"\r\n|[\r\n]", query)
    text = lines[line - 1] if line <= len(lines) else ""
    rest = text[column - 1 : column - 1 + EXCERPT].strip()
    if rest:
        return f", where it says “{rest}”"
    before = text[max(column - 1 - EXCERPT, 0) : column - 1].strip()
    return f", after “{before}”" if before else ""


def _expected(said: str) -> str:
    """What could have stood there: marks and keywords, or the engine's own sentence."""
    matches = list(EXPECTED.finditer(said))
    found = list(dict.fromkeys(
        item for match in matches
        if (item := match["mark"] or (match["words"] or "").strip()) and item != UNKNOWN
    ))  # fmt: skip
    sentence = next((item for item in found if " " in item), "")
    if sentence:
        return f": {sentence}"
    if len(found) > MOST_EXPECTED or not any(match["mark"] for match in matches):
        return ""  # keywords alone are those that could follow anywhere
    return f": here could stand {' '.join(found)}"


def _undeclared(query: str) -> str:
    """The first prefix in use that no PREFIX declares, with its colon; empty when there is none."""
    declared, used, before = set(), [], ["", ""]
    for token in tokens(query):
        name, colon, _ = token.text.partition(":")
        if token.kind == IRI and before[0] == "PREFIX":
            declared.add(before[1])
        elif token.kind == NAME and before[1] != "PREFIX" and name != "_":
            used.append(name + colon)
        before = [before[1], token.word or token.text]
    return next((prefix for prefix in used if prefix not in declared), "")
