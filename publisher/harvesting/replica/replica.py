"""A replica of a feed: applies steps, each as a whole, and tells what it has."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from publisher.errors import PublisherError
from publisher.fetching import Remark
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.steps import Counted, Cursor, Item, Page, Step
from publisher.harvesting.replica.database import FILE_NAME, connect, unusable
from publisher.people.erased import digest_of as erased_digest
from publisher.release.erasures import PATH as ERASED

What = Literal["created", "updated", "deleted", "unchanged"]
CHANGES: Final = ("created", "updated", "deleted")


@dataclass
class Tally:
    """What became of the records: how many of each, and which, up to a number."""

    counts: Counter[str] = field(default_factory=Counter)
    iris: list[tuple[str, str]] = field(default_factory=list)
    most: int = 0

    @property
    def changes(self) -> int:
        """How many changes there have been."""
        return sum(self.counts[what] for what in CHANGES)

    def add(self, what: str, iri: str) -> None:
        """One more record."""
        self.counts[what] += 1
        if what in CHANGES and len(self.iris) < self.most:
            self.iris.append((what, iri))


class Replica:
    """What one feed has said so far; a memory for who reads it.

    With ``plan`` nothing is kept: all is undone when it is closed. Raises PublisherError where the
    database cannot be used.
    """

    def __init__(self, folder: Path, bounds: Bounds, *, plan: bool = False, most: int = 0) -> None:
        self.folder, self.bounds, self._plan = folder, bounds, plan
        self.tally = Tally(most=most)
        self._path = folder / FILE_NAME
        self._database = connect(folder if self._path.exists() or not plan else None)
        if plan:
            self._database.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close the database; what was only planned is undone."""
        if self._plan:
            self._database.execute("ROLLBACK")
        self._database.close()

    def fact(self, name: str, default: Any = None) -> Any:
        """What is remembered by a name."""
        for (value,) in self._rows("SELECT value FROM facts WHERE name = ?", name):
            return json.loads(value)
        return default

    def remember(self, **facts: Any) -> None:
        """Remember facts by name."""
        with self._step():
            self._facts(facts)

    def forget(self) -> None:
        """Be as if nothing had been read."""
        with self._step():
            for table in ("facts", "records", "pages"):
                self._write(f"DELETE FROM {table}")  # noqa: S608 (names of ours)

    @property
    def cursor(self) -> Cursor:
        """Where the reading stands."""
        found: Cursor = self.fact("cursor", {})
        return found

    @property
    def round(self) -> int:
        """The number of the round."""
        return int(self.fact("round", 0))

    def page(self, url: str) -> Page | None:
        """What is remembered of a page."""
        for row in self._rows(
            "SELECT url, etag, modified, links, fixed, done, total FROM pages WHERE url = ?", url
        ):
            links = tuple(json.loads(row[3]))
            return Page(row[0], row[1], row[2], links, bool(row[4]), bool(row[5]), row[6])
        return None

    def visited(self, url: str) -> bool:
        """Whether a page has been read in this round."""
        return bool(self._rows("SELECT 1 FROM pages WHERE url = ? AND round = ?", url, self.round))

    def counted(self) -> Counted:
        """What has been seen in this round."""
        [(records, datasets)] = self._rows(
            "SELECT count(*), total(dataset) FROM records WHERE round = ? AND body IS NOT NULL",
            self.round,
        )
        return Counted(records, int(datasets))

    def iri_of(self, name: str) -> str:
        """The IRI of the record that the feed calls ``name``; empty where there is none."""
        for (iri,) in self._rows("SELECT iri FROM records WHERE name = ? LIMIT 1", name):
            return str(iri)
        return ""

    def count(self) -> int:
        """How many records there are."""
        [(found,)] = self._rows("SELECT count(*) FROM records WHERE body IS NOT NULL")
        return int(found)

    def apply(self, step: Step, *, accept_shrink: bool = False) -> list[Remark]:
        """Keep a step; returns what there is to say of it."""
        remarks = list(step.remarks)
        with self._step():
            if step.begins:
                self._facts({"round": self.round + 1})
            number = self.round
            page = step.page.url if step.page else ""
            for item in step.items:
                remarks += self._item(item, page, number)
            if step.unchanged:
                self._write("UPDATE records SET round = ? WHERE page = ? AND body IS NOT NULL",
                            number, step.unchanged)  # fmt: skip
            if step.page:
                self._page(step.page, number)
            if step.sweep:
                remarks += self._sweep(number, accept_shrink)
            if step.cursor is not None:
                self._facts({"cursor": step.cursor})
        return remarks

    def records(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Each record by IRI: the IRI, the digest and the lines. One is held at a time."""
        last = ""
        while rows := self._rows(
            "SELECT iri, digest, body FROM records WHERE iri > ? AND body IS NOT NULL "
            "ORDER BY iri LIMIT 500", last,
        ):  # fmt: skip
            for iri, digest, body in rows:
                yield iri, digest, tuple(zlib.decompress(body).decode().split("\n"))
            last = rows[-1][0]

    def state(self) -> str:
        """The state hash: SHA-256 of ``<digest> <IRI>\\n`` for each record by IRI."""
        found = hashlib.sha256()
        cursor = self._database.execute(
            "SELECT digest, iri FROM records WHERE body IS NOT NULL ORDER BY iri"
        )
        for digest, iri in cursor:
            found.update(f"{digest} {iri}\n".encode())
        return found.hexdigest()

    def _item(self, item: Item, page: str, number: int) -> Iterator[Remark]:
        if item.kind == "Put" and not item.lines:
            yield Remark(page or str(self.fact("url", "")), "empty-record", item.iri)
            return
        if item.kind == "Delete":
            self._drop_erased(item.iri)
        rows = self._rows(
            "SELECT digest, time, round, body IS NOT NULL, page FROM records WHERE iri = ?",
            item.iri,
        )
        digest, time, seen, present, other = rows[0] if rows else ("", "", 0, 0, "")
        if item.time and time > item.time:
            return  # what is known of it is newer
        new = digest_of(item.lines) if item.kind == "Put" else ""
        again = present and seen == number and other not in ("", page)
        if again and page and not item.time and digest != new:
            yield Remark(page, "twice", item.iri)
        what: What = "unchanged"
        if new != digest:
            what = "deleted" if not new else "updated" if present else "created"
        self.tally.add(what, item.iri)
        body = zlib.compress("\n".join(item.lines).encode()) if new else None
        self._write(
            "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", item.iri, new,
            item.time, item.name, page, number, int(item.dataset), body,
        )  # fmt: skip

    def _drop_erased(self, iri: str) -> None:
        """Drop the record whose address ``iri`` has the hash of, where it is of that kind: the
        source says no more of what it erased long ago (:mod:`publisher.release.erasures`)."""
        before, mark, digest = iri.partition(ERASED)
        if not mark:
            return
        for (found,) in self._rows("SELECT iri FROM records WHERE substr(iri, 1, ?) = ?",
                                   len(before), before):  # fmt: skip
            if erased_digest(found) == digest:
                self.tally.add("deleted", found)
                self._write("DELETE FROM records WHERE iri = ?", found)

    def _page(self, page: Page, number: int) -> None:
        self._write(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", page.url, page.etag,
            page.modified, json.dumps(page.links), int(page.fixed), int(page.done), page.total,
            number,
        )  # fmt: skip

    def _sweep(self, number: int, accept: bool) -> Iterator[Remark]:
        """Delete what has not been seen in a round, unless that is too much."""
        missing = [iri for (iri,) in self._rows(
            "SELECT iri FROM records WHERE round < ? AND body IS NOT NULL ORDER BY iri", number
        )]  # fmt: skip
        total = self.count()
        most = self.bounds.shrink_free if len(missing) < total else 0
        if len(missing) > max(most, total * self.bounds.shrink) and not accept:
            yield Remark(str(self.fact("url", "")), "shrink", f"{len(missing)}", f"{total}")
            return
        for iri in missing:
            self.tally.add("deleted", iri)
            self._write("UPDATE records SET digest = '', body = NULL WHERE iri = ?", iri)
        self._write("DELETE FROM pages WHERE round < ?", number)

    def _facts(self, facts: dict[str, Any]) -> None:
        for name, value in facts.items():
            self._write("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, json.dumps(value))

    @contextmanager
    def _step(self) -> Iterator[None]:
        """All of it or nothing; a plan is one step that is undone."""
        try:
            if not self._plan:
                self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if not self._plan:
                    self._database.execute("ROLLBACK")
                raise
            if not self._plan:
                self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise unusable(self._path, error) from error

    def _write(self, statement: str, *values: Any) -> None:
        self._database.execute(statement, values)

    def _rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise unusable(self._path, error) from error


def digest_of(lines: tuple[str, ...]) -> str:
    """The SHA-256 of a record: of its lines as N-Triples, which is that of its canonical form."""
    return hashlib.sha256("".join(f"{line} .\n" for line in lines).encode()).hexdigest()


def must_be_of(replica: Replica, url: str, kind: str) -> None:
    """Raises PublisherError where a folder is a replica of another feed."""
    other, known = replica.fact("url", url), replica.fact("kind", kind)
    if other != url or known != kind:
        raise PublisherError(
            f"this folder holds what <{other}> ({known}) has said.", where=str(replica.folder),
            todo="Name another folder with --to.",
        )  # fmt: skip
