"""The verb ``template``: a workbook to fill in, to a file that is not there yet or to stdout."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from publisher.errors import PublisherError
from publisher.gather import DATA
from publisher.names import slug
from publisher.outcomes import outcome, pasted
from publisher.site import Site


def run(options: argparse.Namespace, site: Site, language: str, say: Callable[[str], None]) -> int:
    """Write the workbook. Raises PublisherError where no class is named, or the file is there."""
    if not options.names and not options.all:
        known = ", ".join(kind.slug for kind in site.contract.classes)
        raise PublisherError("no class is named.", todo=f"Name one or more of {known}; or --all.")
    content = site.template(() if options.all else options.names, language=options.language or "")
    if options.output == "-":
        sys.stdout.buffer.write(content)
        return 0
    path = Path(options.output or f"{slug('-'.join(options.names)) or 'template'}.xlsx")
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise PublisherError(
            "there is such a file already, and somebody may have filled it in.",
            where=str(path),
            todo="Move it away, or name another one with --output.",
        ) from None
    data = site.root / DATA
    there = path.resolve().is_relative_to(data.resolve())
    code = "template-in-place" if there else "template"
    say(outcome(code, language, path, pasted(path), data))
    return 0
