"""Published profiles on catalogues as publishers emit them: our check and pySHACL say the same.

DCAT-AP 2.1.1 and 3.0.1, its profile for high-value datasets, the Core Public Organisation and the
Core Location vocabulary; every catalogue by every profile, result for result, messages included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from publisher.check.engine import check_lines, shapes_from
from publisher.check.report import Result
from publisher.namespaces import RDF, RDFS, SH
from publisher.vocabulary import Document, Term
from tests.shacl_report import differences, reference
from tests.sites import shared

DCAT_AP: Final = ("standards", "dcat-ap")
FORMATS: Final = {
    ".ttl": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}
PARTS: Final = ("shapes", "shapes_recommended", "range", "deprecateduris", "mdr-vocabularies.shape")

PROFILES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "dcat-ap-2.1.1": (
        "standards/dcat-ap/2.1.1", tuple(f"dcat-ap_2.1.1_shacl_{part}.ttl" for part in PARTS),
    ),
    "dcat-ap-3.0.1": ("standards/dcat-ap/3.0.1/html/shacl", tuple(f"{part}.ttl" for part in PARTS)),
    "hvd": ("standards/dcat-ap/hvd-3.0.0/shacl", ("hvd-SHACL.ttl",)),
    "hvd-full": ("standards/dcat-ap/hvd-3.0.0/html", ("hvd-SHACL-full.ttl",)),
    "hvd-parts": (
        "standards/dcat-ap/hvd-3.0.0/html",
        ("hvd-SHACL-base.ttl", "hvd-SHACL-ranges.ttl", "hvd-SHACL-usagenotes.ttl"),
    ),
    "cpov": ("vocab/core/cpov-2.1.2/shacl", ("core-public-organisation-ap-SHACL.ttl",)),
    "core-location": ("vocab/core/core-location-2.1.0/shacl", ("core-location-ap-SHACL.ttl",)),
}  # fmt: skip
"""Profile: folder, files. They are read together, as one shapes graph."""

CATALOGUES: Final = {
    "realdata/dcat": 19,
    "standards/dcat-ap/2.1.1/examples": 2,
    "standards/dcat-ap/3.0.1/html/examples": 13,
    "standards/dcat-ap/hvd-3.0.0/html/examples": 15,
    "standards/dcat-ap/se-3.0.1/exempel": 4,
}
"""Folder: number of catalogues in it."""

UNREADABLE: Final = (
    "example-bee-population-dataset-series-api.ttl",
    "example-bee-population-dataset-series-combined.ttl",
)
"""Not Turtle: a name with a slash after its prefix."""

VOCABULARIES: Final = (
    "ADMS_SKOS_v1.00.rdf",
    "data-theme-skos.rdf",
    "europarl-2024-filetypes-skos.rdf",
    "fdk-adms-publisher-type.ttl",
    "fdk-high-value-categories.ttl",
    "frequencies-skos.rdf",
    "licences-skos.rdf",
)
"""EU authority tables that catalogues point at."""


ORGANISATION: Final = """
@prefix : <https://example.org/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix locn: <http://www.w3.org/ns/locn#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:region a m8g:PublicOrganisation, org:Organization ; skos:prefLabel "Region", "Region"@sv ;
    dct:spatial :place, "Örebro" ; m8g:contactPoint :contact ; org:hasUnit :unit, :region ;
    org:classification "region" ; foaf:homepage "https://example.org" ; dct:description :place .
:unit a org:OrganizationalUnit ; org:unitOf "Region" ; dct:identifier 7 .
:contact a m8g:ContactPoint ; m8g:email <mailto:registry@example.org> ; m8g:telephone 112 ;
    m8g:openingHours :unit ; m8g:contactPage "page" .
:place a dct:Location, m8g:AdminUnit ; locn:geographicName 5, "Örebro"@sv ; locn:geometry :shape ;
    locn:address :address, "Storgatan 1" ; m8g:code "1880" ; m8g:level "county" .
:shape a locn:Geometry ; dct:title "a point" .
:address a locn:Address ; locn:postCode 70001, "70001" ; locn:fullAddress :place ;
    locn:thoroughfare "Storgatan"@sv ; locn:adminUnitL1 9 .
:theme a skos:Concept ; skos:prefLabel 1 ; skos:inScheme "themes" .
[] a org:ChangeEvent ; dct:date "yesterday" ; org:originalOrganization "before" .
"""
"""What the Core vocabularies speak of, and no catalogue: an organisation and a place."""


@cache
def triples(path: Path) -> tuple[ox.Triple, ...]:
    """The triples of a file; full stops that a hand forgot are put in their places."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ttl":
        text = re.sub(r"(?m)^(@prefix [^>\n]*>)\s*$", r"\1 .", text).rstrip()
        text += "" if text.endswith((".", "}")) else " ."
    parsed = ox.parse(
        text, format=FORMATS[path.suffix], base_iri=f"https://example.org/{path.name}"
    )
    return tuple(quad.triple for quad in parsed)


def catalogues() -> dict[str, list[Path]]:
    return {
        folder: [
            path for path in sorted(shared(*folder.split("/")).rglob("*"))
            if path.suffix in FORMATS and path.name not in UNREADABLE
        ]
        for folder in CATALOGUES
    }  # fmt: skip


def profile(name: str) -> Document:
    folder, files = PROFILES[name]
    every = [triple for file in files for triple in triples(shared(*folder.split("/"), file))]
    return Document(f"https://example.org/{name}", f"{name}.ttl", tuple(every))


