"""Mappings taken out of a mapping set (SSSOM/TSV, version 1.0): a line for each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from publisher.erasing.scope import Scope
from publisher.erasing.spellings import Finder

SUFFIX: Final = ".sssom.tsv"
PREFIX: Final = re.compile(r"^#\s*\"?([A-Za-z][\w.-]*)\"?\s*:\s*\"?<?([a-z]+:[^\s\">]+)>?\"?\s*$")


NOTHING: Final = Finder(())


def edit_mappings(path: Path, scope: Scope, finder: Finder = NOTHING) -> tuple[bytes, int]:
    """The file without the mappings that name the thing, or a text, and how many they are."""
    text = path.read_bytes().decode("utf-8-sig")
    lines = text.splitlines(keepends=True)
    prefixes = {found[1]: found[2] for line in lines if (found := PREFIX.match(line.rstrip()))}

    def stays(line: str) -> bool:
        named = _names(line, prefixes, scope) or finder.named(line)
        return line.startswith("#") or not named

    kept = [line for line in lines if stays(line)]
    return "".join(kept).encode(), len(lines) - len(kept)


def _names(line: str, prefixes: dict[str, str], scope: Scope) -> bool:
    return any(scope.is_own(f"<{_expanded(cell.strip().strip('<>'), prefixes)}>")
               for cell in line.rstrip("\r\n").split("\t"))  # fmt: skip


def _expanded(cell: str, prefixes: dict[str, str]) -> str:
    prefix, colon, rest = cell.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes else cell
