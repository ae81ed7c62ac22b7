"""Links that were proposed and wait for a decision: those that name the thing or a value go."""

from __future__ import annotations

from pathlib import Path

from publisher.config import Settings
from publisher.erasing.mapping_sets import SUFFIX, edit_mappings
from publisher.erasing.scope import Scope
from publisher.erasing.spellings import Finder
from publisher.linking.pending import FOLDER, links_of
from publisher.release.parts import replace
from publisher.sources.sssom import read_links


def naming(settings: Settings, scope: Scope, finder: Finder) -> dict[Path, int]:
    """How many proposals go, by the file that they stand in."""
    paths = sorted((settings.root / FOLDER).glob(f"*{SUFFIX}"))
    counts = {path: edit_mappings(path, scope, finder)[1] for path in paths}
    return {path: count for path, count in counts.items() if count}


def clean(paths: dict[Path, int], scope: Scope, finder: Finder) -> None:
    """Take them out; a file without any left goes, as when there is nothing to propose."""
    for path in paths:
        replace(path, edit_mappings(path, scope, finder)[0])
        table = read_links(path, f"{FOLDER}/{path.name}")
        if not table.faults and not any(links_of(table)):
            path.unlink()
