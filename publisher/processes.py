"""Processes of this program that do one thing apart: a module of it, run by the same Python."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

PACKAGES: Final = Path(__file__).parents[1]
"""The folder that this package lies in, wherever it was imported from."""


def command(module: str) -> list[str]:
    """The command that runs ``module``; nothing is imported from the folder that it is run in."""
    return [sys.executable, "-P", "-m", module]


def environment(**more: str) -> dict[str, str]:
    """What such a process is told: where the package lies, and ``more``."""
    return {**os.environ, "PYTHONPATH": str(PACKAGES), **more}
