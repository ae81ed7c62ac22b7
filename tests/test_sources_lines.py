"""The line where a thing is described, in every syntax."""

from __future__ import annotations

import pytest

from publisher.sources.lines import line_of, lines_of

E = "http://example.org/"

TURTLE = '''@prefix ex: <http://example.org/> . # ex:no <http://example.org/c> .
PREFIX q: <http://example.org/q#>
ex:a ex:p """ several
ex:b a ex:T . """ , "x; ." ;
  ex:q ex:c.d , 1.5, [ ex:z ex:b ] .
ex:b a ex:T.
q:z\\,y a ex:T .
[] ex:p ex:last .
<relative> a ex:T .
ex:graph { ex:in a ex:T }
'''

RDF_XML = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY e "http://example.org/">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:base="http://example.org/x">
<!-- <rdf:Description rdf:about="http://example.org/a"/> -->
<rdf:Description rdf:resource="&e;b"
  rdf:about="&e;a"/>
<rdf:Description rdf:ID="z"/>
<rdf:Description rdf:about="&e;b"/>
</rdf:RDF>
"""

JSON_LD = """{"@context": {"ex": "http://example.org/", "id": "@id", "k": {"@id": "ex:k", "@type": "@id"}},
 "@graph": [
  {"id": "ex:a", "k": {"@id": "ex:b"}},
  {
   "@id": "http://example.org/b",
   "k": {"id": "ex:c"}}]}
"""  # noqa: E501


N_TRIPLES = """\ufeff<http://example.org/a> <http://example.org/p> "<http://example.org/b> " .
# <http://example.org/b> <http://example.org/p> "x" .

  <http://example.org/\\u0062> <http://example.org/p> <http://example.org/c> .
<http://example.org/b> <http://example.org/p> _:x .
"""


@pytest.mark.parametrize(
    ("text", "suffix", "iri", "line"),
    [
        (N_TRIPLES, ".nt", "a", 1),
        (N_TRIPLES, ".nt", "b", 4),
        (N_TRIPLES, ".nq", "c", 4),
        (N_TRIPLES, ".nq", "p", 1),
        (TURTLE, ".ttl", "a", 3),
        (TURTLE, ".ttl", "b", 6),  # not in the string, not as an object
        (TURTLE, ".ttl", "c.d", 5),
        (TURTLE, ".ttl", "c", 0),  # in a comment only
        (TURTLE, ".ttl", "q#z,y", 7),
        (TURTLE, ".ttl", "last", 8),
        (TURTLE, ".ttl", "relative", 9),
        (TURTLE, ".trig", "in", 10),
        (TURTLE, "", "graph", 10),
        ("<http://example.org/x> <p:p> <o:o> .\n<http://example.org/y> <p:p> 'z' .", "", "y", 2),
        ("\ufeff<http://example.org/x> a <o:o> .", ".ttl", "x", 1),
        (RDF_XML, ".rdf", "a", 6),
        (RDF_XML, "", "b", 8),
        (RDF_XML, ".owl", "x#z", 7),
        (JSON_LD, ".jsonld", "a", 3),
        (JSON_LD, "", "b", 5),
        (JSON_LD, "", "c", 6),
        ("", "", "a", 0),
        ('ex:a "broken', ".ttl", "a", 0),
    ],
)
def test_line(text: str, suffix: str, iri: str, line: int) -> None:
    assert line_of(text, E + iri, suffix, E) == line


def test_many_at_once_and_in_brackets() -> None:
    found = lines_of(TURTLE, [f"<{E}a>", f"{E}b", f"{E}nowhere"], ".ttl")
    assert found == {f"<{E}a>": 3, f"{E}b": 6}
