"""What in a table is for people only: rows of notes, and sheets that the publisher itself wrote.

Both marks stand in a cell, so they stay where they are when a sheet is renamed, copied or saved by
another program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

NOTES_SHEET: Final = "publisher:notes"
"""What the cell A1 of a sheet of notes holds: guidance, lists to choose from, a summary."""

NOTES_ROW: Final = "# "
"""How the key of a row begins that is a note or an example; no key can begin so."""

NOTE: Final = re.compile(r"#(?:\s|$)")


def is_notes_sheet(number: int, cells: Sequence[object]) -> bool:
    """Whether the first record of a sheet, row ``number``, says that it is a sheet of notes."""
    return number == 1 and bool(cells) and cells[0] == NOTES_SHEET


def is_note(key: str) -> bool:
    """Whether a row with this key is a note: ``# like this``, but not ``#1``."""
    return NOTE.match(key) is not None
