"""The pages that lead to things: the list of a class and the start page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.contract import Class, Texts
from publisher.describe.views import Link, pick
from publisher.formats import Format
from publisher.iris import DESCRIPTION, LISTS
from publisher.render import schema_org
from publisher.render.pages import Alternate, Crumb, HomeBody, Item, ListBody, Page, ValueView
from publisher.render.setting import CONTEXT, Setting, clip
from publisher.render.values import number_in_words

HARVESTED: Final = (
    ("feeds-catalogue", "application/rdf+xml", "catalog.rdf"),
    ("feeds-changes", "application/atom+xml", "feeds/atom/catalog.{}.xml"),
)
"""What the start page names to programs: what it is called, its media type, its path."""


@dataclass(frozen=True)
class Entry:
    """A thing in a list, with a few words about it by language."""

    link: Link
    summary: Texts


@dataclass(frozen=True)
class ListPart:
    """One page of a list: pages are numbered from 1."""

    entries: Sequence[Entry]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Overview:
    """What the start page shows: classes with the number of their members, and some things.

    ``lead`` are the subjects that the site is ordered by, ``featured`` the first things of the
    class that has the most to say about them.
    """

    counts: Sequence[tuple[Class, int]]
    lead_class: Class | None
    lead: Sequence[Entry]
    featured_class: Class | None
    featured: Sequence[Entry]
    documents: Sequence[Link]
    downloads: Sequence[tuple[str, str]]
    described: bool = False
    """Whether there is a page that says what the dataset contains."""
    logged: bool = False
    """Whether there are feeds."""


def list_page(
    item: Class,
    part: ListPart,
    setting: Setting,
    formats: Sequence[Format],
    queries: tuple[Item, ...] = (),
) -> Page:
    """One page of the list of a class, with links to the ``queries`` that are about it."""
    language, t = setting.language, setting.t
    title = pick(item.plurals, language)[0] or item.slug
    position = t("page-of", part.number, part.pages) if part.pages > 1 else ""
    body = ListBody(
        text=pick(item.descriptions, language)[0],
        total=_total(part.total, setting),
        position=position,
        items=tuple(_item(entry, setting) for entry in part.entries),
        previous=_part_href(item, part.number - 1, part.pages, setting),
        next=_part_href(item, part.number + 1, part.pages, setting),
        queries=queries,
    )
    path = part_path(item, part.number)
    crumbs = [setting.crumb(item)] if part.number > 1 else []
    return setting.page(
        body,
        title=f"{title}, {position.lower()}" if part.number > 1 else title,
        path=path,
        canonical=setting.site.base_iri + path,
        formats=formats,
        crumbs=crumbs,
        summary=body.text,
    )


def home_page(overview: Overview, setting: Setting, formats: Sequence[Format]) -> Page:
    """The start page."""
    language, hrefs = setting.language, setting.hrefs
    text = pick(setting.site.description, language)[0]
    lead, featured = overview.lead_class, overview.featured_class
    body = HomeBody(
        text=text,
        lead_heading=pick(lead.plurals, language)[0] if lead else "",
        lead=tuple(_item(entry, setting) for entry in overview.lead),
        featured_heading=pick(featured.plurals, language)[0] if featured else "",
        featured=tuple(_item(entry, setting) for entry in overview.featured),
        featured_more=hrefs.document(LISTS + featured.slug) if featured else "",
        classes=tuple(_class_item(item, count, setting) for item, count in overview.counts),
        documents=tuple(Item(link=hrefs.view(link)) for link in overview.documents),
        context=hrefs.path(CONTEXT),
        contains=hrefs.document(DESCRIPTION) if overview.described else "",
        harvested=_harvested(setting) if overview.logged else (),
    )
    return setting.page(
        body,
        title=pick(setting.site.title, language)[0],
        path="",
        canonical=setting.site.base_iri,
        formats=formats,
        summary=text,
        data=schema_org.website(setting.site, language, overview.downloads),
    )


def _harvested(setting: Setting) -> tuple[Alternate, ...]:
    return tuple(
        Alternate(href=setting.hrefs.path(path.format(setting.language)), label=setting.t(key),
                  media_type=media_type)
        for key, media_type, path in HARVESTED
    )  # fmt: skip


def part_path(item: Class, number: int) -> str:
    """The path of a page of a list; the first has no number."""
    return LISTS + item.slug + (f"/{number}" if number > 1 else "")


def _part_href(item: Class, number: int, pages: int, setting: Setting) -> str:
    if not 1 <= number <= pages:
        return ""
    return setting.hrefs.document(part_path(item, number))


def _total(total: int, setting: Setting) -> str:
    if total == 1:
        return setting.t("one-thing")
    return setting.t("things", number_in_words(str(total), setting.language))


def _item(entry: Entry, setting: Setting) -> Item:
    text, tag = pick(entry.summary, setting.language)
    words = ValueView(kind="text", text=clip(text), lang=tag if tag != setting.language else "")
    return Item(link=setting.hrefs.view(entry.link), text=words if text else None)


def _class_item(item: Class, count: int, setting: Setting) -> Item:
    crumb: Crumb = setting.crumb(item)
    text, tag = pick(item.descriptions, setting.language)
    words = ValueView(kind="text", text=text, lang=tag if tag != setting.language else "")
    return Item(
        link=ValueView(kind="link", text=crumb.label, href=crumb.href),
        text=words if text else None,
        number=number_in_words(str(count), setting.language),
    )
