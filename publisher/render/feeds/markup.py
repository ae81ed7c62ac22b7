"""Elements of XML as text, so that a feed is written line by line and is never held as a tree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from publisher.xmlsafe import ILLEGAL

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
REPLACEMENT: Final = "\ufffd"
"""Stands for a character that XML cannot hold (RDF cannot be published with one: it is what a
client sent)."""

Attributes = Iterable[tuple[str, str]]


def element(name: str, text: str = "", attributes: Attributes = ()) -> str:
    """An element with text, or an empty one."""
    start = name + "".join(f" {key}={quoteattr(_safe(value))}" for key, value in attributes)
    return f"<{start}>{text_of(text)}</{name}>" if text else f"<{start}/>"


def around(name: str, content: str, attributes: Attributes = ()) -> str:
    """An element around others, which are XML already."""
    start = name + "".join(f" {key}={quoteattr(_safe(value))}" for key, value in attributes)
    return f"<{start}>\n{content}</{name}>"


def lines(elements: Iterable[str]) -> str:
    """Elements, each on a line."""
    return "".join(f"{item}\n" for item in elements)


def document(root: str) -> bytes:
    """A document with this root element."""
    return f"{DECLARATION}{root}\n".encode()


def text_of(text: str) -> str:
    """Text as it stands in an element."""
    return escape(_safe(text), {"\r": "&#13;"})


def _safe(text: str) -> str:
    return ILLEGAL.sub(REPLACEMENT, text)
