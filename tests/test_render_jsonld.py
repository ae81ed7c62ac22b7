"""What the JSON-LD context promises: the shapes' own names, and exactly the same triples."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from publisher import contract as contracts
from publisher.formats import by_suffix
from publisher.namespaces import DCT, PREFIXES, RDF, SCHEMA, SKOS, XSD
from publisher.render.context import Context, context
from publisher.render.jsonld import compact, document
from publisher.render.rdf import render_graph
from publisher.vocabulary import Document, Vocabulary
from tests.releases import BASE, DATA, contract, triples

SITE = context(contract(), PREFIXES)

SHAPES = """
<a> a sh:NodeShape ; sh:targetClass <A> ; rdfs:label "A"@en ; sh:order 1 ; sh:property <a1>, <a2> .
<a1> sh:path dct:title ; sh:name "Title"@en ; sh:datatype rdf:langString .
<a2> sh:path <inverse> ; sh:name "Backwards"@en .
<inverse> sh:inversePath dct:relation .
<b> a sh:NodeShape ; sh:targetClass <B> ; rdfs:label "B"@en ; sh:order 2 ;
    sh:property <b1>, <b2>, <b3> .
<b1> sh:path schema:name ; sh:name "Title"@en ; sh:datatype xsd:string .
<b2> sh:path dct:subject ; sh:name "dct"@en ; sh:nodeKind sh:IRI .
<b3> sh:path dct:issued ; sh:name "Issued"@en ;
    sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:gYear ] ) .
"""


def of_shapes(turtle: str) -> Context:
    document = Document(BASE, "shapes.ttl", tuple(triples(turtle)))
    return context(contracts.read(Vocabulary((document,))), PREFIXES)


def expanded(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}


def with_rdflib(text: str, syntax: str) -> set[tuple[str, ...]]:
    graph = rdflib.Graph().parse(data=text, format=syntax)
    return {tuple(term.n3() for term in triple) for triple in graph}


def compacted(turtle: str, by: Context = SITE) -> dict[str, Any]:
    return compact(triples(turtle), by)


def ntriples(statements: Iterable[ox.Triple]) -> str:
    return "".join(f"{item} .\n" for item in statements)


@pytest.mark.parametrize("file", sorted(DATA))
def test_data_comes_back_exactly(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    before = triples(DATA[file])
    text = document(before, SITE)
    assert expanded(text) == set(before)
    assert with_rdflib(text, "json-ld") == with_rdflib(ntriples(before), "nt")


def test_vocabularies_come_back_exactly() -> None:
    for item in contract().vocabulary.documents:
        named = [triple for triple in item.triples
                 if not isinstance(triple.subject, ox.BlankNode)
                 and not isinstance(triple.object, ox.BlankNode)]  # fmt: skip
        assert expanded(document(named, SITE)) == set(named)


def test_terms_are_the_english_names_of_the_shapes() -> None:
    node = compacted("<x> a schema:Project ; dct:title 'Ett'@sv, 'One'@en ; dct:subject <y> .")
    assert node["@type"] == "Project"
    assert node["title"] == {"sv": "Ett", "en": "One"}
    assert node["challengeArea"] == BASE + "y"
    assert node["@context"]["challengeArea"] == {"@id": DCT + "subject", "@type": "@id"}


def test_several_texts_in_one_language_are_a_list_in_the_map() -> None:
    node = compacted("<x> a schema:Project ; skos:altLabel 'A'@sv, 'B'@sv, 'C'@en .")
    assert node["otherNames"] == {"sv": ["A", "B"], "en": "C"}


def test_a_document_has_only_the_context_it_uses() -> None:
    node = compacted("<x> a schema:Project ; dct:title 'Ett'@sv .")
    assert set(node["@context"]) == {"Project", "title"}


def test_keys_stand_in_order_and_bytes_do_not_depend_on_the_input() -> None:
    one = triples(DATA["projekt.csv"])
    assert document(one, SITE) == document(one[::-1], SITE)
    assert list(compacted("<x> a schema:Project ; dct:title 'A'@sv ."))[:3] == [
        "@context", "@id", "@type",
    ]  # fmt: skip


def test_a_datatype_is_in_the_context_when_there_is_just_one() -> None:
    terms = SITE.terms
    assert terms["nutsCode"] == {"@id": SKOS + "notation",
                                 "@type": "https://w3id.org/s3r/ns#nutsCode"}  # fmt: skip
    assert terms["startDate"] == SCHEMA + "startDate"


def test_values_that_do_not_fit_the_term_say_what_they_are() -> None:
    turtle = (
        "<x> a schema:Project ; dct:title 'plain', <iri>, '1'^^xsd:integer ; dct:subject 'text' ; "
        "schema:startDate '2024'^^xsd:gYear, 'soon' ."
    )
    before = set(triples(turtle))
    text = document(before, SITE)
    assert expanded(text) == before
    assert with_rdflib(text, "json-ld") == with_rdflib(ntriples(before), "nt")


def test_the_later_class_yields_a_term_that_is_taken() -> None:
    by = of_shapes(SHAPES)
    assert by.terms["title"] == {"@id": DCT + "title", "@container": "@language"}
    node = compacted("<x> a <B> ; schema:name 'Ett' .", by)
    assert node["schema:name"] == {"@value": "Ett"}


def test_a_term_never_hides_a_prefix() -> None:
    by = of_shapes(SHAPES)
    assert by.document["dct"] == DCT
    assert compacted("<x> a <B> ; dct:subject <y> .", by)["dct:subject"] == {"@id": BASE + "y"}


def test_inverse_properties_have_no_term() -> None:
    assert "backwards" not in of_shapes(SHAPES).terms


def test_an_iri_whose_scheme_is_a_prefix_comes_back() -> None:
    before = {
        ox.Triple(ox.NamedNode(BASE + "x"), ox.NamedNode(DCT + "spatial"), ox.NamedNode(iri))
        for iri in ("geo:59.6,16.5", "title:x", "Project:y")
    } | set(triples("<x> a schema:Project ; dct:title 'A'@sv ; geo:asWKT 'POINT(1 2)' ."))
    other = set(triples("<z> dct:title 'A'@sv ; dct:spatial <y> ."))
    for statements in (before, before | other):
        text = document(statements, SITE)
        assert expanded(text) == statements
        assert with_rdflib(text, "json-ld") == with_rdflib(ntriples(statements), "nt")


def test_numbers_and_truth_values_are_strings_with_a_datatype() -> None:
    values = compacted("<x> schema:value 1, 1.50, 1e0, true .")["schema:value"]
    assert all(isinstance(value["@value"], str) for value in values)
    assert {value["@type"] for value in values} == {
        "xsd:integer", "xsd:decimal", "xsd:double", "xsd:boolean",
    }  # fmt: skip


def test_the_whole_context_expands_the_whole_data() -> None:
    before = [triple for turtle in DATA.values() for triple in triples(turtle)]
    fmt = by_suffix("jsonld")
    assert fmt
    found = json.loads(render_graph(before, fmt, PREFIXES, SITE))
    found["@context"] = SITE.document
    assert expanded(json.dumps(found)) == set(before)


def test_every_term_is_defined_by_an_absolute_iri() -> None:
    for definition in SITE.terms.values():
        parts = [definition] if isinstance(definition, str) else list(definition.values())
        assert all(part.startswith(("http", "@")) for part in parts)
    assert RDF in SITE.document.values()
    assert XSD in SITE.document.values()
