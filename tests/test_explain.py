"""Findings: what is told of each constraint component, in both languages; what is one group; where
it stands; which valid value is nearest, and which correction is certain."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from pyshacl.constraints import ALL_CONSTRAINT_COMPONENTS

from publisher import Site
from publisher.check.components import COMPONENTS
from publisher.check.data import Data
from publisher.check.engine import check_lines, shapes_from
from publisher.check.explain import Explainer, explain
from publisher.check.findings import Finding, Findings
from publisher.check.places import Locator
from publisher.check.rules import Rules
from publisher.namespaces import PREFIXES
from publisher.vocabulary import Document, Vocabulary
from tests.sites import bundled, tiny
from tests.test_build import edit
from tests.visits import app

HEAD = "@base <https://example.org/> .\n@prefix : <https://example.org/> .\n" + "".join(
    f"@prefix {prefix}: <{name}> .\n" for prefix, name in PREFIXES.items()
)

VOCABULARY = """
:t rdfs:label "Tid"@sv, "Time"@en .
:other rdfs:label "Annat"@sv, "Other"@en .
:Area rdfs:label "Område"@sv, "Area"@en .
:S sh:targetClass :Thing ; rdfs:label "Sak"@sv, "Thing"@en .
"""


def checked(shape: str, data: str, limit: int = 100, message: str = "") -> Findings:
    """What is told of things that the shape ``:S`` is applied to."""
    own = f"{VOCABULARY} :S {shape} {message} ."
    triples = [quad.triple for quad in ox.parse(HEAD + own, format=ox.RdfFormat.TURTLE)]
    documents = (Document("https://example.org/shapes", "shapes.ttl", tuple(triples)),)
    lines = sorted(str(quad.triple) for quad in ox.parse(HEAD + data, format=ox.RdfFormat.TURTLE))
    report = check_lines(lines, shapes_from(documents))
    explainer = Explainer(Rules(Vocabulary(documents)), Data([lines]), Locator())
    return explain(report, explainer, limit=limit)


def one(shape: str, data: str, message: str = "") -> Finding:
    """The one finding."""
    (finding,) = checked(shape, data, message=message).all()
    return finding


def prop(parameters: str) -> str:
    """A property shape for ``:t``."""
    return f"sh:property [ sh:path :t ; {parameters} ]"


A = ':a a :Thing ; rdfs:label "Ett"@sv, "One"@en ; '
AREAS = ':x a :Area ; rdfs:label "Norr"@sv, "North"@en . :y a :Area ; rdfs:label "Söder"@sv .'
INNER = "[ sh:datatype xsd:date ]"

WORDS: dict[str, tuple[str, str, str, str]] = {
    "Class": (prop("sh:class :Area"), f"{A} :t :z . {AREAS}",
              "Sak ”Ett”, Tid: välj bland ”Område” i datan (det finns 2, till exempel ”Norr”, "
              "”Söder”). Här står ”https://example.org/z”.",
              "Thing “One”, Time: choose among “Area” in the data (there are 2, for example "
              "“North”, “Söder”). It says “https://example.org/z”."),
    "Datatype": (prop("sh:datatype xsd:date"), f'{A} :t "i våras" .',
                 "Sak ”Ett”, Tid: ange ett datum, till exempel 2024-01-31. Här står ”i våras” "
                 "(skrivet som xsd:string).",
                 "Thing “One”, Time: give a date such as 2024-01-31. It says “i våras” "
                 "(written as xsd:string)."),
    "NodeKind": (prop("sh:nodeKind sh:IRI"), f'{A} :t "x" .',
                 "Sak ”Ett”, Tid: ange en hel adress, till exempel https://example.org/sida. Här "
                 "står ”x”.",
                 "Thing “One”, Time: give a whole address such as https://example.org/page. It "
                 "says “x”."),
    "MinCount": (prop("sh:minCount 2"), f'{A} :t "x"@sv .',
                 "Sak ”Ett”, Tid: ange minst 2 värden. Här finns 1: ”x” (sv).",
                 "Thing “One”, Time: give at least 2 values. There are 1: “x” (sv)."),
    "MaxCount": (prop("sh:maxCount 1"), f"{A} :t 1, 2 .",
                 "Sak ”Ett”, Tid: ange högst ett värde. Här finns 2: ”1”, ”2”.",
                 "Thing “One”, Time: give at most one value. There are 2: “1”, “2”."),
    "MinExclusive": (prop("sh:minExclusive 0"), f"{A} :t 0 .",
                     "Sak ”Ett”, Tid: ange mer än 0.", "Thing “One”, Time: give more than 0."),
    "MinInclusive": (prop('sh:minInclusive "2020-01-01"^^xsd:date'),
                     f'{A} :t "2019-12-31"^^xsd:date .',
                     "Sak ”Ett”, Tid: ange 2020-01-01 eller senare. Här står ”2019-12-31”.",
                     "Thing “One”, Time: give 2020-01-01 or later. It says “2019-12-31”."),
    "MaxExclusive": (prop('sh:maxExclusive "2020-01-01"^^xsd:date'),
                     f'{A} :t "2020-01-01"^^xsd:date .',
                     "Sak ”Ett”, Tid: ange en tid före 2020-01-01. Här står ”2020-01-01”.",
                     "Thing “One”, Time: give a time before 2020-01-01. It says “2020-01-01”."),
    "MaxInclusive": (prop("sh:maxInclusive 5"), f"{A} :t 7 .",
                     "Sak ”Ett”, Tid: ange 5 eller mindre. Här står ”7”.",
                     "Thing “One”, Time: give 5 or less. It says “7”."),
    "MinLength": (prop("sh:minLength 3"), f'{A} :t "ab" .',
                  "Sak ”Ett”, Tid: skriv minst 3 tecken. Här står ”ab”.",
                  "Thing “One”, Time: write at least 3 characters. It says “ab”."),
    "MaxLength": (prop("sh:maxLength 1"), f'{A} :t "ab" .',
                  "Sak ”Ett”, Tid: skriv högst ett tecken. Här står ”ab”.",
                  "Thing “One”, Time: write at most one character. It says “ab”."),
    "Pattern": (prop('sh:pattern "^SE[0-9]+$"'), f'{A} :t "se9x" .',
                "Sak ”Ett”, Tid: skriv det som mönstret ^SE[0-9]+$ anger. Här står ”se9x”.",
                "Thing “One”, Time: write it as the pattern ^SE[0-9]+$ says. It says “se9x”."),
    "LanguageIn": (prop('sh:languageIn ( "sv" "en" )'), f'{A} :t "bonjour"@fr .',
                   "Sak ”Ett”, Tid: skriv det på svenska eller engelska. Här står ”bonjour” "
                   "(franska).",
                   "Thing “One”, Time: write it in Swedish or English. It says “bonjour” "
                   "(French)."),
    "UniqueLang": (prop("sh:uniqueLang true"), f'{A} :t "x"@sv, "y"@sv .',
                   "Sak ”Ett”, Tid: skriv det högst en gång på varje språk. Här finns 2: ”x” (sv), "
                   "”y” (sv).",
                   "Thing “One”, Time: write it at most once in each language. There are 2: “x” "
                   "(sv), “y” (sv)."),
    "Equals": (prop("sh:equals :other"), f"{A} :t 1 ; :other 1, 2 .",
               "Sak ”Ett”, Tid: ange samma värden som i Annat. Här står ”2”.",
               "Thing “One”, Time: give the same values as in Other. It says “2”."),
    "Disjoint": (prop("sh:disjoint :other"), f"{A} :t 1 ; :other 1 .",
                 "Sak ”Ett”, Tid: ange inget värde som också står i Annat. Här står ”1”.",
                 "Thing “One”, Time: give no value that is also in Other. It says “1”."),
    "LessThan": (prop("sh:lessThan :other"), f"{A} :t 5 ; :other 3 .",
                 "Sak ”Ett”, Tid: ange mindre än Annat. Här står ”5”, och i Annat står ”3”.",
                 "Thing “One”, Time: give less than Other. It says “5”, and Other says “3”."),
    "LessThanOrEquals": (prop("sh:lessThanOrEquals :other"),
                         f'{A} :t "2024-05-01"^^xsd:date ; :other "2024-01-01"^^xsd:date .',
                         "Sak ”Ett”, Tid: ange en tid som inte är senare än Annat. Här står "
                         "”2024-05-01”, och i Annat står ”2024-01-01”.",
                         "Thing “One”, Time: give a time no later than Other. It says "
                         "“2024-05-01”, and Other says “2024-01-01”."),
    "Not": (prop(f"sh:not {INNER}"), f'{A} :t "2024-05-01"^^xsd:date .',
            "Sak ”Ett”, Tid: det får inte stämma med detta: ange ett datum, till exempel "
            "2024-01-31. Här står ”2024-05-01”.",
            "Thing “One”, Time: it may not fit this: give a date such as 2024-01-31. It says "
            "“2024-05-01”."),
    "And": (prop(f"sh:and ( {INNER} [ sh:minLength 3 ] )"), f'{A} :t "x" .',
            "Sak ”Ett”, Tid: ange ett datum, till exempel 2024-01-31, och skriv minst 3 tecken. "
            "Här står ”x” (skrivet som xsd:string).",
            "Thing “One”, Time: give a date such as 2024-01-31, and write at least 3 characters. "
            "It says “x” (written as xsd:string)."),
    "Or": (prop(f"sh:or ( {INNER} [ sh:datatype xsd:gYear ] )"), f'{A} :t "x" .',
           "Sak ”Ett”, Tid: ange ett datum, till exempel 2024-01-31, eller ett årtal, till exempel "
           "2024. Här står ”x” (skrivet som xsd:string).",
           "Thing “One”, Time: give a date such as 2024-01-31, or a year such as 2024. It says "
           "“x” (written as xsd:string)."),
    "Xone": (prop(f"sh:xone ( {INNER} [ sh:nodeKind sh:Literal ] )"),
             f'{A} :t "2024-05-01"^^xsd:date .',
             "Sak ”Ett”, Tid: exakt ett av detta: ange ett datum, till exempel 2024-01-31, eller "
             "ett vanligt värde, ingen adress. Här står ”2024-05-01” (skrivet som xsd:date).",
             "Thing “One”, Time: exactly one of these: give a date such as 2024-01-31, or a plain "
             "value, not an address. It says “2024-05-01” (written as xsd:date)."),
    "Node": (prop("sh:node [ sh:property [ sh:path :other ; sh:minCount 1 ] ]"), f"{A} :t :b .",
             "Sak ”Ett”, Tid: det ska stämma med detta: Annat: ange minst ett värde. Här står "
             "”https://example.org/b”.",
             "Thing “One”, Time: it must fit this: Other: give at least one value. It says "
             "“https://example.org/b”."),
    "QualifiedMinCount": (prop(f"sh:qualifiedValueShape {INNER} ; sh:qualifiedMinCount 1"),
                          f'{A} :t "x" .',
                          "Sak ”Ett”, Tid: ange minst ett värde som stämmer med detta: ange ett "
                          "datum, till exempel 2024-01-31. Här finns 1: ”x”.",
                          "Thing “One”, Time: give at least one value that fits this: "
                          "give a date such as 2024-01-31. There are 1: “x”."),
    "QualifiedMaxCount": (prop(f"sh:qualifiedValueShape {INNER} ; sh:qualifiedMaxCount 0"),
                          f'{A} :t "2024-05-01"^^xsd:date .',
                          "Sak ”Ett”, Tid: ange högst 0 värden som stämmer med detta: ange ett "
                          "datum, till exempel 2024-01-31. Här finns 1: ”2024-05-01”.",
                          "Thing “One”, Time: give at most 0 values that fits this: give a "
                          "date such as 2024-01-31. There are 1: “2024-05-01”."),
    "Closed": ("sh:closed true ; sh:ignoredProperties ( rdf:type rdfs:label ) ; "
               "sh:property [ sh:path :other ]", f'{A} :othr "x" .',
               "Sak ”Ett”: egenskapen ”https://example.org/othr” är okänd här: ta bort den eller "
               "rätta namnet. Här står ”x”. Menade du ”https://example.org/other”?",
               "Thing “One”: the property “https://example.org/othr” is unknown here: take it "
               "away, or correct its name. It says “x”. Did you mean “https://example.org/other”?"),
    "HasValue": (prop("sh:hasValue :x"), f"{A} :t :y . {AREAS}",
                 "Sak ”Ett”, Tid: värdet ”Norr” ska finnas.",
                 "Thing “One”, Time: the value “North” must be there."),
    "In": (prop('sh:in ( "planerat" "pågår" )'), f'{A} :t "pågor" .',
           "Sak ”Ett”, Tid: välj bland ”planerat”, ”pågår”. Här står ”pågor”. Menade du ”pågår”?",
           "Thing “One”, Time: choose among “planerat”, “pågår”. It says “pågor”. Did you mean "
           "“pågår”?"),
    "SPARQL": ('sh:sparql [ sh:select """SELECT $this ?value '
               '{ $this <https://example.org/t> ?value }""" ]', f"{A} :t 1 .",
               "Sak ”Ett”: En regel för ”Sak” är bruten. Här står ”1”.",
               "Thing “One”: A rule for “Thing” is broken. It says “1”."),
}  # fmt: skip
"""Component -> shape, data, and what is told in Swedish and English."""

