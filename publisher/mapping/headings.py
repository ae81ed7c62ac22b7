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
SLASH: Final = re.compile(r"\s+/\s+")
"""What parts the names of one column in two languages: ``Titel / Title (sv)``."""

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
        if key is None and all(normalise(part) in KEY_NAMES for part in SLASH.split(text)):
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
    """The heading of a property in one language, with the language of its texts if it has one."""
    name = item.names.get(site_language) or next(iter(item.names.values()))
    return f"{name} ({language})" if item.kind == "text" else name


def bilingual_heading(item: Property, language: str, languages: Sequence[str]) -> str:
    """The heading that a template writes: the property's name in each of ``languages``.

    ``Titel / Title (sv)`` is the Swedish title; a name that both languages share stands once.
    """
    names: dict[str, str] = {}
    for name in languages:
        if text := item.names.get(name):
            names.setdefault(normalise(text), text)
    name = " / ".join(names.values()) or next(iter(item.names.values()))
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
    if suffix is not None:
        base, word = suffix.groups()
        language = LANGUAGE_WORDS.get(word.casefold(), word.casefold())
        named = _one_property(base, names)
        if named and named.kind == "text" and language in {*languages, *LANGUAGE_WORDS.values()}:
            return named, language
    parts = SLASH.split(text)
    if len(parts) == 1:
        return None
    first, *others = (_match(part, names, languages) for part in parts)
    return first if all(other == first for other in others) else None


def _one_property(text: str, names: dict[str, tuple[Property, str]]) -> Property | None:
    """The property that ``text`` names, or that each of its parts between slashes names."""
    if whole := names.get(normalise(text)):
        return whole[0]
    first, *others = (names.get(normalise(part)) for part in SLASH.split(text))
    if first and all(other and other[0] is first[0] for other in others):
        return first[0]
    return None


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
