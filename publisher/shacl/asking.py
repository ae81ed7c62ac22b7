"""Queries put to a store in memory: here, or in a process of their own that can be stopped.

The engine cannot be told to give up. A query that may take long is therefore run by this module as
a program: it reads a :class:`Task` from its input, answers on its output, and is killed when its
time is out. It imports nothing of the publisher, so that it starts at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Final

import pyoxigraph as ox

ROW_VARIABLE: Final = "row__"
ROW_HERE: Final = "urn:x-publisher:table:row:@"
"""The IRI in a query that stands for one row, where each row has an evaluation of its own."""

SOLUTIONS_AT_MOST: Final = 5_000_000
"""Solutions of one query that are taken; one that has more has run away."""

MEMORY_APART: Final = 2**31
"""Bytes of address space that a process of its own may take beside the size of its task."""

SYNTAX: Final = "syntax"

CHUNK: Final = 10_000


@dataclass(frozen=True)
class Batch:
    """Statements in N-Triples, with dots, for one graph (``""``: the default one).

    ``linked`` ones have blank nodes, whose labels are kept.
    """

    text: str
    graph: str = ""
    linked: bool = False


@dataclass(frozen=True)
class Task:
    """A query, the data it needs, and the rows it is evaluated for one by one (or none)."""

    query: str
    prefixes: dict[str, str]
    rows: range | None = None
    batches: tuple[Batch, ...] = ()
    memory: int = 0


@dataclass
class Answers:
    """The solutions of a query: for each its row (-1: not known) and the terms of ``names``.

    An ASK that holds for a row has a solution without terms.
    """

    names: tuple[str, ...] = ()
    rows: list[int] = field(default_factory=list)
    terms: list[tuple[str, ...]] = field(default_factory=list)


class RanAway(Exception):
    """A query takes more ``time``, ``memory`` or ``solutions`` than it may: the text says which."""


def fill(store: ox.Store, batch: Batch) -> None:
    """Put statements into a store; blank nodes keep their labels."""
    graph = ox.NamedNode(batch.graph) if batch.graph else ox.DefaultGraph()
    form = ox.RdfFormat.N_TRIPLES
    if not batch.linked:
        store.bulk_load(input=batch.text.encode(), format=form, lenient=True, to_graph=graph)
        return
    store.bulk_extend(
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in ox.parse(batch.text.encode(), format=form, lenient=True)
    )


def ask(store: ox.Store, task: Task, until: float) -> Answers:
    """The answers to a task. Raises RanAway after the time ``until`` (monotonic seconds)."""
    found = Answers()
    if task.rows is None:
        _ask_all(store, task, found, until)
        return found
    for row in task.rows:
        _in_time(until)
        text = task.query.replace(ROW_HERE, f"{ROW_HERE[:-1]}{row}")
        answer = store.query(text, prefixes=task.prefixes)
        if isinstance(answer, ox.QueryBoolean):
            if bool(answer):
                found.rows.append(row)
                found.terms.append(())
            continue
        assert isinstance(answer, ox.QuerySolutions)
        found.names = tuple(variable.value for variable in answer.variables)
        for solution in _counted(answer, found, until):
            found.rows.append(row)
            found.terms.append(_texts(solution, found.names))
    return found


def _ask_all(store: ox.Store, task: Task, found: Answers, until: float) -> None:
    answer = store.query(task.query, prefixes=task.prefixes)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    found.names = tuple(name for name in names if name != ROW_VARIABLE)
    has_row = ROW_VARIABLE in names
    for solution in _counted(answer, found, until):
        row = solution[ROW_VARIABLE] if has_row else None
        found.rows.append(-1 if row is None else int(row.value.rpartition(":")[2]))
        found.terms.append(_texts(solution, found.names))


def _texts(solution: ox.QuerySolution, names: tuple[str, ...]) -> tuple[str, ...]:
    values = [solution[name] for name in names]
    return tuple(["" if value is None else str(value) for value in values])


def _counted(answer: ox.QuerySolutions, found: Answers, until: float) -> Iterator[ox.QuerySolution]:
    while chunk := list(islice(answer, CHUNK)):
        yield from chunk
        _in_time(until)
        if len(found.rows) > SOLUTIONS_AT_MOST:
            raise RanAway("solutions")


def _in_time(until: float) -> None:
    if monotonic() > until:
        raise RanAway("time")


def ask_apart(task: Task, seconds: float) -> Answers:
    """The answers to a task from a process of its own.

    Raises RanAway when it is stopped, SyntaxError where the engine cannot read what it is given.
    """
    size = sum(len(batch.text) for batch in task.batches)
    task = Task(task.query, task.prefixes, task.rows, task.batches, MEMORY_APART + 20 * size)
    with subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate(_sent(task).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise RanAway("time") from None
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise RanAway("memory")
    names, rows, terms, failure = json.loads(output)
    if failure == SYNTAX:
        raise SyntaxError("the engine does not read the query or the data")
    if failure:
        raise RanAway(failure)
    return Answers(tuple(names), rows, [tuple(item) for item in terms])


def _sent(task: Task) -> str:
    rows = task.rows and (task.rows.start, task.rows.stop)
    batches = [(batch.text, batch.graph, batch.linked) for batch in task.batches]
    return json.dumps((task.query, task.prefixes, rows, batches, task.memory))


def main() -> None:
    """Answer the one task on the input."""
    query, prefixes, rows, batches, memory = json.loads(sys.stdin.buffer.read())
    _limit(memory)
    store = ox.Store()
    found, failure = Answers(), ""
    try:
        for text, graph, linked in batches:
            fill(store, Batch(text, graph, linked))
        task = Task(query, prefixes, None if rows is None else range(*rows))
        found = ask(store, task, float("inf"))
    except RanAway as error:
        failure = str(error)
    except SyntaxError:
        failure = SYNTAX
    said = json.dumps((found.names, found.rows, found.terms, failure))
    sys.stdout.buffer.write(said.encode())


def _limit(memory: int) -> None:
    """Let this process have no more memory than it should, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