NO_RESULTS = {"Property"}
"""What has no results of its own."""


@pytest.mark.parametrize("component", WORDS)
def test_each_component_is_told_in_both_languages(component: str) -> None:
    shape, data, swedish, english = WORDS[component]
    finding = one(shape, data)
    assert finding.component.endswith(f"#{component}ConstraintComponent")
    told = dict(finding.sentence)
    assert told["sv"].startswith(swedish)
    assert told["en"].startswith(english)
    assert finding.thing == "https://example.org/a"
    assert finding.thing_label == (("en", "One"), ("sv", "Ett"))


def test_no_component_lacks_words() -> None:
    known = {
        str(kind.shacl_constraint_component).rpartition("#")[2].removesuffix("ConstraintComponent")
        for kind in ALL_CONSTRAINT_COMPONENTS
        if isinstance(kind.shacl_constraint_component, str)
    }
    assert known - {"JS", "Expression"} <= set(COMPONENTS) | NO_RESULTS
    assert set(WORDS) == set(COMPONENTS) - NO_RESULTS
    assert all(set(row.rule) == {"en", "sv"} for row in COMPONENTS.values())


MESSAGE = 'sh:message "Tid: ange när det var."@sv, "The time is needed."@en'


def test_the_message_of_the_shape_says_the_rule_and_facts_stand_round_it() -> None:
    finding = one(prop(f"sh:datatype xsd:date ; {MESSAGE}"), f'{A} :t "2024-01-31 " .')
    assert dict(finding.sentence) == {
        "sv": "Sak ”Ett”, Tid: ange när det var. Här står ”2024-01-31” (skrivet som xsd:string). "
        "Menade du ”2024-01-31”?",
        "en": "Thing “One”: The time is needed. It says “2024-01-31” (written as xsd:string). "
        "Did you mean “2024-01-31”?",
    }


