"""RDF files -> quads, and all that must not be read."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from publisher.errors import SourceFault
from publisher.faults import Fault
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import read_lines, read_rdf

BASE = "https://example.org/site/"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/ns#"'

SAME: dict[str, str] = {
    "x.ttl": '<a> <https://example.org/ns#p> "å"@sv .',
    "x.n3": '<a> <https://example.org/ns#p> "å"@sv .',
    "x.trig": '<a> <https://example.org/ns#p> "å"@sv .',
    "x.nt": '<https://example.org/site/a> <https://example.org/ns#p> "å"@sv .',
    "x.nq": '<https://example.org/site/a> <https://example.org/ns#p> "å"@sv .',
    "x.jsonld": '{"@context": {"p": {"@id": "https://example.org/ns#p", "@language": "sv"}}, '
    '"@id": "a", "p": "å"}',
    "x.rdf": f'<rdf:RDF {RDF}><rdf:Description rdf:about="a">'
    '<e:p xml:lang="sv">å</e:p></rdf:Description></rdf:RDF>',
}
SAME["x.xml"] = SAME["x.owl"] = SAME["x.rdf"]


def read(
    folder: Path, name: str, text: str | bytes, limits: SourceLimits | None = None
) -> list[ox.Quad]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_rdf(SourceFile(path, name, "rdf"), BASE, limits or SourceLimits()))


def fault(folder: Path, name: str, text: str | bytes, limits: SourceLimits | None = None) -> Fault:
    with pytest.raises(SourceFault) as caught:
        read(folder, name, text, limits)
    (found,) = caught.value.faults
    with pytest.raises(SourceFault) as again:
        list(read_lines(SourceFile(folder / name, name, "rdf"), BASE, limits or SourceLimits()))
    assert again.value.faults == caught.value.faults
    assert found.place.file == name
    assert found.sentence("sv") != found.code
    assert found.sentence("en")
    return found


@pytest.mark.parametrize("name", SAME)
def test_every_syntax_says_the_same(tmp_path: Path, name: str) -> None:
    (quad,) = read(tmp_path, name, SAME[name])
    assert quad.subject == ox.NamedNode(BASE + "a")
    assert quad.predicate == ox.NamedNode("https://example.org/ns#p")
    assert quad.object == ox.Literal("å", language="sv")


@pytest.mark.parametrize("name", SAME)
def test_statements_as_lines_are_the_same_statements(tmp_path: Path, name: str) -> None:
    (quad,) = read(tmp_path, name, SAME[name])
    source = SourceFile(tmp_path / name, name, "rdf")
    assert list(read_lines(source, BASE, SourceLimits())) == [str(quad.triple)]


def test_every_kind_of_term_is_the_same_in_lines(tmp_path: Path) -> None:
    text = r'''
        <a> <p> "x\ty\n\"\\ \u0001 \u00e5 \U0001F600", """ .
        """@sv-SE, 1, 1.50, 1e0, true, "01"^^<http://www.w3.org/2001/XMLSchema#integer>,
        "a--ltr"@en, <å#--rtl> .'''
    quads = read(tmp_path, "x.ttl", text)
    source = SourceFile(tmp_path / "x.ttl", "x.ttl", "rdf")
    assert [*read_lines(source, BASE, SourceLimits())] == [str(quad.triple) for quad in quads]


def test_named_graphs_are_kept_as_read(tmp_path: Path) -> None:
    (quad,) = read(tmp_path, "x.trig", "<g> { <a> <b> <c> }")
    assert quad.graph_name == ox.NamedNode(BASE + "g")


def test_owl_imports_is_a_statement_like_any_other(tmp_path: Path) -> None:
    text = "<a> <http://www.w3.org/2002/07/owl#imports> <http://example.org/nowhere> ."
    assert len(read(tmp_path, "x.ttl", text)) == 1


def test_blank_nodes_of_two_files_never_meet(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "x.ttl", "_:b <p> 1 .")
    (two,) = read(tmp_path, "y.ttl", "_:b <p> 1 .")
    assert one.subject != two.subject


@pytest.mark.parametrize(
    ("name", "text", "row"),
    [
        ("x.ttl", "<a> <b> <c> .\n<a> <b> ", 2),
        ("x.ttl", "<a> <b> <c d> .", 1),
        ("x.nt", "<a> <b> <c> .", 1),
        ("x.ttl", b'<a> <b> "\xe5" .', 1),
        ("x.ttl", '<a> <b> "x"@e_ .', 1),
        ("x.jsonld", '[\n{"@id": "a"', 2),
        ("x.rdf", f"<rdf:RDF {RDF}>\n<rdf:Description></rdf:RDF>", 2),
        ("x.rdf", "<html><body/></html>", 0),
        ("x.xml", "plain words", 1),
        ("x.xml", "", 1),
    ],
)
def test_a_syntax_error_has_its_place(tmp_path: Path, name: str, text: str, row: int) -> None:
    found = fault(tmp_path, name, text)
    assert found.code == "syntax"
    assert found.place.row == row


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "https://example.org/context.jsonld", "a": 1}',
        '{"@context": [{}, "context.jsonld"], "a": 1}',
        '{"@context": {"@import": "https://example.org/context.jsonld"}, "a": 1}',
        '{"@context": {"a": {"@id": "e:a", "@context": "file:///etc/passwd"}}, "a": {}}',
    ],
)
def test_a_context_elsewhere_is_refused_by_name(tmp_path: Path, text: str) -> None:
    found = fault(tmp_path, "x.jsonld", text)
    assert found.code == "remote"
    assert found.value in text
    assert found.value


def test_entities_that_build_on_each_other_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    text = (
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><rdf:RDF {RDF}>'
        '<rdf:Description rdf:about="a"><e:p>&l9;</e:p></rdf:Description></rdf:RDF>'
    )
    assert fault(tmp_path, "x.rdf", text).code == "unsafe"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY secret SYSTEM "file:///etc/passwd">',
        '<!ENTITY secret PUBLIC "x" "https://example.org/x">',
        '<!ENTITY % secret "x"> %secret;',
        f'<!ENTITY secret "{"x" * 2000}">',
        '<!ENTITY secret "x"><!ENTITY secret "&secret;&secret;">',
    ],
)
def test_entities_that_lead_elsewhere_are_refused(tmp_path: Path, declaration: str) -> None:
    text = (
        f"<!DOCTYPE r [{declaration}]><rdf:RDF {RDF}>"
        '<rdf:Description rdf:about="a"><e:p>&secret;</e:p></rdf:Description></rdf:RDF>'
    )
    assert fault(tmp_path, "x.rdf", text).code == "unsafe"


def test_entities_that_abbreviate_namespaces_are_read(tmp_path: Path) -> None:
    text = (
        f'<!DOCTYPE r [<!ENTITY e "https://example.org/ns#">]><rdf:RDF {RDF}>'
        '<rdf:Description rdf:about="&e;a"><e:p>x</e:p></rdf:Description></rdf:RDF>'
    )
    (quad,) = read(tmp_path, "x.rdf", text)
    assert quad.subject == ox.NamedNode("https://example.org/ns#a")
    few = SourceLimits(unpacked_bytes=10)
    assert fault(tmp_path, "x.rdf", text, few).code == "unsafe"


def test_statements_about_statements_are_refused(tmp_path: Path) -> None:
    assert fault(tmp_path, "x.ttl", "<a> <b> <<( <a> <b> <c> )>> .").code == "nested"


def test_a_text_with_a_direction_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path, "x.ttl", '<a> <b> "c"@ar--rtl .').code == "nested"


@pytest.mark.parametrize("name", SAME)
def test_a_byte_order_mark_says_nothing(tmp_path: Path, name: str) -> None:
    assert len(read(tmp_path, name, b"\xef\xbb\xbf" + SAME[name].encode())) == 1


def test_a_deeply_nested_file_is_refused(tmp_path: Path) -> None:
    for depth in (300, 100_000):
        text = '{"@graph": ' + "[" * depth + "]" * depth + "}"
        assert fault(tmp_path, "x.jsonld", text).code == "nested"
