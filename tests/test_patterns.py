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


def test_no_group_is_repeated_possessively() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str | bytes)
        and "(?" in (text := node.value if isinstance(node.value, str) else node.value.decode("latin-1"))
        and POSSESSIVE_GROUP.search(text)
    ]
    assert not found
