"""``/publish/draft/…/columns``: a person says what the columns of a sheet of its own form mean.

The proposals are those of ``publisher describe-table``, and so is what comes of it: CSV on the Web
metadata beside the file, which is tried and published together with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from flask import Blueprint, Response, request

from publisher.errors import SourceFault
from publisher.gather.ownership import Ownership
from publisher.proposals import Sheet, metadata_of, read_sheets
from publisher.proposals.sheets import TEXTS, WORKBOOKS
from publisher.render.publish import PATH
from publisher.render.publish_draft import columns_page
from publisher.sources.csvw_files import described_by
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.web.asking import desk
from publisher.web.publish_described import published_for
from publisher.web.publish_door import door, here, inside, send, to, tongue
from publisher.web.publish_drafts import Draft
from publisher.web.publish_meanings import SHEETS, Answers, Asked, Known, ask, wanting, whole
from publisher.web.publish_names import names_in
from publisher.web.publish_questions import sheet_form
from publisher.web.publish_session import Session
from publisher.web.publish_trying import known_draft, try_out

blueprint = Blueprint("publish_columns", __name__)

FIELDS: Final = ("kind", "shown", "key", "column", "filling", "fill", "same")
"""What the names of the fields begin with."""

UNPREPARED: Final = frozenset(("unknown-table", "unknown-column", "no-key"))
"""Faults of a table whose columns are not named as those of a class."""


@dataclass(frozen=True)
class Questions:
    """What is asked about a file: its sheets, each with what is decided by now."""

    sheets: Sequence[Sheet]
    asked: Sequence[Asked]
    known: Known
    ownership: Ownership


def helps(draft: Draft) -> bool:
    """Whether it helps to ask what the columns of a draft mean."""
    if draft.removes or draft.release or not is_sheet(draft.path):
        return False
    found = {finding.code for finding in draft.findings.all()}
    return bool(draft.answers) or (not draft.description and bool(found & UNPREPARED))


def is_sheet(path: Path) -> bool:
    """Whether a file is of a kind for which something can be proposed."""
    return path.suffix.lower() in (*TEXTS, *WORKBOOKS)


@blueprint.get(f"/{PATH}/draft/<identifier>/columns")
@inside
def look(found: Session, identifier: str) -> Response:
    """What is proposed, or was decided before."""
    draft = known_draft(found, identifier)
    if not draft.path.is_file() or not is_sheet(draft.path):
        return to(f"draft/{draft.id}")
    with here().place():
        return _page(found, draft, _questions(draft, draft.answers))


@blueprint.post(f"/{PATH}/draft/<identifier>/columns")
@inside
def keep(found: Session, identifier: str) -> Response:
    """What the columns mean is decided, and the file is read so; or asked again as another class.

    A page that was sent with what is left to choose is 422 (RFC 9110, section 15.5.21).
    """
    draft = known_draft(found, identifier)
    if not draft.path.is_file() or not is_sheet(draft.path):
        return to(f"draft/{draft.id}")
    answers = {name: value for name, value in request.form.items()
               if name.partition("-")[0] in FIELDS
               and (value or name.startswith("kind-"))}  # fmt: skip
    with here().place():
        questions = _questions(draft, answers)
        wrong = wanting(questions.asked, answers, tongue())
        if wrong or request.form.get("do") == "show":
            return _page(found, draft, questions, wrong, 422 if wrong else 200)
        described = _described(draft, questions, answers)
    try_out(found, described)
    return to(f"draft/{draft.id}")


def carried(before: Draft | None, draft: Draft) -> Draft:
    """``draft`` read as the one ``before`` it, where that has the same sheets and columns."""
    if before is None or not before.answers or not is_sheet(draft.path):
        return draft
    try:
        same = _heads(before) == _heads(draft)
    except SourceFault:
        return draft
    if not same:
        return draft
    questions = _questions(draft, before.answers)
    if wanting(questions.asked, before.answers, tongue()):
        return draft
    return _described(draft, questions, before.answers)


def _heads(draft: Draft) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(sheet.sheet, sheet.header) for sheet in _sheets(draft)]


def _sheets(draft: Draft) -> list[Sheet]:
    source = SourceFile(draft.path, draft.name, "table")
    return read_sheets(source, SourceLimits.of(here().settings.limits))


def _questions(draft: Draft, answers: Answers) -> Questions:
    """Read the file and propose. Raises SourceFault where it cannot be read."""
    reader, settings = desk().reader, here().settings
    ownership = Ownership(settings, reader.contract)
    index = names_in(reader, ownership.rank).seen_by(draft.name)
    known = Known(reader.contract, index, settings.languages)
    sheets = _sheets(draft)
    asked = [ask(sheet, number, known, answers)
             for number, sheet in enumerate(sheets[:SHEETS], 1)]  # fmt: skip
    return Questions(sheets, asked, known, ownership)


def _described(draft: Draft, questions: Questions, answers: Mapping[str, str]) -> Draft:
    """The draft with the description that the answers make."""
    decided = [whole(sheet, item.decided)
               for sheet, item in zip(questions.sheets, questions.asked, strict=False)]  # fmt: skip
    decided += [None] * (len(questions.sheets) - len(decided))
    text = metadata_of(
        list(zip(questions.sheets, decided, strict=True)), PurePosixPath(draft.name).name,
        questions.ownership.iris(draft.name), questions.known.languages[0],
    )  # fmt: skip
    name = described_by(draft.name)
    stale = [other for other in published_for(draft.name) if other != name]
    base = {other: here().intake.etag(other) for other in (name, *stale)
            if other not in draft.base}  # fmt: skip
    return draft.described(text, answers, name, base, stale)


def _page(
    found: Session, draft: Draft, questions: Questions, wrong: str = "", status: int = 200
) -> Response:
    inner = door(found)
    setting = inner.setting
    several = len(questions.sheets) > 1
    forms = [
        sheet_form(
            item,
            questions.known,
            setting,
            lambda iri: desk().names.link(iri).title(tongue()),
            several=several,
            width=len(sheet.header),
        )
        for sheet, item in zip(questions.sheets, questions.asked, strict=False)
    ]
    note = setting.t("publish-columns-many", SHEETS) if len(questions.sheets) > SHEETS else ""
    return send(columns_page(inner, draft.id, draft.name, forms, note, wrong), status)
