"""What a description holds, and in which order."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from publisher.describe import (
    Description,
    Link,
    Names,
    Text,
    count_members,
    describe,
    describe_graph,
    describe_source,
    list_members,
    pick,
)
from publisher.describe.collation import collation
from publisher.namespaces import DCT, RDFS, SCHEMA, SKOS
from publisher.store.reader import Reader
from tests.releases import BASE, IRIS, VOCABULARY, release


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return release(tmp_path_factory.mktemp("releases"))


def of(reader: Reader, path: str, limit: int = 50) -> Description:
    found = describe(
        reader.store, reader.contract, reader.iris, BASE + path,
        languages=("sv", "en"), inverse_limit=limit,
    )  # fmt: skip
    assert found is not None
    return found


def test_a_thing_tells_its_class_its_document_and_its_title(reader: Reader) -> None:
    found = of(reader, "project/alfa")
    assert (found.slug, found.document) == ("project", BASE + "doc/project/alfa")
    assert found.title("sv") == "Alfa & <Omega>"
    assert found.kind["en"] == "Project"
    assert found.withdrawal is None
    assert found.graphs == (IRIS.graph("projekt.csv"),)


def test_groups_and_properties_stand_in_the_order_of_the_shapes(reader: Reader) -> None:
    found = of(reader, "project/alfa")
    groups = [group.labels["en"] for group in found.groups]
    assert groups == ["About", "Place and time", "Relations", "Links", "Other"]
    about = [view.labels["sv"] for view in found.groups[0].properties]
    assert about == ["Titel", "Slag", "Beskrivning"]


def test_what_no_shape_knows_comes_last_by_its_iri(reader: Reader) -> None:
    last = of(reader, "project/alfa").groups[-1]
    assert last.labels["sv"] == "Övrigt"
    assert last.properties[0].labels[""] == "https://example.org/terms#unknown"
    assert last.properties[0].values == (
        Text("okänt", "", "http://www.w3.org/2001/XMLSchema#string"),
    )


def test_linked_things_carry_their_labels_and_paths(reader: Reader) -> None:
    views = {view.predicate: view for group in of(reader, "project/alfa").groups
             for view in group.properties}  # fmt: skip
    links = [value for value in views[DCT + "subject"].values if isinstance(value, Link)]
    assert [(link.title("en"), link.path) for link in links] == [
        ("Changed air", "challenge-area/air"),
        ("Food", "challenge-area/food"),
    ]
    outside = views[RDFS + "seeAlso"].values[0]
    assert isinstance(outside, Link)
    assert outside.path is None


def test_values_of_one_property_go_to_the_shape_of_their_datatype(reader: Reader) -> None:
    views = {view.labels.get("en", ""): view.values for group in of(reader, "territory/t1").groups
             for view in group.properties}  # fmt: skip
    assert [str(value.value) for value in views["NUTS code"] if isinstance(value, Text)] == ["SE1"]
    assert [str(value.value) for value in views["County code"] if isinstance(value, Text)] == ["03"]


def test_an_inverse_property_shows_what_points_here(reader: Reader) -> None:
    found = of(reader, "contact-point/c1")
    views = [view for group in found.groups for view in group.properties if view.inverse]
    assert [value.title("sv") for view in views for value in view.values
            if isinstance(value, Link)] == ["Ett exempel"]  # fmt: skip
    assert found.incoming == ()


def test_what_points_here_is_counted_by_class_and_cut(reader: Reader) -> None:
    (entry,) = of(reader, "challenge-area/food", limit=1).incoming
    assert (entry.slug, entry.total, entry.complete) == ("project", 2, True)
    assert entry.labels["sv"] == "Utmaningsområde"
    assert entry.kinds["en"] == "Projects"
    assert [link.title("sv") for link in entry.links] == ["Alfa & <Omega>"]


def test_triples_are_the_things_own_and_sorted(reader: Reader) -> None:
    found = of(reader, "project/alfa")
    assert {triple.subject for triple in found.triples} == {ox.NamedNode(found.iri)}
    assert list(found.triples) == sorted(found.triples, key=str)
    quads = reader.store.quads_for_pattern(ox.NamedNode(found.iri), None, None, None)
    assert len(found.triples) == len(list(quads))


def test_a_withdrawn_thing_says_when_and_why(reader: Reader) -> None:
    gone = of(reader, "project/gone").withdrawal
    assert gone is not None
    assert (gone.date, gone.reasons["en"]) == ("2024-03-01T00:00:00", "Did not exist.")
    assert [link.iri for link in gone.replacements] == [BASE + "project/alfa"]


@pytest.mark.parametrize("iri", [BASE + "project/none", "no iri", ""])
def test_what_is_unknown_has_no_description(reader: Reader, iri: str) -> None:
    assert describe(reader.store, reader.contract, reader.iris, iri,
                    languages=("sv",), inverse_limit=5) is None  # fmt: skip


def test_a_thing_without_a_label_is_called_by_the_end_of_its_iri(reader: Reader) -> None:
    assert of(reader, "project/nameless").title("sv") == "nameless"


def test_members_stand_in_swedish_order(reader: Reader) -> None:
    names = Names(reader.store, reader.contract, reader.iris)
    project = reader.contract.by_slug["project"]
    titles = [names.link(iri).title("sv") for iri in list_members(names, project, "sv")]
    assert titles == ["Alfa & <Omega>", "Med punkt", "nameless", "Zebra", "Ängel", "Örn"]
    assert count_members(reader.store, project) == 6


def test_english_order_ignores_diacritics() -> None:
    assert sorted(["Zoo", "Örn", "Åka", "ända"], key=collation("en")) == [
        "Åka", "ända", "Örn", "Zoo",
    ]  # fmt: skip
    assert sorted(["ö", "ä", "å", "z"], key=collation("sv")) == ["z", "å", "ä", "ö"]
    assert sorted(["Nod 10", "Nod 9"], key=collation("sv")) == ["Nod 9", "Nod 10"]


def test_the_text_shown_is_the_nearest_to_the_language() -> None:
    assert pick({"sv": "a", "en": "b"}, "en") == ("b", "en")
    assert pick({"en-gb": "a", "": "b"}, "en") == ("a", "en-gb")
    assert pick({"": "b", "de": "c"}, "en") == ("b", "")
    assert pick({"fr": "d", "de": "c"}, "en") == ("c", "de")
    assert pick({}, "en") == ("", "")


def test_a_vocabulary_document_lists_its_terms_by_anchor(reader: Reader) -> None:
    names = Names(reader.store, reader.contract, reader.iris)
    found = describe_graph(names, VOCABULARY + "ns", "ontology/s3r.ttl")
    terms = {term.anchor: term for term in found.terms}
    area = terms["ChallengeArea"]
    assert area.labels["sv"] == "Utmaningsområde"
    assert area.properties[0].predicate == RDFS + "label"
    assert area.properties[1].predicate == SKOS + "definition"
    assert len(found.triples) == next(
        graph.quads for graph in reader.graphs if graph.iri == VOCABULARY + "ns"
    )


def test_a_shape_shows_lists_by_their_members(reader: Reader) -> None:
    names = Names(reader.store, reader.contract, reader.iris)
    found = describe_graph(names, VOCABULARY + "shapes/project", "shapes/project.ttl")
    title = next(term for term in found.terms if term.anchor == "Project-title")
    languages = next(view for view in title.properties if view.predicate.endswith("languageIn"))
    assert [value.value for value in languages.values if isinstance(value, Text)] == ["sv", "en"]
    start = next(term for term in found.terms if term.anchor == "Project-startDate")
    choices = next(view for view in start.properties if view.predicate.endswith("#or"))
    anchors = {term.anchor for term in found.terms}
    assert [isinstance(value, Link) and (value.path or "").strip("#") in anchors
            for value in choices.values] == [True] * len(choices.values)  # fmt: skip


def test_a_source_tells_its_size_and_the_first_things_in_it(reader: Reader) -> None:
    names = Names(reader.store, reader.contract, reader.iris)
    found = describe_source(names, IRIS.graph("projekt.csv"), "projekt.csv", 30, limit=3)
    assert (found.quads, len(found.things), found.complete) == (30, 3, False)
    assert found.things[0].labels["sv"] == "Alfa & <Omega>"


def test_schema_names_are_types(reader: Reader) -> None:
    assert SCHEMA + "Project" in {link.iri for link in of(reader, "project/alfa").types}
