"""What is asked for -> the review that answers it, as a table of what was named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.config import FILE_NAME
from publisher.errors import PublisherError
from publisher.release.build import Faulty
from publisher.review.files import data_file, expanded, named_once
from publisher.review.graphs import GraphReview, ShapeFiles
from publisher.review.releases import ReleaseReview
from publisher.review.reviewed import Review
from publisher.review.sites import SiteReview
from publisher.sources.discover import SourceFile


@dataclass(frozen=True)
class Request:
    """What a person asks to be checked, and by what."""

    root: Path
    """The folder of the site; there need be none where RDF files and shapes are named."""
    files: tuple[Path | SourceFile, ...] = ()
    shapes: tuple[Path, ...] = ()
    vocabulary: tuple[Path, ...] = ()
    faulty: Faulty = "refuse"
    limit: int = 10_000
    """Findings that are told one by one, at most."""
    progress: Callable[[str], None] = lambda stage: None
    warm: bool = False
    """Whether it will be asked again: what is known then stays in memory."""


def choose(asked: Request) -> Review:
    """The review that is asked for. Raises PublisherError where it makes no sense.

    ======  ========  ==========================================================
    files   shapes    what is checked
    ======  ========  ==========================================================
    no      no        the site against its own shapes
    no      yes       what the site has released against these shapes
    RDF     yes       the files against these shapes; no site is needed
    tables  yes       the tables, as the site reads them, against these shapes
    any     no        the files as sources of the site, against its own shapes
    ======  ========  ==========================================================
    """
    if asked.vocabulary and not asked.shapes:
        raise PublisherError(
            "a vocabulary is known beside shapes, and there are none.",
            todo="Name shapes with --shapes; those of a site have its ontology already.",
        )
    asked = replace(asked, files=tuple(expanded(asked.files)))
    if not asked.shapes:
        _needs_site(asked)
        return _site(asked, None)
    shapes = ShapeFiles(asked.shapes, asked.vocabulary)
    shapes.read()
    if not asked.files:
        return ReleaseReview(asked.root, shapes, limit=asked.limit, progress=asked.progress)
    sources = [file if isinstance(file, SourceFile) else data_file(file) for file in asked.files]
    if any(source.kind != "rdf" for source in sources):
        _needs_site(asked)
        return _site(asked, shapes)
    named_once(sources)
    return GraphReview(sources, shapes, limit=asked.limit, warm=asked.warm)


def _site(asked: Request, shapes: ShapeFiles | None) -> SiteReview:
    return SiteReview(
        asked.root, asked.files, shapes, faulty=asked.faulty, limit=asked.limit,
        progress=asked.progress, warm=asked.warm,
    )  # fmt: skip


def _needs_site(asked: Request) -> None:
    if asked.files and not (asked.root / FILE_NAME).exists():
        raise PublisherError(
            "there is no site here, and nothing says what these files must be like.",
            where=str(asked.root / FILE_NAME),
            todo="Name a site with --site DIR, or shapes for RDF files with --shapes FILE.",
        )
