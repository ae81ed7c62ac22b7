"""Which format and which language an answer takes."""

from __future__ import annotations

import pytest

from publisher.formats import carrying
from publisher.negotiate import choose, choose_language

PAGES = carrying("page", "graph")
RESULTS = carrying("results")
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/rdf+xml;q=0.8,application/ld+json;q=0.7,"
    "*/*;q=0.3"
)


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, "html"),
        ("", "html"),
        ("   ", "html"),
        ("*/*", "html"),
        ("*", "html"),
        (CHROME, "html"),
        (FIREFOX, "html"),
        (RDFLIB, "rdf"),
        (JENA, "ttl"),
        ("text/turtle", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("text/turtle;charset=utf-8", "ttl"),
        ("text/turtle ; q=1.000", "ttl"),
        ("application/turtle,text/turtle", "ttl"),
        ("application/ld+json,application/x-json+ld", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x"', "jsonld"),
        ("application/json", "jsonld"),
        ("application/xml", "rdf"),
        ("text/plain", "nt"),
        ("application/*", "jsonld"),
        ("text/*", "html"),
        ("text/*, text/html;q=0", "ttl"),
        ("*/*, text/html;q=0", "ttl"),
        ("text/html;q=0.5, text/turtle", "ttl"),
        ("text/html;q=0.5, */*;q=0.9", "ttl"),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.7", "rdf"),
        ("application/rdf+xml, text/turtle", "ttl"),
        ("text/turtle, */*", "ttl"),
        ("image/png, text/turtle;q=0.1", "ttl"),
        ("text/turtle;q=0, */*;q=0.1", "html"),
        ("nonsense, text/turtle", "ttl"),
        ("text/turtle;q=high, application/rdf+xml;q=0.1", "rdf"),
        ("nonsense", "html"),
    ],
)
def test_accept_gives_the_format(accept: str | None, suffix: str) -> None:
    found = choose(accept, PAGES)
    assert found is not None
    assert found.suffix == suffix


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle;q=0", "text/html;q=0.0, image/*", "*/*;q=0", "text/css"]
)
def test_nothing_acceptable_gives_none(accept: str) -> None:
    assert choose(accept, PAGES) is None


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("application/sparql-results+xml, application/rdf+xml", "srx"),
        ("application/json", "srj"),
        ("text/csv", "csv"),
        ("*/*", "srj"),
        ("application/sparql-results+json,application/json,text/javascript,application/javascript",
         "srj"),
    ],
)  # fmt: skip
def test_the_same_rules_serve_results(accept: str, suffix: str) -> None:
    found = choose(accept, RESULTS)
    assert found is not None
    assert found.suffix == suffix


def test_a_long_header_is_read_in_no_time() -> None:
    assert choose('text/turtle;a="' + "x" * 100_000, PAGES) is not None
    assert choose(", ".join(["image/png"] * 50_000), PAGES) is None


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "sv"),
        ("", "sv"),
        ("en", "en"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("sv-SE,sv;q=0.9,en;q=0.5", "sv"),
        ("de,en;q=0.5", "en"),
        ("de", "sv"),
        ("en;q=0.3, sv;q=0.7", "sv"),
        ("*", "sv"),
        ("de, *;q=0.5, en;q=0.4", "sv"),
        ("*, sv;q=0", "en"),
        ("EN-us", "en"),
        ("zh-Hant-x-en", "sv"),
        ("!!, en", "en"),
    ],
)
def test_accept_language_gives_the_language(header: str | None, language: str) -> None:
    assert choose_language(header, ("sv", "en")) == language
