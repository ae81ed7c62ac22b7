"""What is known of one source that is an address: its last good state, and how it went last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal

from publisher.errors import PublisherError

FILE_NAME: Final = "state.json"

Outcome = Literal["new", "unchanged", "kept", "missing"]
"""How a reading ended: a new state was taken; the source has what it had; what it had stays, since
the new one cannot be taken; or there has never been one that could be."""


@dataclass(frozen=True)
class State:
    """What is known of a source. Times are UTC, ISO 8601 to the second with ``Z``; empty: never.

    ``file`` is what the last good state is called, and ``checksum`` its SHA-256; ``since`` is when
    it came, ``confirmed`` when the source last had just that. ``etag``, ``modified`` and
    ``release`` are by which the source tells whether it is current.
    """

    address: str
    kind: str
    file: str = ""
    checksum: str = ""
    since: str = ""
    confirmed: str = ""
    read: str = ""
    """When the source was last asked."""
    due: str = ""
    """Before which it does not want to be asked."""
    outcome: Outcome = "missing"
    code: str = ""
    """What kept a new state from being taken, by its code; empty where nothing did."""
    said: Mapping[str, str] = field(default_factory=dict)
    """The same in words, by language (``sv``, ``en``)."""
    faults: int = 0
    """Faults found in what was not taken."""
    etag: str = ""
    modified: str = ""
    release: str = ""
    things: int = 0
    """Things (or rows of a table) in the last good state."""
    statements: int = 0
    """Statements in it; 0 for a table, which says what it says once it is read."""


def read_state(folder: Path) -> State | None:
    """The state in the folder of a source; None where it was never read.

    Raises PublisherError where the file is damaged.
    """
    path = folder / FILE_NAME
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        known = {item.name for item in fields(State)}
        return State(**{name: value for name, value in content.items() if name in known})
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError, AttributeError) as error:
        raise PublisherError(
            f"what is known of this source cannot be read ({error}).", where=str(path),
            todo="Remove the file; `publisher fetch` then reads the source anew.",
        ) from error  # fmt: skip
