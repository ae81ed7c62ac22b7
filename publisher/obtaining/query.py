"""A SPARQL query of the operator's, taken apart, so that it can be asked a page at a time.

SPARQL 1.1 Query Language, section 19.8. Only SELECT goes to the endpoint, whose rows can be
counted; the statements of a CONSTRUCT (section 16.2) are made of its rows here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.sparql_tokens import VARIABLE, Token, tokens

AFTER: Final = "{after}"
"""Where the key of the last row of the page before stands, inside a text in quotes."""

SELECT, CONSTRUCT = "SELECT", "CONSTRUCT"
FORMS: Final = (SELECT, CONSTRUCT, "ASK", "DESCRIBE")
BRACKETS: Final = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}
COUNT: Final = "publisher_count"
ONCE: Final = re.compile(r"(?:DISTINCT|REDUCED)\b", re.IGNORECASE)
ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


@dataclass(frozen=True)
class Query:
    """The parts of a query, each as it is written.

    ``head`` is what SELECT asks for, or the variables of the template; ``template`` is empty for a
    SELECT. ``modifiers`` are GROUP BY and HAVING, ``values`` a VALUES at the end.
    """

    prologue: str
    head: str
    template: str
    datasets: str
    group: str
    modifiers: str
    order: str
    slice: str
    values: str

    @property
    def is_keyed(self) -> bool:
        """Whether pages follow each other by a key."""
        return AFTER in self.group or AFTER in self.head

    @property
    def is_paged(self) -> bool:
        """Whether it can be asked a page at a time."""
        return self.is_keyed or bool(self.order)

    def page(self, rows: int, offset: int = 0, after: str = "") -> str:
        """The query for one page."""
        bounds = self.slice
        if self.is_paged:
            bounds = f"LIMIT {rows}" + (f" OFFSET {offset}" if offset else "")
        return self._filled(
            f"{self.prologue} SELECT {self.head} {self.datasets} WHERE {self.group} "
            f"{self.modifiers} {self.order} {bounds} {self.values}",
            after,
        )

    def whole(self, *, distinct: bool = False) -> str:
        """The query for the number of all rows, or of different ones, as :data:`COUNT`."""
        order = self.order if self.slice else ""
        once = "DISTINCT " if distinct and not ONCE.match(self.head) else ""
        inner = f"SELECT {once}{self.head} WHERE {self.group} {self.modifiers} {order} {self.slice}"
        return self._filled(
            f"{self.prologue} SELECT (COUNT(*) AS ?{COUNT}) {self.datasets} "
            f"WHERE {{ {{ {inner} {self.values} }} }}",
            "",
        )

    def statements(self, rows: Sequence[ox.QuerySolution], base: str) -> Iterator[ox.Triple]:
        """What the template says of rows."""
        names = [token.variable for token in tokens(self.head) if token.kind == VARIABLE]
        data = " ".join(f"({' '.join(_term(row, name) for name in names)})" for row in rows)
        text = (
            f"{self.prologue} CONSTRUCT {{ {self.template} }} WHERE {{ "
            f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {data} }} }}"
        )
        found = ox.Store().query(text, base_iri=base)
        assert isinstance(found, ox.QueryTriples)
        for triple in found:
            yield ox.Triple(_node(triple.subject), triple.predicate, _node(triple.object))  # type: ignore[arg-type]

    @staticmethod
    def _filled(text: str, after: str) -> str:
        return text.replace(AFTER, after.translate(ESCAPES))


def parse(text: str) -> Query:
    """The parts of a query. Raises ValueError, in words, for what cannot be asked page by page."""
    every = list(tokens(text))
    form = next((index for index, token in enumerate(every) if token.word in FORMS), None)
    if form is None or every[form].word not in (SELECT, CONSTRUCT):
        raise ValueError("it is neither SELECT nor CONSTRUCT.")
    at = form + 1
    template = ""
    if every[form].word == CONSTRUCT and at < len(every) and every[at].text == "{":
        end = _closing(every, at)
        template, at = text[every[at].end : every[end].start], end + 1
    opening = _opening(every, at)
    start = next((index for index in range(at, opening)
                  if every[index].word in ("FROM", "WHERE") and _depth(every[at:index]) == 0),
                 opening)  # fmt: skip
    head = text[every[at].start : every[start].start].strip() if start > at else ""
    datasets = _between(text, every, start, opening, ("WHERE",))
    closing = _closing(every, opening)
    group = text[every[opening].start : every[closing].end]
    if every[form].word == CONSTRUCT:
        template = template or group.strip()[1:-1]
        head = _variables(template)
    parts = _tail(text, every, closing + 1)
    found = Query(text[: every[form].start].strip(), head, template, datasets, group, *parts)
    if found.slice and found.is_paged:
        raise ValueError("it has a LIMIT or OFFSET of its own, and is asked page by page.")
    if found.is_keyed and not found.order:
        raise ValueError(f"it has {AFTER} and no ORDER BY.")
    if not head:
        raise ValueError("it asks for no variables.")
    return found


def _opening(every: list[Token], at: int) -> int:
    """Where the group of the query begins."""
    for index in range(at, len(every)):
        if every[index].text == "{" and _depth(every[at:index]) == 0:
            return index
    raise ValueError("it has no group in braces.")


def _closing(every: list[Token], opening: int) -> int:
    """Where what is opened ends."""
    depth = 0
    for index in range(opening, len(every)):
        depth += BRACKETS.get(every[index].text, 0)
        if depth == 0:
            return index
    raise ValueError("a brace is not closed.")


def _depth(some: list[Token]) -> int:
    return sum(BRACKETS.get(token.text, 0) for token in some)


def _between(text: str, every: list[Token], start: int, end: int, without: tuple[str, ...]) -> str:
    some = [token for token in every[start:end] if token.word not in without]
    return text[some[0].start : some[-1].end] if some else ""


def _tail(text: str, every: list[Token], at: int) -> tuple[str, str, str, str]:
    """What stands after the group: modifiers, ORDER BY, LIMIT and OFFSET, VALUES."""
    starts = {"GROUP": 0, "HAVING": 0, "ORDER": 1, "LIMIT": 2, "OFFSET": 2, "VALUES": 3}
    parts, current, depth = ["", "", "", ""], 0, 0
    for index in range(at, len(every)):
        token = every[index]
        if depth == 0 and token.word in starts:
            current = starts[token.word]
        depth += BRACKETS.get(token.text, 0)
        following = every[index + 1].start if index + 1 < len(every) else token.end
        parts[current] += text[token.start : token.end] + _space(text[token.end : following])
    return parts[0].strip(), parts[1].strip(), parts[2].strip(), parts[3].strip()


def _space(between: str) -> str:
    """What stands between two tokens, a comment aside."""
    return " " if between else ""


def _variables(template: str) -> str:
    names = dict.fromkeys(token.variable for token in tokens(template) if token.kind == VARIABLE)
    return " ".join(f"?{name}" for name in names)


BLANK: Final = "tag:publisher,blank:"


def _term(row: ox.QuerySolution, name: str) -> str:
    """A value as VALUES has it; a blank node under a name meanwhile."""
    value = row[name]
    if value is None:
        return "UNDEF"
    return f"<{BLANK}{value.value}>" if isinstance(value, ox.BlankNode) else str(value)


def _node(value: object) -> object:
    if isinstance(value, ox.NamedNode) and value.value.startswith(BLANK):
        return ox.BlankNode(value.value.removeprefix(BLANK))
    return value
