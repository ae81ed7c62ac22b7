"""What a description holds."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

import pyoxigraph as ox

from publisher.contract import Texts


@dataclass(frozen=True, slots=True)
class Text:
    """A literal: its lexical form, its language tag (or nothing) and its datatype."""

    value: str
    language: str
    datatype: str


@dataclass(frozen=True, slots=True)
class Link:
    """Something with an IRI: its labels by language, and the path at which this site serves it.

    ``path`` is None for what is described elsewhere.
    """

    iri: str
    labels: Texts
    path: str | None

    def title(self, language: str) -> str:
        """What to call it in ``language``; the end of its IRI when it has no label."""
        return pick(self.labels, language)[0] or local_name(self.iri)


Value = Text | Link


@dataclass(frozen=True, slots=True)
class PropertyView:
    """One property with all its values; ``inverse`` when they point here."""

    predicate: str
    labels: Texts
    values: tuple[Value, ...]
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class GroupView:
    """Properties that stand together under one heading (``sh:PropertyGroup``)."""

    iri: str
    labels: Texts
    properties: tuple[PropertyView, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """Things of one class that point here by one property.

    ``total`` counts them; when ``complete`` is false there are more than were counted. ``links``
    are the first of them.
    """

    predicate: str
    labels: Texts
    slug: str
    kinds: Texts
    total: int
    complete: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The same thing under another name: by which property, and which way the link leads.

    ``owner`` is whose the other one is: the folder of the sources that describe it, empty for the
    site's own, or the host where it is described elsewhere.
    """

    predicate: str
    labels: Texts
    link: Link
    owner: str
    outward: bool
    inward: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a thing is gone: when (a date or a point in time), why, and what replaces it."""

    date: str
    reasons: Texts
    replacements: tuple[Link, ...]


@dataclass(frozen=True)
class Description:
    """Everything a release says of one thing.

    ``triples`` are the thing's own statements, sorted: what the RDF formats send. ``slug`` and
    ``kind`` tell its class in the contract; they are empty for a thing of no such class.
    """

    iri: str
    document: str
    slug: str
    kind: Texts
    kinds: Texts
    types: tuple[Link, ...]
    labels: Texts
    groups: tuple[GroupView, ...]
    incoming: tuple[Incoming, ...]
    graphs: tuple[str, ...]
    triples: tuple[ox.Triple, ...]
    withdrawal: Withdrawal | None
    matches: tuple[Match, ...] = ()
    """The same thing under other names, those that the thing's shape does not show."""

    def title(self, language: str) -> str:
        """What to call it in ``language``; the end of its IRI when it has no label."""
        return pick(self.labels, language)[0] or local_name(self.iri)


@dataclass(frozen=True)
class TermView:
    """One term that a vocabulary document declares; ``anchor`` is its fragment.

    ``inner`` marks a node that was blank in the file: part of another term.
    """

    anchor: str
    iri: str
    inner: bool
    labels: Texts
    types: tuple[Link, ...]
    properties: tuple[PropertyView, ...]


@dataclass(frozen=True)
class GraphDescription:
    """A vocabulary document: what it says of itself, its terms, and all its triples, sorted."""

    iri: str
    file: str
    labels: Texts
    properties: tuple[PropertyView, ...]
    terms: tuple[TermView, ...]
    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True)
class SourceDescription:
    """The named graph of a source: its file, its size and the first things it speaks of."""

    iri: str
    file: str
    quads: int
    things: tuple[Link, ...]
    complete: bool


def pick(texts: Texts, language: str) -> tuple[str, str]:
    """The text to show to a reader of ``language``, and its own language tag.

    The language itself, a variant of it, a text without a language, then whatever there is.
    """
    if language in texts:
        return texts[language], language
    variants = sorted(tag for tag in texts if tag.partition("-")[0] == language)
    for tag in (*variants, "", *sorted(texts)):
        if tag in texts:
            return texts[tag], tag
    return "", ""


def local_name(iri: str) -> str:
    """The end of an IRI, readable."""
    return unquote(iri.rstrip("/#").replace("#", "/").rpartition("/")[2]) or iri
