"""The sheet of guidance: how the workbook is filled in, and every column explained."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from publisher.contract import Contract
from publisher.workbooks.template import sayings
from publisher.workbooks.template.columns import Column, Sheet
from publisher.workbooks.template.sheets import A4, mark_as_notes
from publisher.workbooks.template.styles import Styles
from publisher.workbooks.template.words import STEPS, both, text_in, word

WIDTHS: Final = (30, 17, 38, 38, 34, 34, 26, 34, 30)
"""Of the columns, in characters."""

HALVES: Final = ((0, 3), (4, 7))
"""The columns that a paragraph in each language spans."""

LINE: Final = 15
"""Height of a line, in points."""

NAMED: Final = 8
"""Values of a list that are named here."""

LONGEST_LINK: Final = 2_000
LONGEST_EXAMPLE: Final = 60


class Guidance:
    """Writes the sheet from its top to its end."""

    def __init__(self, page: Any, styles: Styles, contract: Contract, first: str, lists: str,
                 pages: Any) -> None:  # fmt: skip
        self._page, self._styles, self._contract = page, styles, contract
        self._languages = both(first)
        self._lists, self._pages = lists, pages
        self._row = 1

    def write(self, title: str, sheets: Sequence[Sheet], examples: Sequence[Sequence[str]]) -> None:
        """The whole sheet; ``title`` is the name of the site."""
        page = self._page
        mark_as_notes(page)
        for at, width in enumerate(WIDTHS):
            page.set_column(at, at, width)
        heads = " / ".join(word("guidance", language) for language in self._languages)
        page.write_string(self._row, 0, f"{title}: {heads}" if title else heads,
                          self._styles.named("title"))  # fmt: skip
        page.set_row(self._row, 24)
        self._row += 1
        self._pair([word("not-read", language) for language in self._languages], "faint")
        self._row += 1
        self._pair([word("how", language) for language in self._languages], "section")
        for number, step in enumerate(STEPS, start=1):
            self._pair([f"{number}. {step[language]}" for language in self._languages], "plain")
        for sheet, row in zip(sheets, examples, strict=True):
            self._sheet(sheet, row)
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)

    def _pair(self, texts: Sequence[str], look: str) -> None:
        """A paragraph in both languages, side by side."""
        lines = 1
        for text, (start, end) in zip(texts, HALVES, strict=True):
            self._page.merge_range(self._row, start, self._row, end, text, self._styles.named(look))
            lines = max(lines, ceil(len(text) / (sum(WIDTHS[start : end + 1]) * 0.95)))
        self._page.set_row(self._row, (LINE + 3) * lines if look == "section" else LINE * lines)
        self._row += 1

    def _sheet(self, sheet: Sheet, examples: Sequence[str]) -> None:
        self._row += 1
        self._pair([word("sheet", language, sheet.name) for language in self._languages], "section")
        self._pair([text_in(sheet.kind.descriptions, language) for language in self._languages],
                   "plain")  # fmt: skip
        first, second = self._languages
        heads = (
            self._both("column"), self._both("needed"),
            word("meaning", first), word("meaning", second),
            word("value", first), word("value", second),
            self._both("example-head"), self._both("allowed"), self._both("rule"),
        )  # fmt: skip
        for at, text in enumerate(heads):
            self._page.write_string(self._row, at, text, self._styles.named("head"))
        self._row += 1
        for column, example in zip(sheet.columns, examples, strict=True):
            self._column(column, sheet, example)

    def _both(self, name: str) -> str:
        return " / ".join(dict.fromkeys(word(name, language) for language in self._languages))

    def _column(self, column: Column, sheet: Sheet, example: str) -> None:
        meanings = [self._meaning(column, sheet, language) for language in self._languages]
        values = [sayings.value(column, self._contract, language) for language in self._languages]
        shown = example if len(example) <= LONGEST_EXAMPLE else example[:LONGEST_EXAMPLE] + "…"
        needs = "\n".join(sayings.need(column, language) for language in self._languages)
        texts = (column.heading, needs, *meanings, *values, shown, self._allowed(column))
        lines = 1
        for at, text in enumerate(texts):
            look = self._styles.heading(column) if at == 0 else self._styles.named("cell")
            self._page.write_string(self._row, at, text, look)
            lines = max(lines, sum(ceil((len(line) + 1) / (WIDTHS[at] * 0.95))
                                   for line in text.split("\n")))  # fmt: skip
        self._link(self._pages(column.item.iri if column.item else sheet.kind.iri), len(texts))
        self._page.set_row(self._row, LINE * lines)
        self._row += 1

    def _meaning(self, column: Column, sheet: Sheet, language: str) -> str:
        said = (sayings.meaning(column, sheet, language), sayings.rule(column, language))
        return "\n".join(dict.fromkeys(filter(None, said)))

    def _allowed(self, column: Column) -> str:
        options = column.options
        if options is None:
            return ""
        if not options.values:
            return "\n".join(word("nothing-yet", language) for language in self._languages)
        if len(options.values) <= NAMED:
            return "\n".join(options.values)
        some = "; ".join(options.values[:3]) + " …"
        return word("in-list", self._languages[0], len(options.values), self._lists, some)

    def _link(self, address: str, at: int) -> None:
        if not address or len(address) > LONGEST_LINK:
            self._page.write_blank(self._row, at, None, self._styles.named("cell"))
            return
        shown = address.rpartition("#")[2] or address
        self._page.write_url(self._row, at, address, self._styles.named("link"), shown)
