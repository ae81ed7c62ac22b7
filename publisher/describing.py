"""The verb ``describe-table``: what a sheet that nobody prepared means, decided by a person and
kept beside it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from publisher.console import language_of
from publisher.errors import ConfigError, PublisherError, SourceFault
from publisher.findings.delivery import write_whole
from publisher.gather import DATA, Gatherer
from publisher.gather.ownership import Ownership
from publisher.iris import Iris
from publisher.mapping.references import ReferenceIndex
from publisher.outcomes import pasted
from publisher.proposals import Decisions, Sheet, TableProposal, accepted, metadata_of, propose
from publisher.proposals.asking import Asked, Stopped, ask
from publisher.proposals.decisions import (
    SURE_CLASS,
    class_of,
    decided_by,
    read_decisions,
    with_fillings,
    written_decisions,
)
from publisher.proposals.records import as_records
from publisher.proposals.sheets import read_sheets
from publisher.proposals.telling import WORDS, proposal_lines
from publisher.site import Site
from publisher.sources.csvw_files import paired_metadata
from publisher.sources.discover import SourceFile, SourceLimits

Say = Callable[[str], None]
Kept = dict[str, list[tuple[str, str]]]
Pair = tuple[Sheet, TableProposal, Decisions]


@dataclass(frozen=True)
class _Table:
    """The file that is described: where it is, and what the site knows that helps."""

    path: Path
    name: str
    index: ReferenceIndex
    iris: Iris
    target: Path


def run(options: argparse.Namespace, site: Site, say: Say) -> int:
    """Do what the arguments ask for; returns the exit code."""
    language = language_of(options.language, site.settings.languages)
    try:
        table = _table(options, site)
        sheets = read_sheets(
            SourceFile(table.path, table.name, "table"), SourceLimits.of(site.settings.limits)
        )
        kept = _kept(options)
        pairs = [_pair(sheet, table, site, options, kept) for sheet in sheets]
    except SourceFault as error:
        for fault in error.faults:
            say(f"publisher: {fault.place.words(language)}: {fault.sentence(language)}")
        return error.exit_code
    if options.json:
        records = [as_records(sheet, proposal, decided) for sheet, proposal, decided in pairs]
        print(json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    if options.export:
        text = written_decisions(pairs, language)
        write_whole(Path(options.export), text.encode("utf-8-sig"))
        say(WORDS[language]["exported"].format(options.export))
        return 0
    return _decide(options, table, site, pairs, language, say)


def _decide(
    options: argparse.Namespace, table: _Table, site: Site, pairs: list[Pair], language: str,
    say: Say,
) -> int:  # fmt: skip
    chosen: list[tuple[Sheet, Decisions | None]]
    words = WORDS[language]
    if options.decisions or options.yes:
        for sheet, proposal, decided in pairs:
            _show(sheet, proposal, decided, language)
        _sure(options, pairs)
        chosen = [(sheet, decided) for sheet, _, decided in pairs]
    elif sys.stdin.isatty():
        asked = Asked(site.contract, table.index, site.settings.languages, language)
        try:
            chosen = [(sheet, ask(sheet, proposal, asked)) for sheet, proposal, _ in pairs]
        except (Stopped, EOFError):
            say(words["stopped"])
            return 1
    else:
        for sheet, proposal, decided in pairs:
            _show(sheet, proposal, decided, language)
        say(words["shown"])
        return 0
    if all(taken is None for _, taken in chosen):
        say(words["stopped"])
        return 1
    _write(table, chosen, site, options.replace)
    for sheet, taken in chosen:
        if taken is not None and taken.key is None:
            say(words["no key"].format(sheet.name))
    say(words["written"].format(table.target, pasted(table.path)))
    return 0


def _table(options: argparse.Namespace, site: Site) -> _Table:
    path = Path(options.file)
    if not path.is_file():
        raise PublisherError("there is no such file.", where=options.file, todo="Name a table.")
    data = (site.root / DATA).resolve()
    whole = path.absolute()
    inside = whole.resolve().is_relative_to(data)
    name = whole.resolve().relative_to(data).as_posix() if inside else path.name
    gatherer = Gatherer(site.settings, site.contract)
    try:
        index = gatherer.gather().index.seen_by(name)
    except ConfigError:
        # A folder without data: nothing is known by name yet.
        index = ReferenceIndex(site.contract.targets, site.contract.superclasses)
    iris = Ownership(site.settings, site.contract).iris(name)
    target = Path(options.output) if options.output else path.with_name(
        f"{path.stem}-metadata.json"
    )  # fmt: skip
    beside = paired_metadata(path.name, {item.name: item for item in path.parent.iterdir()})
    writes = not (options.json or options.export) and (
        options.yes or options.decisions or sys.stdin.isatty()
    )
    if writes and not options.replace and (beside or target.exists()):
        raise PublisherError(
            "there is a description of it already.", where=str(beside or target),
            todo="Move it away, or replace it with --replace.",
        )  # fmt: skip
    return _Table(path, name, index, iris, target)


def _kept(options: argparse.Namespace) -> Kept | None:
    if not options.decisions:
        return None
    try:
        text = Path(options.decisions).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PublisherError(
            "it is not UTF-8.", where=options.decisions, todo="Save it as CSV UTF-8."
        ) from None
    return read_decisions(text, options.decisions)


def _pair(
    sheet: Sheet, table: _Table, site: Site, options: argparse.Namespace, kept: Kept | None
) -> Pair:
    """A sheet with what is proposed for it, and the decisions that need no person."""
    languages = site.settings.languages
    own = (kept or {}).get(sheet.sheet or "", [])
    kind = options.class_ or class_of(own, site.contract)
    proposal = propose(sheet, site.contract, table.index, languages=languages, kind=kind)
    if kept is not None:
        decided = decided_by(own, sheet, proposal, table.index, languages)
    else:
        decided = accepted(proposal)
    said = dict(_said(text) for text in options.set)
    return sheet, proposal, with_fillings(decided, said, sheet, languages)


def _said(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise PublisherError(
            f"“{text}” is no PROPERTY=VALUE.", todo="Write --set 'Slag=Projekt', for example."
        )
    return name.strip(), value.strip()


def _sure(options: argparse.Namespace, pairs: list[Pair]) -> None:
    """Raise PublisherError where nobody named a class and none fits well enough."""
    for sheet, proposal, _ in pairs:
        best = proposal.classes[0]
        if not (options.class_ or options.decisions) and best.score < SURE_CLASS:
            known = ", ".join(item.kind.slug for item in proposal.classes)
            raise PublisherError(
                f"no class fits “{sheet.name}” well enough.", where=sheet.file,
                todo=f"Name one with --class, for example {known}.",
            )  # fmt: skip


def _show(sheet: Sheet, proposal: TableProposal, decided: Decisions, language: str) -> None:
    for line in proposal_lines(sheet, proposal, decided, language):
        print(line)
    sys.stdout.flush()


def _write(
    table: _Table, chosen: list[tuple[Sheet, Decisions | None]], site: Site, replace: bool
) -> None:
    text = metadata_of(chosen, table.path.name, table.iris, site.settings.languages[0])
    if replace or not table.target.exists():
        write_whole(table.target, text.encode())
