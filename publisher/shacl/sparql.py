"""A constraint that a SPARQL query states, and its evaluation for all focus nodes (SHACL, 5.3).

Each solution of a SELECT is a result; each value node for which an ASK is false is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from publisher.namespaces import XSD
from publisher.shacl.asking import ROW_HERE, Answers, RanAway, Task
from publisher.shacl.graph import Columns, Graph, Ids, Places
from publisher.shacl.paths import Path
from publisher.shacl.prebind import Plan, plan, rewrite
from publisher.shacl.problems import Failure
from publisher.shacl.shapes import Broken, Readers, Running, Shape, Texts, Values
from publisher.shacl.sparql_exact import Uncovered, respelled
from publisher.shacl.sparql_messages import filled, said
from publisher.shacl.sparql_reads import Reads, builds, reads, work
from publisher.shacl.sparql_rules import CURRENT_SHAPE, SHAPES_GRAPH, THIS, VALUE, Reading
from publisher.shacl.substore import SHAPES_GRAPH as SHAPES_GRAPH_NAME
from publisher.shacl.substore import STEPS_HERE, ByRun, Stores

TRUE: Final = f'"true"^^<{XSD}boolean>'

FREE_FROM: Final = 1000
"""Focus nodes from which on it is quicker to ask about every node than to tell which are meant."""

BUILDS_HERE: Final = 2
"""Functions that build texts which a query run in this process may have."""


class Stopped(Exception):
    """A query could not be brought to its end: ``node`` is the constraint's, the text the cause.

    ``code`` is ``time``, ``memory``, ``solutions`` or ``failure`` (the query says so, section
    5.3.1).
    """

    def __init__(self, node: str, code: str) -> None:
        super().__init__(f"{node}: {code}")
        self.node = node
        self.code = code


@dataclass
class Solutions:
    """Results as columns: positions of focus nodes, values and paths (``""``: none), messages."""

    places: list[int] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    messages: list[Texts] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Sparql:
    """A constraint with a query: SELECT about a focus node, or ASK about a value node.

    ``node`` is the constraint's or validator's and ``shape`` the shape's, IRIs without brackets
    or labels of blank nodes; ``parameters`` are terms by name, those that are given.
    """

    node: str
    component: str
    shape: str
    reading: Reading
    messages: Texts = ()
    path: Path | None = None
    stores: ByRun = field(default_factory=ByRun)
    parameters: tuple[tuple[str, str], ...] = ()
    label: Texts = ()
    """What the component says of itself, for a result that has no message."""

    def broken(self, run: Running, shape: Shape, values: Values) -> Iterator[Broken]:
        """Where it does not hold. Raises Failure when it is stopped, and Uncovered."""
        try:
            found = self.evaluate(
                self._stores(run, values.nodes), values.nodes, values.places, values.ids
            )
        except Stopped as stopped:
            raise Failure(f"stopped-{stopped.code}", "sparql", _shown(self.node)) from None
        own = shape.path.text if shape.path else ""
        for has_value in (True, False):
            chosen = [at for at, value in enumerate(found.values) if bool(value) == has_value]
            if not chosen:
                continue
            paths = [found.paths[at] or own for at in chosen]
            texts = [found.messages[at] or shape.messages for at in chosen]
            yield Broken(
                np.array([found.places[at] for at in chosen], dtype=np.intp),
                _interned(run.graph, [found.values[at] for at in chosen]) if has_value else None,
                paths if any(path != own for path in paths) else None,
                texts if any(text != shape.messages for text in texts) else None,
            )

    def _stores(self, run: Running, nodes: Ids) -> Stores:
        """What to put the query to: for few nodes only what is said of them, where it reads no
        more."""
        predicates = self.reads.predicates
        if self.reads.everything or predicates > self.reads.of_this or len(nodes) >= FREE_FROM:
            return self.stores.of(run)
        return self.stores.about(run, nodes, sorted(predicates))

    def readers(self, run: Running, some: Columns) -> Readers:
        """The nodes for which it reads one of ``some`` statements."""
        read = [name for name in some if self.reads.everything or name in self.reads.predicates]
        if not all(name in self.reads.of_this for name in read):
            return Readers(focus=None)
        subjects = [some[name].subjects for name in read]
        return Readers(focus=np.unique(np.concatenate(subjects))) if read else Readers()

    def evaluate(self, stores: Stores, nodes: Ids, places: Places, ids: Ids) -> Solutions:
        """The results for focus nodes ``nodes``; ``ids[i]`` is a value node of the node at
        ``places[i]``. Raises Stopped and Uncovered.
        """
        if self.reading.query.form == "SELECT":
            rows: dict[str, Ids] = {THIS: nodes}
        else:
            rows = {THIS: nodes[places], VALUE: ids}
        asked, back = _distinct({name: column for name, column in rows.items()
                                 if name in self._used})  # fmt: skip
        number = len(asked[min(asked)]) if asked else 1
        table = {name: [stores.graph.terms[item] for item in column.tolist()]
                 for name, column in asked.items()}  # fmt: skip
        if not len(rows[THIS]):
            return Solutions()
        spelled = respelled(stores, self.reading, self.reads, self.constants, table)
        answers = self._answers(stores, table, number)
        if self.reading.query.form == "ASK":
            return self._denied(answers, stores, places, ids, back)
        return self._results(answers, stores.graph, nodes, spelled)

    @cached_property
    def constants(self) -> dict[str, str]:
        """What is bound for all focus nodes alike, of what the query speaks of."""
        node = self.shape if self.shape.startswith("_:") else f"<{self.shape}>"
        bound = {CURRENT_SHAPE: node, SHAPES_GRAPH: f"<{SHAPES_GRAPH_NAME}>"}
        bound.update(self.parameters)
        said = {token.variable for token in self.reading.tokens}
        return {name: bound[name] for name in sorted(bound) if name in said}

    @cached_property
    def plan(self) -> Plan:
        """Where the bindings are joined in."""
        return plan(self.reading, frozenset(self._rows), frozenset(self.constants))

    @cached_property
    def reads(self) -> Reads:
        """What it reads of the data."""
        return reads(self.reading, self.constants)

    @property
    def _rows(self) -> tuple[str, ...]:
        return (THIS,) if self.reading.query.form == "SELECT" else (THIS, VALUE)

    @cached_property
    def _used(self) -> frozenset[str]:
        return frozenset({token.variable for token in self.reading.tokens}.intersection(self._rows))

    def _answers(self, stores: Stores, table: Mapping[str, list[str]], number: int) -> Answers:
        own = self.plan
        if own.free and number < FREE_FROM:
            own = Plan(own.joins, own.used, own.alone, free=False)
        path = self.path.text if self.path else ""
        rows = frozenset(self._rows)
        row = f"<{ROW_HERE}>" if own.alone else ""
        text = rewrite(self.reading, own, rows, path=path, row=row)
        every = range(number) if own.alone else None
        task = Task(text, dict(self.reading.prefixes), every)
        steps = work(self.reading, number, frozenset(table), stores.sizes())
        apart = steps > STEPS_HERE or builds(self.reading) > BUILDS_HERE
        laid = {} if own.free else table
        try:
            return stores.ask(task, self.reads, laid, self.constants, apart=apart)
        except RanAway as error:
            raise Stopped(self.node, str(error)) from None
        except SyntaxError as error:
            raise Uncovered(f"the query engine does not read it: {error}") from None

    def _denied(
        self, answers: Answers, stores: Stores, places: Places, ids: Ids, back: Places
    ) -> Solutions:
        """The value nodes for which an ASK does not hold."""
        if self._used:
            holds = np.zeros(int(back.max()) + 1, dtype=np.bool_)
            holds[answers.rows] = True
            wrong = np.flatnonzero(~holds[back]).tolist()
        else:
            wrong = [] if answers.rows else list(range(len(ids)))
        found = Solutions()
        terms = stores.graph.terms
        fixed = self._fixed()
        for at in wrong:
            value = terms[ids[at]]
            found.places.append(int(places[at]))
            found.values.append(value)
            found.paths.append("")
            found.messages.append(filled(self.messages, {**fixed, VALUE: value}))
        return found

    def _results(
        self, answers: Answers, graph: Graph, nodes: Ids, spelled: Mapping[str, str]
    ) -> Solutions:
        """The solutions of a SELECT, each once, sorted by focus node."""
        at_row = list(range(len(nodes)))
        focus = {} if all(row >= 0 for row in answers.rows) else {
            graph.terms[item]: at for at, item in enumerate(nodes.tolist())
        }  # fmt: skip
        fixed = self._fixed()
        seen = set()
        for row, terms in zip(answers.rows, answers.terms, strict=True):
            terms = tuple([spelled.get(term, term) for term in terms]) if spelled else terms
            bound = dict(zip(answers.names, terms, strict=True))
            place = at_row[row] if row >= 0 else focus.get(bound.get(THIS, ""), -1)
            if place >= 0:
                seen.add((place, terms))
        found = Solutions()
        for place, terms in sorted(seen):
            bound = dict(zip(answers.names, terms, strict=True))
            if bound.get("failure") == TRUE:
                raise Stopped(self.node, "failure")
            this = graph.terms[nodes[place]]
            value = bound.get(VALUE, "") or ("" if self.path else this)
            path = bound.get("path", "")
            found.places.append(place)
            found.values.append(value)
            found.paths.append(path if path.startswith("<") else "")
            known = {**fixed, THIS: this, VALUE: value}
            known.update((name, term) for name, term in bound.items() if term)
            own = bound.get("message", "")
            found.messages.append(said(own) if own else filled(self.messages, known))
        return found

    def _fixed(self) -> dict[str, str]:
        path = self.path.text if self.path else ""
        return {**dict(self.parameters), "PATH": path, "path": path}


def _distinct(rows: Mapping[str, Ids]) -> tuple[dict[str, Ids], Places]:
    """Rows without repetition, and for each row before its position among them."""
    if not rows:
        return {}, np.empty(0, dtype=np.intp)
    names = sorted(rows)
    stacked = np.stack([rows[name] for name in names])
    found, back = np.unique(stacked, axis=1, return_inverse=True)
    return dict(zip(names, found, strict=True)), back.reshape(-1)


def _interned(graph: Graph, terms: list[str]) -> Ids:
    return np.array([graph.intern(term) for term in terms], dtype=np.int32)


def _shown(node: str) -> str:
    return node if node.startswith("_:") else f"<{node}>"
