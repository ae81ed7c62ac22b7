"""The data graph as a store that can be queried: only the columns that a query reads.

One store serves all queries of a validation and grows by the columns that a query is the first to
read. Blank nodes keep their labels, marked as those of the data or of the shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import monotonic
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
import pyoxigraph as ox

from publisher.shacl.asking import Answers, Batch, Task, ask, ask_apart, fill
from publisher.shacl.graph import Column, Graph, Ids
from publisher.shacl.literals import split, well_formed
from publisher.shacl.prebind import COLUMN, CONSTANTS, ROW, TABLE
from publisher.shacl.respell import beyond, doubtful, kinds, respellings
from publisher.shacl.shapes import Running
from publisher.shacl.sparql_reads import Reads, Sizes
from publisher.vocabulary import Triples

SHAPES_GRAPH: Final = "urn:x-publisher:shapes"
"""The name of the graph that ``$shapesGraph`` stands for."""

SECONDS: Final = 30.0
"""Time that a query may take."""

STEPS_HERE: Final = 20_000_000
"""Steps of a query that is surely done in time: it is run in this process."""

DATA, SHAPES = "d", "s"

Table = Mapping[str, list[str]]
"""The terms (N-Triples) of each variable, one for each row."""


class Spelling:
    """How the engine spells the literals of some terms (N-Triples), where not as written."""

    def __init__(self, terms: Iterable[str]) -> None:
        found = doubtful(terms)
        self.of = respellings(found)
        ill_typed = (term for term in self.of if term[-1] == ">" and not _is_well_formed(term))
        self.beyond = next((term for term in found if beyond(term)), next(ill_typed, ""))
        """One whose value the engine does not know, or takes for one where there is none."""
        self.lost = frozenset().union(*(kinds(*pair) for pair in self.of.items()))
        """What of the literals is lost: their ``form``, ``datatype`` or ``language``."""


class Stores:
    """What queries over one graph are put to; it holds as long as the graph does not change.

    ``shapes`` are the graph that ``$shapesGraph`` names; ``seconds`` limits each query.
    """

    def __init__(
        self, graph: Graph, shapes: Triples | None = None, seconds: float = SECONDS
    ) -> None:
        self.graph = graph
        self.seconds = seconds
        self._shapes = shapes
        self._store = ox.Store()
        self._loaded: set[str] = set()
        self._has_shapes = False
        self._laid: dict[str, Table | Mapping[str, str]] = {}
        self._sizes: dict[str, tuple[int, int, int]] = {}
        self._spellings: dict[str, Spelling] = {}

    def sizes(self) -> Sizes:
        """What is known of the size of each predicate's column."""
        return Sizes(self._size)

    def spelling(self, predicate: str) -> Spelling:
        """How the objects of a predicate are spelled."""
        if predicate not in self._spellings:
            terms = self.graph.terms
            objects = np.unique(self.graph.column(predicate).objects).tolist()
            self._spellings[predicate] = Spelling(terms[item] for item in objects)
        return self._spellings[predicate]

    def among(self, predicates: Iterable[str], terms: Iterable[str]) -> str:
        """The first of some terms that is an object of some predicates; ``""`` when none is."""
        known = {self.graph.id(term): term for term in terms if self.graph.id(term) >= 0}
        ids = np.array(sorted(known), dtype=np.int32)
        for predicate in predicates if known else ():
            for item in ids[np.isin(ids, self.graph.column(predicate).objects)].tolist():
                return known[item]
        return ""

    def predicates(self, reads: Reads) -> list[str]:
        """The predicates that what is read comes to."""
        present = self.graph.predicates()
        return present if reads.everything else [p for p in present if p in reads.predicates]

    def ask(
        self, task: Task, reads: Reads, table: Table, constants: Mapping[str, str], *, apart: bool
    ) -> Answers:
        """Put a query. Raises RanAway when it takes too much of anything."""
        wanted = self.predicates(reads)
        if apart:
            batches = [part for name in wanted for part in self._column_batches(name)]
            batches += [*_table_batches(table), *_constant_batches(constants)]
            batches += self._shapes_batches(constants)
            whole = Task(task.query, task.prefixes, task.rows, tuple(batches))
            return _unmarked(ask_apart(whole, self.seconds))
        until = monotonic() + self.seconds
        for name in wanted:
            if name not in self._loaded:
                self._fill(self._column_batches(name))
                self._loaded.add(name)
        if not self._has_shapes:
            shapes = list(self._shapes_batches(constants))
            self._has_shapes = bool(shapes)
            self._fill(shapes)
        self._lay(TABLE, table, _table_batches(table))
        self._lay(CONSTANTS, constants, _constant_batches(constants))
        return _unmarked(ask(self._store, task, until))

    def _lay(self, graph: str, table: Table | Mapping[str, str], batches: Iterable[Batch]) -> None:
        """Put bindings in the place of those of the query before, unless they are the same."""
        if self._laid.get(graph) != table:
            self._store.remove_graph(ox.NamedNode(graph))
            self._fill(batches)
            self._laid[graph] = table

    def _fill(self, batches: Iterable[Batch]) -> None:
        for batch in batches:
            fill(self._store, batch)

    def _column_batches(self, predicate: str) -> Iterator[Batch]:
        terms, column = self.graph.terms, self.graph.column(predicate)
        middle = f" {predicate} "
        pairs = zip(column.subjects.tolist(), column.objects.tolist(), strict=True)
        lines = [f"{terms[one]}{middle}{terms[two]} ." for one, two in pairs]
        yield from _batches(lines, "", DATA)

    def _shapes_batches(self, constants: Mapping[str, str]) -> Iterator[Batch]:
        if self._shapes is None or "shapesGraph" not in constants:
            return
        lines = []
        for subject in self._shapes.all_subjects():
            own = subject if subject.startswith("_:") else f"<{subject}>"
            for predicate in self._shapes.predicates(subject):
                lines += [f"{own} <{predicate}> {term} ."
                          for term in self._shapes.terms(subject, predicate)]  # fmt: skip
        yield from _batches(lines, SHAPES_GRAPH, SHAPES)

    def _size(self, predicate: str) -> tuple[int, int, int]:
        if predicate not in self._sizes:
            if predicate:
                column = self.graph.column(predicate)
                self._sizes[predicate] = (len(column), *_most(column))
            else:
                each = [self._size(name) for name in self.graph.predicates()]
                self._sizes[""] = (
                    sum(item[0] for item in each),
                    sum(item[1] for item in each),
                    sum(item[2] for item in each),
                )
        return self._sizes[predicate]