def test_a_message_in_one_language_is_not_put_into_the_other() -> None:
    finding = one(prop('sh:minCount 1 ; sh:message "Say when."@en'), f"{A} :other 1 .")
    told = dict(finding.sentence)
    assert told["en"] == "Thing “One”, Time: Say when."
    assert told["sv"] == "Sak ”Ett”, Tid: ange minst ett värde."


def test_a_thing_without_a_name_goes_by_its_iri_and_a_blank_one_by_its_kind() -> None:
    found = checked(prop("sh:minCount 1"), ":a a :Thing . [] a :Thing .")
    assert {dict(item.sentence)["sv"] for item in found.all()} == {
        "Sak ”a”, Tid: ange minst ett värde.",
        "Sak, Tid: ange minst ett värde.",
    }


def test_severities_are_counted_apart_and_the_gravest_stands_first() -> None:
    shape = " ; ".join(
        prop(f"sh:minCount 1 ; sh:severity {name}")
        for name in ("sh:Info", "sh:Warning", ":own", "sh:Violation")
    )
    found = checked(shape, f"{A} :other 1 .")
    assert found.counts == (("violation", 1), ("warning", 2), ("info", 1))
    assert [item.severity for item in found.groups] == ["violation", "warning", "warning", "info"]
    assert not found.conforms


