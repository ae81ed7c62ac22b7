"""The log: each change once, states as of any release, the same however one came there."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from publisher import Site
from publisher.changes import CATALOG, Log, open_log
from publisher.changes.database import FILE_NAME
from publisher.errors import PublisherError, ReleaseError
from tests.histories import STREAM, History


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[History, list[Log]]:
    """A site with four releases and the log as of each."""
    made = History(tmp_path_factory.mktemp("history"), things=45)
    logs = []
    for times in (0, 8, 8, 8):
        made.edit(times)
        made.release()
        logs.append(made.log())
    return made, logs


def replayed(log: Log, stream: str) -> dict[str, tuple[str, ...]]:
    """The state that all changes lead to, one after the other."""
    state: dict[str, tuple[str, ...]] = {}
    for change in log.changes(stream, 1, log.length(stream)):
        known = change.iri in state
        assert change.kind == ("Delete" if not change.lines else "Update" if known else "Create")
        if change.lines:
            assert state.get(change.iri) != change.lines
            state[change.iri] = change.lines
        else:
            del state[change.iri]
    return state


def test_every_log_says_what_its_release_says(history: tuple[History, list[Log]]) -> None:
    made, logs = history
    for log in logs:
        for stream in log.streams():
            records = list(log.each(stream))
            assert [item.iri for item in records] == sorted(item.iri for item in records)
            assert {item.iri: item.lines for item in records} == replayed(log, stream)
            assert len(records) == log.count(stream)
            pages = [log.records(stream, page, 10) for page in range(1, len(records) // 10 + 3)]
            assert [item for page in pages for item in page] == records
        reader = Site(made.root).open(log.release)
        for item in log.each(STREAM):
            found = {
                str(quad.triple)
                for quad in reader.store.quads_for_pattern(None, None, None, None)
                if str(quad.subject) == f"<{item.iri}>"
            }
            assert found == set(item.lines)
            break


def test_the_state_hash_can_be_made_from_what_a_client_has(
    history: tuple[History, list[Log]],
) -> None:
    for log in history[1]:
        for stream in log.streams():
            lines = []
            for item in log.each(stream):
                text = "".join(f"{line} .\n" for line in item.lines)
                assert item.digest == hashlib.sha256(text.encode()).hexdigest()
                lines.append(f"{item.digest} {item.iri}\n")
            assert log.state(stream) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_times_never_go_back_and_numbers_have_no_gaps(history: tuple[History, list[Log]]) -> None:
    log = history[1][-1]
    for stream in log.streams():
        changes = log.changes(stream, 1, log.length(stream))
        assert [item.number for item in changes] == list(range(1, log.length(stream) + 1))
        times = [item.time for item in changes]
        assert times == sorted(times)
        first = next(item.number for item in changes if item.time >= times[-1])
        assert log.since(stream, times[-1]) == first
        assert log.since(stream, "9999") == log.length(stream) + 1


def test_the_last_changes_hold_deletions_and_can_be_read_as_they_were(
    history: tuple[History, list[Log]],
) -> None:
    first, *_, last = history[1]
    length = first.length(STREAM)
    then = last.latest(STREAM, 1, 1_000, last=length)
    assert [item.number for item in then] == list(range(1, length + 1))
    now = last.latest(STREAM, 1, 1_000)
    assert len({item.iri for item in now}) == len(now)
    present = {item.iri for item in now if item.kind != "Delete"}
    assert present == {item.iri for item in last.each(STREAM)}
    gone = next(item for item in now if item.kind == "Delete")
    assert last.record(STREAM, gone.iri) is None
    assert last.last(STREAM, gone.iri) == gone
    assert first.record(STREAM, gone.iri) is not None or gone.iri not in replayed(first, STREAM)


def test_a_dataset_that_says_the_same_has_no_change(history: tuple[History, list[Log]]) -> None:
    made, _ = history
    before = made.log()
    made.release()
    after = made.log()
    assert after.release == before.release
    assert after.length(CATALOG) == before.length(CATALOG)


def test_a_log_that_is_ahead_is_taken_up_where_it_stands(tmp_path: Path) -> None:
    made = History(tmp_path, things=12)
    first = made.release()
    state = made.log().state(STREAM)
    made.edit(4)
    made.release()
    later = made.log()
    Site(made.root).shelf.switch(first)  # as if the program had ended before the switch
    assert made.log().state(STREAM) == state
    made.release()
    again = made.log()
    assert (again.release, again.length(STREAM)) == (later.release, later.length(STREAM))
    assert replayed(again, STREAM) == {item.iri: item.lines for item in again.each(STREAM)}


def test_without_the_release_before_everything_is_compared(tmp_path: Path) -> None:
    made = History(tmp_path, things=12)
    first = made.release()
    made.edit(3)
    site = Site(made.root)
    shutil.rmtree(site.shelf.path(first))
    (site.shelf.folder / "current").unlink()
    made.release()
    log = made.log()
    assert 12 < log.length(STREAM) <= 15
    assert replayed(log, STREAM) == {item.iri: item.lines for item in log.each(STREAM)}


def test_a_damaged_log_is_told_of_and_nothing_is_switched(tmp_path: Path) -> None:
    made = History(tmp_path, things=5)
    first = made.release()
    path = Site(made.root).shelf.folder / FILE_NAME
    path.write_bytes(b"no database" * 1_000)
    made.edit(2)
    with pytest.raises(ReleaseError, match="log of changes"):
        made.release()
    assert Site(made.root).open().identifier == first
    with pytest.raises(ReleaseError, match="log of changes"):
        open_log(path.parent, first)


def test_a_page_size_that_cannot_be_had_is_refused(history: tuple[History, list[Log]]) -> None:
    with pytest.raises(PublisherError, match="multiple"):
        history[1][0].records(STREAM, 1, 7)
