"""The doors for data as an interface for programs (OpenAPI Specification 3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from publisher.formats import XLSX
from publisher.render.messages import choose

Pair = tuple[str, str]

PARAMETERS: Final[dict[str, tuple[str, dict[str, Any], Pair]]] = {
    "graph": ("query", {"type": "string", "format": "iri"}, (
        "Grafens IRI.", "The IRI of the graph.")),
    "default": ("query", {"type": "boolean"}, (
        "Standardgrafen i stället för en namngiven.", "The default graph instead of a named one.")),
    "dry-run": ("query", {"type": "boolean"}, (
        "Prova: allt kontrolleras, inget publiceras.",
        "Try it: everything is checked, nothing is published.")),
    "If-Match": ("header", {"type": "string"}, (
        "ETag för det som ska finnas där; annars blir det 412.",
        "ETag of what is to be there; else the answer is 412.")),
    "If-None-Match": ("header", {"type": "string"}, (
        "* för det som inte ska finnas; annars blir det 412.",
        "* for what is not to be there; else the answer is 412.")),
    "Idempotency-Key": ("header", {"type": "string", "maxLength": 255}, (
        "Ett eget namn på begäran: skickas den igen får den samma svar.",
        "A name of your own for the request: sent again, it gets the same answer.")),
    "Prefer": ("header", {"type": "string", "enum": ["return=minimal"]}, (
        "Utan svarstext (RFC 7240).", "Without a body in the answer (RFC 7240).")),
}  # fmt: skip
"""Where a parameter stands, its schema, and what it means in Swedish and English."""

WRITING: Final = ("dry-run", "If-Match", "If-None-Match", "Idempotency-Key", "Prefer")

ANSWERS: Final[dict[str, Pair]] = {
    "200": ("Det är gjort, eller provat; svaret säger vad som ändrades.",
            "It is done, or tried; the answer says what changed."),
    "201": ("Det är gjort, och fanns inte tidigare.", "It is done, and was not there before."),
    "204": ("Det är gjort (Prefer: return=minimal).", "It is done (Prefer: return=minimal)."),
    "400": ("Går inte att läsa; svaret säger på vilken rad.",
            "It cannot be read; the answer says at which line."),
    "401": ("Nyckel saknas, eller gäller inte.", "There is no key, or it does not count."),
    "403": ("Nyckeln räcker inte till detta.", "The key is not for this."),
    "404": ("Det finns inget sådant.", "There is no such thing."),
    "409": ("Går inte ihop med det som finns.", "In conflict with what is there."),
    "412": ("Något annat finns där.", "Something else is there."),
    "413": ("För stort.", "Too large."),
    "415": ("Formatet tas inte emot.", "The format is not taken."),
    "422": ("Uppgifterna har fel; svaret säger vilka och var.",
            "The data has faults; the answer says which, and where."),
    "429": ("För många anrop med samma nyckel.", "Too many requests with the same key."),
    "503": ("Andra skriver just nu.", "Others are writing just now."),
}  # fmt: skip

REPORTS: Final = (
    "application/json", "text/html", "text/turtle", "application/ld+json", "application/rdf+xml",
    "application/n-triples",
)  # fmt: skip

SAYINGS: Final[dict[str, Pair]] = {
    "read": ("Läs en graf", "Read a graph"),
    "put": ("Ersätt en graf", "Replace a graph"),
    "post": ("Lägg till i en graf", "Add to a graph"),
    "create": ("Skapa en graf", "Create a graph"),
    "patch": ("Ändra en graf med SPARQL Update", "Edit a graph by SPARQL Update"),
    "delete": ("Ta bort en graf", "Remove a graph"),
    "upload": ("Skicka in en tabell eller arbetsbok", "Send a table or workbook"),
    "uploads": ("Skicka in filer", "Send files"),
    "remove": ("Ta bort en tabell", "Remove a table"),
}


def doors(language: str, rdf: Sequence[str], tables: Sequence[str]) -> dict[str, Any]:
    """The paths of the doors, in ``language``; ``rdf`` and ``tables`` are media types they take."""
    update = ("application/sparql-update",)
    form = ("multipart/form-data",)

    def of(
        name: str, where: str, taken: Sequence[str] = (), more: Sequence[str] = ()
    ) -> dict[str, Any]:
        return _operation(name, where, language, taken, more)

    def graph(where: str, more: Sequence[str] = ()) -> dict[str, Any]:
        return {
            "put": of("put", where, (*rdf, *form), more),
            "post": of("post", where, (*rdf, *form), more),
            "patch": of("patch", where, update, more),
            "delete": of("delete", where, (), more),
        }

    return {
        "/graphs": {"get": _reading(language), **graph("store", ["graph"])},
        "/graph/{publisher}": {
            "parameters": [_path("publisher")],
            "post": of("create", "own", (*rdf, *form)),
        },
        "/graph/{publisher}/{name}": {
            "parameters": [_path("publisher"), _path("name")], **graph("direct"),
        },
        "/upload": {"post": of("uploads", "upload", form)},
        "/upload/{publisher}/{name}": {
            "parameters": [_path("publisher"), _path("name")],
            "put": of("upload", "upload-put", (*tables, *form)),
            "post": of("upload", "upload-post", (*tables, *form)),
            "delete": of("remove", "upload"),
        },
    }  # fmt: skip


def components(language: str) -> dict[str, Any]:
    """What the paths of the doors refer to."""
    described = choose(
        ("Nyckel som webbplatsens ägare har lämnat ut.", "A key that the owner of the site gave."),
        language,
    )
    return {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": described}}
    }


def _reading(language: str) -> dict[str, Any]:
    return {
        "operationId": "read-store",
        "summary": choose(SAYINGS["read"], language),
        "parameters": [_parameter(name, language) for name in ("graph", "default")],
        "responses": {
            "200": {"description": choose(SAYINGS["read"], language), "content": _text(REPORTS)},
            **{code: {"description": choose(ANSWERS[code], language)} for code in ("400", "404")},
        },
    }


def _operation(
    name: str, where: str, language: str, taken: Sequence[str], more: Sequence[str]
) -> dict[str, Any]:
    reports = (*REPORTS, XLSX) if where.startswith("upload") else REPORTS
    body = {"requestBody": {"required": True, "content": _text(taken)}} if taken else {}
    return {
        "operationId": f"{name}-{where}",
        "summary": choose(SAYINGS[name], language),
        "security": [{"key": []}],
        "parameters": [_parameter(item, language) for item in (*more, *WRITING)],
        **body,
        "responses": {
            code: {"description": choose(said, language),
                   **({"content": _text(reports)} if code in ("200", "201", "422") else {})}
            for code, said in ANSWERS.items()
        },
    }  # fmt: skip


def _parameter(name: str, language: str) -> dict[str, Any]:
    place, schema, said = PARAMETERS[name]
    return {"name": name, "in": place, "description": choose(said, language), "schema": schema}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _text(kinds: Sequence[str]) -> Mapping[str, Any]:
    return {kind: {"schema": {"type": "string"}} for kind in kinds}