def test_one_unknown_value_in_many_things_is_one_group() -> None:
    things = [f":a{number} a :Thing ; :t :z ." for number in range(300)]
    found = checked(prop("sh:class :Area"), "\n".join([*things, ":b a :Thing ; :t :x .", AREAS]))
    (group,) = found.groups
    assert (group.count, len(group.findings)) == (300, 100)
    assert dict(group.sentence)["sv"] == (
        "Tid: välj bland ”Område” i datan (det finns 2, till exempel ”Norr”, ”Söder”). "
        "Här står ”https://example.org/z”."
    )
    other = checked(prop("sh:class :Area"), f":a a :Thing ; :t :z . :b a :Thing ; :t :w . {AREAS}")
    assert [item.count for item in other.groups] == [1, 1]


def test_many_values_of_one_kind_of_fault_are_one_group_that_names_none() -> None:
    data = "\n".join(f':a{number} a :Thing ; :t "{number} mars" .' for number in range(9))
    (group,) = checked(prop("sh:datatype xsd:date"), data).groups
    assert group.count == 9
    assert dict(group.sentence)["sv"] == "Tid: ange ett datum, till exempel 2024-01-31."


def test_what_is_not_told_is_counted() -> None:
    data = "\n".join(
        f':a{number} a :Thing ; :t "x" ; :other {number % 2} .' for number in range(3000)
    )
    shape = f"{prop('sh:datatype xsd:date')} ; sh:property [ sh:path :other ; sh:hasValue 1 ]"
    found = checked(shape, data, limit=40)
    assert found.counts == (("violation", 4500), ("warning", 0), ("info", 0))
    assert [(item.count, len(item.findings)) for item in found.groups] == [(3000, 20), (1500, 20)]


