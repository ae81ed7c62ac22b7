"""The parts that pages are made of: values, links, rows, tables, and what surrounds a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueView:
    """One value. ``lang`` is set where the text is in another language than the page.

    ``machine`` is the lexical form of a time, ``full`` the whole of what ``text`` shortens.
    """

    kind: Literal["text", "paragraphs", "link", "geometry", "time"]
    text: str
    lang: str = ""
    href: str = ""
    external: bool = False
    paragraphs: tuple[str, ...] = ()
    machine: str = ""
    full: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A property with its values."""

    label: str
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows under one heading."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingBlock:
    """Things that point here: what they are, by which property, how many, and the first of them."""

    heading: str
    through: str
    total: str
    note: str
    links: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a list or a card: a link with a few words about it."""

    link: ValueView
    text: ValueView | None = None
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """The same document in another format or language."""

    href: str
    label: str
    media_type: str = ""
    language: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A step on the way from the start page."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds every page of a site; ``earlier`` says that it is of an earlier release."""

    site: str
    home: str
    css: str
    icon: str
    menu: tuple[Crumb, ...]
    licence: Crumb
    attribution: str
    release: Crumb
    sparql: str
    dump: str
    feeds: str
    earlier: Crumb | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A plain table."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[ValueView, ...], ...]
