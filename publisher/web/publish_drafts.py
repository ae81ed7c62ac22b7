"""What was sent by the form and is not published yet: kept on disk, in the private folder.

A draft is the file, what the check found, what would change, and the statements of its graph.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from publisher.check.findings import Finding, Findings, Group, Texts
from publisher.erasing.drafts import FOLDER, RECORD, SENT
from publisher.faults import Place
from publisher.intake import Changed, Piece, Received
from publisher.publishers.database import private_folder
from publisher.publishers.keys import Key
from publisher.release.parts import replace as replace_file

LINES: Final = "statements.nt"
MOST: Final = 10
"""Drafts that are kept for a key; the oldest go."""

DAYS: Final = 7
"""How long a draft is kept."""

DAY_SECONDS: Final = 86_400
ID: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Draft:
    """What was sent, and what would come of it."""

    id: str
    folder: Path
    name: str
    """What the source is to be called, below the data folder."""
    description: str
    """What the metadata of the table is to be called; empty where there is none."""
    drops: tuple[str, ...]
    """Further sources, which it takes the place of."""
    removes: bool
    """Whether the source is to go."""
    base: dict[str, str | None]
    """Validators of the sources that this was tried against; None where there was none."""
    made: str
    """When, UTC, ISO 8601."""
    findings: Findings
    changed: Changed
    release: str = ""
    """The release that it was published in; empty before."""
    new: bool = False
    """Whether that was a new release."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What somebody said that its columns mean, by field of the form; the description is made from
    it."""

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.file(self.name)

    def file(self, name: str) -> Path:
        """Where a file lies that was sent, by its name below the data folder."""
        return self.folder / SENT / name

    @property
    def pieces(self) -> list[Piece]:
        """What is handed to the intake."""
        found = [Piece(self.name, None if self.removes else self.path)]
        found += [Piece(name, None) for name in self.drops]
        if self.description:
            found.append(Piece(self.description, self.file(self.description)))
        return found

    def lines(self) -> list[str]:
        """The statements of its graph, sorted, as N-Triples without the final dot."""
        path = self.folder / LINES
        return path.read_text(encoding="utf-8").split("\n") if path.exists() else []

    def described(
        self, text: str, answers: Mapping[str, str], description: str,
        base: Mapping[str, str | None], stale: Iterable[str],
    ) -> Draft:  # fmt: skip
        """The same with a description, whose ``text`` is made from the ``answers``.

        ``base`` has the validators of it, and of those that are ``stale`` and go for it.
        """
        self.file(description).write_text(text, encoding="utf-8")
        drops = tuple(dict.fromkeys((*self.drops, *stale)))
        return replace(self, description=description, answers=dict(answers), drops=drops,
                       base={**self.base, **base})  # fmt: skip

    def tried(self, received: Received) -> Draft:
        """The same with what the intake says of it."""
        own = [item for item in received.checked.content.sources if item.file == self.name]
        lines = "\n".join(line for item in own for line in item.lines)
        (self.folder / LINES).write_text(lines, encoding="utf-8")
        return replace(
            self, findings=received.checked.findings, changed=received.changed
        )  # fmt: skip

    def published(self, received: Received) -> Draft:
        """The same once the intake has released it: what was sent lies with the data now, and no
        second copy of it is kept."""
        shutil.rmtree(self.folder / SENT, ignore_errors=True)
        (self.folder / LINES).unlink(missing_ok=True)
        return replace(
            self, findings=replace(received.checked.findings, groups=()),
            changed=received.changed, release=received.release, new=received.new,
        )  # fmt: skip

    def keep(self) -> None:
        """Write it down."""
        record = {
            name: value for name, value in asdict(self).items() if name not in ("id", "folder")
        }
        text = json.dumps(record, ensure_ascii=False)
        replace_file(self.folder / RECORD, text.encode())


class Drafts:
    """The drafts that were sent with one key, below the private folder ``access``."""

    def __init__(self, access: Path, key: Key) -> None:
        self._folder = private_folder(access) / FOLDER / key.id

    def begin(
        self, name: str, base: dict[str, str | None], *, description: str = "",
        drops: tuple[str, ...] = (), removes: bool = False,
    ) -> Draft:  # fmt: skip
        """A new draft, whose files are still to be put in place."""
        self._tidy()
        identifier = secrets.token_hex(8)
        folder = self._folder / identifier
        draft = Draft(
            identifier, folder, name, description, drops, removes, base,
            datetime.now(UTC).isoformat(timespec="seconds"), Findings(), Changed(),
        )  # fmt: skip
        draft.path.parent.mkdir(parents=True)
        return draft

    def get(self, identifier: str) -> Draft | None:
        """A draft; None where there is none (any more)."""
        folder = self._folder / identifier
        if not ID.fullmatch(identifier) or not (folder / RECORD).is_file():
            return None
        return _read(folder)

    def drop(self, identifier: str) -> None:
        """Throw a draft away."""
        if ID.fullmatch(identifier):
            shutil.rmtree(self._folder / identifier, ignore_errors=True)

    def waiting(self) -> list[Draft]:
        """Those that are not published, the latest first."""
        found = [_read(folder) for folder in self._all() if (folder / RECORD).is_file()]
        return [draft for draft in reversed(found) if not draft.release]

    def _all(self) -> list[Path]:
        """The folders, the oldest first."""
        folders = [path for path in self._folder.glob("*") if path.is_dir()]
        return sorted(folders, key=lambda path: (path.stat().st_mtime_ns, path.name))

    def _tidy(self) -> None:
        folders = self._all()
        for at, folder in enumerate(folders):
            old = time.time() - folder.stat().st_mtime > DAYS * DAY_SECONDS
            if old or at <= len(folders) - MOST:
                shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path) -> Draft:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    given = {**record, "findings": _findings(record["findings"]),
             "changed": _changed(record["changed"]), "drops": tuple(record["drops"])}  # fmt: skip
    return Draft(id=folder.name, folder=folder, **given)


def _changed(record: Mapping[str, Any]) -> Changed:
    lists = {name: tuple(record[name]) for name in ("created", "updated", "deleted")}
    return Changed(**lists, added=record["added"], removed=record["removed"])


def _findings(record: Mapping[str, Any]) -> Findings:
    groups = tuple(
        Group(_texts(item["sentence"]), item["severity"], item["count"],
              tuple(map(_finding, item["findings"])))
        for item in record["groups"]
    )  # fmt: skip
    counts = tuple((severity, int(count)) for severity, count in record["counts"])
    return Findings(**{**record, "groups": groups, "counts": counts,
                       "files": tuple(record["files"])})  # fmt: skip


def _finding(record: Mapping[str, Any]) -> Finding:
    texts = {name: _texts(record[name]) for name in ("sentence", "thing_label", "property_label")}
    return Finding(**{**record, **texts, "place": Place(**record["place"]),
                      "places": tuple(_places(record["places"]))})  # fmt: skip


def _places(records: list[Mapping[str, Any]]) -> Iterator[Place]:
    return (Place(**item) for item in records)


def _texts(pairs: list[list[str]]) -> Texts:
    return tuple((language, text) for language, text in pairs)
