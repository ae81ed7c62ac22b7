"""Sets of mappings as sources: what is accepted is published, what is refused is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import Site
from tests.sites import rows, tiny

HEADER = """\
#curie_map:
#  my: https://example.org/id/
#  ex: https://other.example.org/
#license: https://creativecommons.org/publicdomain/zero/1.0/
"""
COLUMNS = (
    "subject_id", "predicate_id", "predicate_modifier", "object_id", "mapping_justification",
    "confidence", "author_id", "mapping_date",
)  # fmt: skip
GOOD = ("my:project/a", "skos:exactMatch", "", "ex:1", "semapv:LexicalMatching", "0.97",
        "my:publisher/x", "2024-01-31")  # fmt: skip
REFUSED = ("my:project/a", "skos:exactMatch", "Not", "ex:2", "semapv:LexicalMatching", "", "", "")


def with_links(folder: Path, *records: tuple[str, ...], header: str = HEADER) -> Site:
    """The tiny site with a set of mappings."""
    root = tiny(folder)
    (root / "data" / "links").mkdir()
    lines = ["\t".join(record) for record in (COLUMNS, *records)]
    (root / "data" / "links" / "a--b.sssom.tsv").write_text(
        header + "\n".join(lines) + "\n", encoding="utf-8"
    )
    return Site(root)


def test_an_accepted_link_is_a_statement_in_a_graph_of_its_own(tmp_path: Path) -> None:
    site = with_links(tmp_path, GOOD, REFUSED)
    assert site.build().manifest is not None
    found = rows(site, "SELECT ?g ?s ?o { GRAPH ?g { "
                 "?s <http://www.w3.org/2004/02/skos/core#exactMatch> ?o } }")  # fmt: skip
    assert found == [{
        "g": "<https://example.org/id/graph/links/a--b.sssom.tsv>",
        "s": "<https://example.org/id/project/a>", "o": "<https://other.example.org/1>",
    }]  # fmt: skip


def test_the_links_of_a_file_are_a_linkset_with_provenance(tmp_path: Path) -> None:
    second = ("my:project/b", *GOOD[1:3], "ex:3", *GOOD[4:7], "2024-02-29")
    site = with_links(tmp_path, GOOD, REFUSED, second)
    site.build()
    query = """
        PREFIX void: <http://rdfs.org/ns/void#> PREFIX dct: <http://purl.org/dc/terms/>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?p ?n ?from ?to ?who ?first ?last {
          <https://example.org/id/graph/links/a--b.sssom.tsv> void:subset ?set .
          ?set a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ;
            void:subjectsTarget/void:uriSpace ?from ; void:objectsTarget/void:uriSpace ?to ;
            prov:wasAttributedTo ?who ; dct:created ?first ; dct:modified ?last .
          FILTER NOT EXISTS { GRAPH <https://example.org/id/graph/void> { ?set a ?any } }
        }"""
    (found,) = rows(site, query)
    assert found["p"] == "<http://www.w3.org/2004/02/skos/core#exactMatch>"
    assert found["n"].startswith('"2"')
    assert found["from"] == '"https://example.org/id/project/"'
    assert found["to"] == '"https://other.example.org/"'
    assert found["who"] == "<https://example.org/id/publisher/x>"
    assert (found["first"][1:11], found["last"][1:11]) == ("2024-01-31", "2024-02-29")


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("subject_id", "", "missing"),
        ("subject_id", "unknown:1", "value"),
        ("object_id", "just text", "value"),
        ("object_id", "my:project/a", "value"),
        ("predicate_id", "skos:prefLabel", "value"),
        ("predicate_modifier", "no", "value"),
        ("mapping_justification", "because", "value"),
        ("confidence", "high", "value"),
        ("mapping_date", "31/1 2024", "value"),
    ],
)
def test_a_fault_is_told_at_its_cell(tmp_path: Path, column: str, value: str, code: str) -> None:
    wrong = tuple(value if name == column else cell
                  for name, cell in zip(COLUMNS, GOOD, strict=True))  # fmt: skip
    checked = with_links(tmp_path, REFUSED, wrong).check()
    (fault,) = checked.faults
    assert (fault.place.file, fault.place.row) == ("links/a--b.sssom.tsv", 7)
    assert (fault.place.column, fault.code) == (column, code)
    for language in ("sv", "en"):
        assert fault.sentence(language)


def test_a_pair_is_decided_once(tmp_path: Path) -> None:
    (fault,) = with_links(tmp_path, GOOD, (*GOOD[:2], "Not", *GOOD[3:])).check().faults
    assert (fault.code, fault.place.row) == ("duplicate-key", 7)


@pytest.mark.parametrize(
    ("header", "records", "code"),
    [
        ("#curie_map: [\n", (), "syntax"),
        ("#curie_map: text\n", (), "metadata"),
        ("#curie_map:\n#  my: no iri\n", (), "metadata"),
        (HEADER, (("a", '"open'),), "syntax"),
    ],
)
def test_a_file_that_is_no_set_of_mappings_is_refused(
    tmp_path: Path, header: str, records: tuple[tuple[str, ...], ...], code: str
) -> None:
    faults = with_links(tmp_path, *records, header=header).check().faults
    assert [fault.code for fault in faults] == [code]


def test_columns_are_those_of_the_standard(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    path = root / "data" / "x.sssom.tsv"
    path.write_text("subject_id\tpredicate\tobject_id\text_own\n", encoding="utf-8")
    faults = Site(root).check().faults
    assert {(fault.code, fault.value) for fault in faults} == {
        ("missing-column", "predicate_id"), ("missing-column", "mapping_justification"),
        ("unknown-column", "predicate"),
    }  # fmt: skip
    path.write_bytes(b"subject_id\xff\n")
    assert [fault.code for fault in Site(root).check().faults] == ["encoding"]
    path.write_bytes(b"")
    assert [fault.code for fault in Site(root).check().faults] == ["empty"]


def test_a_row_with_a_fault_can_be_left_out(tmp_path: Path) -> None:
    site = with_links(tmp_path, GOOD, ("my:project/b", *GOOD[1:3], "no", *GOOD[4:]))
    assert site.build().manifest is None
    manifest = site.build("leave-out").manifest
    assert manifest is not None
    entry = next(item for item in manifest.sources if item.file.endswith(".sssom.tsv"))
    assert (entry.rows, entry.published) == (2, 1)
