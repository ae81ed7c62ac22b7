"""Variables that are bound beforehand (SHACL, appendix A), for all focus nodes in one query.

The appendix joins every basic graph pattern with the bindings. Here the bindings of all focus
nodes are a table in a graph of its own, one node for each row; :func:`plan` finds the groups whose
meaning depends on that join, and :func:`rewrite` writes it into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.shacl.sparql_rules import Reading
from publisher.shacl.sparql_tree import PATH, Bind, Filter, Group, Named, Query
from publisher.sparql_tokens import VARIABLE

TABLE: Final = "urn:x-publisher:table:"
"""The graph with what is bound for each row."""

COLUMN: Final = f"{TABLE}column:"
ROW: Final = f"{TABLE}row:"

CONSTANTS: Final = f"{TABLE}constants"
"""The graph with what is bound for all rows alike, and its one subject."""

SLICED: Final = frozenset({"LIMIT", "OFFSET"})


@dataclass(frozen=True)
class Plan:
    """Where bindings are joined in: place in the text -> variables, and how it is evaluated."""

    joins: tuple[tuple[int, tuple[str, ...]], ...]
    used: frozenset[str]
    """The variables bound beforehand that the query speaks of at all."""
    alone: bool
    """Whether each row needs an evaluation of its own: part of a result is cut off."""
    free: bool
    """Whether the rows need not be joined in at all: evaluated for every node, the query gives
    the solutions of each focus node among those of others."""


def plan(reading: Reading, rows: frozenset[str], constants: frozenset[str]) -> Plan:
    """Where a query needs the variables bound beforehand.

    ``rows`` differ from focus node to focus node (``this``, ``value``); ``constants`` do not.
    """
    bound = rows | constants
    said = {token.variable for token in reading.tokens if token.kind == VARIABLE}
    used = frozenset(bound & said)
    planner = _Planner(reading, used)
    query = reading.query
    first = planner.leading(query.where)
    planner.walk(query.where, used)
    aggregated = query.form == "ASK" and bool(query.modifiers)
    alone = planner.sliced or bool(query.modifiers & SLICED) or aggregated
    own = rows & used
    free = (
        query.form == "SELECT"
        and not alone
        and own <= first
        and not any(own & set(names) for _, names in planner.joins)
    )
    joins = [(query.where.start, used), *planner.joins]
    return Plan(tuple((at, tuple(sorted(names))) for at, names in joins if names),
                used, alone, free)  # fmt: skip


class _Planner:
    """Walks the groups; ``joins`` collects those below the first that need bindings."""

    def __init__(self, reading: Reading, bound: frozenset[str]) -> None:
        self.tokens = reading.tokens
        self.bound = bound
        self.joins: list[tuple[int, frozenset[str]]] = []
        self.sliced = False

    def walk(self, group: Group, available: frozenset[str]) -> None:
        """Look at the groups in a group, in which ``available`` are surely bound."""
        if group.select is not None:
            self._enter("branch", group.select.where, frozenset(), group.select)
            return
        for kind, inner in group.inner():
            self._enter(kind, inner, available)

    def _enter(
        self, kind: str, group: Group, available: frozenset[str], query: Query | None = None
    ) -> None:
        if query is not None and query.modifiers & SLICED:
            self.sliced = True
        if group.select is not None:
            self._enter("branch", group.select.where, frozenset(), group.select)
            return
        mentioned = self._mentioned(group, query)
        leading = self.leading(group)
        joined = frozenset(mentioned)
        if kind in ("exists", "optional"):
            plain = all(isinstance(item, list | Filter) for item in group.elements)
            joined = mentioned - leading - (available if plain else frozenset())
        if joined:
            self.joins.append((group.start, joined))
        outer = available if kind == "exists" else frozenset()
        self.walk(group, leading | joined | outer)

    def leading(self, group: Group) -> frozenset[str]:
        """The bound variables in the patterns that a group begins with."""
        found: set[str] = set()
        for element in group.elements:
            if isinstance(element, Filter):
                continue
            if not isinstance(element, list):
                break
            for pattern in element:
                if not pattern.path.empty:
                    found.update(end[1:] for end in pattern.ends() if end[0] == "?")
                    found.add(pattern.path.variable)
        return self.bound & found

    def _mentioned(self, group: Group, query: Query | None) -> frozenset[str]:
        """The bound variables that a group itself speaks of, not only the groups in it."""
        found: set[str] = set()
        for pattern in group.patterns():
            found.update(end[1:] for end in pattern.ends() if end[0] == "?")
            found.add(pattern.path.variable)
        for element in group.elements:
            if isinstance(element, Filter | Bind):
                found |= self._within(element.first, element.last)
            elif isinstance(element, Named):
                found.add(element.graph[1:])
        if query is not None:
            for first, last in query.own:
                found |= self._within(first, last)
        return self.bound & found

    def _within(self, first: int, last: int) -> set[str]:
        return {token.variable for token in self.tokens[first:last] if token.kind == VARIABLE}


def rewrite(reading: Reading, own: Plan, rows: frozenset[str], *, path: str, row: str) -> str:
    """The query with its bindings joined in.

    ``path`` takes the place of ``$PATH``. ``row`` is an IRI in brackets for the evaluation of one
    row by itself, ``""`` for that of all rows, which projects ``?row__`` beside what is asked for
    and turns an ASK into a SELECT of the rows for which it holds.
    """
    edits: list[tuple[int, int, str]] = []
    whole = reading.query.where
    if whole.select is not None:
        edits += [(whole.start, whole.start, "{"), (whole.end, whole.end, "}")]
    for at, names in own.joins:
        wanted = [name for name in names if name not in rows or not own.free]
        edits.append((at, at, _join(wanted, rows, row or "?row__")))
    for token in reading.tokens:
        if token.variable == PATH and path:
            edits.append((token.start, token.end, f" {path} "))
    query = reading.query
    if not row and not own.free:
        if query.form == "ASK":
            edits.append((query.form_token.start, query.form_token.end, "SELECT DISTINCT ?row__ "))
        elif query.projected is not None:
            edits.append((query.project_at, query.project_at, " ?row__ "))
        if query.group_at >= 0:
            edits.append((query.group_at, query.group_at, " ?row__ "))
    text = reading.text
    for start, end, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _join(names: list[str], rows: frozenset[str], row: str) -> str:
    """The pattern that binds variables from the tables."""
    own = [f"{row} <{COLUMN}{name}> ?{name} ." for name in names if name in rows]
    fixed = [f"<{CONSTANTS}> <{COLUMN}{name}> ?{name} ." for name in names if name not in rows]
    return "".join(
        f" GRAPH <{graph}> {{ {' '.join(parts)} }} "
        for graph, parts in ((TABLE, own), (CONSTANTS, fixed))
        if parts
    )