def test_what_follows_from_another_result_is_not_told() -> None:
    shape = prop('sh:datatype rdf:langString ; sh:languageIn ( "sv" ) ; sh:minLength 5')
    (finding,) = checked(shape, f'{A} :t "x" .').all()
    assert finding.component.endswith("#DatatypeConstraintComponent")
    (finding,) = checked(shape, f'{A} :t "title"@en .').all()
    assert finding.component.endswith("#LanguageInConstraintComponent")


@pytest.mark.parametrize(
    ("parameters", "data", "nearest", "fix"),
    [
        ('sh:in ( "planerat" "pågår" )', ':a a :Thing ; :t "Pågår " .', "pågår", "pågår"),
        ('sh:in ( "planerat" "pågår" )', ':a a :Thing ; :t "pågor" .', "pågår", ""),
        ('sh:in ( "planerat" "pågår" )', ':a a :Thing ; :t "qqqq" .', "", ""),
        ("sh:in ( :red :green )", ":a a :Thing ; :t :Red .", "https://example.org/red",
         "https://example.org/red"),
        ("sh:datatype xsd:date", ':a a :Thing ; :t "2024–01–31." .', "2024-01-31", "2024-01-31"),
        ("sh:datatype xsd:date", ':a a :Thing ; :t "31/1 2024" .', "2024-01-31", ""),
        ("sh:datatype xsd:decimal", ':a a :Thing ; :t "1 234,50" .', "1234.50", ""),
        ('sh:pattern "^SE[0-9]+$"', ':a a :Thing ; :t "se 121" .', "", ""),
        ('sh:pattern "^SE[0-9]+$"', ':a a :Thing ; :t "se121" .', "SE121", "SE121"),
        ('sh:pattern "^SE[0-9]+$"', ':a a :Thing ; :t "SE 121" .', "SE121", "SE121"),
        ("sh:class :Area", f":a a :Thing ; :t <http://example.org/X/> . {AREAS}",
         "https://example.org/x", "https://example.org/x"),
        ("sh:class :Area", ":a a :Thing ; :t :norrr . :norr a :Area . :syd a :Area .",
         "https://example.org/norr", ""),
    ],
)  # fmt: skip
def test_nearest_value_and_certain_correction(
    parameters: str, data: str, nearest: str, fix: str
) -> None:
    finding = one(prop(parameters), data)
    assert (finding.nearest, finding.fix) == (nearest, fix)


