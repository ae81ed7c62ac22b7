"""Blank nodes -> stable IRIs."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import SourceFault
from publisher.sources.skolem import skolemise

GENID = "https://example.org/.well-known/genid/"
PREFIX = "@prefix : <https://example.org/> .\n"


def quads(turtle: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIX + turtle, ox.RdfFormat.TRIG, rename_blank_nodes=True))


def named(turtle: str, seed: int = 0) -> list[str]:
    content = quads(turtle)
    random.Random(seed).shuffle(content)
    return sorted(str(quad) for quad in skolemise(content, GENID))


def iris(lines: list[str]) -> set[str]:
    return {word for line in lines for word in line.split() if GENID in word}


EXAMPLES = {
    "alone": ":a :address [ :street 'Storgatan 1' ; :city [ :name 'Uppsala' ] ] .",
    "siblings": ":a :address [ :street 'A' ], [ :street 'B' ], [ :street 'C' ; :in [ :b 1 ] ] .",
    "top": "[ :name 'x' ] . [ :name 'y' ; :knows [ :name 'z' ] ] .",
    "list": ":a :members ( 1 2 ( 3 4 ) 5 ) .",
    "shared": ":a :office _:o . :b :office _:o . _:o :room '1' ; :floor [ :number 2 ] .",
    "cycle": ":a :first _:x . _:x :next _:y . _:y :next _:z . _:z :next _:x .",
    "twins": "_:x :knows _:y . _:y :knows _:x .",
    "told apart below": "_:x :knows _:y . _:y :knows _:x . _:x :p _:c . _:y :p _:d . :k :q _:d .",
    "itself": "_:x :knows _:x .",
    "graph": "_:g { :a :b :c } _:g :date '2024' .",
    "clique": " ".join(f"_:n{i} :p _:n{j} ." for i in range(4) for j in range(4) if i != j),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_order_and_labels_make_no_difference(name: str) -> None:
    expected = named(EXAMPLES[name])
    assert "_:" not in "".join(expected)
    assert len(expected) == len(quads(EXAMPLES[name]))
    for seed in range(1, 8):
        assert named(EXAMPLES[name], seed) == expected


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["_:a", "_:b", "_:c", "_:d", ":i", ":j"]),
            st.sampled_from([":p", ":q"]),
            st.sampled_from(["_:a", "_:b", "_:c", "_:d", ":i", "1"]),
        ),
        max_size=9,
    ),
    st.permutations(range(9)),
    st.permutations("abcd"),
)
@settings(max_examples=300, deadline=None)
def test_any_graph_gives_the_same_names_in_any_order_under_any_labels(
    triples: list[tuple[str, str, str]], order: list[int], labels: list[str]
) -> None:
    renaming = {f"_:{old}": f"_:{new}" for old, new in zip("abcd", labels, strict=True)}
    other = [triples[place] for place in order if place < len(triples)]
    first = "".join(f"{s} {p} {o} ." for s, p, o in triples)
    second = "".join(f"{renaming.get(s, s)} {p} {renaming.get(o, o)} ." for s, p, o in other)
    assert named(first) == named(second)


def test_editing_the_values_of_a_node_that_is_alone_keeps_its_iri() -> None:
    before = named(":a :address [ :street 'Storgatan 1' ; :city [ :name 'Uppsala' ] ] .")
    after = named(":a :address [ :street 'Ågatan 2' ; :zip '1' ; :city [ :name 'Knivsta' ] ] .")
    assert iris(before) == iris(after)


def test_editing_one_sibling_keeps_the_iris_of_the_others() -> None:
    before = iris(named(":a :address [ :street 'A' ], [ :street 'B' ] ."))
    after = iris(named(":a :address [ :street 'A' ], [ :street 'C' ] ."))
    assert len(before & after) == 1


def test_siblings_that_say_the_same_become_one() -> None:
    lines = named(":a :address [ :street 'A' ], [ :street 'A' ] .")
    assert len(lines) == 2
    assert len(iris(lines)) == 1


def test_nodes_that_say_the_same_at_different_places_stay_apart() -> None:
    lines = named(":a :address [ :street 'A' ] . :b :address [ :street 'A' ] .")
    assert len(iris(lines)) == 2


def test_a_deep_list_is_no_trouble() -> None:
    members = " ".join(str(number) for number in range(20_000))
    lines = named(f":a :members ( {members} ) .")
    assert len(iris(lines)) == 20_000


def test_statements_without_blank_nodes_pass_through_as_they_come() -> None:
    content = quads(":b :p :c . :a :p :c .")
    assert list(skolemise(iter(content), GENID)) == content


@pytest.mark.parametrize(
    "turtle",
    [
        " ".join(f"_:n{i} :p _:n{j} ." for i in range(12) for j in range(12) if i != j),
        " ".join(f"_:n{i} :p _:n{(i + 1) % 1200} ." for i in range(1200)),
    ],
)
def test_a_knot_that_cannot_be_untied_is_a_fault(turtle: str) -> None:
    with pytest.raises(SourceFault) as caught:
        list(skolemise(quads(turtle), GENID, file="knut.ttl"))
    (fault,) = caught.value.faults
    assert fault.code == "knot"
    assert fault.place.file == "knut.ttl"
    assert "IRI" in fault.sentence("sv")
