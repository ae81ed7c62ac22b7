"""Where the description (CSV on the Web metadata) lies by which a draft is read."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from publisher.gather import DATA
from publisher.sources.csvw_files import own_metadata, paired_metadata
from publisher.web.publish_door import here
from publisher.web.publish_drafts import Draft


def published_for(name: str) -> list[str]:
    """The published descriptions that belong to the table ``name`` and to no other."""
    return own_metadata(here().settings.root / DATA, name)


def lies(draft: Draft) -> Path | None:
    """Where the description lies by which a draft is read: its own, else the published one."""
    if draft.description:
        return draft.file(draft.description)
    folder = (here().settings.root / DATA / draft.name).parent
    if not folder.is_dir():
        return None
    beside = {path.name: path for path in folder.glob("*-metadata.*")}
    return paired_metadata(PurePosixPath(draft.name).name, beside)
