"""Where a query may call another endpoint (SPARQL 1.1 Federated Query, section 2).

The engine reads keywords wherever they fit: ``SERVICE:x {`` and ``1SERVICE?x{`` are calls to it,
and whether ``<?b#>`` is an IRI or the beginning of a comparison depends on what surrounds it. So
calls are looked for in the text itself, whatever stands around them: everything that could be read
as one is found, in a string or a comment too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeGuard

from publisher.errors import QueryError
from publisher.sparql_tokens import IRI, NAME, Token, tokens

ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

KEYWORD: Final = re.compile(r"[?$]\w*+|:[\w-]*+|(?P<service>service)", re.IGNORECASE)
"""The keyword, or what it cannot begin in: a variable, and what follows the colon of a name."""

WORD: Final = "service"
"""What is in every text that calls something, once its letters are folded."""

SPACE: Final = re.compile(r"\s*+")
SILENT: Final = re.compile("silent", re.IGNORECASE)
GRAPH: Final = re.compile(r"(?:\A|[\s{}])graph[ \t]+\Z", re.IGNORECASE)
TARGET: Final = re.compile(
    r"""<[^<>\s]*+>
      | [?$]\w++
      | [\w.-]{0,500}+(?>(?P<colon>:)?)(?>(?:[^\s{}<>"\#]|(?<=\\)\#){0,500})""",
    re.VERBOSE,
)
LONGEST: Final = 500
"""Characters of a name that are read; a longer one is taken for a call."""

MOST_CALLS: Final = 100

MOST_WORDS: Final = 20_000
"""Times that the word may be in a text, as part of other words too."""

LINE_ENDS: Final = re.compile(r"[\r\n]|\Z")
BEFORE: Final = 100
"""Characters before the keyword that are looked at."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it stands in a query: what is called, from which character to which."""

    target: str
    start: int
    end: int


def calls(query: str) -> tuple[Call, ...]:
    """Everything in ``query`` that an engine could read as a call of SERVICE.

    Raises QueryError where there is more of it than any query needs.
    """
    times = _folded(query).count(WORD)
    if not times:
        return ()
    if times > MOST_WORDS:
        raise QueryError(f"the word SERVICE is in the query more than {MOST_WORDS} times.")
    found = tuple(islice(_calls(query, _Gaps(query)), MOST_CALLS + 1))
    if len(found) > MOST_CALLS:
        raise QueryError(f"there are more than {MOST_CALLS} uses of SERVICE in the query.")
    return found


def endpoints(query: str) -> dict[str, str]:
    """What the calls of a query call, as it is written there -> the IRI that it means.

    Raises QueryError for a call of a variable, and where a call cannot be told from the text
    around it.
    """
    if len(calls(query)) != len(calls(unescape(query))):
        raise QueryError("SERVICE must be written without escapes here.")
    known = {(token.start, token.end): iri for token, iri in _named(query)}
    found = {}
    for call in calls(query):
        iri = known.get((call.start, call.end))
        if not iri:
            raise QueryError(
                f"SERVICE {call.target}: what is called here cannot be told for certain.",
                todo="Write the IRI of the endpoint in full: SERVICE <https://…> { … }.",
            )
        found[call.target] = iri
    return found


def redirect(query: str, addresses: Mapping[str, str]) -> str:
    """``query`` with each call led to the address that ``addresses`` has for its target.

    Raises QueryError for a call that has none.
    """
    parts, at = [], 0
    for call in calls(query):
        if call.target not in addresses:
            raise QueryError(f"SERVICE {call.target} is not allowed here.")
        parts += [query[at : call.start], f"<{addresses[call.target]}>"]
        at = call.end
    return "".join([*parts, query[at:]])


def _folded(text: str) -> str:
    """``text`` with every letter that KEYWORD takes for another as that one: ſ, ı and İ too."""
    if text.isascii():
        return text.lower()
    return text.casefold().replace("ı", "i").replace("\u0307", "")


def unescape(text: str) -> str:
    """``text`` with codepoint escapes undone. Raises QueryError for one that is no character."""

    if "\\u" not in text and "\\U" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise QueryError(f"“{match[0]}” is not a character.")
        return chr(code)

    return ESCAPE.sub(character, text)


def _calls(query: str, gaps: _Gaps) -> Iterator[Call]:
    for match in KEYWORD.finditer(query):
        if match["service"] is None:
            continue
        at = gaps.after(match.end())
        if silent := SILENT.match(query, at):
            at = gaps.after(silent.end())
        target = TARGET.match(query, at)
        if not _could_be_called(target) or not (
            len(target[0]) >= LONGEST or query.startswith("{", gaps.after(target.end()))
        ):
            continue
        named = match.end() == target.start() and target[0].startswith(":")
        if named and GRAPH.search(query[max(match.start() - BEFORE, 0) : match.start()]):
            continue
        yield Call(target[0], target.start(), target.end())


def _could_be_called(target: re.Match[str] | None) -> TypeGuard[re.Match[str]]:
    """Whether something is a variable, an IRI, or a name with a colon, or too long to tell."""
    return target is not None and (
        target[0][:1] in ("<", "?", "$") or bool(target["colon"]) or len(target[0]) >= LONGEST
    )


class _Gaps:
    """White space and comments, each comment read once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_end = -1
        self._ends: dict[int, int] = {}

    def after(self, at: int) -> int:
        """Where the next thing stands, at ``at`` or after it. Asked in ascending order."""
        passed = []
        at = self._space(at)
        while self._text.startswith("#", at):
            at = self._end_of_line(at)
            passed.append(at)
            if at in self._ends:
                at = self._ends[at]
                break
            at = self._space(at)
        self._ends.update(dict.fromkeys(passed, at))
        return at

    def _space(self, at: int) -> int:
        match = SPACE.match(self._text, at)
        return match.end() if match else at

    def _end_of_line(self, at: int) -> int:
        if not self._begun <= at <= self._line_end:
            match = LINE_ENDS.search(self._text, at)
            self._begun, self._line_end = at, match.start() if match else len(self._text)
        return self._line_end

    _begun = 0


def _named(query: str) -> Iterator[tuple[Token, str]]:
    """The tokens of a query that say what SERVICE calls, and the IRIs."""
    prefixes: dict[str, str] = {}
    before: list[Token] = []
    for token in tokens(query):
        if token.kind == IRI and len(before) == 2 and before[0].word == "PREFIX":
            prefixes[before[1].text] = token.text[1:-1]
        elif not _follows_service(before):
            pass
        elif token.kind == IRI:
            yield token, token.text[1:-1]
        elif token.kind == NAME and "\\" not in token.text:
            name, colon, local = token.text.partition(":")
            if name + colon in prefixes:
                yield token, prefixes[name + colon] + local
        before = [*before, token][-2:]


def _follows_service(before: list[Token]) -> bool:
    said = [token.word for token in before]
    return said[-1:] == ["SERVICE"] or said == ["SERVICE", "SILENT"]
