"""The page of a thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from publisher.contract import Class, Texts
from publisher.describe.views import (
    Description,
    GroupView,
    Incoming,
    PropertyView,
    local_name,
    pick,
)
from publisher.formats import Format
from publisher.namespaces import XSD
from publisher.render import schema_org
from publisher.render.hrefs import Hrefs
from publisher.render.pages import Block, Crumb, IncomingBlock, Page, Row, ThingBody, ValueView
from publisher.render.setting import Setting
from publisher.render.values import in_words, number_in_words, show


def thing_page(
    description: Description,
    setting: Setting,
    path: str,
    formats: Sequence[Format],
    own: Class | None,
) -> Page:
    """The page of a thing whose document is at ``path``; ``own`` is its class in the contract."""
    language, hrefs = setting.language, setting.hrefs
    title, tag = pick(description.labels, language)
    summary, _ = schema_org.summary(description, language)
    gone = description.withdrawal
    body = ThingBody(
        kind=pick(description.kind, language)[0],
        iri=description.iri,
        notice=_notice(description, setting),
        reasons=_texts(gone.reasons, language) if gone else (),
        replacements=tuple(hrefs.view(link) for link in gone.replacements) if gone else (),
        blocks=() if gone else tuple(_block(group, setting) for group in description.groups),
        matches=() if gone else tuple(_matches(description, setting)),
        incoming=tuple(_incoming(entry, setting) for entry in description.incoming),
        types=tuple(hrefs.view(link) for link in description.types),
        graphs=tuple(_graph(iri, hrefs) for iri in description.graphs),
    )
    crumbs: list[Crumb] = [setting.crumb(own)] if own else []
    return setting.page(
        body,
        title=title or description.title(language),
        title_lang=tag,
        path=path,
        canonical=description.document,
        formats=formats,
        crumbs=crumbs,
        summary=summary,
        data="" if gone else schema_org.thing(description, language, description.document),
    )


def rows(views: Sequence[PropertyView], setting: Setting) -> tuple[Row, ...]:
    """Properties with their values, those that have something to show."""
    found = []
    for view in views:
        values = show(view.values, setting.language, setting.hrefs)
        label = setting.term(view.labels, view.predicate)
        found.append(Row(label=label, values=values))
    return tuple(found)


def _block(group: GroupView, setting: Setting) -> Block:
    heading = pick(group.labels, setting.language)[0]
    return Block(heading=heading, rows=rows(group.properties, setting))


def _matches(description: Description, setting: Setting) -> Iterator[Row]:
    """The same thing under other names, by property, each with whose it is."""
    for predicate, found in groupby(description.matches, lambda match: match.predicate):
        matches = list(found)
        views = ((match, setting.hrefs.view(match.link)) for match in matches)
        values = tuple(
            replace(view, text=f"{view.text} ({match.owner})") if match.owner else view
            for match, view in views
        )
        yield Row(label=setting.term(matches[0].labels, predicate), values=values)


def _incoming(entry: Incoming, setting: Setting) -> IncomingBlock:
    language = setting.language
    label = setting.term(entry.labels, entry.predicate)
    through = setting.t("incoming-as", label)
    total = number_in_words(str(entry.total), language)
    total = total if entry.complete else setting.t("at-least", total)
    shown = len(entry.links)
    return IncomingBlock(
        heading=pick(entry.kinds, language)[0] or through,
        through=through if entry.kinds else "",
        total=total,
        note=setting.t("first-of", shown, total) if shown < entry.total else "",
        links=tuple(setting.hrefs.view(link) for link in entry.links),
    )


def _notice(description: Description, setting: Setting) -> str:
    gone = description.withdrawal
    if gone is None:
        return ""
    if not gone.date:
        return setting.t("withdrawn-some-day")
    kind = "dateTime" if "T" in gone.date else "date"
    return setting.t("withdrawn-on", in_words(gone.date, XSD + kind, setting.language)[0])


def _texts(texts: Texts, language: str) -> tuple[ValueView, ...]:
    text, tag = pick(texts, language)
    if not text:
        return ()
    return (ValueView(kind="text", text=text, lang=tag if tag != language else ""),)


def _graph(iri: str, hrefs: Hrefs) -> ValueView:
    return ValueView(kind="link", text=local_name(iri), href=hrefs.page(iri) or iri)
