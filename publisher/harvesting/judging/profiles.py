"""Profiles of DCAT as shapes: made of the table of requirements, each property with its name.

They ask what the profiles say of cardinalities, kinds of values and recommended properties. The
official shapes are given by whoever has them, as files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from publisher.harvesting.judging.tables import expanded, lines_of, names
from publisher.namespaces import RDF, RDFS, SH, XSD
from publisher.vocabulary import Document

LEVELS: Final[dict[str, str | None]] = {"m": "Violation", "r": "Warning", "o": None}
"""The severity of a property that is absent."""

KINDS: Final = {"N": "BlankNodeOrIRI", "I": "IRI", "L": "Literal"}
DATES: Final = ("date", "dateTime", "gYear", "gYearMonth")
TEXT: Final = "T"
DATE: Final = "D"
PARTS: Final = 4
"""Parts of the name of a shape: urn, x-profile, the key of the profile, the class."""

FIRST: Final = ox.NamedNode(RDF + "first")
REST: Final = ox.NamedNode(RDF + "rest")
NIL: Final = ox.NamedNode(RDF + "nil")


@dataclass(frozen=True)
class Profile:
    """A profile: the key that it is asked for by, its name, and its column in the table."""

    key: str
    name: str
    column: int
    dates: tuple[str, ...] = DATES
    """The datatypes of a date or a time."""


PROFILES: Final[dict[str, Profile]] = {
    item.key: item
    for item in (
        Profile("dcat-ap-2", "DCAT-AP 2.1.1", 0, DATES[:2]),
        Profile("dcat-ap-3", "DCAT-AP 3.0.1", 1),
        Profile("hvd", "DCAT-AP HVD 3.0.0", 2),
        Profile("dcat-ap-se", "DCAT-AP-SE 3.0.1", 3),
    )
}

HVD: Final = "hvd"
"""The profile that is for datasets which say that they are of high value."""


@dataclass(frozen=True)
class Requirement:
    """What a profile asks of a property of a class; both are IRIs."""

    target: str
    path: str
    level: str
    single: bool
    kind: str


@cache
def requirements(column: int) -> tuple[Requirement, ...]:
    """What a profile asks."""
    found = []
    for line in lines_of("requirements.txt"):
        target, path, *cells = line.split()
        cell = cells[column]
        if cell != "-":
            count, _, kind = cell.partition(":")
            found.append(
                Requirement(expanded(target), expanded(path), count[0], "1" in count, kind)
            )
    return tuple(found)


def document(profile: Profile) -> Document:
    """The shapes of a profile."""
    name = f"urn:x-profile:{profile.key}"
    return Document(name, profile.name, tuple(_triples(profile, name)))


def owner(shape: str, language: str) -> str:
    """What the things are called that one of our shapes is about; empty for another shape."""
    parts = shape.split(":")
    if not shape.startswith("urn:x-profile:") or len(parts) < PARTS:
        return ""
    return _owners()[parts[3]][language]


@cache
def _owners() -> dict[str, dict[str, str]]:
    return {_local(term): said for term, said in names().items()}


def _triples(profile: Profile, name: str) -> Iterator[ox.Triple]:
    asked = requirements(profile.column)
    for target in sorted({item.target for item in asked}):
        shape = f"{name}:{_local(target)}"
        yield _link(shape, RDF + "type", SH + "NodeShape")
        yield _link(shape, SH + "targetClass", target)
        yield from _texts(shape, RDFS + "label", target)
        for item in asked:
            if item.target == target:
                for rule, triples in _rules(profile, item, f"{shape}:{_local(item.path)}"):
                    yield _link(shape, SH + "property", rule)
                    yield _link(rule, RDF + "type", SH + "PropertyShape")
                    yield _link(rule, SH + "path", item.path)
                    yield from _texts(rule, SH + "name", item.path)
                    yield from triples
    yield from _dates(f"{name}:date", profile.dates)


def _rules(profile: Profile, item: Requirement, name: str) -> Iterator[tuple[str, list[ox.Triple]]]:
    """The property shapes of a requirement: each with a severity of its own."""
    severity = LEVELS[item.level]
    if severity:
        rule = f"{name}:least"
        yield rule, [_number(rule, "minCount"), _link(rule, SH + "severity", SH + severity)]
    rule = f"{name}:value"
    triples = [_number(rule, "maxCount")] if item.single else []
    kind = item.kind
    if kind in KINDS:
        triples.append(_link(rule, SH + "nodeKind", SH + KINDS[kind]))
    elif kind == TEXT:
        triples.append(_link(rule, SH + "datatype", RDF + "langString"))
    elif kind == DATE:
        triples.append(_link(rule, SH + "or", f"urn:x-profile:{profile.key}:date:0"))
    elif kind.startswith("="):
        triples.append(_link(rule, SH + "hasValue", expanded(kind[1:])))
    elif kind:
        triples.append(_link(rule, SH + "datatype", expanded(kind)))
    if triples:
        yield rule, triples


def _dates(name: str, datatypes: tuple[str, ...]) -> Iterator[ox.Triple]:
    """The list of alternatives for a date."""
    for place, datatype in enumerate(datatypes):
        shape = ox.NamedNode(f"{name}:{datatype}")
        here = ox.NamedNode(f"{name}:{place}")
        last = place == len(datatypes) - 1
        yield ox.Triple(shape, ox.NamedNode(SH + "datatype"), ox.NamedNode(XSD + datatype))
        yield ox.Triple(here, FIRST, shape)
        yield ox.Triple(here, REST, NIL if last else ox.NamedNode(f"{name}:{place + 1}"))


def _local(iri: str) -> str:
    """The last part of an IRI with what tells it from others of its name."""
    start, _, end = iri.replace("#", "/").rpartition("/")
    return f"{start.rpartition('/')[2]}-{end}"


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def _number(subject: str, name: str) -> ox.Triple:
    one = ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(SH + name), one)


def _texts(subject: str, predicate: str, term: str) -> Iterator[ox.Triple]:
    for language, text in sorted(names()[term].items()):
        yield ox.Triple(
            ox.NamedNode(subject), ox.NamedNode(predicate), ox.Literal(text, language=language)
        )
