"""The counts of a dataset, against plain counting of sets, and carried on from change to change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.catalog.counting import count
from publisher.catalog.counts import Counts, Scope, from_json, to_json
from publisher.catalog.recount import Change, recount
from publisher.catalog.spaces import Spaces, space_of, space_pattern
from publisher.namespaces import DCT, FOAF, RDF, S3R, XSD

BASE: Final = "https://example.org/"
TYPE: Final = f"<{RDF}type>"
SPACES: Final = Spaces(BASE, "https://v.example/", BASE + ".well-known/genid/")
DESCRIPTION: Final = BASE + "graph/void"
GRAPHS: Final = (BASE + "graph/a", BASE + "graph/b")

SUBJECTS: Final = (*(f"<{BASE}{name}>" for name in "abcdef"), f"<{BASE}.well-known/genid/1>",
                   "<http://o.example/z>")  # fmt: skip
PREDICATES: Final = (TYPE, "<https://v.example/p>", "<https://v.example/q>")
OBJECTS: Final = (
    "<https://v.example/C>", f"<{FOAF}Person>", f"<{S3R}Withdrawn>", '"x"', '"x"@sv',
    f'"1"^^<{XSD}integer>', "<http://o.example/1>", "<http://o.example/e/2>", f"<{DCT}x>",
    *SUBJECTS[:3],
)  # fmt: skip

Quad = tuple[str, str, str, str]
quads = st.frozensets(
    st.tuples(*map(st.sampled_from, (SUBJECTS, PREDICATES, OBJECTS, GRAPHS))), max_size=40
)


def counted(content: frozenset[Quad]) -> Counts:
    """The counts, each graph in two pieces as a release cuts it."""
    halves = (frozenset(SUBJECTS[::2]), frozenset(SUBJECTS[1::2]))
    graphs = {
        graph: [sorted(" ".join(quad[:3]) for quad in content
                       if quad[3] == graph and quad[0] in half) for half in halves]
        for graph in GRAPHS
    }  # fmt: skip
    return count(graphs, dict.fromkeys(GRAPHS, BASE), SPACES)


def parsed(content: frozenset[Quad]) -> frozenset[ox.Quad]:
    text = "".join(f"{s} {p} {o} <{g}> .\n" for s, p, o, g in content)
    return frozenset(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def plainly(scope: Scope, triples: set[tuple[str, ...]]) -> Iterator[tuple[object, object]]:
    """Each number of a scope beside what counting sets comes to."""
    yield scope.triples, len(triples)
    yield scope.subjects, len({s for s, _, _ in triples})
    yield scope.objects, len({o for _, _, o in triples})
    typed = [(s, o) for s, p, o in triples if p == TYPE and o.startswith("<")]
    yield scope.entities, len({s for s, _ in typed if s.startswith(f"<{BASE}")})
    yield set(scope.properties), {p[1:-1] for _, p, _ in triples}
    for name, item in scope.properties.items():
        own = [(s, o) for s, p, o in triples if p == f"<{name}>"]
        numbers = (len(own), len({s for s, _ in own}), len({o for _, o in own}))
        yield (item.triples, item.subjects, item.objects), numbers
    yield set(scope.classes), {o[1:-1] for _, o in typed}
    hidden = {s for s, o in typed if o in (f"<{S3R}Withdrawn>", f"<{FOAF}Person>")}
    for name, kind in scope.classes.items():
        things = {s for s, o in typed if o == f"<{name}>"}
        yield kind.entities, len(things)
        shown = {s for s in things - hidden if s.startswith(f"<{BASE}") and "genid" not in s}
        yield kind.example, min(shown, default="<>")[1:-1]
        said = [(s, p) for s, p, _ in triples if s in things]
        yield set(kind.properties), {p[1:-1] for _, p in said}
        for predicate, use in kind.properties.items():
            own_use = [s for s, p in said if p == f"<{predicate}>"]
            yield (use.triples, use.subjects), (len(own_use), len(set(own_use)))
    links: dict[tuple[str, str], int] = {}
    for _, p, o in triples:
        if p != TYPE and o.startswith("<http://o.example/"):
            space = "http://o.example/e/" if "/e/" in o else "http://o.example/"
            links[p[1:-1], space] = links.get((p[1:-1], space), 0) + 1
    yield scope.links, links


@given(quads)
@settings(deadline=None)
def test_counts_are_those_of_sets(content: frozenset[Quad]) -> None:
    counts = counted(content)
    for graph in GRAPHS:
        for found, wanted in plainly(
            counts.graphs[graph], {q[:3] for q in content if q[3] == graph}
        ):
            assert found == wanted
    for found, wanted in plainly(counts.whole, {q[:3] for q in content}):
        assert found == wanted


@given(quads, st.data())
@settings(deadline=None)
def test_counts_carried_on_are_those_counted_anew(
    content: frozenset[Quad], data: st.DataObject
) -> None:
    removed = data.draw(st.frozensets(st.sampled_from(sorted(content)))) if content else frozenset()
    added = data.draw(quads) - content
    store = ox.Store()
    store.extend(parsed(content))
    described = (f"<{DESCRIPTION}>", PREDICATES[1], OBJECTS[3], DESCRIPTION)
    store.extend(parsed(frozenset([described])))
    counts = recount(
        counted(content), store, Change(parsed(removed), parsed(added)), SPACES, DESCRIPTION
    )
    assert counts == counted((content - removed) | added)


@given(quads)
@settings(deadline=None, max_examples=30)
def test_counts_are_read_as_they_were_written(content: frozenset[Quad]) -> None:
    counts = counted(content)
    assert from_json(to_json(counts)) == counts
    assert to_json(deepcopy(counts)) == to_json(counts)


STEPS: Final = st.text("ab.?#/*+", max_size=9)


@given(STEPS, STEPS)
def test_a_space_has_the_iris_that_its_pattern_says(one: str, other: str) -> None:
    first, second = f"http://o.example/{one}", f"http://o.example/{other}"
    assert (space_of(first) == space_of(second)) == bool(
        re.search(space_pattern(space_of(first)), second)
    )


@pytest.mark.parametrize(("iri", "space"), [
    ("http://www.wikidata.org/entity/Q1", "http://www.wikidata.org/entity/"),
    ("http://o.example", "http://o.example/"),
    ("http://o.example/", "http://o.example/"),
    ("http://o.example?q=a/b", "http://o.example/"),
    ("http://o.example/a/b/", "http://o.example/a/"),
    ("http://o.example/a#b", "http://o.example/a#"),
    (BASE + "a", ""),
    ("https://v.example/C", ""),
    (DCT + "title", ""),
    ("mailto:a@o.example", ""),
])  # fmt: skip
def test_what_an_iri_elsewhere_is_part_of(iri: str, space: str) -> None:
    assert SPACES.linked(iri) == space
