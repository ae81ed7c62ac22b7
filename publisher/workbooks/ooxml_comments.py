"""The comments of a sheet (ECMA-376, part 1, section 18.7): ours added, those of others kept.

A cell has one comment. Where somebody else wrote it, our text is added at its end. Our text begins
with a line that is known again, and goes when the workbook is checked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from publisher.workbooks.marked import IS_HEADING, Cell
from publisher.workbooks.ooxml_sheet import position, reference
from publisher.workbooks.xmledit import (
    Node,
    Splice,
    appended,
    escape,
    prefix_of,
    quote,
    spliced,
    tree,
    unfolded,
)

AUTHOR: Final = "publisher"
"""The author of a comment that a check wrote, where the program that saved it kept that."""

LONGEST: Final = 32_000
"""Characters of a comment; Excel holds 32,767."""

AFTER_RUNS: Final = ("rPh", "phoneticPr")
"""What stands behind the text of a comment (``CT_Rst``)."""

EMPTY: Final = '<comments xmlns="{}"><authors/><commentList/></comments>'


@dataclass(frozen=True, slots=True)
class Comments:
    """The part as it shall be, and what its drawing must know."""

    data: bytes
    gone: frozenset[Cell]
    """Cells whose comment was an earlier one of ours."""
    new: tuple[Cell, ...]
    """Cells that have a comment of their own from us, in order."""
    grown: dict[Cell, str]
    """What the comments of others say to which ours is added."""


def has_ours(data: bytes) -> bool:
    """Whether an earlier check may have written into a comments part."""
    listed = tree(data).child("commentList")
    comments = listed.all("comment") if listed else []
    return any(IS_HEADING.search(_said(node)) for node in comments)


def edit_comments(data: bytes, texts: Mapping[Cell, str]) -> Comments:
    """Replace what an earlier check wrote in a comments part by ``texts``."""
    data, root = unfolded(data)
    prefix = prefix_of(data[root.start : root.inner])
    authors, listed = root.child("authors"), root.child("commentList")
    names = [node.text for node in authors.all("author")] if authors else []
    splices: list[Splice] = []
    gone, kept, grown = set[Cell](), set[Cell](), dict[Cell, str]()
    for node in listed.all("comment") if listed else ():
        cell = position(node.attributes.get("ref", ""))
        if cell is None:
            continue
        if _is_ours(node):
            gone.add(cell)
            splices.append((node.start, node.end, b""))
        else:
            kept.add(cell)
            if cell in texts:
                grown[cell] = f"{_said(node)}\n\n{texts[cell]}"
            splices += _added(data, node, texts.get(cell, ""), prefix)
    new = tuple(sorted(set(texts) - kept))
    if new:
        if AUTHOR not in names:
            names.append(AUTHOR)
            entry = b"<%sauthor>%s</%sauthor>" % (prefix, escape(AUTHOR), prefix)
            splices.append(_into(data, root, authors, "authors", entry))
        number = names.index(AUTHOR)
        made = b"".join(_comment(cell, texts[cell], number, prefix) for cell in new)
        splices.append(_into(data, root, listed, "commentList", made))
    return Comments(spliced(data, splices), frozenset(gone), new, grown)


def _runs(comment: Node) -> list[tuple[Node, Node]]:
    """The pieces of text of a comment: what goes with each, and the element that has it."""
    body = comment.child("text")
    pieces = body.children if body else []
    return [
        (piece, text)
        for piece in pieces
        for text in [piece if piece.name == "t" else piece.child("t")]
        if text is not None and piece.name not in AFTER_RUNS
    ]


def _said(comment: Node) -> str:
    return "".join(text.text for _, text in _runs(comment))


def _is_ours(comment: Node) -> bool:
    """Whether a comment says nothing but what a check wrote."""
    found = IS_HEADING.search(_said(comment))
    return found is not None and not _said(comment)[: found.start()].strip()


def _into(data: bytes, root: Node, node: Node | None, name: str, new: bytes) -> Splice:
    """The splice that puts ``new`` into a child of the root, made where it is not there."""
    if node is not None:
        return appended(data, node, new)
    element = prefix_of(data[root.start : root.inner]) + name.encode()
    return appended(data, root, b"<%s>%s</%s>" % (element, new, element))


def _comment(cell: Cell, text: str, author: int, prefix: bytes) -> bytes:
    name = reference(*cell).encode()
    return b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>' % (
        prefix, name, author, prefix, _run(text, prefix), prefix, prefix,
    )  # fmt: skip


def _run(text: str, prefix: bytes) -> bytes:
    run = (
        b'<{p}r><{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Tahoma"/></{p}rPr>'
        b'<{p}t xml:space="preserve">'
    ).replace(b"{p}", prefix)
    return run + escape(text[:LONGEST]) + b"</%st></%sr>" % (prefix, prefix)


def _added(data: bytes, comment: Node, text: str, prefix: bytes) -> list[Splice]:
    """What changes in the comment of somebody else: our old text goes, the new one comes."""
    body = comment.child("text")
    if body is None:
        return []
    splices = _without_ours(comment)
    if text:
        new = _run(f"\n\n{text}", prefix)
        after = next((child for child in body.children if child.name in AFTER_RUNS), None)
        splices.append(
            appended(data, body, new) if after is None else (after.start, after.start, new)
        )
    return splices


def _without_ours(comment: Node) -> list[Splice]:
    """What takes our text out: the run where it begins is cut, those behind it go."""
    said = _said(comment)
    found = IS_HEADING.search(said)
    if found is None:
        return []
    splices: list[Splice] = []
    at, left = 0, len(said[: found.start()].rstrip("\n"))
    for piece, text in _runs(comment):
        if at >= left:
            splices.append((piece.start, piece.end, b""))
        elif at + len(text.text) > left:
            splices.append((text.inner, text.close, quote(text.text[: left - at])))
        at += len(text.text)
    return splices
