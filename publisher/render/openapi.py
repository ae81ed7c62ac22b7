"""Named queries as an interface for programs (OpenAPI Specification 3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from publisher.config import SiteSection
from publisher.contract import Texts
from publisher.describe.views import pick
from publisher.formats import carrying
from publisher.namespaces import XSD
from publisher.queries.declared import NamedQuery, Parameter
from publisher.queries.given import Names, expected_of, short
from publisher.queries.paging import LAST_PAGE, NoPages, slice_of
from publisher.render.messages import say
from publisher.render.queries import API
from publisher.render.setting import LICENCES

VERSION: Final = "3.1.0"

SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    XSD + "string": {"type": "string"},
    XSD + "integer": {"type": "integer"},
    XSD + "decimal": {"type": "number"},
    XSD + "boolean": {"type": "boolean"},
    XSD + "date": {"type": "string", "format": "date"},
    XSD + "gYearMonth": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    XSD + "gYear": {"type": "string", "pattern": "^[0-9]{4}$"},
    "": {"type": "string", "format": "iri"},
}
"""The JSON Schema of a value, by datatype."""

NUMBERS: Final = {"integer": int, "number": float}

HEADERS: Final[dict[str, dict[str, Any]]] = {
    "Publisher-Release": {
        "description": "The release that the answer was read from.",
        "schema": {"type": "string"},
    },
    "Publisher-Incomplete": {
        "description": "Only where the answer is not whole: what limit was met.",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": "The permanent address of the answer, and the next page where there is one.",
        "schema": {"type": "string"},
    },
}

PROBLEM: Final = {
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        },
        "text/plain": {"schema": {"type": "string"}},
    }
}
"""RFC 9457."""

FAULTS: Final[dict[str, str]] = {
    "400": "A parameter is wrong; the text names it.",
    "404": "There is no such release.",
    "406": "The answer is in none of the formats that are asked for.",
    "503": "Every query engine is busy: try again after the seconds in Retry-After.",
    "504": "The query took too long.",
}


def openapi(
    queries: Sequence[NamedQuery],
    names: Names,
    site: SiteSection,
    *,
    release: str,
    root: str,
    language: str,
    most: int,
) -> dict[str, Any]:
    """The interface, with its words in ``language``; ``most`` is how many rows a page may have."""
    paths: dict[str, Any] = {f"/{API}": {"get": _list(language)}}
    for query in queries:
        paths[f"/{API}/{query.name}"] = {"get": _operation(query, names, language)}
    licence = LICENCES.get(site.licence, site.licence)
    return {
        "openapi": VERSION,
        "info": {
            "title": f"{_say(site.title, language)}: {say('queries', language)}",
            "description": _say(site.description, language),
            "version": release,
            "license": {"name": licence, "url": site.licence},
        },
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {
            "parameters": _parameters(most),
            "responses": {f"Fault{code}": {"description": text, **PROBLEM}
                          for code, text in FAULTS.items()},
            "headers": HEADERS,
            "schemas": {"SparqlResults": _results()},
        },
    }  # fmt: skip


def _list(language: str) -> dict[str, Any]:
    return {
        "operationId": "queries",
        "summary": say("queries", language),
        "parameters": [{"$ref": "#/components/parameters/release"}],
        "responses": {
            "200": {
                "description": say("queries-text", language),
                "content": {
                    "application/json": {"schema": {"type": "object"}},
                    "text/turtle": {"schema": {"type": "string"}},
                    "text/html": {"schema": {"type": "string"}},
                },
            },
            **_faults("404", "406"),
        },
    }


def _operation(query: NamedQuery, names: Names, language: str) -> dict[str, Any]:
    parameters = [_parameter(item, names, language) for item in query.parameters]
    shared = ["release", "page", "limit"] if _divisible(query) else ["release"]
    parameters += [{"$ref": f"#/components/parameters/{name}"} for name in shared]
    graph = query.form in ("CONSTRUCT", "DESCRIBE")
    content: dict[str, Any] = {
        item.media_type: {"schema": {"type": "string"}}
        for item in carrying("graph" if graph else "results")
        if query.form != "ASK" or item.suffix in ("srj", "srx")
    }
    if not graph:
        content["application/sparql-results+json"] = {
            "schema": {"$ref": "#/components/schemas/SparqlResults"}
        }
    return {
        "operationId": query.name,
        "summary": _say(query.labels, language) or query.name,
        "description": _say(query.descriptions, language),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": say("answer", language),
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
                "content": content,
            },
            **_faults(*FAULTS),
        },
    }


def _parameter(item: Parameter, names: Names, language: str) -> dict[str, Any]:
    schema = dict(SCHEMAS.get(item.datatype, SCHEMAS[XSD + "string"]))
    if item.target:
        schema = {"type": "string"}
    if item.choices:
        schema["enum"] = [_plain(short(term, item, names), schema) for term in item.choices]
    if item.default is not None:
        schema["default"] = _plain(short(item.default, item, names), schema)
    expected = expected_of(item, names)[0 if language == "sv" else 1]
    label, about = _say(item.labels, language), _say(item.descriptions, language)
    return {
        "name": item.name,
        "in": "query",
        "required": item.required,
        "description": f"{label}: {expected}. {about}".strip(),
        "schema": schema,
    }


def _plain(text: str, schema: Mapping[str, Any]) -> Any:
    """A value as JSON has it."""
    if schema["type"] == "boolean":
        return text in ("true", "1")
    try:
        return NUMBERS[schema["type"]](text) if schema["type"] in NUMBERS else text
    except ValueError:
        return text


def _parameters(most: int) -> dict[str, Any]:
    """The parameters that mean the same for every query."""

    def query(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "query", "description": about, "schema": schema}

    return {
        "release": query("release", "The release to ask; without it, the current one.",
                         {"type": "string"}),
        "page": query("page", "The page of the rows, from 1.",
                      {"type": "integer", "minimum": 1, "maximum": LAST_PAGE}),
        "limit": query("limit", "How many rows a page has; without it and page, all rows come.",
                       {"type": "integer", "minimum": 1, "maximum": most}),
    }  # fmt: skip


def _results() -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON Format."""
    return {
        "type": "object",
        "required": ["head"],
        "properties": {
            "head": {"type": "object"},
            "results": {
                "type": "object",
                "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
            },
            "boolean": {"type": "boolean"},
        },
    }


def _faults(*codes: str) -> dict[str, Any]:
    return {code: {"$ref": f"#/components/responses/Fault{code}"} for code in codes}


def _divisible(query: NamedQuery) -> bool:
    try:
        slice_of(query.text, 0, 1)
    except NoPages:
        return False
    return True


def _say(texts: Texts, language: str) -> str:
    return pick(texts, language)[0]
