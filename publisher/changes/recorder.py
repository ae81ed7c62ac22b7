"""Writing the log: what differs between a release and the state that the log has come to.

This happens before ``current`` is switched and in one transaction, so that a release is never
served without its changes. A log that is ahead, since the program ended in between, is taken up
where it stands.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.changes.database import FILE_NAME, STEP, writing
from publisher.changes.records import CATALOG, pack
from publisher.changes.states import Catalogue, State, every, some
from publisher.errors import ReleaseError
from publisher.release.difference import difference
from publisher.release.parts import digest_of
from publisher.release.shelf import Shelf
from publisher.store.reader import Reader, open_release

PENDING: Final = """
CREATE TEMP TABLE now (stream TEXT, iri TEXT, digest TEXT, body BLOB, PRIMARY KEY (stream, iri))
WITHOUT ROWID
"""
"""The states that were looked at; a thing that is not there (any more) has no digest."""

CHANGES: Final = """
INSERT INTO changes (stream, number, id, kind, iri, digest, body)
SELECT stream, coalesce((SELECT max(number) FROM changes c WHERE c.stream = found.stream), 0)
       + row_number() OVER (PARTITION BY stream ORDER BY iri), :commit, kind, iri, digest, body
FROM (
    SELECT n.stream, n.iri, n.digest, n.body, CASE
        WHEN n.digest = '' THEN 'Delete'
        WHEN o.digest IS NULL OR o.digest = '' THEN 'Create' ELSE 'Update' END AS kind
    FROM temp.now n LEFT JOIN main.changes o
        ON o.stream = n.stream AND o.iri = n.iri AND o.until IS NULL
    WHERE n.digest <> coalesce(o.digest, '')
) found
"""

GONE: Final = """
INSERT OR IGNORE INTO temp.now SELECT stream, iri, '', x'' FROM main.changes
WHERE until IS NULL AND kind <> 'Delete'
"""
"""What was there and was not looked at."""

SUPERSEDE: Final = """
UPDATE changes SET until = new.number FROM (
    SELECT stream, iri, number FROM changes WHERE id = :commit
) new
WHERE changes.stream = new.stream AND changes.iri = new.iri AND changes.until IS NULL
AND changes.number < new.number
"""

LATER: Final = """
SELECT max(:now, coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', max(time), '+1 second'), '')) FROM commits
"""
"""No two switches are in the same second: clients order changes by their time alone."""


@dataclass(frozen=True)
class Announced:
    """What became of the streams: records before and after, by stream.

    ``lost`` counts, by stream, the records that are there no longer.
    """

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)


Guard = Callable[[Announced], object]
"""Looks at what would be announced; raises what keeps it from being so."""


@dataclass(frozen=True)
class Recorder:
    """Writes the log of a site's releases.

    ``targets`` maps the IRI of each class to its stream; ``catalogue`` gives the datasets.
    """

    shelf: Shelf
    targets: Mapping[str, str]
    catalogue: Catalogue

    def announce(self, identifier: str, now: str, guard: Guard = lambda _: None) -> Announced:
        """Write down what changes with the switch to a release; nothing where it is the last one.

        ``now`` is the time, UTC, ISO 8601 to the second with ``Z``. Raises what ``guard`` raises,
        and ReleaseError where the release is damaged or the log cannot be written; then nothing is
        written. Call it under the lock of the shelf.
        """
        self.shelf.folder.mkdir(parents=True, exist_ok=True)
        with writing(self.shelf.folder / FILE_NAME) as database:
            last = database.execute("SELECT release FROM commits ORDER BY id DESC LIMIT 1")
            before = next((row[0] for row in last), "")
            if before == identifier:
                return Announced()
            reader = open_release(self.shelf.path(identifier))
            database.execute(PENDING)
            self._look(database, reader, self._changed(before, identifier))
            [(time,)] = database.execute(LATER, {"now": now})
            entry = database.execute(
                "INSERT INTO commits (release, time) VALUES (?, ?)", (identifier, time)
            )
            values = {"commit": entry.lastrowid}
            database.execute(CHANGES, values)
            database.execute(SUPERSEDE, values)
            found = _end(database, entry.lastrowid or 0)
            _forget_steps(database, {*self.shelf.ids(), identifier})
            guard(found)
        return found

    def _changed(self, before: str, identifier: str) -> frozenset[str] | None:
        """The things that may differ from the state of the log; None where that is not known."""
        if not before:
            return None
        try:
            old, new = self.shelf.manifest(before), self.shelf.manifest(identifier)
            if (old.site, old.iri_templates) != (new.site, new.iri_templates):
                return None
            return frozenset(difference(old, new, self.shelf.parts(new)).entities())
        except ReleaseError:  # it was removed, or is damaged
            return None

    def _look(
        self, database: sqlite3.Connection, reader: Reader, changed: frozenset[str] | None
    ) -> None:
        streams = set(self.targets.values())
        if changed is None:
            _note(database, every(reader, self.targets), ())
        else:
            _note(database, some(reader, changed, self.targets), streams)
        made = {row[0] for row in database.execute("SELECT iri FROM made")}
        database.execute("DELETE FROM made")
        own = {iri for iri, _ in self.catalogue(reader, frozenset())}
        database.executemany("INSERT INTO made VALUES (?)", ((iri,) for iri in sorted(own)))
        database.executemany(
            "INSERT OR REPLACE INTO temp.now VALUES (?, ?, ?, ?)",
            (_row(CATALOG, iri, lines) for iri, lines in self.catalogue(reader, changed)),
        )
        if changed is None:
            database.execute(GONE)
        else:
            database.executemany(
                "INSERT OR IGNORE INTO temp.now VALUES (?, ?, '', x'')",
                ((CATALOG, iri) for iri in sorted(made - own)),
            )


def _note(database: sqlite3.Connection, states: Iterable[State], streams: Iterable[str]) -> None:
    """Note states in the streams that they are in; in ``streams`` also that they are not."""
    for state in states:
        rows = [_row(stream, state.iri, state.lines) for stream in sorted(state.streams)]
        rows += [_row(stream, state.iri, ()) for stream in streams if stream not in state.streams]
        database.executemany("INSERT OR REPLACE INTO temp.now VALUES (?, ?, ?, ?)", rows)


def _row(stream: str, iri: str, lines: tuple[str, ...]) -> tuple[str, str, str, bytes]:
    return stream, iri, digest_of(lines) if lines else "", pack(lines) if lines else b""


def _end(database: sqlite3.Connection, commit: int) -> Announced:
    """Write down how the streams that changed end, and where their records stand."""
    before = _counts(database, commit - 1)
    changed = {row[0] for row in database.execute(
        "SELECT DISTINCT stream FROM changes WHERE id = ?", (commit,)
    )}  # fmt: skip
    for stream in sorted(changed):
        count, state = 0, hashlib.sha256()
        steps: list[tuple[str, int, int, str]] = []
        for digest, iri in database.execute(
            "SELECT digest, iri FROM changes WHERE stream = ? AND until IS NULL "
            "AND kind <> 'Delete' ORDER BY iri", (stream,)
        ):  # fmt: skip
            if count % STEP == 0:
                steps.append((stream, commit, count // STEP, iri))
            count += 1
            state.update(f"{digest} {iri}\n".encode())
        database.executemany("INSERT INTO steps VALUES (?, ?, ?, ?)", steps)
        database.execute(
            "INSERT INTO ends SELECT ?1, ?2, max(number), ?3, ?4 FROM changes WHERE stream = ?1",
            (stream, commit, count, state.hexdigest()),
        )
    lost = dict(database.execute(
        "SELECT stream, count(*) FROM changes WHERE id = ? AND kind = 'Delete' GROUP BY stream",
        (commit,),
    ))  # fmt: skip
    return Announced(before, _counts(database, commit), lost)


def _counts(database: sqlite3.Connection, commit: int) -> dict[str, int]:
    """How many records each stream has at a commit."""
    return dict(database.execute(
        "SELECT stream, count FROM ends e WHERE id = "
        "(SELECT max(id) FROM ends WHERE stream = e.stream AND id <= ?) ORDER BY stream", (commit,)
    ))  # fmt: skip


def _forget_steps(database: sqlite3.Connection, kept: Iterable[str]) -> None:
    """Remove the places of records that no release which is kept needs.

    What a release has was written when a stream last changed before it.
    """
    database.execute("CREATE TEMP TABLE kept (release TEXT PRIMARY KEY)")
    database.executemany("INSERT INTO temp.kept VALUES (?)", ((name,) for name in sorted(kept)))
    database.execute(
        "DELETE FROM steps WHERE NOT EXISTS (SELECT 1 FROM commits c WHERE c.release IN "
        "(SELECT release FROM temp.kept) AND c.id >= steps.id AND steps.id = (SELECT max(e.id) "
        "FROM ends e WHERE e.stream = steps.stream AND e.id <= c.id))"
    )