def _is_well_formed(term: str) -> bool:
    form, datatype, _ = split(term)
    return well_formed(form, datatype)


class ByRun:
    """The stores of each validation with the same shapes, as long as the validation lasts."""

    def __init__(self, shapes: Triples | None = None, seconds: float = SECONDS) -> None:
        self._shapes = shapes
        self._seconds = seconds
        self._stores: WeakKeyDictionary[Running, Stores] = WeakKeyDictionary()

    def of(self, run: Running) -> Stores:
        """What the queries of a validation are put to."""
        found = self._stores.get(run)
        if found is None:
            found = self._stores[run] = Stores(run.graph, self._shapes, self._seconds)
        return found

    def about(self, run: Running, nodes: Ids, predicates: Iterable[str]) -> Stores:
        """The same for queries that read only what is said of a few nodes by some predicates."""
        return Stores(run.graph.about(nodes, predicates), self._shapes, self._seconds)


def _most(column: Column) -> tuple[int, int]:
    """The most triples of one subject, and of one object."""
    if not len(column):
        return 0, 0
    subjects = np.bincount(column.subjects - column.subjects.min())
    objects = np.bincount(column.objects - column.objects.min())
    return int(subjects.max()), int(objects.max())


def _table_batches(table: Table) -> Iterator[Batch]:
    for name, terms in table.items():
        lines = [f"<{ROW}{row}> <{COLUMN}{name}> {term} ." for row, term in enumerate(terms)]
        yield from _batches(lines, TABLE, DATA)


def _constant_batches(constants: Mapping[str, str]) -> Iterator[Batch]:
    lines = [f"<{CONSTANTS}> <{COLUMN}{name}> {term} ." for name, term in constants.items()]
    yield from _batches(lines, CONSTANTS, SHAPES)


def _batches(lines: list[str], graph: str, mark: str) -> Iterator[Batch]:
    """Statements as batches, their blank nodes marked."""
    linked = [line for line in lines if "_:" in line and _blank(line)]
    if linked:
        plain = [line for line in lines if not ("_:" in line and _blank(line))]
        text = "\n".join(_marked(line, mark) for line in linked)
        yield Batch(text, graph, linked=True)
    else:
        plain = lines
    if plain:
        yield Batch("\n".join(plain), graph)


def _blank(line: str) -> bool:
    """Whether the subject or object of a statement is a blank node."""
    return line.startswith("_:") or line.split(" ", 2)[2].startswith("_:")


def _marked(line: str, mark: str) -> str:
    subject, predicate, value = line.split(" ", 2)
    if subject.startswith("_:"):
        subject = f"_:{mark}{subject[2:]}"
    if value.startswith("_:"):
        value = f"_:{mark}{value[2:]}"
    return f"{subject} {predicate} {value}"


def _unmarked(answers: Answers) -> Answers:
    """The answers with the labels of blank nodes as they were."""
    if any(term.startswith("_:") for terms in answers.terms for term in terms):
        answers.terms = [
            tuple([f"_:{term[3:]}" if term.startswith("_:") else term for term in terms])
            for terms in answers.terms
        ]
    return answers
