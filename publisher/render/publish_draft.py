"""The pages of a draft: what is wrong with it, what it would change, what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.check.findings import Findings
from publisher.render.pages import Page
from publisher.render.parts import Alternate, Crumb, Row
from publisher.render.publish import Door, framed, release_link, title_of
from publisher.render.publish_pages import (
    Cause,
    Changes,
    ColumnsBody,
    DraftBody,
    Sheet,
    SheetForm,
)

SEVERITIES: Final = ("violation", "warning", "info")
"""The gravest first."""


@dataclass(frozen=True)
class DraftView:
    """What is told of a draft.

    ``release`` is where it is published, empty before; ``new`` says whether that came of it, and
    ``soon`` that the pages are not there yet. ``removes`` says that the source is to go. ``right``
    is what a key needs to publish it. ``asks`` says that it helps to ask what its columns mean,
    ``described`` that somebody has answered that.
    """

    id: str
    name: str
    removes: bool
    findings: Findings
    causes: Sequence[Cause]
    more: int
    sheets: Sequence[Sheet]
    changes: Sequence[Changes]
    right: str
    asks: bool
    described: bool
    release: str
    new: bool
    soon: bool
    pages: Sequence[Alternate]
    wrong: str = ""


def draft_page(door: Door, draft: DraftView, sources: Sequence[str]) -> Page:
    """The page; ``sources`` are what a further file may replace."""
    setting, t, findings = door.setting, door.setting.t, draft.findings
    here = f"draft/{draft.id}"
    kind = next((item for item in SEVERITIES if findings.count(item)), "")
    title = t(_title(draft), title_of(draft.name))
    marked = bool(findings.groups) and not draft.removes and bool(draft.sheets)
    upload = None
    if not draft.release and not draft.removes:
        upload = door.upload([*sources, *({draft.name} - set(sources))], draft.name, draft.id)
    body = DraftBody(
        who=t("publish-as", door.who), token=door.token, action=door.href(here),
        leave=door.href("leave"), script=door.script, wrong=draft.wrong,
        verdict=_verdict(door, draft), kind=kind,
        warnings=_counted(door, "warning", findings.count("warning")),
        causes=tuple(draft.causes),
        causes_more=t("publish-and-more", draft.more) if draft.more else "",
        columns=door.href(f"{here}/columns") if draft.asks else "",
        columns_decided=draft.described,
        sheets=tuple(draft.sheets), marked=door.href(f"{here}/marked") if marked else "",
        changes=tuple(draft.changes),
        unchanged=findings.conforms and not draft.changes and not draft.release,
        may_publish=findings.conforms and door.may(draft.right) and not draft.release,
        may_not="" if door.may(draft.right) else t("publish-may-not", draft.right),
        published=_published(door, draft), soon=draft.soon, pages=tuple(draft.pages),
        upload=upload, back=door.back,
    )  # fmt: skip
    return framed(setting, body, title, f"publish/{here}")


def columns_page(
    door: Door, identifier: str, name: str, sheets: Sequence[SheetForm], note: str, wrong: str
) -> Page:
    """The page that asks what the columns of a draft mean; ``name`` is that of its source."""
    t, here = door.setting.t, f"draft/{identifier}"
    body = ColumnsBody(
        who=t("publish-as", door.who), token=door.token, leave=door.href("leave"),
        action=door.href(f"{here}/columns"), script=door.script, wrong=wrong,
        sheets=tuple(sheets), note=note,
        back=Crumb(label=t("publish-to-draft"), href=door.href(here)),
    )  # fmt: skip
    title = t("publish-columns-title", title_of(name))
    return framed(door.setting, body, title, f"publish/{here}/columns")


def _title(draft: DraftView) -> str:
    """The key of the title: a browser tells it first, so it says how things stand."""
    if draft.release:
        return "publish-done-title"
    return "publish-draft" if draft.findings.conforms else "publish-faulty-title"


def _verdict(door: Door, draft: DraftView) -> str:
    if draft.release:
        return door.setting.t("publish-done" if draft.new else "publish-was-so")
    if draft.findings.conforms:
        return door.setting.t("publish-removable" if draft.removes else "publish-fine")
    return _counted(door, "fault", draft.findings.count("violation"))


def _counted(door: Door, what: str, number: int) -> str:
    if not number:
        return ""
    key = f"publish-one-{what}" if number == 1 else f"publish-{what}s"
    return door.setting.t(key, number) if number > 1 else door.setting.t(key)


def _published(door: Door, draft: DraftView) -> tuple[Row, ...]:
    """The release that it is in."""
    if not draft.release:
        return ()
    label = door.setting.t("release")
    return (Row(label=label, values=(release_link(draft.release, door.setting),)),)
