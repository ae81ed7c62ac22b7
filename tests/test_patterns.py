"""Regular expressions mean the same in every Python that the program runs on.

Before Python 3.11.5, a group that is repeated possessively may match what it should not, or stop
early. A group is made atomic instead: ``(?>(?:…)*)`` for ``(?:…)*+``.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "publisher"
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")


def texts(path: Path) -> list[tuple[int, str]]:
    """The constants in a module that may be patterns, with their lines."""
    return [
        (node.lineno, node.value if isinstance(node.value, str) else node.value.decode("latin-1"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    ]


def test_no_group_is_repeated_possessively() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in texts(path)
        if "(?" in text and POSSESSIVE_GROUP.search(text)
    ]
    assert not found
