"""What the RDF writers promise: every format holds exactly the triples that went in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.errors import RenderError
from publisher.formats import Format, by_suffix, carrying
from publisher.namespaces import DCT, PREFIXES, RDF, SCHEMA, SKOS, XSD
from publisher.render.rdf import (
    DUMP_SUFFIXES,
    dump_footer,
    dump_header,
    dump_separator,
    render_dataset,
    render_graph,
    render_part,
)
from publisher.xmlsafe import is_xml_name, is_xml_text

BASE = "http://example.org/"
SYNTAX = {
    "ttl": (ox.RdfFormat.TURTLE, "turtle"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "rdf": (ox.RdfFormat.RDF_XML, "xml"),
    "nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    "nq": (ox.RdfFormat.N_QUADS, "nquads"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
}


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else BASE + name)


def typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


AWKWARD = (
    ox.Triple(iri("a"), iri(RDF + "type"), iri(SCHEMA + "Project")),
    ox.Triple(iri("a"), iri(RDF + "type"), ox.Literal("not a class")),
    ox.Triple(
        iri("a"), iri(DCT + "title"), ox.Literal("Ä “quoted” \"x\" 'y' \\ <&>", language="sv")
    ),
    ox.Triple(
        iri("a"), iri(DCT + "title"), ox.Literal("two\r\nlines\rand\ttab ", language="en-gb")
    ),
    ox.Triple(iri("a"), iri(DCT + "title"), ox.Literal("no language")),
    ox.Triple(iri("a"), iri(DCT + "title"), ox.Literal("")),
    ox.Triple(iri("a"), iri(DCT + "title"), ox.Literal("   ")),
    ox.Triple(iri("a"), iri(DCT + "title"), ox.Literal("]]> --> 😀 \u0085 \u2028")),
    ox.Triple(iri("a"), iri("n"), typed("1", XSD + "integer")),
    ox.Triple(iri("a"), iri("n"), typed("007", XSD + "integer")),
    ox.Triple(iri("a"), iri("n"), typed("-0", XSD + "integer")),
    ox.Triple(iri("a"), iri("n"), typed("one", XSD + "integer")),
    ox.Triple(iri("a"), iri("n"), typed("true", XSD + "boolean")),
    ox.Triple(iri("a"), iri("n"), typed("1", XSD + "boolean")),
    ox.Triple(iri("a"), iri("n"), typed("1.50", XSD + "decimal")),
    ox.Triple(iri("a"), iri("n"), typed("1E0", XSD + "double")),
    ox.Triple(iri("a"), iri("n"), typed("INF", XSD + "double")),
    ox.Triple(iri("a"), iri("n"), typed("2024-02-30", XSD + "date")),
    ox.Triple(iri("a"), iri("n"), typed("<b>x</b>", RDF + "XMLLiteral")),
    ox.Triple(iri("a"), iri("n"), typed("x", BASE + "own#type")),
    ox.Triple(iri("å/(b)'c;d,e?f=g&h#i"), iri("p"), iri("%C3%A5/x~y!$*")),
    ox.Triple(iri("a"), iri("p"), iri("geo:59.6,16.5")),
    ox.Triple(iri("a"), iri("p"), iri("schema:x")),
    ox.Triple(iri("a"), iri("p"), iri("mailto:role@example.org")),
    ox.Triple(iri("a"), iri("p"), iri(SKOS + "a.b.")),
    ox.Triple(iri("a"), iri("p"), iri(SKOS)),
    ox.Triple(iri("urn:x-example:a"), iri("urn:x-example:p"), iri("b")),
)

GRAPH_FORMATS = carrying("graph")


def parsed(content: bytes, suffix: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(content, format=SYNTAX[suffix][0], base_iri=BASE)}


def with_rdflib(content: bytes, suffix: str) -> set[tuple[str, ...]]:
    graph = rdflib.Dataset()
    graph.parse(data=content, format=SYNTAX[suffix][1])
    return {tuple(term.n3() for term in quad[:3]) for quad in graph.quads()}


@pytest.fixture(autouse=True)
def _keep_lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.mark.parametrize("fmt", GRAPH_FORMATS, ids=lambda fmt: fmt.suffix)
def test_awkward_terms_come_back_as_they_were(fmt: Format) -> None:
    content = render_graph(AWKWARD, fmt, PREFIXES)
    assert parsed(content, fmt.suffix) == set(AWKWARD)


@pytest.mark.parametrize("fmt", GRAPH_FORMATS, ids=lambda fmt: fmt.suffix)
def test_rdflib_reads_the_same_from_every_format(fmt: Format) -> None:
    expected = with_rdflib(render_graph(AWKWARD, GRAPH_FORMATS[-1], PREFIXES), "nt")
    assert with_rdflib(render_graph(AWKWARD, fmt, PREFIXES), fmt.suffix) == expected


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(is_xml_text)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS,
              st.sampled_from(["sv", "en", "en-gb"])),
    st.builds(typed, TEXTS, st.sampled_from([XSD + "integer", XSD + "boolean", BASE + "type"])),
)  # fmt: skip
TRIPLES = st.sets(
    st.builds(
        ox.Triple,
        st.sampled_from([iri("a"), iri("b")]),
        st.sampled_from([iri(DCT + "title"), iri("p"), iri(RDF + "type")]),
        st.one_of(LITERALS, st.sampled_from([iri("a"), iri(SKOS + "Concept")])),
    ),
    max_size=12,
)


@given(TRIPLES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_triples_come_back_from_every_format(triples: set[ox.Triple]) -> None:
    for fmt in GRAPH_FORMATS:
        assert parsed(render_graph(triples, fmt, PREFIXES), fmt.suffix) == triples


@pytest.mark.parametrize("fmt", GRAPH_FORMATS, ids=lambda fmt: fmt.suffix)
def test_the_order_of_the_input_does_not_matter(fmt: Format) -> None:
    there = render_graph(AWKWARD, fmt, PREFIXES)
    back = render_graph(AWKWARD[::-1] + AWKWARD, fmt, dict(reversed(PREFIXES.items())))
    assert there == back


def test_another_process_with_another_hash_seed_writes_the_same_bytes() -> None:
    program = (
        "import sys; from tests.test_render_rdf import *\n"
        "for fmt in GRAPH_FORMATS: sys.stdout.buffer.write(render_graph(AWKWARD, fmt, PREFIXES))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True, capture_output=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert outputs == {b"".join(render_graph(AWKWARD, fmt, PREFIXES) for fmt in GRAPH_FORMATS)}


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld"])
def test_only_prefixes_in_use_are_declared(suffix: str) -> None:
    fmt = by_suffix(suffix)
    assert fmt
    content = render_graph(AWKWARD[2:3], fmt, PREFIXES).decode()
    assert DCT in content
    assert SKOS not in content


def test_of_overlapping_namespaces_the_longest_is_taken() -> None:
    prefixes = {"b": BASE, "a": BASE, "deep": BASE + "deep/", "tail": BASE + "x_"}
    triples = {
        ox.Triple(iri("deep/s"), iri("x_p"), iri("x_o")),
        ox.Triple(iri("s"), iri("p"), iri("o")),
    }
    for fmt in GRAPH_FORMATS:
        content = render_graph(triples, fmt, prefixes)
        assert parsed(content, fmt.suffix) == triples
    turtle = render_graph(triples, GRAPH_FORMATS[0], prefixes).decode()
    assert "deep:s tail:p tail:o" in turtle
    assert "a:s a:p a:o" in turtle


def test_the_type_stands_first_in_turtle() -> None:
    triples = [ox.Triple(iri("a"), iri("p"), iri("b")), AWKWARD[0]]
    assert render_graph(triples, GRAPH_FORMATS[0], {"e": BASE, "schema": SCHEMA}).decode() == (
        "@prefix e: <http://example.org/> .\n@prefix schema: <http://schema.org/> .\n\n"
        "e:a a schema:Project ;\n    e:p e:b .\n"
    )


def chunks(triples: Iterable[ox.Triple]) -> list[list[ox.Quad]]:
    graph = iri("graph")
    quads = sorted(
        (ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples),
        key=str,
    )
    return [quads[:9], quads[9:10], quads[10:]]


@pytest.mark.parametrize("suffix", DUMP_SUFFIXES)
def test_the_parts_of_a_dump_make_one_document(suffix: str) -> None:
    parts = [render_part(chunk, suffix, PREFIXES) for chunk in chunks(AWKWARD)]
    content = (
        dump_header(suffix, PREFIXES) + dump_separator(suffix).join(parts) + dump_footer(suffix)
    )
    assert parsed(content, suffix) == set(AWKWARD)


@pytest.mark.parametrize("suffix", DUMP_SUFFIXES)
def test_a_dump_without_parts_is_a_document(suffix: str) -> None:
    assert parsed(dump_header(suffix, PREFIXES) + dump_footer(suffix), suffix) == set()


@pytest.mark.parametrize("fmt", carrying("dataset"), ids=lambda fmt: fmt.suffix)
def test_a_dataset_keeps_its_graphs(fmt: Format) -> None:
    quads = {
        ox.Quad(triple.subject, triple.predicate, triple.object, iri(f"graph/{number % 3}"))
        for number, triple in enumerate(AWKWARD)
    }
    quads |= {ox.Quad(iri("a"), iri("p"), iri("b"))}
    content = render_dataset(quads, fmt, PREFIXES)
    assert set(ox.parse(content, format=SYNTAX[fmt.suffix][0])) == quads
    assert content == render_dataset(sorted(quads, key=str), fmt, PREFIXES)


@pytest.mark.parametrize(
    "name",
    ["http://example.org/", "http://example.org/1", "http://example.org/a#1.5", RDF + "li",
     RDF + "about", "http://www.w3.org/2000/xmlns/x"],
)  # fmt: skip
def test_what_is_no_xml_name_is_refused_by_its_iri(name: str) -> None:
    assert not is_xml_name(name)
    fmt = by_suffix("rdf")
    assert fmt
    with pytest.raises(RenderError) as caught:
        render_graph([ox.Triple(iri("a"), iri(name), iri("b"))], fmt, PREFIXES)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "name", [DCT + "title", "urn:x-example:p", "http://example.org/a#å", "http://example.org/1st",
             RDF + "_1", "http://www.w3.org/XML/1998/namespacelang"],
)  # fmt: skip
def test_xml_names_are_written(name: str) -> None:
    assert is_xml_name(name)
    fmt = by_suffix("rdf")
    assert fmt
    triple = ox.Triple(iri("a"), iri(name), iri("b"))
    assert parsed(render_graph([triple], fmt, PREFIXES), "rdf") == {triple}
    assert len(with_rdflib(render_graph([triple], fmt, PREFIXES), "rdf")) == 1


def test_a_control_character_is_refused_by_its_subject() -> None:
    assert not is_xml_text("\x0b")
    fmt = by_suffix("rdf")
    assert fmt
    with pytest.raises(RenderError, match=BASE + "a"):
        render_graph([ox.Triple(iri("a"), iri("p"), ox.Literal("\x0b"))], fmt, PREFIXES)
