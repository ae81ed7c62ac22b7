"""What is handed in, and what is handed back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.release.build import Checked


@dataclass(frozen=True)
class Piece:
    """One source to be put in place, or removed."""

    name: str
    """Path below ``data/``, such as ``uppsala/projekt.xlsx``; the description of a table
    (``…-metadata.json``) is a piece of its own."""
    content: Path | None
    """Where the received bytes lie; None removes the source."""


@dataclass(frozen=True)
class Changed:
    """What differs between the release before and the one that holds what came in."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    """IRIs of things, sorted."""
    added: Mapping[str, int] = field(default_factory=dict)
    removed: Mapping[str, int] = field(default_factory=dict)
    """Statements by IRI of the graph; graphs without any are left out."""


@dataclass(frozen=True)
class Received:
    """What became of what came in."""

    release: str
    """Id of the release that holds it now; empty where it was refused, or only tried."""
    new: bool
    """Whether a release was switched to."""
    checked: Checked
    """What is wrong, in words at its cells; ``checked.findings.conforms`` says whether anything.
    Of the statements only those of the sources that came in are there."""
    changed: Changed
    etags: Mapping[str, str]
    """Strong validator of the graph of each source by name; empty where the source is gone."""