def test_the_rule_of_a_shape_without_a_name_is_that_of_the_shape_it_is_part_of() -> None:
    finding = one(prop("sh:minCount 1"), f"{A} :other 1 .")
    assert finding.rule == "https://example.org/S"
    assert finding.shape == ""
    assert finding.property == "https://example.org/t"
    assert finding.property_label == (("en", "Time"), ("sv", "Tid"))


def test_the_rule_is_a_page_that_the_site_serves(tmp_path: Path) -> None:
    site = Site(bundled(tmp_path))
    edit(site.root, "projekt.csv", "electrification-hub;Electrification Hub;Electrification Hub",
         "electrification-hub;Electrification Hub;")  # fmt: skip
    assert site.build("include").manifest is not None
    (finding,) = site.check().findings.all()
    assert finding.rule == "https://w3id.org/s3r/oms/shapes/project#Project-title"
    client = app(site.open()).test_client()
    answer = client.get("/shapes/project", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert 'id="Project-title"' in answer.get_data(as_text=True)


def project_site(folder: Path, table: str, rdf: str = "") -> Site:
    """The tiny site with another table of projects."""
    root = tiny(folder)
    (root / "data" / "projekt.csv").write_text(table, encoding="utf-8")
    (root / "data" / "mer.ttl").unlink()
    if rdf:
        (root / "data" / "mer.ttl").write_text(rdf, encoding="utf-8")
    return Site(root)


def test_a_missing_column_is_one_finding(tmp_path: Path) -> None:
    rows = "".join(f"p{number};Ett;One\n" for number in range(50))
    site = project_site(tmp_path, f"id;Titel (sv);Titel (en)\n{rows}")
    checked = site.check().findings
    (finding,) = checked.all()
    place = finding.place
    assert (place.file, place.row, place.column) == ("projekt.csv", 1, "Utmaningsområde")
    assert finding.code == "missing-column"
    assert "Tabellen saknar kolumnen ”Utmaningsområde”" in dict(finding.sentence)["sv"]
    assert (checked.rows, checked.published, checked.rejected) == (52, 2, 50)
    assert site.build("leave-out").manifest is None, "a table without its column is not released"


def test_a_column_that_is_only_recommended_is_missed_once(tmp_path: Path) -> None:
    site = bundled(tmp_path)
    path = site / "data" / "projekt.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] = lines[0].replace("Beskrivning (sv)", "_a").replace("Beskrivning (en)", "_b")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    checked = Site(site).check().findings
    (group,) = checked.groups
    (finding,) = group.findings
    assert (group.count, group.severity) == (9, "warning")
    assert (finding.code, len(finding.places)) == ("shape-no-column", 1)
    assert finding.place.row == 1
    assert finding.place.column == "Beskrivning (sv)"
    assert dict(group.sentence)["sv"].endswith("Tabellen saknar kolumnen ”Beskrivning (sv)”.")


def test_all_that_is_wrong_in_a_row_is_told_at_once(tmp_path: Path) -> None:
    header = "id;Titel (sv);Titel (en);Budget;Utmaningsområde;Läge;Diarienummer"
    site = project_site(tmp_path, f"{header}\na;A;A;-1;zzzz;pågor;fel\nb;B;B;1;;;\n")
    found = {(item.place.row, item.place.column) for item in site.check().findings.all()}
    assert found == {(2, "Budget"), (2, "Utmaningsområde"), (2, "Läge"), (2, "Diarienummer"),
                     (3, "Utmaningsområde")}  # fmt: skip


def test_what_refers_to_a_row_with_a_fault_is_no_fault(tmp_path: Path) -> None:
    site = project_site(tmp_path, "id;Titel (sv);Titel (en);Utmaningsområde\na;A;A;mat\n")
    edit(site.root, "områden.csv", "mat;Hållbar mat;Sustainable food;kort", "mat;;;")
    (finding,) = site.check().findings.all()
    assert (finding.place.file, finding.place.row) == ("områden.csv", 3)


def test_both_cells_of_a_pair_are_concerned(tmp_path: Path) -> None:
    site = project_site(
        tmp_path, "id;Titel (sv);Titel (en);Utmaningsområde;Startdatum;Slut\n"
        "a;A;A;mat;1/2 2024;2023-01-01\n"
    )  # fmt: skip
    with (site.root / "shapes" / "project.ttl").open("a", encoding="utf-8") as shapes:
        shapes.write(
            "\n<https://example.org/def/project#Project> sh:property "
            "<https://example.org/def/project#Project-end> ."
            "<https://example.org/def/project#Project-start> sh:lessThan schema:endDate ."
            "<https://example.org/def/project#Project-end> sh:path schema:endDate ;"
            ' sh:name "Slut"@sv, "End"@en ; sh:datatype xsd:date ; sh:maxCount 1 .\n'
        )
    (finding,) = site.check().findings.all()
    assert [place.column for place in finding.places] == ["Startdatum", "Slut"]
    assert finding.value == "1/2 2024", "as the person wrote it"
    assert "Här står ”1/2 2024”, och i Slut står ”2023-01-01”." in dict(finding.sentence)["sv"]


def test_what_comes_from_rdf_is_told_at_its_line(tmp_path: Path) -> None:
    rdf = (
        "@prefix dct: <http://purl.org/dc/terms/> .\n@prefix t: <https://example.org/def/terms#> ."
        '\n\n<project/z>\n  a t:Project ; dct:title "Z"@sv ; dct:subject <area/mat> ;\n'
        '  t:state "pågor" .\n'
    )
    site = project_site(tmp_path, "id;Titel (sv);Titel (en);Utmaningsområde\na;A;A;mat\n", rdf)
    (finding,) = site.check().findings.all()
    assert (finding.place.file, finding.place.row, finding.place.column) == ("mer.ttl", 4, "")
    assert (finding.value, finding.nearest) == ("pågor", "pågår")
    assert site.build("leave-out").manifest is None, "no row is to blame"


def test_a_reference_is_suggested_with_what_it_is_also_called(tmp_path: Path) -> None:
    site = project_site(tmp_path, "id;Titel (sv);Titel (en);Utmaningsområde\na;A;A;indutri\n")
    (finding,) = site.check().findings.all()
    assert dict(finding.sentence)["sv"] == (
        "Projekt ”A”, Utmaningsområde: ”indutri” är okänt: förväntat ett id eller namn på "
        "”Område” som finns i datan. Menade du ”industri” (Smart industri)?"
    )
    assert (finding.nearest, finding.fix) == ("industri", "")


def test_findings_are_in_the_order_of_their_places(tmp_path: Path) -> None:
    header = "id;Titel (sv);Titel (en);Budget;Utmaningsområde"
    rows = "".join(f"p{number};A;A;{number - 5};{'mat' if number % 3 else 'x'}\n"
                   for number in range(12))  # fmt: skip
    findings = project_site(tmp_path, f"{header}\n{rows}").check().findings
    places = [item.place for item in findings.all()]
    assert places == sorted(places)
    assert [group.count for group in findings.groups] == [5, 4]
