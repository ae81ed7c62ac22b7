"""The log of changes that a request is answered from."""

from __future__ import annotations

from flask import g
from werkzeug.exceptions import NotFound

from publisher.changes import Log, open_log
from publisher.web.asking import served


def logged() -> bool:
    """Whether the release that this request is answered from is in the log."""
    try:
        log()
    except NotFound:
        return False
    return True


def log() -> Log:
    """The log as of the release that this request is answered from: one for the whole request.

    Raises NotFound where nothing is logged of it: it was built before there was a log, and never
    served since.
    """
    reader = served().reader
    known: dict[str, Log] = g.setdefault("logs", {})
    if reader.identifier not in known:
        found = open_log(reader.folder.parent, reader.identifier)
        if found is None:
            raise NotFound(
                "Nothing is logged of this release yet. The log begins with the next build."
            )
        known[reader.identifier] = found
    return known[reader.identifier]
