"""The contract: what the shapes say of classes and properties."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import contract, vocabulary
from publisher.errors import ContractError
from tests.sites import ROOT, TINY, tiny


def test_a_class_has_what_its_shapes_declare() -> None:
    found = contract.read(vocabulary.read(TINY))
    assert [item.slug for item in found.classes] == ["area", "project"]
    project = found.by_slug["project"]
    assert project.labels == {"sv": "Projekt", "en": "Project"}
    kinds = {item.names["en"]: (item.kind, item.splits) for item in project.columns}
    assert kinds == {
        "Title": ("text", False),
        "Start date": ("literal", False),
        "Budget": ("literal", False),
        "Challenge area": ("reference", True),
        "Website": ("iri", True),
        "Email": ("iri", True),
        "Open": ("literal", False),
        "State": ("literal", False),
        "Reference number": ("literal", False),
    }
    start = next(item for item in project.columns if item.term == "startDate")
    assert [name.rpartition("#")[2] for name in start.datatypes] == ["date", "gYearMonth", "gYear"]


@pytest.mark.parametrize("name", ["områden", "OMRADEN", "Area", "areas", "Område"])
def test_a_table_is_named_in_either_language_in_any_case(name: str) -> None:
    found = contract.read(vocabulary.read(TINY)).named(name)
    assert found is not None
    assert found.slug == "area"


def test_constants_are_no_columns() -> None:
    area = contract.read(vocabulary.read(TINY)).by_slug["area"]
    assert [str(value) for _, value in area.constants] == [
        "<https://example.org/def/terms#Area>",
        "<http://www.w3.org/2004/02/skos/core#Concept>",
    ]
    assert all(item.names for item in area.columns)


def test_adding_a_property_takes_no_python(tmp_path: Path) -> None:
    from publisher import Site

    site = tiny(tmp_path)
    shapes = site / "shapes" / "project.ttl"
    text = shapes.read_text(encoding="utf-8")
    text = text.replace(
        "<https://example.org/def/project#Project-code> .",
        "<https://example.org/def/project#Project-code>,"
        " <https://example.org/def/project#Project-colour> .",
    )
    text += """
<https://example.org/def/project#Project-colour> sh:path t:colour ;
    sh:name "Färg"@sv, "Colour"@en ; sh:datatype xsd:string ; sh:maxCount 1 .
"""
    shapes.write_text(text, encoding="utf-8")
    table = site / "data" / "projekt.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([f"{lines[0]};färg", *(f"{line};röd" for line in lines[1:])]),
                     encoding="utf-8")  # fmt: skip
    outcome = Site(site).build()
    assert outcome.checked.faults == []
    assert Site(site).query('ASK { ?s <https://example.org/def/terms#colour> "röd" }')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("this is not turtle", "not valid RDF"),
        ("<a:a> <a:b> <a:c> .", "declares 0 owl:Ontology"),
    ],
)
def test_a_shapes_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, says: str) -> None:
    site = tiny(tmp_path)
    (site / "shapes" / "wrong.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=says) as caught:
        contract.read(vocabulary.read(site))
    assert "shapes/wrong.ttl" in str(caught.value)


def test_two_classes_cannot_claim_one_table_name(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    shapes = site / "shapes" / "area.ttl"
    text = shapes.read_text(encoding="utf-8")
    shapes.write_text(text.replace('"Område"@sv', '"Projekt"@sv'), encoding="utf-8")
    with pytest.raises(ContractError, match="two classes"):
        contract.read(vocabulary.read(site))


def test_json_ld_terms_of_the_bundled_site_mean_one_thing() -> None:
    found = contract.read(vocabulary.read(ROOT))
    meanings: dict[str, set[tuple[str, str]]] = {}
    for item in found.classes:
        for member in item.columns:
            if not member.inverse:
                meanings.setdefault(member.term, set()).add((member.path, member.kind))
    assert {term for term, found in meanings.items() if not term} == set()
