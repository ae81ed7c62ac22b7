"""A small release served in-process, and ways of reading what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import pyoxigraph as ox
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from publisher.config import ServeSection
from publisher.store.reader import Reader
from publisher.store.serving import Served
from publisher.web import create_app
from tests.releases import DATA, release

SWITCHED: Final = datetime(2024, 5, 2, 12, 0, 0, tzinfo=UTC)

SYNTAX: Final[dict[str, tuple[ox.RdfFormat, str]]] = {
    "text/turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "application/ld+json": (ox.RdfFormat.JSON_LD, "json-ld"),
    "application/rdf+xml": (ox.RdfFormat.RDF_XML, "xml"),
    "application/n-triples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "application/trig": (ox.RdfFormat.TRIG, "trig"),
    "application/n-quads": (ox.RdfFormat.N_QUADS, "nquads"),
}


def app(reader: Reader, *, list_page: int = 100) -> Flask:
    """The application over one release."""
    serve = ServeSection(list_page=list_page)
    return create_app(lambda: Served(reader, SWITCHED), serve=serve)


def client(folder: Path, data: Mapping[str, str] = DATA, *, list_page: int = 100) -> FlaskClient:
    """A client of a small release."""
    return app(release(folder, data), list_page=list_page).test_client()


def quads(answer: TestResponse) -> set[ox.Quad]:
    """The quads of an answer, as pyoxigraph reads them."""
    return set(ox.parse(answer.data, format=SYNTAX[answer.mimetype or ""][0]))


def triples(answer: TestResponse) -> set[ox.Triple]:
    """The triples of an answer, whatever graph they are in."""
    return {quad.triple for quad in quads(answer)}


def with_rdflib(answer: TestResponse) -> set[tuple[str, ...]]:
    """The triples of an answer, as rdflib reads them."""
    dataset = rdflib.Dataset()
    dataset.parse(data=answer.data, format=SYNTAX[answer.mimetype or ""][1])
    return {tuple(term.n3() for term in quad[:3]) for quad in dataset.quads()}


class Page(HTMLParser):
    """The elements of a page, in order, and its text."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.path = answer.request.path
        assert answer.mimetype == "text/html", answer.mimetype
        self.feed(answer.get_data(as_text=True))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All text on the page, its spaces evened out."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of the elements called ``tag`` that have these values."""
        return [found for name, found in self.elements
                if name == tag and attributes.items() <= found.items()]  # fmt: skip

    def hrefs(self) -> list[str]:
        """Where links lead on this host, as absolute paths without fragments."""
        found = [attrs["href"] for _, attrs in self.elements if "href" in attrs]
        return [urldefrag(urljoin(self.path, href))[0] for href in found
                if not urlsplit(href).scheme]  # fmt: skip
