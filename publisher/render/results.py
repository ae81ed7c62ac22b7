"""The page of an answer to a query that somebody has written: a table, or yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.describe.views import Link, Text
from publisher.render.citation import Cited, bibtex, in_words
from publisher.render.pages import (
    Alternate,
    CitationBody,
    Crumb,
    NamedQueryBody,
    Page,
    Row,
    Table,
    ValueView,
)
from publisher.render.queries import Answer
from publisher.render.setting import QUERY, Setting
from publisher.render.values import show_one

Cell = Link | Text | None


def results_page(
    answer: Answer, query: str, downloads: Sequence[Alternate], again: str, setting: Setting,
    citation: CitationBody | None = None,
) -> Page:  # fmt: skip
    """The page of ``answer``; ``again`` is the address at which ``query`` can be changed.

    Of a longer answer the first rows are shown; ``answer.next`` then says that there are more.
    """
    t, rows = setting.t, answer.rows
    position = ""
    if rows is not None:
        position = t("rows-shown", 1, len(rows)) if rows else t("no-rows")
    if answer.next:
        position = t("rows-first", len(rows or ()))
    body = NamedQueryBody(
        text="", action="", release="", fields=(), wrong=(), answered=True,
        table=None if rows is None else Table(
            caption=t("answer"),
            headings=tuple(answer.columns),
            rows=tuple(tuple(_shown(cell, setting) for cell in row) for row in rows),
        ),
        verdict="" if answer.holds is None else t("yes" if answer.holds else "no"),
        position=position,
        note=t("answer-incomplete", answer.incomplete) if answer.incomplete else "",
        previous="",
        next="",
        downloads=tuple(downloads),
        query=query,
        citation=citation,
    )  # fmt: skip
    crumb = Crumb(label=t("sparql"), href=again or setting.hrefs.document(QUERY))
    return setting.page(body, title=t("answer"), path=None, canonical="", crumbs=[crumb])


def short_citation(cited: Cited, suffix: str, more: str, setting: Setting) -> CitationBody:
    """How an answer in the format ``suffix`` is cited; ``more`` is the page with all of it."""

    def row(label: str, text: str, href: str = "") -> Row:
        value = ValueView(kind="link" if href else "text", text=text, href=href)
        return Row(label=label, values=(value,))

    t = setting.t
    return CitationBody(
        reference=in_words(cited),
        rows=(
            row(t("permanent-link"), cited.address, cited.file),
            row(t("release"), cited.release, setting.hrefs.document(f"release/{cited.release}")),
            row(t("answer-digest", suffix.upper()), cited.digest),
            row(t("retrieved"), cited.accessed.isoformat()),
        ),
        bibtex=bibtex(cited),
        query="",
        notes=(),
        files=(),
        references=(Alternate(href=more, label=t("cite-more"), media_type="text/html"),),
        code=(),
    )


def _shown(cell: Cell, setting: Setting) -> ValueView:
    if cell is None:
        return ValueView(kind="text", text="")
    return show_one(cell, setting.language, setting.hrefs)
