"""What the command line says of findings and builds: which writer, in which words, to where."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from os import environ
from pathlib import Path
from typing import IO, Final

from publisher.check.findings import Finding, Findings
from publisher.errors import PublisherError
from publisher.faults import Place
from publisher.findings.delivery import write_whole
from publisher.findings.graph import as_report
from publisher.findings.limit import limited
from publisher.findings.page import as_page
from publisher.findings.records import as_json
from publisher.findings.sarif import as_sarif
from publisher.findings.terminal import terminal_lines
from publisher.mapping.statements import Origin
from publisher.outcomes import outcome
from publisher.release.build import Outcome
from publisher.release.difference import Difference
from publisher.review.reviewed import Reviewed
from publisher.store.leases import Running

LANGUAGES: Final = ("sv", "en")
WORKBOOK: Final = "xlsx"
SHOWN: Final = 60
"""Characters of a running query that are printed."""

WIDEST: Final = 110
"""Columns beyond which lines are hard to read."""


@dataclass(frozen=True)
class Manner:
    """How findings are told. ``width`` is in columns, 0 for lines that are not broken."""

    language: str = "en"
    width: int = 0
    colour: bool = False


def manner_for(stream: IO[str] | None, language: str) -> Manner:
    """How to tell findings on a stream: a terminal has a width, and colours unless told not to.

    ``NO_COLOR`` in the environment, or a terminal that is called dumb, keeps colours off.
    """
    if stream is None or not stream.isatty():
        return Manner(language)
    colour = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Manner(language, min(shutil.get_terminal_size().columns, WIDEST), colour)


def findings_lines(findings: Findings, language: str, stream: IO[str], shown: int) -> Iterator[str]:
    """Findings as lines for a stream, at most ``shown`` of them."""
    manner = manner_for(stream, language)
    yield from terminal_lines(
        limited(findings, shown), language, width=manner.width, colour=manner.colour
    )


def language_of(asked: str | None, languages: Sequence[str] = ()) -> str:
    """The language asked for, else that of the environment, else the first of a site's."""
    local = (environ.get("LC_ALL") or environ.get("LANG") or "")[:2]
    wanted = (asked, local, *languages)
    return next((item for item in wanted if item in LANGUAGES), "en")


Writer = Callable[[Reviewed, Manner], bytes]


@dataclass(frozen=True)
class Form:
    """A format of findings: the suffix of its files, and what writes it."""

    suffix: str
    write: Writer | None
    """None for workbooks, which are written one for each source."""


