"""What pages promise: words for people, nothing unescaped, templates that see documented data."""

from __future__ import annotations

import dataclasses
import re
from typing import get_args

import pytest
from jinja2 import meta, nodes

from publisher.describe.views import Link, Text
from publisher.findings import page as findings_page
from publisher.findings import words
from publisher.harvesting.judging import page as judging_page
from publisher.harvesting.judging import words as judging_words
from publisher.namespaces import GEO, RDF, XSD
from publisher.render import fields as form_fields
from publisher.render import intake, messages, pages, parts, publish_pages, reconcile_preview
from publisher.render.hrefs import Hrefs
from publisher.render.html import environment, style_sheet
from publisher.render.schema_org import script
from publisher.render.setting import clip
from publisher.render.values import bytes_in_words, in_words, number_in_words, show, show_one
from tests.releases import BASE, IRIS, VOCABULARY

HREFS = Hrefs(IRIS, "/under", "sv")
TEMPLATES = sorted(environment().list_templates())
WORDS = {findings_page.TEMPLATE: words.WORDS, judging_page.TEMPLATE: judging_words.WORDS}
"""Pages that have messages of their own."""


def fields() -> set[str]:
    """Every field of every dataclass that a template may be given."""
    tables = (
        pages, parts, publish_pages, form_fields, findings_page, judging_page, intake,
        reconcile_preview,
    )  # fmt: skip
    known = [value for table in tables for value in vars(table).values()]
    kinds = [kind for kind in known if dataclasses.is_dataclass(kind)]
    return {field.name for kind in kinds for field in dataclasses.fields(kind)}


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_see_documented_dataclasses_and_nothing_else(name: str) -> None:
    loader = environment().loader
    assert loader
    source, _, _ = loader.get_source(environment(), name)
    tree = environment().parse(source)
    assert meta.find_undeclared_variables(tree) <= {"page", "t", "v", "p"}, "v and p are macros"
    macros = {"lang", "value", "rows", "items", "links", "term", "who", "wrong", "upload", "cell"}
    read = {node.attr for node in tree.find_all(nodes.Getattr)} - macros
    assert read <= fields(), f"{name} reads what no dataclass in pages.py has"


def test_every_body_has_its_template_and_every_field_is_documented() -> None:
    names = {kind.template for kind in get_args(pages.Body)}
    assert names <= set(TEMPLATES)
    for kind in (*get_args(pages.Body), pages.Page, pages.Frame, pages.ValueView):
        assert kind.__doc__
        assert not kind.__doc__.startswith(f"{kind.__name__}("), "a docstring of its own"


def test_every_message_that_a_template_says_is_in_the_table() -> None:
    loader = environment().loader
    assert loader
    for name in TEMPLATES:
        source, _, _ = loader.get_source(environment(), name)
        for key in re.findall(r"""\bt\("([^"]+)"\)""", source):
            said = WORDS.get(name, messages.MESSAGES)
            assert key in said, f"{name} says “{key}”"


@pytest.mark.parametrize("key", sorted(messages.MESSAGES))
def test_messages_have_the_same_gaps_in_both_languages(key: str) -> None:
    swedish, english = messages.MESSAGES[key]
    assert swedish
    assert english
    assert swedish.count("{}") == english.count("{}")


def test_the_style_sheet_fetches_nothing() -> None:
    text = style_sheet().decode()
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize(
    ("lexical", "datatype", "swedish", "english"),
    [
        ("2024-01-01", "date", "1 januari 2024", "1 January 2024"),
        ("2024-01", "gYearMonth", "januari 2024", "January 2024"),
        ("2024", "gYear", "2024", "2024"),
        ("2024-05-01T10:30:00Z", "dateTime", "1 maj 2024 kl. 10.30 UTC",
         "1 May 2024 at 10:30 UTC"),
        ("2024-05-01T10:30:00+02:00", "dateTime", "1 maj 2024 kl. 10.30 (UTC+02:00)",
         "1 May 2024 at 10:30 (UTC+02:00)"),
        ("2024-05-01T00:00:00", "dateTime", "1 maj 2024", "1 May 2024"),
        ("2024-13-01", "date", "2024-13-01", "2024-13-01"),
        ("soon", "date", "soon", "soon"),
        ("true", "boolean", "Ja", "Yes"),
        ("0", "boolean", "Nej", "No"),
        ("maybe", "boolean", "maybe", "maybe"),
        ("1234567", "integer", "1\u00a0234\u00a0567", "1,234,567"),
        ("2024", "integer", "2024", "2024"),
        ("-12345.50", "decimal", "−12\u00a0345,50", "−12,345.50"),
        ("1e6", "decimal", "1e6", "1e6"),
        ("PT1H", "duration", "PT1H", "PT1H"),
    ],
)  # fmt: skip
def test_typed_values_in_words(lexical: str, datatype: str, swedish: str, english: str) -> None:
    assert in_words(lexical, XSD + datatype, "sv")[0] == swedish
    assert in_words(lexical, XSD + datatype, "en")[0] == english


