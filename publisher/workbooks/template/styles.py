"""How a template looks: a colour for each group, dark headings where something is required."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from publisher.contract import Group
from publisher.workbooks.template.columns import Column

PALETTE: Final = (
    ("#1F4E79", "#DDEBF7"),
    ("#375623", "#E2EFDA"),
    ("#833C0B", "#FBE5D6"),
    ("#5B2C6F", "#EBDEF0"),
    ("#7F6000", "#FFF2CC"),
    ("#0B5351", "#D5EFEF"),
    ("#6B1D3B", "#F9DDE6"),
    ("#33338A", "#E3E3F7"),
    ("#4C5100", "#EEF1C8"),
    ("#5A3A22", "#EFE3D9"),
)
"""Dark and light of each group in turn; white on the dark and the dark on the light are read."""

KEY_COLOURS: Final = ("#404040", "#EDEDED")

NUMBER_FORMATS: Final = {
    "text": "@",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "whole": "0",
    "number": "General",
}
"""The number format of each form of a column."""

WIDTHS: Final = {"date": 14, "moment": 20, "whole": 14, "number": 14}
KEY_WIDTH, TEXT_WIDTH, LONG_WIDTH, MIN_WIDTH = 24, 30, 44, 14
LONG: Final = frozenset({"description", "definition", "scopeNote", "comment", "note"})
"""Last parts of properties whose texts are long."""

BASE: Final = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
FAINT: Final = "#6B6B6B"

FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16},
    "section": {"bold": True, "font_size": 13, "top": 2, "top_color": "#404040"},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#404040", "text_wrap": True,
             "border": 1, "border_color": "#BFBFBF"},
    "cell": {"text_wrap": True, "border": 1, "border_color": "#D9D9D9"},
    "strong": {"text_wrap": True, "border": 1, "border_color": "#D9D9D9", "bold": True},
    "link": {"text_wrap": True, "border": 1, "border_color": "#D9D9D9", "font_color": "#0563C1",
             "underline": 1},
    "plain": {"text_wrap": True},
    "faint": {"text_wrap": True, "font_color": FAINT, "italic": True},
    "list-head": {"bold": True, "bottom": 2, "text_wrap": True},
    "list-cell": {"num_format": "@"},
    "missing": {"bg_color": "#F8CBD0"},
    "repeated": {"font_color": "#C00000", "bold": True},
}  # fmt: skip
"""Looks by name, over :data:`BASE`; the last two are conditional and stand alone."""

CONDITIONAL: Final = frozenset({"missing", "repeated"})


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, groups: Iterable[Group]) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        ordered = sorted({group.iri: group for group in groups}.values(),
                         key=lambda group: (group.order, group.iri))  # fmt: skip
        self._colours = {
            group.iri: PALETTE[place % len(PALETTE)] for place, group in enumerate(ordered)
        }

    def named(self, name: str) -> Any:
        """A look of :data:`FORMATS`."""
        base = {} if name in CONDITIONAL else BASE
        return self._format({**base, **FORMATS[name]})

    def heading(self, column: Column) -> Any:
        """A heading: dark where required, bold where recommended, in the colour of its group."""
        dark, light = self.colours(column)
        required = column.need in ("required", "one-language")
        return self._format({
            **BASE,
            "text_wrap": True,
            "valign": "vcenter",
            "bold": required or column.need == "recommended",
            "bg_color": dark if required else light,
            "font_color": "#FFFFFF" if required else dark,
            "border": 1,
            "border_color": "#FFFFFF",
            "bottom": 2,
            "bottom_color": dark,
        })  # fmt: skip

    def colours(self, column: Column) -> tuple[str, str]:
        """Dark and light of the column's group."""
        if column.group is None:
            return KEY_COLOURS
        return self._colours.get(column.group.iri, KEY_COLOURS)

    def column(self, column: Column, *, example: bool = False) -> Any:
        """The cells of a column, or the one in the example row."""
        look: dict[str, Any] = {**BASE, "num_format": NUMBER_FORMATS[column.form]}
        if example:
            look |= {"italic": True, "font_color": FAINT, "bg_color": "#F2F2F2"}
        return self._format(look)

    def _format(self, look: dict[str, Any]) -> Any:
        name = tuple(sorted(look.items()))
        if name not in self._made:
            self._made[name] = self._book.add_format(look)
        return self._made[name]


def width_of(column: Column) -> int:
    """The width of a column, in characters."""
    if column.item is None:
        return KEY_WIDTH
    if column.form in WIDTHS:
        return WIDTHS[column.form]
    local = column.item.path.replace("#", "/").rpartition("/")[2]
    if column.item.kind == "text":
        return LONG_WIDTH if local in LONG else TEXT_WIDTH
    if column.options or column.item.kind == "iri":
        longest = max(map(len, column.options.values), default=0) if column.options else TEXT_WIDTH
        return min(max(longest + 3, MIN_WIDTH), LONG_WIDTH)
    return max(MIN_WIDTH, min(len(column.heading) // 2 + 3, TEXT_WIDTH))