def _text(reviewed: Reviewed, manner: Manner) -> bytes:
    lines = terminal_lines(
        reviewed.findings, manner.language, width=manner.width, colour=manner.colour
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _json(reviewed: Reviewed, _: Manner) -> bytes:
    return as_json(reviewed.findings).encode()


def _html(reviewed: Reviewed, manner: Manner) -> bytes:
    return as_page(reviewed.findings, manner.language, reviewed.name)


def _sarif(reviewed: Reviewed, manner: Manner) -> bytes:
    return as_sarif(
        reviewed.findings,
        manner.language,
        version=version("publisher"),
        locate=lambda file: _in_repository(reviewed, file),
        message=reviewed.message,
    ).encode()


def _rdf(suffix: str) -> Writer:
    def write(reviewed: Reviewed, _: Manner) -> bytes:
        if reviewed.report is None:
            raise PublisherError(
                "there is no SHACL report, for nothing was checked against shapes.",
                todo="Ask for another --format to see what is wrong.",
            )
        return as_report(reviewed.report, suffix, reviewed.prefixes)

    return write


FORMS: Final[dict[str, Form]] = {
    "text": Form("txt", _text),
    "json": Form("json", _json),
    "html": Form("html", _html),
    "sarif": Form("sarif", _sarif),
    "turtle": Form("ttl", _rdf("ttl")),
    "jsonld": Form("jsonld", _rdf("jsonld")),
    "nt": Form("nt", _rdf("nt")),
    "rdf": Form("rdf", _rdf("rdf")),
    WORKBOOK: Form("xlsx", None),
}
"""Every format of findings, by the name that ``--format`` takes."""

REPORTS: Final = ("turtle", "jsonld", "nt", "rdf")
"""Those that hold only what SHACL calls results."""


def deliver(
    reviewed: Reviewed, form: str, manner: Manner, output: Path | None, limit: int | None = None
) -> Iterator[Path]:
    """Write findings to ``output``, a file or a folder, else to stdout; yields the files written.

    ``limit`` is how many findings are told; what is counted stays exact. Raises PublisherError
    where what is asked for cannot go there.
    """
    if limit is not None:
        reviewed = replace(reviewed, findings=limited(reviewed.findings, limit))
    write = FORMS[form].write
    if write is None:
        yield from _workbooks(reviewed, manner, output)
        return
    content = write(reviewed, manner)
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = output / f"findings.{FORMS[form].suffix}" if output.is_dir() else output
    write_whole(target, content)
    yield target


def unsaid(reviewed: Reviewed, form: str) -> Findings | None:
    """The findings that a format cannot hold: in a SHACL report, those of reading."""
    if form not in REPORTS:
        return None
    groups = [group for group in reviewed.findings.groups
              if not all(finding.component for finding in group.findings)]  # fmt: skip
    if not groups:
        return None
    counts = tuple(
        (severity, sum(group.count for group in groups if group.severity == severity))
        for severity, _ in reviewed.findings.counts
    )
    return Findings(tuple(groups), counts, files=reviewed.findings.files)


def _workbooks(reviewed: Reviewed, manner: Manner, output: Path | None) -> Iterator[Path]:
    """The workbooks and tables with findings, marked: to a file, or each to its own in a folder."""
    from publisher.workbooks.annotate import annotate

    if output is None:
        raise PublisherError(
            "a workbook is not written to a terminal.",
            todo="Name a file or a folder with --output.",
        )
    by_file: dict[str, list[Finding]] = {}
    for finding in reviewed.findings.all():
        for file, places in _by_file(finding).items():
            own = replace(finding, place=places[0], places=tuple(places))
            by_file.setdefault(file, []).append(own)
    tables = {file: path for file in reviewed.findings.files
              if (path := reviewed.paths.get(file)) and path.suffix.lower() in TABLES}  # fmt: skip
    chosen = [file for file in tables if file in by_file] or list(tables)[:1]
    if not chosen:
        raise PublisherError(
            "no table was checked, and only tables come back as workbooks.",
            todo="Ask for another --format.",
        )
    if len(chosen) > 1 and not output.is_dir():
        raise PublisherError(
            f"{len(chosen)} tables have findings, and this is no folder.",
            where=str(output),
            todo="Name a folder with --output.",
        )
    for file in chosen:
        target = output / marked_name(file) if output.is_dir() else output
        annotate(tables[file], by_file.get(file, []), target, manner.language)
        yield target


def _by_file(finding: Finding) -> dict[str, list[Place]]:
    """The places of a finding, by file."""
    found: dict[str, list[Place]] = {}
    for place in finding.places or (finding.place,):
        found.setdefault(place.file, []).append(place)
    return found


TABLES: Final = (".csv", ".tsv", ".txt", ".json", ".ods", ".xlsx", ".xlsm")
"""The kinds of files that come back as workbooks, by suffix."""


def marked_name(file: str) -> str:
    """What the marked workbook of a source is called in a folder: ``stad/projekt-checked.xlsx``."""
    path = Path(file)
    suffix = path.suffix if path.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
    return "-".join([*path.parent.parts, path.stem, "checked"]) + suffix


def _in_repository(reviewed: Reviewed, file: str) -> str:
    """The path of a file below its repository, else below the site, else below this folder."""
    path = reviewed.paths.get(file)
    if path is None:
        return file
    whole = path.resolve()
    repositories = [folder for folder in whole.parents if (folder / ".git").exists()]
    site = [reviewed.root.resolve()] if reviewed.root else []
    for root in (*repositories[:1], *site, Path.cwd()):
        if whole.is_relative_to(root):
            return whole.relative_to(root).as_posix()
    return file


def outcome_lines(built: Outcome, language: str = "en") -> Iterator[str]:
    """What a build came to."""
    manifest = built.manifest
    if manifest is None:
        yield outcome("refused", language)
        return
    if not built.new:
        yield outcome("unchanged", language, manifest.id)
    elif built.difference is None:
        yield outcome("first", language, manifest.id, manifest.quads)
    else:
        removed, added = built.difference.removed, built.difference.added
        yield outcome("released", language, manifest.id, manifest.quads, removed, added)
    for iri in built.vanished:
        yield outcome("gone", language, iri)


def difference_lines(found: Difference) -> Iterator[str]:
    """A line for each statement, - gone, + new, under the graph that it is in."""
    for item in found.graphs:
        yield f"# <{item.graph}>: −{len(item.removed)} +{len(item.added)}"
        yield from (f"- {line} ." for line in item.removed)
        yield from (f"+ {line} ." for line in item.added)


def clear(stream: IO[str]) -> None:
    """Clear the terminal, where the stream is one."""
    if stream.isatty():
        stream.write("\x1b[2J\x1b[H")
        stream.flush()


def running_lines(queries: Sequence[Running]) -> Iterator[str]:
    """A line for each query that runs."""
    for item in queries:
        seconds = max(0.0, time.time() - item.since)
        text = " ".join(item.query.split())[:SHOWN]
        yield f"{item.id}  {seconds:6.1f}  {item.release}  {item.client or '-':12}  {text}"


def origin_lines(origins: Iterable[Origin], iri: str, language: str) -> Iterator[str]:
    """A line for each statement about ``iri`` that a row of a table makes: where, and which."""
    for origin in origins:
        for line, heading in origin.row.statements:
            if line.startswith(f"<{iri}> ") or line.endswith(f" <{iri}>"):
                column = f", “{heading}”" if heading else ""
                yield f"{origin.place.words(language)}{column}\t{line} ."
