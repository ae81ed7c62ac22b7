"""The comments of one sheet: the part that holds them, and the drawing of their boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publisher.workbooks.book import SPREADSHEET, Book
from publisher.workbooks.marked import Cell
from publisher.workbooks.ooxml_comments import EMPTY, Comments, edit_comments, has_ours
from publisher.workbooks.ooxml_drawing import edit_drawing, last_block, new_drawing

VML: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"


class Commenting:
    """What becomes of the comments of one sheet, whose part is ``part``.

    ``texts`` has what each cell's comment shall say; what an earlier check said goes.
    """

    def __init__(self, book: Book, part: str, texts: Mapping[Cell, str]) -> None:
        self._book, self._package, self._part = book, book.package, part
        self._texts = texts
        relations = self._package.relations(part)
        self._comments = next((one.target for one in relations if one.kind == "comments"), "")
        before = self._package.read(self._comments) if self._comments else b""
        empty = EMPTY.format(book.namespace).encode()
        self._edited: Comments | None = None
        if texts or (before and has_ours(before)):
            self._edited = edit_comments(before or empty, texts)

    @property
    def changes(self) -> bool:
        """Whether anything comes or goes."""
        return self._edited is not None

    @property
    def needs_drawing(self) -> bool:
        """Whether there is a new comment, which needs a box."""
        return self._edited is not None and bool(self._edited.new)

    def relate_drawing(self) -> str:
        """Make a drawing for a sheet that has none; the id of the relation to it."""
        name = self._package.free_name(self._book.folder("drawings/vmlDrawing{}.vml"))
        drawings = [
            self._package.read(relation.target)
            for sheet in self._book.sheets
            for relation in self._package.relations(sheet.part)
            if relation.kind == "vmlDrawing"
        ]
        boxes = len(self._edited.new) if self._edited else 0
        self._package.write(name, new_drawing(last_block(drawings) + 1, boxes))
        self._package.declare_suffix("vml", VML)
        return self._package.relate(self._part, self._book.kind("vmlDrawing"), name)

    def write(self, drawing: str) -> None:
        """Write both parts; ``drawing`` is the id of the relation to the drawing."""
        if self._edited is None:
            return
        if not self._comments:
            self._comments = self._package.free_name(self._book.folder("comments{}.xml"))
            self._package.declare(self._comments, f"{SPREADSHEET}comments+xml")
            self._package.relate(self._part, self._book.kind("comments"), self._comments)
        self._package.write(self._comments, self._edited.data)
        for relation in self._package.relations(self._part):
            if relation.id == drawing:
                boxes = [(cell, self._texts[cell]) for cell in self._edited.new]
                before = self._package.read(relation.target)
                after = edit_drawing(before, self._edited.gone, boxes, self._edited.grown)
                self._package.write(relation.target, after)
