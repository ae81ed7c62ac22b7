"""The styles of a workbook (ECMA-376, part 1, section 18.8): the fill that marks a cell, and back.

A marked cell has a clone of its own style with another fill, so its number format, font and borders
stay. The fill is known again by its colour; the colour that the cell had before is kept where a
solid fill has no use for it, as the background of the pattern. LibreOffice puts another one there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from publisher.workbooks.xmledit import (
    Node,
    Splice,
    appended,
    escape,
    fragment,
    opened,
    prefix_of,
    spliced,
    unfolded,
    with_attributes,
)

COLOURS: Final = {"violation": "FFFBC5C1", "warning": "FFFEECA3", "info": "FFCBE1F8"}
"""What a cell is filled with, by severity; no program has these colours ready to choose."""

NONE: Final = {"indexed": "64"}
"""The background of a solid fill as programs write it."""

SHOWN: Final = "FF"
KEPT: Final = "00"
"""The transparency of a colour, which no program heeds: by it one that we kept is told apart from
one that another program has put there."""

SECTIONS: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
AFTER: Final = ("cellStyles", "dxfs", "tableStyles", "colors", "extLst")
"""The order of what a style sheet has (``CT_Stylesheet``)."""

PLAIN: Final = {
    "fonts": ('<font><sz val="11"/><name val="Calibri"/></font>',),
    "fills": (
        '<fill><patternFill patternType="none"/></fill>',
        '<fill><patternFill patternType="gray125"/></fill>',
    ),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
}
"""What the first entries must be where a workbook has none."""

EMPTY: Final = (
    '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/>'
    '<bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" '
    'fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" '
    'xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The style sheet of a workbook that has none."""

Identity = tuple[frozenset[tuple[str, str]], bytes]