def test_sizes_in_words() -> None:
    assert bytes_in_words(999, "sv") == "999\u00a0byte"
    assert bytes_in_words(12_345, "sv") == "12,3\u00a0kB"
    assert bytes_in_words(2_000_000_000, "en") == "2.0\u00a0GB"
    assert number_in_words("x", "sv") == "x"


def test_only_texts_in_the_readers_language_are_shown_where_there_are_any() -> None:
    texts = [Text("a", "sv", RDF + "langString"), Text("b", "en", RDF + "langString")]
    assert [view.text for view in show(texts, "en", HREFS)] == ["b"]
    (other,) = show(texts[:1], "en", HREFS)
    assert (other.text, other.lang) == ("a", "sv")
    plain = Text("c", "", XSD + "string")
    assert [view.lang for view in show([plain], "en", HREFS)] == [""]


def test_a_long_text_is_paragraphs_and_a_long_geometry_is_folded() -> None:
    text = show_one(Text("Ett.\n\nTvå.", "sv", RDF + "langString"), "sv", HREFS)
    assert (text.kind, text.paragraphs) == ("paragraphs", ("Ett.", "Två."))
    wkt = "POLYGON((" + ", ".join(f"{number} 60" for number in range(50)) + "))"
    shape = show_one(Text(wkt, "", GEO + "wktLiteral"), "sv", HREFS)
    assert (shape.kind, shape.text, shape.full) == ("geometry", "Yta, 50 punkter", wkt)
    point = show_one(Text("POINT(1 2)", "", GEO + "wktLiteral"), "sv", HREFS)
    assert (point.kind, point.text) == ("text", "POINT(1 2)")


@pytest.mark.parametrize(
    ("iri", "href", "external"),
    [
        (BASE + "project/x", "/under/doc/project/x.sv.html", False),
        (BASE, "/under/index.sv.html", False),
        (BASE + "graph/a%20b.csv", "/under/graph/a%20b.csv.sv.html", False),
        (BASE + "project/å?b", "/under/doc/project/%C3%A5%3Fb.sv.html", False),
        (VOCABULARY + "ns#Area", "/under/ns.sv.html#Area", False),
        ("http://example.org/a?b=1&c=2", "http://example.org/a?b=1&c=2", True),
        ("mailto:role@example.org", "mailto:role@example.org", False),
        ("javascript:alert(1)", "", False),
        ("data:text/html,x", "", False),
        ("urn:isbn:1", "", False),
    ],
)
def test_links_lead_to_this_host_or_to_where_a_browser_may_go(
    iri: str, href: str, external: bool
) -> None:
    view = HREFS.view(Link(iri, {}, IRIS.path_of(iri)))
    assert (view.href, view.external) == (href, external)


def test_links_without_a_label_are_called_by_what_they_lead_to() -> None:
    outside = HREFS.view(Link("https://example.org/a/", {}, None))
    assert outside.text == "example.org/a"
    inside = HREFS.view(Link(BASE + "project/x", {}, "project/x"))
    assert inside.text == "x"
    other = HREFS.view(Link(BASE + "project/x", {"en": "Ex"}, "project/x"))
    assert (other.text, other.lang) == ("Ex", "en")


def test_json_in_a_script_cannot_end_the_script() -> None:
    text = script({"name": "</script><!-- & \u2028"})
    assert not re.search("[<>&\u2028]", text)


def test_a_summary_is_cut_between_words() -> None:
    assert clip("a  b\nc") == "a b c"
    assert clip("word " * 100).endswith("word …")
    assert len(clip("word " * 100)) <= 302
