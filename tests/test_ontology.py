"""The ontology: small, bilingual, aligned; every term that anything uses is declared somewhere."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("PUBLISHER_SHARED", ROOT.parent / "shared"))
ONTOLOGY = URIRef("https://w3id.org/s3r/ns")
NAMESPACE = f"{ONTOLOGY}#"

ALIGNMENTS = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.exactMatch)

PUBLISHED_HERE = {
    "http://data.europa.eu/m8g/",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/2004/02/skos/core#",
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.w3.org/ns/dcat#",
    "http://www.w3.org/ns/locn#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/prov#",
    "http://xmlns.com/foaf/0.1/",
}
"""The reused namespaces whose definitions lie in the shared folder."""

PUBLISHED_ELSEWHERE = {
    "http://data.europa.eu/r5r/",
    "http://schema.org/",
    "http://www.opengis.net/ont/geosparql#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#",
    "http://www.w3.org/2002/07/owl#",
}
"""Reused too, but without a definition there."""


@cache
def ontology() -> Graph:
    """The ontology."""
    return Graph().parse(ROOT / "ontology" / "s3r.ttl")


@cache
def used() -> Graph:
    """The ontology, the shapes, the data in Turtle and the examples."""
    graph = Graph().parse(ROOT / "ontology" / "s3r.ttl")
    for folder in ("shapes", "data", "tests/model"):
        for path in (ROOT / folder).rglob("*.ttl"):
            graph.parse(path, publicID="https://example.org/")
    return graph


def terms() -> list[URIRef]:
    """The terms that the ontology declares."""
    found = ontology().subjects(RDFS.isDefinedBy, ONTOLOGY)
    return sorted(term for term in found if isinstance(term, URIRef))


def reused() -> set[str]:
    """Every class, property and datatype that the shapes name and the ontology does not declare."""
    graph = used()
    predicates = (SH.path, SH.inversePath, SH.targetClass, SH["class"], SH.datatype, SH.hasValue)
    values = {value for name in predicates for value in graph.objects(None, name)}
    parents = {value for name in ALIGNMENTS[:2] for value in ontology().objects(None, name)}
    return {str(term) for term in values | parents
            if isinstance(term, URIRef) and not term.startswith(NAMESPACE)}  # fmt: skip


def namespace(iri: str) -> str:
    """What stands before the local name of a term."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def by_language(subject: Node, predicate: URIRef) -> set[str | None]:
    """The languages in which ``predicate`` has a value."""
    values = ontology().objects(subject, predicate)
    return {value.language for value in values if isinstance(value, Literal)}


@pytest.mark.parametrize("term", terms())
def test_a_term_has_labels_definitions_and_an_alignment(term: URIRef) -> None:
    assert term.startswith(NAMESPACE)
    assert by_language(term, RDFS.label) == {"sv", "en"}
    assert by_language(term, SKOS.definition) == {"sv", "en"}
    assert any(ontology().value(term, name) for name in ALIGNMENTS)


def test_the_ontology_says_what_it_is() -> None:
    assert by_language(ONTOLOGY, DCTERMS.title) == {"sv", "en"}
    assert by_language(ONTOLOGY, DCTERMS.description) == {"sv", "en"}
    assert ontology().value(ONTOLOGY, DCTERMS.license)
    version = ontology().value(ONTOLOGY, OWL.versionInfo)
    assert ontology().value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")


def test_nothing_is_declared_without_saying_where_it_is_defined() -> None:
    declared = set(ontology().subjects(RDF.type, None)) - {ONTOLOGY}

    assert declared == set(terms())


def test_a_property_has_a_domain_and_a_range() -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology().subjects(RDF.type, kind):
            assert ontology().value(term, RDFS.domain), term
            assert ontology().value(term, RDFS.range), term


def test_every_term_of_ours_that_is_used_is_declared() -> None:
    mentioned = {str(term) for triple in used() for term in triple if isinstance(term, URIRef)}
    mentioned |= {str(term.datatype) for term in used().objects() if isinstance(term, Literal)}
    for path in sorted((ROOT / "publisher").rglob("*.py")):
        text = path.read_text("utf-8")
        mentioned |= {NAMESPACE + name for name in re.findall(r'\bS3R \+ "(\w+)"', text)}

    ours = {name for name in mentioned if name.removeprefix(NAMESPACE) not in ("", name)}
    assert ours - set(map(str, terms())) == set()


def test_every_term_of_ours_is_used() -> None:
    graph = used()
    mentioned = {
        str(value)
        for predicate, value in graph.predicate_objects()
        if predicate not in (RDFS.isDefinedBy, RDFS.domain, RDFS.range, RDFS.subClassOf)
    } | set(map(str, graph.predicates()))

    assert set(map(str, terms())) - mentioned == set()


def test_reused_terms_come_from_known_namespaces() -> None:
    assert {namespace(term) for term in reused()} <= PUBLISHED_HERE | PUBLISHED_ELSEWHERE


needs_vocabularies = pytest.mark.skipif(
    not (SHARED / "vocab").is_dir(),
    reason="needs the vocabularies: set PUBLISHER_SHARED to the folder that holds vocab/",
)


@cache
def published() -> Graph:
    """What the reused vocabularies say of themselves."""
    graph = Graph()
    for path in sorted((SHARED / "vocab").rglob("*.ttl")):
        if "eu-authority" not in path.parts:
            graph.parse(path)
    return graph


@needs_vocabularies
def test_reused_terms_exist() -> None:
    known = set(map(str, published().subjects()))
    known |= {str(value) for name in (SH.path, SH.targetClass, SH["class"])
              for value in published().objects(None, name)}  # fmt: skip
    asked = {term for term in reused() if namespace(term) in PUBLISHED_HERE}

    assert asked - known == set()
    assert len(asked) > 40


@needs_vocabularies
def test_no_thing_belongs_to_classes_that_exclude_each_other() -> None:
    graph = published() + used()
    for shape, target in used().subject_objects(SH.targetClass):
        types = {target}
        for member in used().objects(shape, SH.property):
            path = used().value(member, SH.path)
            inverse = used().value(path, SH.inversePath)
            if used().value(member, SH.path) == RDF.type:
                types |= set(used().objects(member, SH.hasValue))
            types |= set(graph.objects(inverse or path, RDFS.range if inverse else RDFS.domain))
        every = {
            above for name in types for above in graph.transitive_objects(name, RDFS.subClassOf)
        }
        excluded = {other for name in every for other in graph.objects(name, OWL.disjointWith)}

        assert every & excluded == set(), shape
