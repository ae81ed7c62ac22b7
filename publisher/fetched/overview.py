"""What the public is told of all sources that are addresses: one file, written by each round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

OVERVIEW: Final = "sources.json"


def read_overview(folder: Path) -> dict[str, dict[str, Any]]:
    """What is told of each source, by name; nothing where there has been no round."""
    try:
        content = json.loads((folder / OVERVIEW).read_text(encoding="utf-8"))
        return {str(item["name"]): dict(item) for item in content["sources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
