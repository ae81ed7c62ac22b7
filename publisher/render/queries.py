"""The pages of named queries: the list of them, and a form with the answer for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.contract import Texts
from publisher.describe.views import Link, Text, pick
from publisher.formats import Format
from publisher.namespaces import XSD
from publisher.queries.declared import NamedQuery, Parameter
from publisher.render.fields import Field, Option
from publisher.render.pages import (
    Alternate,
    Crumb,
    Item,
    NamedQueryBody,
    Page,
    QueriesBody,
    Table,
    ValueView,
)
from publisher.render.setting import Setting
from publisher.render.values import show_one

API: Final = "api/queries"
OPENAPI: Final = "api/openapi.json"

INPUTS: Final[dict[str, str]] = {
    XSD + "date": "date",
    XSD + "gYearMonth": "month",
    XSD + "integer": "number",
    XSD + "gYear": "number",
    "": "url",
}
"""The kinds of fields by datatype; anything else is text."""

Choice = tuple[str, Texts]
"""What a parameter may be: as it is written, and what it is called."""


@dataclass(frozen=True)
class Given:
    """What a form is filled in with: ``texts`` as given, and what is wrong with them by name."""

    texts: Mapping[str, str]
    wrong: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """The answer to a query on its page.

    ``rows`` are there for a table, ``holds`` for a yes or no; neither where the answer is only for
    download. ``previous`` and ``next`` are addresses of pages, ``incomplete`` says what limit was
    met.
    """

    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Link | Text | None]] | None = None
    holds: bool | None = None
    first: int = 1
    previous: str = ""
    next: str = ""
    incomplete: str = ""


def queries_page(
    queries: Sequence[NamedQuery], setting: Setting, formats: Sequence[Format]
) -> Page:
    """The list of all queries."""
    body = QueriesBody(
        text=setting.t("queries-text"),
        items=items(queries, setting),
        interface=setting.hrefs.path(OPENAPI),
    )
    return setting.page(
        body, title=setting.t("queries"), path=API, canonical=setting.site.base_iri + API,
        formats=formats, summary=body.text,
    )  # fmt: skip


def items(queries: Sequence[NamedQuery], setting: Setting) -> tuple[Item, ...]:
    """A link to the page of each query, with a few words about it."""
    found = []
    for query in queries:
        href = setting.hrefs.document(f"{API}/{query.name}")
        text, tag = pick(query.labels, setting.language)
        about, other = pick(query.descriptions, setting.language)
        words = ValueView(kind="text", text=about, lang=_foreign(other, setting))
        link = ValueView(kind="link", text=text or query.name, href=href,
                         lang=_foreign(tag, setting))  # fmt: skip
        found.append(Item(link=link, text=words if about else None))
    return tuple(found)


def query_form(
    query: NamedQuery,
    given: Given,
    choices: Mapping[str, Sequence[Choice]],
    answer: Answer | None,
    downloads: Sequence[Alternate],
    text: str,
    setting: Setting,
) -> Page:
    """The page of a query: its form, and the answer where there is one.

    ``choices`` are those of the parameters that have a few; ``text`` is the query as it was asked.
    """
    title, tag = pick(query.labels, setting.language)
    body = NamedQueryBody(
        text=pick(query.descriptions, setting.language)[0],
        action=setting.hrefs.path(f"{API}/{query.name}.{setting.language}.html"),
        release=setting.pin.partition("=")[2],
        fields=tuple(_field(item, given, choices.get(item.name), setting)
                     for item in query.parameters),
        wrong=tuple(given.wrong.values()),
        table=_table(answer, setting) if answer else None,
        verdict="" if answer is None or answer.holds is None
        else setting.t("yes" if answer.holds else "no"),
        position=_position(answer, setting) if answer else "",
        note=_note(answer, setting) if answer else "",
        previous=answer.previous if answer else "",
        next=answer.next if answer else "",
        downloads=tuple(downloads),
        query=text,
        answered=answer is not None,
    )  # fmt: skip
    return setting.page(
        body,
        title=title or query.name,
        title_lang=tag,
        path=f"{API}/{query.name}",
        canonical=f"{setting.site.base_iri}{API}/{query.name}",
        crumbs=[Crumb(label=setting.t("queries"), href=setting.hrefs.document(API))],
        summary=body.text,
    )


def _field(
    item: Parameter, given: Given, choices: Sequence[Choice] | None, setting: Setting
) -> Field:
    text = given.texts.get(item.name, "")
    options = []
    if choices is not None:
        if not item.required and item.optional:
            options.append(Option(value="", label=setting.t("any-value"), chosen=not text))
        elif not text and item.default is None:
            options.append(Option(value="", label=setting.t("choose-value"), chosen=True))
        known = [value for value, _ in choices]
        if text and text not in known:
            options.append(Option(value=text, label=text, chosen=True))
        options += [
            Option(value=value, label=pick(labels, setting.language)[0] or value,
                   chosen=value == text)
            for value, labels in choices
        ]  # fmt: skip
    kind = "select" if choices is not None else INPUTS.get(item.datatype, "text")
    return Field(
        name=item.name,
        label=pick(item.labels, setting.language)[0] or item.name,
        hint=pick(item.descriptions, setting.language)[0],
        kind="text" if item.target and choices is None else kind,
        required=not item.optional,
        value=text,
        options=tuple(options),
        wrong=given.wrong.get(item.name, ""),
    )


def _table(answer: Answer, setting: Setting) -> Table | None:
    if answer.rows is None:
        return None
    empty = ValueView(kind="text", text="")
    return Table(
        caption=setting.t("answer"),
        headings=tuple(answer.columns),
        rows=tuple(
            tuple(empty if cell is None else show_one(cell, setting.language, setting.hrefs)
                  for cell in row)
            for row in answer.rows
        ),
    )  # fmt: skip


def _position(answer: Answer, setting: Setting) -> str:
    if answer.rows is None:
        return "" if answer.holds is not None else setting.t("answer-elsewhere")
    if not answer.rows:
        return setting.t("no-rows")
    last = answer.first + len(answer.rows) - 1
    return setting.t("rows-shown", answer.first, last)


def _note(answer: Answer, setting: Setting) -> str:
    return setting.t("answer-incomplete", answer.incomplete) if answer.incomplete else ""


def _foreign(tag: str, setting: Setting) -> str:
    return tag if tag != setting.language else ""