class Styles:
    """The style sheet of one workbook, to which fonts, fills and styles are added."""

    def __init__(self, data: bytes, *, unkept: bool = False) -> None:
        """Read a style sheet.

        ``unkept`` says that the program that saved it keeps no background of a solid fill.
        """
        self._data, self._root = unfolded(data)
        self._unkept = unkept
        data = self._data
        self._prefix = prefix_of(data[self._root.start : self._root.inner]).decode()
        self._entries: dict[str, list[bytes]] = {}
        self._known: dict[str, int] = {}
        for section in PLAIN:
            node = self._root.child(section)
            entries = [data[child.start : child.end] for child in node.children] if node else []
            self._known[section] = len(entries)
            self._entries[section] = entries or [self._named(text) for text in PLAIN[section]]
        self._fills = [fragment(fill) for fill in self._entries["fills"]]
        self._styles = [fragment(style) for style in self._entries["cellXfs"]]
        self._identities: dict[Identity, int] = {}
        for number, node in enumerate(self._styles):
            identity = _identity(node, self._entries["cellXfs"][number])
            self._identities.setdefault(identity, number)
        self._marked: dict[tuple[int, str], int] = {}

    @classmethod
    def empty(cls, namespace: str) -> Styles:
        """The styles of a workbook that has none."""
        return cls(EMPTY.format(namespace).encode())

    def marked(self, style: int, severity: str) -> int:
        """The number of the style that marks a cell which has ``style``."""
        key = style, severity
        if key not in self._marked:
            base = self.unmarked(style)
            base = style if base is None else base
            colour = self._solid_colour(base)
            if "rgb" in colour:
                colour = {**colour, "rgb": KEPT + colour["rgb"][-6:]}
            fill = self._solid({"rgb": COLOURS[severity]}, colour or NONE)
            self._marked[key] = self._with_fill(base, fill)
        return self._marked[key]

    def unmarked(self, style: int) -> int | None:
        """The number of the style without our mark; None where ``style`` bears none."""
        fill = self._fill_of(style)
        if _foreground(fill).get("rgb", "").upper() not in COLOURS.values():
            return None
        before = self._before(_pattern(fill, "bgColor"))
        if not before:
            return self._with_fill(style, 0)
        fills = (
            number for number, node in enumerate(self._fills)
            if _shade(_foreground(node)) == _shade(before)
        )  # fmt: skip
        there = next(fills, None)
        return self._with_fill(style, self._solid(before, NONE) if there is None else there)

    def _before(self, kept: dict[str, str]) -> dict[str, str]:
        """The colour that a marked cell had before, as its fill kept it; empty for none."""
        rgb = kept.get("rgb", "")
        if kept == NONE or (self._unkept and not rgb.startswith(KEPT)):
            return {}
        return {**kept, "rgb": SHOWN + rgb[-6:]} if rgb else kept

    def marks(self) -> dict[int, int]:
        """Each style that bears a mark of ours, with the style it was made from."""
        found = {}
        for style in range(len(self._entries["cellXfs"])):
            base = self.unmarked(style)
            if base is not None:
                found[style] = base
        return found

    def own(
        self, *, font: str = "", size: int = 0, tint: str = "", colour: str = "", inner: str = ""
    ) -> int:
        """The number of a style for a sheet of ours, in the workbook's first font.

        ``font`` is what stands before the size in it (``<b/>``), ``tint`` what stands after
        (``<color/>``); ``size`` is in points, 0 that of the first font; ``colour`` fills the cell;
        ``inner`` is what stands in the style (``<alignment/>``).
        """
        first = fragment(self._entries["fonts"][0])
        name, points = first.child("name"), first.child("sz")
        said = str(size) if size else points.attributes.get("val", "11") if points else "11"
        family = name.attributes.get("val", "Calibri") if name else "Calibri"
        text = f'<font>{font}<sz val="{said}"/>{tint}<name val="{escape(family).decode()}"/></font>'
        number = self._add_font(self._named(text))
        fill = self._solid({"rgb": colour}, NONE) if colour else 0
        style = (
            f'<xf numFmtId="0" fontId="{number}" fillId="{fill}" borderId="0" applyFont="1" '
            f'applyFill="1" applyAlignment="1">{inner}</xf>'
        )
        return self._add_style(self._named(style))

    def data(self) -> bytes:
        """The style sheet with what was added."""
        splices: list[Splice] = []
        for section, entries in self._entries.items():
            added = entries[self._known[section] :]
            if added:
                splices += self._added(section, b"".join(added), len(entries))
        return spliced(self._data, splices)

    def _added(self, section: str, new: bytes, count: int) -> Iterable[Splice]:
        node, name = self._root.child(section), (self._prefix + section).encode()
        if node is not None:
            tag = with_attributes(self._data[node.start : node.inner], {"count": str(count)})
            yield node.start, node.inner, opened(tag)[0] if node.empty else tag
            yield node.close, node.close, new + (opened(tag)[1] if node.empty else b"")
            return
        whole = b'<%s count="%d">%s</%s>' % (name, count, new, name)
        order = (*SECTIONS, *AFTER)
        later = order[order.index(section) + 1 :]
        after = next((child for child in self._root.children if child.name in later), None)
        if after is None:
            yield appended(self._data, self._root, whole)
        else:
            yield after.start, after.start, whole

    def _with_fill(self, style: int, fill: int) -> int:
        """The style like ``style`` with another fill; one that is there already, where one is."""
        entries = self._entries["cellXfs"]
        raw = entries[style] if style < len(entries) else entries[0]
        node = fragment(raw)
        tag = raw[: node.inner - node.start]
        return self._add_style(
            with_attributes(tag, {"fillId": str(fill), "applyFill": "1"}) + raw[len(tag) :]
        )

    def _add_style(self, raw: bytes) -> int:
        node = fragment(raw)
        identity = _identity(node, raw)
        if identity not in self._identities:
            self._identities[identity] = len(self._styles)
            self._entries["cellXfs"].append(raw)
            self._styles.append(node)
        return self._identities[identity]

    def _add_font(self, raw: bytes) -> int:
        fonts = self._entries["fonts"]
        if raw not in fonts:
            fonts.append(raw)
        return fonts.index(raw)

    def _solid(self, colour: dict[str, str], before: dict[str, str]) -> int:
        """The solid fill of a colour, which remembers another; one already there, where one is."""
        for number, node in enumerate(self._fills):
            if (_foreground(node), _pattern(node, "bgColor")) == (colour, before):
                return number
        text = (
            f'<fill><patternFill patternType="solid"><fgColor{_written(colour)}/>'
            f"<bgColor{_written(before)}/></patternFill></fill>"
        )
        raw = self._named(text)
        self._entries["fills"].append(raw)
        self._fills.append(fragment(raw))
        return len(self._fills) - 1

    def _fill_of(self, style: int) -> Node:
        node = self._styles[style] if style < len(self._styles) else self._styles[0]
        number = int(node.attributes.get("fillId") or 0)
        return self._fills[number] if number < len(self._fills) else self._fills[0]

    def _solid_colour(self, style: int) -> dict[str, str]:
        return _foreground(self._fill_of(style))

    def _named(self, text: str) -> bytes:
        """A snippet with the prefix of this style sheet before every name."""
        if self._prefix:
            text = text.replace("</", "\0").replace("<", f"<{self._prefix}")
            text = text.replace("\0", f"</{self._prefix}")
        return text.encode("ascii")


def _identity(node: Node, raw: bytes) -> Identity:
    """What makes two styles the same: all but whether their fill is said to apply."""
    attributes = {key: text for key, text in node.attributes.items() if key != "applyFill"}
    inner = b"" if node.empty else raw[node.inner - node.start : node.close - node.start]
    return frozenset(attributes.items()), inner


def _pattern(fill: Node, name: str) -> dict[str, str]:
    """The attributes of a colour of a fill; empty where it has none."""
    pattern = fill.child("patternFill")
    colour = pattern.child(name) if pattern else None
    return colour.attributes if colour else {}


def _foreground(fill: Node) -> dict[str, str]:
    """The colour of a solid fill; empty for any other."""
    pattern = fill.child("patternFill")
    solid = pattern is not None and pattern.attributes.get("patternType") == "solid"
    return _pattern(fill, "fgColor") if solid else {}


def _shade(colour: dict[str, str]) -> dict[str, str]:
    """A colour without its transparency."""
    return {**colour, "rgb": colour["rgb"][-6:].upper()} if "rgb" in colour else colour


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(text).decode()}"' for name, text in attributes.items())