Named = dict[str, tuple[ox.Triple, ...]]
"""Catalogues by the names of their files."""


def unequal(
    name: str, data: Named, background: Iterable[ox.Triple] = ()
) -> tuple[Counter[str], list[str]]:
    """What the two say, counted by component, and where they say different things."""
    document, known = profile(name), [str(triple) for triple in background]
    shapes = shapes_from([document])
    counts: Counter[str] = Counter()
    told: list[str] = []
    for file, found in data.items():
        lines = [str(triple) for triple in found]
        report = check_lines(lines, shapes, background=known, every_way=True)
        wanted = said_by_pyshacl(document, found, tuple(background))
        counts.update(result.component.rpartition("#")[2] for result in wanted)
        unequal = differences(report.results, authored(wanted, document))
        told += [f"{file}: {line}" for line in unequal]
    return counts, told


def said_by_pyshacl(
    document: Document, data: tuple[ox.Triple, ...], background: tuple[ox.Triple, ...]
) -> list[Result]:
    shapes = aimed(document.triples, data, background) if background else document.triples
    return reference(map(str, (*data, *background)), shapes)


def authored(results: Iterable[Result], document: Document) -> Iterator[Result]:
    """The results with the messages that shapes give; pySHACL's own sentences are its own."""
    given = {
        (term.language or "", term.value)
        for _, predicate, term in document.triples
        if predicate.value == SH + "message" and isinstance(term, ox.Literal)
    }
    for result in results:
        yield Result(
            **{**vars(result), "messages": tuple(m for m in result.messages if m in given)}
        )


def aimed(
    shapes: Iterable[ox.Triple], data: tuple[ox.Triple, ...], background: tuple[ox.Triple, ...]
) -> Iterator[ox.Triple]:
    """The shapes with each target class replaced by its instances in the data (section 2.1.3).

    So the background is known to pySHACL, and nothing in it is a target.
    """
    above: dict[Term, set[Term]] = {}
    for subject, predicate, term in (*data, *background):
        if predicate.value == RDFS + "subClassOf":
            above.setdefault(subject, set()).add(term)
    instances: dict[Term, set[Term]] = {}
    for subject, predicate, term in data:
        if predicate.value == RDF + "type":
            todo, seen = [term], {term}
            while todo:
                kind = todo.pop()
                instances.setdefault(kind, set()).add(subject)
                todo += above.get(kind, set()) - seen
                seen |= above.get(kind, set())
    for triple in shapes:
        subject, predicate, term = triple
        if predicate.value == SH + "targetClass":
            for node in instances.get(term, ()):
                yield ox.Triple(subject, ox.NamedNode(SH + "targetNode"), node)
        else:
            yield triple


def test_the_catalogues_and_profiles_are_those_that_were_counted() -> None:
    assert {folder: len(paths) for folder, paths in catalogues().items()} == CATALOGUES


RESULTS: Final = {
    "dcat-ap-2.1.1": 1384,
    "dcat-ap-3.0.1": 1555,
    "hvd": 603,
    "hvd-full": 874,
    "hvd-parts": 874,
    "cpov": 25,
    "core-location": 5,
}
"""Results of everything together, by profile: a comparison of nothing would prove nothing."""

SOME: Final = {"dcat-ap-3.0.1": 68, "hvd-full": 29, "cpov": 25, "core-location": 5}
"""The same for the catalogue of a food service, and the organisation."""

BESIDE_VOCABULARIES: Final = 380


def read(paths: Iterable[Path]) -> Named:
    parsed = ox.parse(ORGANISATION, format=ox.RdfFormat.TURTLE)
    return {
        "organisation": tuple(quad.triple for quad in parsed),
        **{str(path): triples(path) for path in paths},
    }


@pytest.mark.parametrize("name", SOME)
def test_some_catalogues_by_some_profiles(name: str) -> None:
    counts, told = unequal(
        name, read([shared("realdata", "dcat", "orebro-kommun_openmeal_dcat.rdf")])
    )
    assert not told, "\n".join(told)
    assert counts.total() == SOME[name], counts


@pytest.mark.large
@pytest.mark.parametrize("name", PROFILES)
def test_every_catalogue_by_every_profile(name: str) -> None:
    counts, told = unequal(name, read(path for paths in catalogues().values() for path in paths))
    assert not told, "\n".join(told)
    assert counts.total() == RESULTS[name], counts


@pytest.mark.large
def test_real_catalogues_beside_the_vocabularies_that_they_point_at() -> None:
    folder = shared("vocab", "eu-authority")
    background = [triple for file in VOCABULARIES for triple in triples(folder / file)]
    data = {str(path): triples(path) for path in catalogues()["realdata/dcat"][:3]}
    counts, told = unequal("dcat-ap-3.0.1", data, background)
    assert not told, "\n".join(told)
    assert counts.total() == BESIDE_VOCABULARIES, counts


def test_shapes_that_lead_nowhere_are_named() -> None:
    """The files in 3.0.1/shacl name property shapes that no file describes."""
    folder = shared(*DCAT_AP, "3.0.1", "shacl")
    every = [triple for path in sorted(folder.glob("*.ttl")) for triple in triples(path)]
    document = Document("https://example.org/broken", "dcat-ap-SHACL.ttl", tuple(every))
    problems = Counter(problem.code for problem in shapes_from([document]).problems)
    assert problems == {"dangling": 5}
