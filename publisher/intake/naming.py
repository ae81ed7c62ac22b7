"""What a source that comes in may be called, and which right it takes to bring it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from publisher.linking.decisions import FOLDER
from publisher.publishers.keys import Scope
from publisher.publishers.registry import Publishers
from publisher.publishers.sentences import error
from publisher.sources.csvw_files import is_metadata
from publisher.sources.discover import KINDS, LEFT_BEHIND
from publisher.sources.sssom import is_links

STEP: Final = re.compile(r"[^\W_][\w.~ -]*", re.UNICODE)
"""A folder or a file: it begins with a letter or a digit, so that none is hidden."""

LONGEST: Final = 200
"""Characters of a whole name; of a step there may be 255 bytes on disk."""

LONGEST_STEP: Final = 200
PASSED_OVER: Final = ("readme", "license", "licence")
"""What a build takes for no source."""


def require_name(name: str, publisher: str, publishers: Publishers) -> None:
    """Raise NotYours where a source may not be called ``name``, or is not of ``publisher``."""
    owner = publishers.of_source(name)
    if owner is None:
        raise error("nobodys-source", publisher, where=name)
    if owner.id != publisher:
        raise error("not-your-source", publisher, owner.id, where=name)
    if not _is_name(name):
        raise error("source-name", ", ".join(KINDS), where=name)


def right_to(name: str) -> Scope:
    """The right that writing the source ``name`` takes: decisions on links have one of their own.

    They are the mapping sets in the publisher's folder ``links``; see
    :func:`publisher.linking.decisions.file_of`.
    """
    return "accept" if is_links(name) and name.split("/")[1:2] == [FOLDER] else "write"


def _is_name(name: str) -> bool:
    steps = name.split("/")
    last = steps[-1].lower()
    return (
        len(name) <= LONGEST
        and all(STEP.fullmatch(step) and not step.endswith((".", " ")) for step in steps)
        and all(len(step.encode()) <= LONGEST_STEP for step in steps)
        and not last.startswith(PASSED_OVER)
        and last not in LEFT_BEHIND
        and (PurePosixPath(last).suffix in KINDS or is_metadata(name))
    )
