"""A publisher's own table of what it has withdrawn: what it takes away goes in, what it brings back
goes out.

So an address that was published answers 410 Gone rather than 404, and 200 again when its thing
comes back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

from publisher.guards import HEADINGS
from publisher.names import normalise


def listed(path: Path, base_iri: str) -> list[str]:
    """The IRIs in the table at ``path``; none where there is no table, or one of another form."""
    return [base_iri + row[0].removeprefix(base_iri).removeprefix("/") for row in _rows(path)]


def rewrite(
    path: Path, base_iri: str, *, gone: Collection[str], back: Collection[str], now: str
) -> bool:
    """Add the things ``gone`` (IRIs) with the time ``now``, and take out those that are ``back``.

    Where nothing is left the table goes. Returns whether anything changed; a table of another form
    than the one written here is left as it is.
    """
    if path.exists() and not _own(path):
        return False
    before = _rows(path)
    kept = [row for row in before
            if base_iri + row[0].removeprefix(base_iri).removeprefix("/") not in back]  # fmt: skip
    known = {row[0] for row in kept}
    paths = sorted(iri.removeprefix(base_iri) for iri in gone)
    kept += [[item, now] for item in paths if item not in known]
    if kept == before:
        return False
    path.unlink(missing_ok=True)  # it may be the very file of the data folder: see mirror
    if kept:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", lineterminator="\n").writerows([HEADINGS, *kept])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
    return True


def _own(path: Path) -> bool:
    first = path.read_bytes().partition(b"\n")[0].decode("utf-8-sig", "replace")
    return [normalise(cell) for cell in first.split(";")] == [normalise(cell) for cell in HEADINGS]


def _rows(path: Path) -> list[list[str]]:
    if not path.exists() or not _own(path):
        return []
    text = path.read_text(encoding="utf-8-sig")
    return [row for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:] if len(row) == 2]
