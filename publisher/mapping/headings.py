"""Headings -> properties: which column of a table says which property of its class, in which
language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.contract import Class, Property
from publisher.faults import Fault, Place
from publisher.names import nearest, normalise

KEY_NAMES: Final = frozenset({"id", "nyckel", "key"})
PRIVATE: Final = "_"
"""A heading that begins with this is a note of the officer's own and is not read."""

LANGUAGE_WORDS: Final = {
    "svenska": "sv",
    "swedish": "sv",
    "engelska": "en",
    "english": "en",
}
SUFFIX: Final = re.compile(r"(.+?)[\s_@.:/,–-]*[\[(]?\s*([^\W\d_]{2,8})\s*[\])]?\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is read: where it stands, what it is called, what it says.

    ``language`` is the language of its texts; empty for other kinds of values.
    """

    index: int
    text: str
    property: Property
    language: str


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of one table: the key's place (None when there is no key) and the others."""

    key: int | None
    columns: tuple[Heading, ...]
    faults: tuple[Fault, ...]


def read_headings(
    header: Sequence[str], kind: Class, place: Place, languages: Sequence[str]
) -> Headings:
    """Match the ``header`` of a table with the properties of ``kind``.

    ``place`` is that of the header row; ``languages`` are the site's, the default one first.
    """
    names = _names(kind, languages)
    key: int | None = None
    columns: list[Heading] = []
    faults: list[Fault] = []
    for index, text in enumerate(header):
        if not text.strip() or text.startswith(PRIVATE):
            continue
        if key is None and normalise(text) in KEY_NAMES:
            key = index
            continue
        found = _match(text, names, languages)
        if found is None:
            faults.append(_unknown(text, kind, place, languages[0]))
            continue
        columns.append(Heading(index, text, *found))
    if key is None:
        faults.append(Fault(place, "no-key"))
    return Headings(key, tuple(columns), tuple(faults))


def heading_for(item: Property, language: str, site_language: str) -> str:
    """The heading that a template writes for a property, with the language where it has one."""
    name = item.names.get(site_language) or next(iter(item.names.values()))
    return f"{name} ({language})" if item.kind == "text" else name


def _names(kind: Class, languages: Sequence[str]) -> dict[str, tuple[Property, str]]:
    """Each normalised name with its property and the language that the name is in."""
    found: dict[str, tuple[Property, str]] = {}
    for item in reversed(kind.columns):
        own = {item.names.get(language, ""): language for language in reversed(languages)}
        others = dict.fromkeys(item.other_names, languages[0])
        for name, language in {**others, **own}.items():
            if normalise(name):
                found[normalise(name)] = (item, language)
    return found


def _match(
    text: str, names: dict[str, tuple[Property, str]], languages: Sequence[str]
) -> tuple[Property, str] | None:
    if whole := names.get(normalise(text)):
        item, language = whole
        return item, language if item.kind == "text" else ""
    suffix = SUFFIX.fullmatch(text)
    if suffix is None:
        return None
    base, word = suffix.groups()
    language = LANGUAGE_WORDS.get(word.casefold(), word.casefold())
    found = names.get(normalise(base))
    if found is None or found[0].kind != "text":
        return None
    known = {*languages, *LANGUAGE_WORDS.values()}
    return (found[0], language) if language in known else None


def _unknown(text: str, kind: Class, place: Place, language: str) -> Fault:
    known = ["id", *(heading_for(item, language, language) for item in kind.columns)]
    every = [name for item in kind.columns for name in item.names.values()]
    return Fault(
        Place(place.file, place.sheet, place.row, text),
        "unknown-column",
        text,
        expected=", ".join(known),
        nearest=nearest(text, every),
    )
