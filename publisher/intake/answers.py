"""What the process that works says to the one that waits: what became of the job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher import errors
from publisher.errors import IntakeError, Locked, LossError, PublisherError
from publisher.intake.received import Received
from publisher.intake.wire import as_text, from_text
from publisher.publishers.sentences import error as intake_error


@dataclass(frozen=True)
class Kept:
    """What kept a job from being done: an error."""

    kind: str
    where: str = ""
    code: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    what: str = ""
    todo: str = ""


@dataclass(frozen=True)
class Said:
    """One of the two."""

    received: Received | None = None
    kept: Kept | None = None


def said(received: Received) -> str:
    """What became of a job, as JSON."""
    return as_text(Said(received))


def failed(error: PublisherError) -> str:
    """What kept a job from being done, as JSON."""
    if isinstance(error, Locked):
        error = intake_error("occupied")
    if isinstance(error, IntakeError):
        kept = Kept(type(error).__name__, error.where, code=error.code, said=error.said)
    elif isinstance(error, LossError):
        kept = Kept(LossError.__name__, error.where, "", error.said, error.what, error.todo)
    else:
        kept = Kept(type(error).__name__, error.where, what=error.what, todo=error.todo)
    return as_text(Said(kept=kept))


def received_of(text: str) -> Received:
    """What became of a job; raises what kept it from being done."""
    found = from_text(Said, text)
    if found.received is not None:
        return found.received
    kept = found.kept or Kept("PublisherError")
    kind: type[PublisherError] = getattr(errors, kept.kind, PublisherError)
    if issubclass(kind, IntakeError):
        raise kind(kept.code, kept.said, where=kept.where)
    if issubclass(kind, LossError):
        raise kind(kept.what, where=kept.where, todo=kept.todo, said=kept.said)
    plain = kind.__init__ is PublisherError.__init__
    chosen: type[PublisherError] = kind if plain else PublisherError
    raise chosen(kept.what, where=kept.where, todo=kept.todo)
