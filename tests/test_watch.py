"""Watching files, without waiting for a clock: the pauses are the test's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from publisher.watch import rounds


def test_a_round_at_once_and_one_after_each_change_has_come_to_rest(tmp_path: Path) -> None:
    table = tmp_path / "data" / "a.csv"
    table.parent.mkdir()
    table.write_text("id\n", encoding="utf-8")
    steps: list[Callable[[], object]] = [
        lambda: None,
        lambda: (tmp_path / "data" / "~$a.csv").write_text("lock", encoding="utf-8"),
        lambda: table.write_text("id;Titel\n", encoding="utf-8"),  # a change is seen …
        lambda: table.write_text("id;Titel\nhalf", encoding="utf-8"),  # … and waited for
        lambda: table.write_text("id;Titel\nhalf a row", encoding="utf-8"),
        lambda: None,
        lambda: table.unlink(),
        lambda: None,
    ]
    pauses = iter(steps)
    found = rounds(lambda: [tmp_path / "data", tmp_path / "absent"], lambda: next(pauses)())
    assert list(next(found)) == [table]
    assert next(found)[table][1] == len("id;Titel\nhalf a row")
    assert next(found) == {}
    assert list(pauses) == []
