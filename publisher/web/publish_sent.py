"""What was sent by the form: tried, shown, previewed, published or thrown away."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from publisher.check.findings import Finding
from publisher.errors import IntakeError, PublisherError
from publisher.findings.limit import limited
from publisher.findings.places import many
from publisher.formats import XLSX, carrying
from publisher.intake.naming import right_to
from publisher.iris import DOCUMENTS
from publisher.publishers.sentences import error
from publisher.render.pages import PreviewBody, ThingBody
from publisher.render.parts import Alternate, Crumb
from publisher.render.publish import PATH, causes, framed
from publisher.render.publish_draft import DraftView, draft_page
from publisher.render.thing import thing_page
from publisher.sources.csvw_files import described_by
from publisher.sources.discover import KINDS, SourceLimits
from publisher.web.asking import desk, served, settings
from publisher.web.graphstore_answers import until_served
from publisher.web.publish import overview_of, own_sources
from publisher.web.publish_changes import changes
from publisher.web.publish_columns import carried, helps
from publisher.web.publish_described import lies, published_for
from publisher.web.publish_door import (
    door,
    drafts,
    here,
    inside,
    private,
    send,
    to,
    tongue,
    why,
)
from publisher.web.publish_drafts import Draft
from publisher.web.publish_preview import Preview
from publisher.web.publish_session import Session
from publisher.web.publish_sheets import shown
from publisher.web.publish_trying import action_of, known_draft, try_out
from publisher.web.releases import shelf
from publisher.workbooks.annotate import annotate

blueprint = Blueprint("publish_sent", __name__)

TOLD: Final = 1_000
"""Findings that are put on a page at most; all are in the workbook, and counted."""

MOST_PAGES: Final = 50
ALLOWED: Final = frozenset("-._~")


@blueprint.post(f"/{PATH}/file")
@inside
def take(found: Session) -> Response:
    """A file comes in, and is tried."""
    file, described = request.files.get("file"), request.files.get("description")
    if file is None or not file.filename:
        return overview_of(found, door(found).setting.t("publish-no-file"), 400)
    name, replaced = _names(found, file.filename, request.form.get("replaces", ""))
    has_description = described is not None and bool(described.filename)
    description = described_by(name) if has_description else ""
    drops = [*replaced, *(other for gone in replaced for other in published_for(gone))]
    drops += [other for other in published_for(name) if description and other != description]
    draft = _begin(found, name, drops, description=description)
    file.save(draft.path)
    if isinstance(described, FileStorage) and description:
        described.save(draft.file(description))
    before = request.form.get("draft", "")
    try:
        with here().place():
            draft = draft if description else carried(drafts(found).get(before), draft)
        try_out(found, draft)
    except IntakeError as wrong:
        drafts(found).drop(draft.id)
        return overview_of(found, *why(wrong))
    drafts(found).drop(before)
    return to(f"draft/{draft.id}")


@blueprint.post(f"/{PATH}/remove")
@inside
def remove(found: Session) -> Response:
    """A source is to go: what would come of it is tried like a file."""
    name = request.form.get("name", "")
    if name not in {source.file for source in own_sources(found)}:
        return overview_of(found, *why(error("nothing-to-remove", where=name)))
    draft = _begin(found, name, published_for(name), removes=True)
    try:
        try_out(found, draft)
    except IntakeError as wrong:
        drafts(found).drop(draft.id)
        return overview_of(found, *why(wrong))
    return to(f"draft/{draft.id}")


@blueprint.get(f"/{PATH}/draft/<identifier>")
@inside
def look(found: Session, identifier: str) -> Response:
    """What would come of a draft, or has."""
    draft = drafts(found).get(identifier)
    if draft is None:
        return overview_of(found, door(found).setting.t("publish-gone-draft"), 404)
    return _page(found, draft)


@blueprint.post(f"/{PATH}/draft/<identifier>")
@inside
def decide(found: Session, identifier: str) -> Response:
    """A draft is published, or thrown away."""
    draft = drafts(found).get(identifier)
    if draft is None:
        return overview_of(found, door(found).setting.t("publish-gone-draft"), 404)
    if request.form.get("do") == "discard":
        drafts(found).drop(identifier)
        return to()
    if draft.release:
        return to(f"draft/{identifier}")
    try:
        with here().place():
            received = here().intake.submit(
                found.key, draft.pieces, expected=draft.base, idempotency=f"form-{draft.id}",
                action=action_of(draft),
            )  # fmt: skip
    except FileNotFoundError:
        if draft.removes or draft.path.exists():
            raise
        return to(f"draft/{identifier}")  # a second click: the first has let go of the file
    except PublisherError as wrong:
        return _page(found, draft, *why(wrong))
    (draft.published(received) if received.release else draft.tried(received)).keep()
    if received.release:
        until_served(received.release)
    return to(f"draft/{identifier}")


@blueprint.get(f"/{PATH}/draft/<identifier>/marked")
@inside
def marked(found: Session, identifier: str) -> Response:
    """The file with what is wrong marked, as a workbook."""
    draft = known_draft(found, identifier)
    if draft.removes or draft.release:
        raise NotFound
    with TemporaryDirectory() as folder:
        target = Path(folder) / "marked.xlsx"
        annotate(draft.path, draft.findings.all(), target, tongue())
        body = target.read_bytes()
    name = f"{PurePosixPath(draft.name).stem}.xlsx"
    response = Response(body, content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return private(response)


@blueprint.get(f"/{PATH}/draft/<identifier>/thing")
@inside
def preview(found: Session, identifier: str) -> Response:
    """The page of a thing as it would be."""
    draft, iri = known_draft(found, identifier), request.args.get("iri", "")
    description = _preview(draft).describe(iri, settings().inverse_links)
    if description is None:
        raise NotFound
    here_setting = door(found).setting
    path = description.document.removeprefix(desk().reader.iris.base_iri)
    own = desk().reader.contract.by_slug.get(description.slug)
    drawn = thing_page(description, here_setting, path or DOCUMENTS, carrying("page"), own)
    assert isinstance(drawn.body, ThingBody)
    inner = {field.name: getattr(drawn.body, field.name) for field in fields(ThingBody)}
    back = Crumb(label=here_setting.t("publish-to-draft"),
                 href=door(found).href(f"draft/{identifier}"))  # fmt: skip
    body = PreviewBody(**inner, back=back)
    return send(framed(here_setting, body, drawn.title, f"{PATH}/draft/{identifier}"))


def _begin(
    found: Session, name: str, drops: Sequence[str], *, description: str = "", removes: bool = False
) -> Draft:
    """A new draft, tried against the sources as they are now."""
    base = {source: here().intake.etag(source)
            for source in (name, *drops, description) if source}  # fmt: skip
    return drafts(found).begin(
        name, base, description=description, drops=tuple(drops), removes=removes
    )


def _page(found: Session, draft: Draft, wrong: str = "", status: int = 200) -> Response:
    inner, tag = door(found), tongue()
    findings = limited(draft.findings, TOLD)
    limits = SourceLimits.of(here().settings.limits)
    told = list(findings.all())
    sheets = shown(draft.path, draft.name, told if draft.path.exists() else (), limits, tag,
                   lies(draft))  # fmt: skip
    found_causes, more = causes(findings, sheets.anchors, partial(_where, tag), tag)
    thing = inner.href(f"draft/{draft.id}/thing")
    would = () if draft.release or not findings.conforms else changes(
        _preview(draft), draft.changed, inner.setting, lambda iri: f"{thing}?iri={quote(iri, '')}"
    )  # fmt: skip
    view = DraftView(
        id=draft.id, name=draft.name, removes=draft.removes, findings=findings,
        causes=found_causes, more=more,
        sheets=sheets.sheets if findings.groups and not draft.release else (), changes=would,
        right=right_to(draft.name), asks=helps(draft), described=bool(draft.answers),
        release=draft.release, new=draft.new,
        soon=draft.release == shelf().current() and draft.release != served().reader.identifier,
        pages=_pages(draft, found) if draft.release else (), wrong=wrong,
    )  # fmt: skip
    names = [source.file for source in own_sources(found)]
    return send(draft_page(inner, view, names), status)


def _where(language: str, found: Sequence[Finding]) -> str:
    """All places of some findings, in as few words as can be."""
    return "; ".join(many([place for item in found for place in (item.place, *item.places)],
                          language))  # fmt: skip


def _pages(draft: Draft, found: Session) -> list[Alternate]:
    """The pages of what is new or changed."""
    setting, told = door(found).setting, _preview(draft)
    things = (*draft.changed.created, *draft.changed.updated)[:MOST_PAGES]
    links = [(desk().names.link(iri), told.labels(iri)) for iri in things]
    return [
        Alternate(href=setting.hrefs.page(link.iri) or link.iri,
                  label=labels.get(setting.language) or link.title(setting.language))
        for link, labels in links
    ]  # fmt: skip


def _preview(draft: Draft) -> Preview:
    iris = desk().reader.iris
    dropped = frozenset(map(iris.graph, draft.drops))
    return Preview(desk(), iris.graph(draft.name), draft.lines(), dropped)


def _names(found: Session, file: str, replaces: str) -> tuple[str, tuple[str, ...]]:
    """What a file becomes a source as, and what goes for it: another file of another kind."""
    last = PurePosixPath(unicodedata.normalize("NFC", file.replace("\\", "/"))).name
    kept = "".join(sign if sign.isalnum() or sign in ALLOWED else "-" for sign in last)
    path = PurePosixPath(kept.strip("-.") or "fil")
    suffix = path.suffix.lower()
    if replaces not in {source.file for source in own_sources(found)}:
        return f"{found.publisher.folder}{path.stem}{suffix}", ()
    before = PurePosixPath(replaces)
    if before.suffix.lower() == suffix or suffix not in KINDS:
        return replaces, ()
    return before.with_suffix(suffix).as_posix(), (replaces,)
