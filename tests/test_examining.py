"""Long queries are read elsewhere, and what is said of them is the same."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from publisher.errors import Busy, QueryError
from publisher.store.examining import LONG, Examiner
from publisher.store.mistakes import Mistake
from publisher.store.query import examine

FILLING = " # filling" * LONG

QUERIES = (
    "ASK {}", "SELECT * FROM <http://example.org/> { ?s ?p ?o }", "DESCRIBE <http://example.org/>",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <http://example.org/> { ?s ?p ?o } }",
    "SELECT ('å𝄞' AS ?x) {}",
)  # fmt: skip


def children() -> set[int]:
    """The processes that this one has started."""
    found = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    return set(map(int, found.read_text(encoding="ascii").split()))


@pytest.mark.parametrize("query", QUERIES)
def test_the_facts_of_a_long_query_are_those_of_a_short_one(query: str) -> None:
    examiner = Examiner()
    assert examiner(query + FILLING) == examine(query) == examiner(query)


def test_what_is_wrong_is_said_with_its_place() -> None:
    examiner = Examiner()
    with pytest.raises(Mistake, match="brackets in brackets") as deep:
        examiner("ASK {\n FILTER(" + "(" * LONG + "1")
    assert (deep.value.line, deep.value.column) == (2, 107)
    with pytest.raises(QueryError, match="no SELECT") as none:
        examiner("NOTHING" + FILLING)
    assert not isinstance(none.value, Mistake)
    assert examiner("ASK {}" + FILLING).form == "ASK"


def test_who_finds_all_places_taken_is_told_at_once_and_short_queries_are_read() -> None:
    examiner = Examiner(0)
    with pytest.raises(Busy):
        examiner("ASK {}" + FILLING)
    assert examiner("ASK {}").form == "ASK"


def test_a_process_that_was_ended_is_replaced() -> None:
    examiner, before = Examiner(), children()
    assert examiner("ASK {}" + FILLING).form == "ASK"
    (process,) = children() - before
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    assert examiner("SELECT * {}" + FILLING).form == "SELECT"
    assert len(children() - before - {process}) == 1


def test_who_waits_for_a_process_that_stands_still_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    examiner, before = Examiner(), children()
    assert examiner("ASK {}" + FILLING).form == "ASK"
    (process,) = children() - before
    os.kill(process, signal.SIGSTOP)
    monkeypatch.setattr("publisher.store.examining.PATIENCE_SECONDS", 0.1)
    with pytest.raises(Busy):
        examiner("ASK {}" + FILLING)
    monkeypatch.undo()
    assert process not in children()
    assert examiner("ASK {}" + FILLING).form == "ASK"
