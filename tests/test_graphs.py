"""Named graphs as what is written to: names, merging, SPARQL Update of one graph. No HTTP."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from publisher import config
from publisher.errors import EditError, SourceFault
from publisher.graphs import Edits, Sent, source_of
from publisher.graphs.editing import Job, run
from publisher.graphs.merging import merged
from publisher.graphs.updating import updated
from publisher.iris import Iris
from tests.sites import TINY

BASE = "https://example.org/id/"
GRAPH = BASE + "graph/alfa/x"
GENID = BASE + ".well-known/genid/"
IRIS = Iris(BASE, "https://example.org/def/")
CARD = "<http://a/p> <http://a/card> "


def quads(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))


def add(present: set[ox.Quad], turtle: str) -> set[ox.Quad]:
    return merged(present, quads(turtle), GENID)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("alfa/projekt.ttl", "alfa/projekt.ttl"),
        ("alfa/person/1", "alfa/person/1.graph.nt"),
        ("alfa/%C3%A5.ttl", "alfa/å.ttl"),
        ("alfa/%31.ttl", "alfa/0~2531.ttl.graph.nt"),
        ("alfa/0%31", "alfa/0~30~2531.graph.nt"),
        ("alfa/a;b=1", "alfa/a~3Bb~3D1.graph.nt"),
        ("alfa/x.graph.nt", "alfa/x.graph.nt.graph.nt"),
        ("alfa/projekt.csv", "alfa/projekt.csv"),
    ],
)
def test_each_graph_has_a_source_of_its_own(path: str, source: str) -> None:
    assert source_of(BASE + "graph/" + path, IRIS) == source
    assert IRIS.graph(source) == BASE + "graph/" + path


@pytest.mark.parametrize(
    "iri",
    [
        "http://elsewhere.example/graph/alfa/x", BASE + "alfa/x", BASE + "graph/",
        BASE + "graph/alfa/../beta/x", BASE + "graph/alfa/README", BASE + "graph/alfa/.hidden",
        BASE + "graph/alfa/x?y", BASE + "graph/alfa//x", BASE + "graph/alfa/" + "x" * 300,
    ],
)  # fmt: skip
def test_what_no_source_can_be_called_is_refused(iri: str) -> None:
    with pytest.raises(EditError):
        source_of(iri, IRIS)


def test_nodes_without_a_name_are_kept_apart_when_graphs_are_merged() -> None:
    first = add(set(), CARD + '[ <http://a/fn> "A" ] .')
    second = add(first, CARD + '[ <http://a/fn> "B" ] .')
    assert len(second) == 4
    assert len({quad.object for quad in second if "card" in str(quad.predicate)}) == 2
    assert add(second, CARD + '[ <http://a/fn> "B" ] .') == second, "what is there already stays"
    assert add(first, CARD + '[ <http://a/fn> "A" ] .') == first


def test_merging_is_the_same_in_any_order() -> None:
    parts = [CARD + f'[ <http://a/fn> "{name}" ; <http://a/in> [ <http://a/x> "{name}" ] ] .'
             for name in "ABC"]  # fmt: skip
    one, other = set[ox.Quad](), set[ox.Quad]()
    for part in parts:
        one = add(one, part)
    for part in reversed(parts):
        other = add(other, part)
    assert {str(quad) for quad in one} == {str(quad) for quad in other}
    assert len(one) == 12


def change(text: str, turtle: str = '<http://a/p> <http://a/n> "A" .') -> set[str]:
    return {str(quad.triple) for quad in updated(text, quads(turtle), GRAPH, GENID)}


def test_an_update_names_its_graph_or_not() -> None:
    wanted = {'<http://a/p> <http://a/n> "B"'}
    assert change("DELETE { ?s ?p ?o } INSERT { ?s ?p 'B' } WHERE { ?s ?p ?o }") == wanted
    assert change(f"WITH <{GRAPH}> DELETE {{ ?s ?p ?o }} INSERT {{ ?s ?p 'B' }} "
                  "WHERE { ?s ?p ?o }") == wanted  # fmt: skip
    steps = (f"PREFIX g: <{BASE}graph/alfa/> DELETE WHERE {{ GRAPH g:x {{ ?s ?p ?o }} }} ; "
             f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <http://a/p> <http://a/n> 'C;' }} }} ; "
             "DELETE { ?s ?p ?o } INSERT { ?s ?p 'B' } WHERE { ?s ?p ?o } ;")  # fmt: skip
    assert change(steps) == wanted


def test_nodes_that_an_update_makes_get_names() -> None:
    found = change("INSERT { ?s <http://a/card> [ <http://a/fn> ?o ] } WHERE { ?s ?p ?o }")
    assert len(found) == 3
    assert not any("_:" in line for line in found)
    assert sum(GENID in line for line in found) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LOAD <http://127.0.0.1/x>", "update-word"),
        ("CLEAR ALL", "update-word"),
        ("DROP DEFAULT", "update-word"),
        ("COPY DEFAULT TO <http://a/g>", "update-word"),
        ("INSERT { ?s ?p ?o } USING <http://a/g> WHERE { ?s ?p ?o }", "update-word"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "update-word"),
        ("INSERT DATA { GRAPH <http://a/g> { <http://a/s> <http://a/p> 1 } }", "update-elsewhere"),
        ("WITH <http://a/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update-elsewhere"),
        (f"INSERT {{ GRAPH ?g {{ ?s ?p 1 }} ?s ?p 2 }} WHERE {{ VALUES ?g {{ <{GRAPH}> }} "
         "?s ?p ?o }", "update-both"),
        ("INSERT DATA { <http://a/s> <http://a/p> }", "update-syntax"),
        ("SELECT * { ?s ?p ?o }", "update-syntax"),
    ],
)  # fmt: skip
def test_an_update_that_reaches_beyond_its_graph_is_refused(text: str, code: str) -> None:
    with pytest.raises(EditError) as caught:
        change(text)
    assert caught.value.code == code
    assert set(caught.value.said) == {"en", "sv"}


def test_a_graph_made_by_a_variable_is_seen() -> None:
    text = "INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { BIND(<http://a/g> AS ?g) ?s ?p ?o }"
    with pytest.raises(EditError) as caught:
        change(text)
    assert caught.value.code == "update-elsewhere"


def job(folder: Path, turtle: str, source: str = "alfa/x.ttl") -> Job:
    body = folder / "body.ttl"
    body.write_text(turtle, encoding="utf-8")
    return Job(GRAPH, source, BASE, GENID, str(folder / "new"), ((str(body), ".ttl"),))


def test_a_body_stays_as_it_was_sent_where_it_can(tmp_path: Path) -> None:
    plain = job(tmp_path, "# said\n<http://a/s> <http://a/p> [ <http://a/q> 1 ] .")
    assert run(plain) == plain.bodies[0][0]
    written = Path(run(job(tmp_path, "<#s> <http://a/p> 1 ."))).read_text(encoding="utf-8")
    assert f"<{GRAPH}#s> <http://a/p> 1 ." in written
    other = job(tmp_path, "<http://a/s> <http://a/p> [ <http://a/q> 1 ] .", "alfa/x.graph.nt")
    lines = Path(run(other)).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert not any("_:" in line for line in lines)


def test_a_body_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    """In a process of its own, as it is done where somebody sends it."""
    body = tmp_path / "body.ttl"
    body.write_text("<http://a/s> <http://a/p> 1 .\n<http://a/s> <http://a/p> .", encoding="utf-8")
    edits = Edits(config.load(TINY), tmp_path)
    with pytest.raises(SourceFault) as caught:
        edits.put(GRAPH, "alfa/x.ttl", [Sent(body, ".ttl")])
    assert (caught.value.faults[0].code, caught.value.faults[0].place.row) == ("syntax", 2)
    with pytest.raises(EditError) as refused:
        edits.put(BASE + "graph/alfa/x.csv", "alfa/x.csv", [Sent(body, ".ttl")])
    assert refused.value.code == "no-rdf-file"
