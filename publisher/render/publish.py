"""The pages for those who publish: the key, what they have here, a draft, what was sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from publisher.check.findings import Finding, Findings, text_in
from publisher.namespaces import XSD
from publisher.publishers.audit import Entry
from publisher.publishers.keys import Scope
from publisher.release.manifest import SourceEntry
from publisher.render.fields import Option
from publisher.render.messages import LANGUAGES, say
from publisher.render.pages import Body, Page
from publisher.render.parts import Alternate, Crumb, Item, Table, ValueView
from publisher.render.publish_pages import (
    Cause,
    HistoryBody,
    KeyBody,
    Own,
    PublishBody,
    RefusedBody,
    UploadForm,
)
from publisher.render.publish_words import FAULTS
from publisher.render.setting import Setting
from publisher.render.values import bytes_in_words, in_words, number_in_words
from publisher.sources.discover import KINDS

PATH: Final = "publish"
SCRIPT: Final = "static/publish.js"
CAUSES: Final = 30
"""Things that are wrong that are named above the file."""

ENTRIES: Final = 200
"""Lines of the log on the page."""

ABOUT: Final = "; "
SENDING: Final = ("check", "write")
"""Rights to send files, if only to see what would come of them."""

LOOKING: Final[tuple[Scope, ...]] = ("read-audit", "write")
"""Rights to see what was sent."""


@dataclass(frozen=True)
class Door:
    """Where the pages are, and what every form on them carries."""

    setting: Setting
    who: str
    """What the publisher is called."""
    token: str
    most: int
    """Bytes of the largest file."""
    rights: Collection[str] = ()
    """What the key may be used for."""

    def may(self, *rights: str) -> bool:
        """Whether the key has one of ``rights``."""
        return any(right in self.rights for right in rights)

    def href(self, path: str = "") -> str:
        """A path below the pages."""
        return self.setting.hrefs.path(f"{PATH}/{path}" if path else PATH)

    @property
    def script(self) -> str:
        """Where the script of the pages is."""
        return self.setting.hrefs.path(SCRIPT)

    @property
    def back(self) -> Crumb:
        """The way to the overview."""
        return Crumb(label=self.setting.t("publish-back"), href=self.href())

    def upload(self, sources: Iterable[str], chosen: str = "", draft: str = "") -> UploadForm:
        """The form for a file; ``chosen`` is the source that it replaces unless told otherwise."""
        t = self.setting.t
        options = [Option(value="", label=t("publish-same-name"), chosen=not chosen)]
        options += [Option(value=name, label=name, chosen=name == chosen) for name in sources]
        return UploadForm(
            action=self.href("file"), token=self.token, replaces=tuple(options), draft=draft,
            hint=t("publish-file-hint", bytes_in_words(self.most, self.setting.language)),
            kinds=",".join(kind for kind in KINDS if kind not in (".txt", ".rq")),
        )  # fmt: skip


def framed(setting: Setting, body: Body, title: str, here: str, *, inner: bool = True) -> Page:
    """A page at the path ``here``; its other language is asked for by a parameter."""
    crumbs = [Crumb(label=setting.t("publish"), href=setting.hrefs.path(PATH))] if inner else []
    page = setting.page(body, title=title, path=None, canonical="", crumbs=crumbs)
    languages = tuple(
        Alternate(href=f"{setting.hrefs.path(here)}?language={tag}", label=LANGUAGES[tag],
                  language=tag, media_type="text/html", current=tag == setting.language)
        for tag in setting.languages
    )  # fmt: skip
    return replace(page, languages=languages)


def key_page(setting: Setting, wrong: str, hours: int) -> Page:
    """The form that asks for a key."""
    body = KeyBody(
        action=setting.hrefs.path(PATH), wrong=wrong, note=setting.t("publish-key-note", hours)
    )
    return framed(setting, body, setting.t("publish"), PATH, inner=False)


def refused_page(setting: Setting, wrong: str) -> Page:
    """The page of what came to nothing, with the way back."""
    back = Crumb(label=setting.t("publish-back"), href=setting.hrefs.path(PATH))
    return framed(setting, RefusedBody(wrong=wrong, back=back), setting.t("publish"), PATH)


def overview(
    door: Door, sources: Sequence[tuple[SourceEntry, str]], drafts: Sequence[tuple[str, str, str]],
    *, wrong: str = "",
) -> Page:  # fmt: skip
    """What a publisher has: sources, each with the IRI of its graph, and drafts.

    A draft is told by its id, the name of its source, and when it was made. What the key may not
    do is not offered.
    """
    setting, t = door.setting, door.setting.t
    heads = (t("file"), t("size"), t("rows"), t("publish-action"))
    rows = tuple(
        Own(
            name=source.file, href=setting.hrefs.page(graph) or "",
            cells=(bytes_in_words(source.bytes, setting.language),
                   number_in_words(str(source.rows), setting.language) if source.rows else "–"),
        )
        for source, graph in sources
    )  # fmt: skip
    body = PublishBody(
        who=t("publish-as", door.who), token=door.token, leave=door.href("leave"),
        remove=door.href("remove") if door.may(*SENDING) else "", script=door.script, wrong=wrong,
        upload=door.upload([source.file for source, _ in sources]) if door.may(*SENDING) else None,
        heads=heads if door.may(*SENDING) else heads[:-1], sources=rows,
        drafts=tuple(Item(link=ValueView(kind="link", text=name, href=door.href(f"draft/{draft}")),
                          text=_moment(made, setting.language)) for draft, name, made in drafts),
        history=door.href("history") if door.may(*LOOKING) else "",
        links=door.href("links") if door.may("accept") else "",
    )  # fmt: skip
    return framed(setting, body, t("publish"), PATH, inner=False)


def history_page(door: Door, entries: Sequence[Entry]) -> Page:
    """What a publisher has sent, the latest first."""
    setting, t = door.setting, door.setting.t
    heads = (t("publish-when"), t("publish-what"), t("publish-outcome"), t("release"),
             t("publish-counts"), t("publish-key-column"))  # fmt: skip
    rows = tuple(
        (
            _moment(item.time, setting.language),
            plain(ABOUT.join(item.sources)),
            plain(t(f"publish-{item.outcome}")),
            release_link(item.release, setting),
            plain(f"{item.created}, {item.updated}, {item.deleted}"),
            plain(item.key),
        )
        for item in list(reversed(entries))[:ENTRIES]
    )
    table = Table(caption=t("publish-history"), headings=heads, rows=rows) if rows else None
    body = HistoryBody(table=table, back=door.back)
    return framed(setting, body, t("publish-history"), f"{PATH}/history")


def causes(
    findings: Findings, anchors: Mapping[Finding, str],
    where: Callable[[Sequence[Finding]], str], language: str,
) -> tuple[tuple[Cause, ...], int]:  # fmt: skip
    """What is wrong, one for each cause, with its places; and how many more there are.

    ``where`` tells the places of findings in words.
    """
    found = []
    for group in findings.groups[:CAUSES]:
        anchor = next((anchors[item] for item in group.findings if item in anchors), "")
        found.append(Cause(
            kind=group.severity, label=say(f"publish-{group.severity}", language),
            sentence=said_of(group.findings[0], language) if group.findings
            and group.findings[0].code in FAULTS else text_in(group.sentence, language),
            where=where(group.findings), href=f"#{anchor}" if anchor else "",
        ))  # fmt: skip
    return tuple(found), max(len(findings.groups) - CAUSES, 0)


def said_of(finding: Finding, language: str) -> str:
    """What is said of one fault, at the form."""
    here = FAULTS.get(finding.code)
    return here[language].format(finding.value) if here else text_in(finding.sentence, language)


def title_of(name: str) -> str:
    """What a source is called where it stands below the folder of its publisher."""
    return PurePosixPath(name).name


def plain(text: str) -> ValueView:
    """A text as a value."""
    return ValueView(kind="text", text=text)


def _moment(time: str, language: str) -> ValueView:
    words, machine = in_words(time.replace("+00:00", "Z"), XSD + "dateTime", language)
    return ValueView(kind="time", text=words, machine=machine or time)


def release_link(identifier: str, setting: Setting) -> ValueView:
    """A link to the page of a release."""
    if not identifier:
        return plain("–")
    href = setting.hrefs.document(f"release/{identifier}")
    return ValueView(kind="link", text=identifier, href=href)
