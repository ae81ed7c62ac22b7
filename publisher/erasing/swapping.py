"""Putting one folder in the place of another, so that a reader sees the old one or the new one."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import Final

HERE: Final = -100
"""``AT_FDCWD``: paths as they are (openat(2))."""

EXCHANGE: Final = 2
"""``RENAME_EXCHANGE`` (renameat2(2))."""


def swap(new: Path, old: Path) -> None:
    """Put the folder ``new`` in the place of ``old``, and remove what was there.

    Where the system cannot exchange the two at once, ``old`` is missing for a moment.
    """
    if not _exchange(new, old):
        aside = new.with_name(f"{new.name}-before")
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        new.rename(old)
        new = aside
    shutil.rmtree(new)


def _exchange(first: Path, second: Path) -> bool:
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    if call is None:
        return False
    return bool(call(HERE, os.fsencode(first), HERE, os.fsencode(second), EXCHANGE) == 0)
