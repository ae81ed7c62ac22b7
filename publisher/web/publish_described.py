"""Descriptions of tables (CSV on the Web metadata): which lie beside a source of their own."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

from publisher.gather import DATA
from publisher.sources.csvw_files import paired_metadata, tables_named_by
from publisher.web.publish_door import here
from publisher.web.publish_drafts import Draft

SUFFIXES: Final = (".json", ".toml", ".yaml", ".yml")


def description_of(name: str) -> str:
    """What a description that is sent with the table ``name`` is called."""
    return f"{name}-metadata.json"


def alone(name: str) -> list[str]:
    """The published descriptions that belong to the table ``name`` and to no other."""
    data, stem = here().settings.root / DATA, PurePosixPath(name).with_suffix("").as_posix()
    beside = [f"{start}-metadata{suffix}" for start in (name, stem) for suffix in SUFFIXES]
    return [other for other in beside if (data / other).is_file()
            and tables_named_by(data / other, other, []) == [name]]  # fmt: skip


def lies(draft: Draft) -> Path | None:
    """Where the description lies by which a draft is read: its own, else the published one."""
    if draft.description:
        return draft.folder / "data" / draft.description
    folder = (here().settings.root / DATA / draft.name).parent
    if not folder.is_dir():
        return None
    beside = {path.name: path for path in folder.glob("*-metadata.*")}
    return paired_metadata(PurePosixPath(draft.name).name, beside)
