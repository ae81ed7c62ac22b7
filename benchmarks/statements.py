"""Made-up data for the benchmark of the check: Turtle or N-Triples, the same bytes every time.

Projects of 13 statements each; with every second a grant, with every fourth a document, with every
sixteenth an organisation and a contact. One thing in FAULTY has one of FAULTS, in turn: about one
statement in a thousand breaks a shape of ``shapes.ttl``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyoxigraph as ox

FAULTY: Final = 101
"""One thing of a kind in this many has a fault."""

HEAD: Final = """\
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/ns#> .
@prefix p: <https://example.org/project/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:PublicBody rdfs:subClassOf ex:Organisation .
ex:University rdfs:subClassOf ex:PublicBody .
<https://example.org/region/1> a ex:Territory .
<https://example.org/region/2> a ex:Territory .
<https://example.org/region/3> a ex:Territory .
<https://example.org/region/4> a ex:Territory .
<https://example.org/region/5> a ex:Territory .
"""

THINGS: Final[Mapping[str, tuple[int, str, Mapping[str, str]]]] = {
    "project": (1, "p:p{n}", {
        "type": "a ex:Project",
        "title": 'dct:title "Projekt nummer {n} för grön omställning"@sv',
        "title en": 'dct:title "Project number {n} for a green transition"@en',
        "description": 'dct:description "En längre beskrivning av projekt {n}, med flera ord och '
                       'siffror som {some}, för att mäta med."@sv',
        "identifier": 'dct:identifier "P-{n:07}"',
        "start": 'schema:startDate "20{year:02}-{month:02}-{day:02}"^^xsd:date',
        "end": 'schema:endDate "20{later:02}-{month:02}-{day:02}"^^xsd:date',
        "amount": "schema:amount {some}",
        "spatial": "dct:spatial <https://example.org/region/{region}>",
        "subject": "dct:subject ex:{area}",
        "url": "schema:url <https://www.example.org/web/{n}>",
        "member": "schema:member <https://example.org/organisation/{member}>",
        "part": "schema:partOf p:p{parent}",
    }),
    "grant": (2, "<https://example.org/grant/{n}>", {
        "type": "a ex:Grant",
        "label": 'skos:prefLabel "Bidrag till projekt {n}"@sv',
        "identifier": 'dct:identifier "G/20{year:02}/{n}"',
        "amount": "schema:amount {some}.50",
        "currency": 'schema:currency "SEK"',
        "funder": "schema:funder <https://example.org/organisation/{member}>",
        "item": "schema:fundedItem p:p{n}",
    }),
    "document": (4, "<https://example.org/document/{n}>", {
        "type": "a ex:Document",
        "title": 'dct:title "Slutrapport {n}"@sv',
        "issued": 'dct:issued "20{year:02}-{month:02}-{day:02}"^^xsd:date',
        "modified": 'dct:modified "20{later:02}-{month:02}-{day:02}"^^xsd:date',
        "pages": "schema:numberOfPages {day}",
        "licence": "dct:license <http://creativecommons.org/licenses/by/4.0/>",
        "part": "dct:isPartOf p:p{n}",
    }),
    "organisation": (16, "<https://example.org/organisation/{n}>", {
        "type": "a ex:University",
        "label": 'skos:prefLabel "Lärosäte {n}"@sv',
        "label en": 'skos:prefLabel "University {n}"@en',
        "identifier": 'dct:identifier "{n:06}-{year:04}"',
        "founded": 'schema:foundingDate "19{day}"^^xsd:gYear',
        "home": "schema:url <https://www.example.org/organisation/{n}>",
        "contact": "schema:contactPoint _:contact{n}",
    }),
    "contact": (16, "_:contact{n}", {
        "type": "a vcard:Kind",
        "name": 'vcard:fn "Registrator {n}"',
        "email": "vcard:hasEmail <mailto:registrator{n}@example.org>",
    }),
}  # fmt: skip
"""Kind → (with every how many projects there is one, its name, what is said of it)."""

FAULTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "project": (
        ("title en", ""),
        ("title en", 'dct:title "Projekt {n}"@sv'),
        ("title en", 'dct:title "Projekti {n}"@fi'),
        ("title", 'dct:title "Nja"@sv'),
        ("title", 'dct:title "Projekt {n}"'),
        ("description", ""),
        ("identifier", 'dct:identifier "P {n}"'),
        ("identifier", 'dct:identifier "P-{n:07}", "P-0000000"'),
        ("identifier", "dct:identifier {n}"),
        ("start", ""),
        ("start", 'schema:startDate "1987-{month:02}-{day:02}"^^xsd:date'),
        ("start", 'schema:startDate "20{year:02}"^^xsd:gYear'),
        ("end", 'schema:endDate "2000-01-01"^^xsd:date'),
        ("amount", "schema:amount -{some}"),
        ("amount", "schema:amount {some}000000000"),
        ("amount", 'schema:amount "{some} kr"'),
        ("amount", "schema:amount {some}, {some}.25"),
        ("spatial", "dct:spatial <https://example.org/region/9>"),
        ("subject", "dct:subject ex:mining"),
        ("subject", "dct:subject ex:food, ex:health, ex:energy"),
        ("url", 'schema:url "www.example.org"'),
        ("member", "schema:member <https://example.org/organisation/gone>"),
        ("member", "schema:member <https://example.org/organisation/0>, "
                   "<https://example.org/organisation/16>"),
        ("part", "schema:partOf p:p{parent}-gone"),
        ("part", "dct:isPartOf p:p{parent}"),
    ),
    "grant": (
        ("label", 'skos:prefLabel "Bidrag {n}"'),
        ("identifier", 'dct:identifier "G/1999/{n}"'),
        ("amount", "schema:amount 0.0"),
        ("amount", "schema:amount 5{some}000.5"),
        ("amount", "schema:amount {some}"),
        ("currency", 'schema:currency "NOK"'),
        ("funder", "schema:funder <https://example.org/organisation/gone>"),
        ("item", "schema:fundedItem p:gone"),
        ("item", "schema:member p:p{n}"),
    ),
    "document": (
        ("issued", 'dct:issued "2045-01-01"^^xsd:date'),
        ("issued", 'dct:issued "i fjol"'),
        ("pages", "schema:numberOfPages {day}.5"),
        ("licence", "dct:license <https://example.org/licence>"),
        ("part", "dct:isPartOf p:gone"),
        ("part", ""),
    ),
    "organisation": (
        ("label", 'skos:prefLabel "University"@en'),
        ("identifier", ""),
        ("identifier", 'dct:identifier "{n}"'),
        ("founded", 'schema:foundingDate "1987-01-01"^^xsd:date'),
        ("home", "schema:url <http://www.example.org/organisation/{n}>"),
        ("home", 'schema:url "www.example.org"'),
        ("contact", ""),
    ),
    "contact": (
        ("name", ""),
        ("email", "vcard:hasEmail <https://example.org/{n}>"),
        ("email", 'vcard:hasEmail "registrator{n}@example.org"'),
    ),
}  # fmt: skip
"""Kind → (what is replaced, by what; nothing: left out)."""

AREAS: Final = ("industry", "energy", "food", "health")


def write(target: Path, statements: int, *, edited: int | None = None) -> Path:
    """Write about this many statements, in the syntax that the suffix names (``.ttl``, ``.nt``).

    One project, ``edited``, may have another title.
    """
    turtle = target.with_suffix(".ttl")
    with turtle.open("w", encoding="utf-8") as handle:
        handle.writelines(_turtle(statements, edited))
    if target.suffix == ".nt":
        triples = ox.parse(path=str(turtle))
        ox.serialize(triples, str(target), format=ox.RdfFormat.N_TRIPLES)
        turtle.unlink()
    return target


def _turtle(statements: int, edited: int | None) -> Iterator[str]:
    """Pieces of the Turtle document."""
    yield HEAD
    forms = {kind: _forms(kind) for kind in THINGS}
    projects = _projects(statements)
    members = (projects + 15) // 16
    for n in range(projects):
        given = {
            "n": n,
            "year": n % 20,
            "later": n % 20 + 3,
            "month": n % 12 + 1,
            "day": n % 19 + 10,
            "some": n * 37 % 1_000_000 + 1,
            "region": n % 5 + 1,
            "area": AREAS[n % 4],
            "member": n * 7 % members * 16,
            "parent": n // 10,
        }
        for kind, (every, _, _) in THINGS.items():
            if n % every == 0:
                turn, rest = divmod(n // every, FAULTY)
                text = forms[kind][0 if rest != FAULTY - 1 else 1 + turn % len(FAULTS[kind])]
                text = text.format_map(given)
                if n == edited and kind == "project":
                    text = text.replace("omställning", "omställning, ändrat")
                yield text


def _projects(statements: int) -> int:
    """So many projects that there are about this many statements, those of HEAD aside."""
    each = sum(len(said) / every for every, _, said in THINGS.values())
    return max(1, int(statements / each))


def _forms(kind: str) -> list[str]:
    """How a thing of a kind is written: without a fault, then with each."""
    _, name, said = THINGS[kind]
    every = [said, *({**said, key: text} for key, text in FAULTS[kind])]
    return [f"{name} {' ; '.join(text for text in one.values() if text)} .\n" for one in every]
