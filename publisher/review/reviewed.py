"""What every review hands back, and what a review is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from publisher.check.findings import Findings, Texts
from publisher.check.report import Report
from publisher.config import LimitsSection
from publisher.namespaces import PREFIXES


@dataclass(frozen=True)
class Reviewed:
    """What was found, and what a writer may want to know besides."""

    findings: Findings
    report: Report | None = None
    """The results of the shapes; None where the data could not be read so far."""
    paths: Mapping[str, Path] = field(default_factory=dict)
    """Where each file that a finding names lies on disk."""
    message: Callable[[str], Texts] = lambda shape: ()
    """What a shape says of itself, by its IRI."""
    name: str = ""
    """What was checked."""
    root: Path | None = None
    """The folder of the site, where there is one."""
    languages: tuple[str, ...] = ()
    """Those of the site, where there is one."""
    shown: int = LimitsSection.faults_shown
    """Findings that the site wants to be told in text."""
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)


class Review(Protocol):
    """A check that can be run again and again; what it may keep between two runs, it keeps."""

    def __call__(self) -> Reviewed:
        """Read everything and check it."""
        ...

    def watched(self) -> Iterable[Path]:
        """The files and folders that it reads."""
        ...
