"""What a request to write says: which graph, under which conditions, whether for good."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from flask import request

from publisher.graphs.sentences import error
from publisher.publishers import sentences
from publisher.web.keys import writing
from publisher.web.origin import address

DEFAULT: Final = "default"
DRY_RUN: Final = "dry-run"
NO: Final = ("false", "no", "0")
ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
LONGEST_KEY: Final = 255
LEAST: Final = 16
"""Digits of an ETag that tell one state from another."""


def parameters(query: bytes) -> list[tuple[str, str]]:
    """The parameters of an address; a plus is a plus (RFC 3986, section 3.4)."""
    pairs = (pair.partition(b"=") for pair in query.split(b"&") if pair)
    return [(_text(name), _text(value)) for name, _, value in pairs]


def named(query: bytes) -> str:
    """The graph that an address names: its IRI, ``default``, or nothing.

    Graph Store HTTP Protocol, section 4.2. Raises EditError for two, and for one that is no
    absolute IRI.
    """
    found = [(name, value) for name, value in parameters(query) if name in ("graph", DEFAULT)]
    if len(found) > 1:
        raise error("which-graph")
    if not found or found[0][0] == DEFAULT:
        return DEFAULT if found else ""
    iri = found[0][1]
    if not ABSOLUTE.fullmatch(iri):
        raise error("relative-graph", iri)
    return _of_the_site(iri)


def dry_run() -> bool:
    """Whether this request is only to try what would come of it."""
    values = [value for name, value in parameters(request.query_string) if name == DRY_RUN]
    return any(value.lower() not in NO for value in values)


def idempotency() -> str:
    """The Idempotency-Key; empty without one. It may be quoted, as a structured field is."""
    return request.headers.get("Idempotency-Key", "").strip().strip('"')[:LONGEST_KEY]


def expected(source: str) -> dict[str, str | None]:
    """What must be there of ``source`` for anything to happen (RFC 9110, section 13.1).

    Empty where the request does not say. Raises Precondition where it is not so already, EditError
    where the site wants a condition and there is none.
    """
    match, none = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if match is None and none is None:
        if writing().settings.intake.conditional:
            raise error("condition-missing", where=source)
        return {}
    tag = writing().intake.etag(source)
    if match is not None and tag is None:
        raise sentences.error("not-there", where=source)
    if match is not None and match.strip() != "*" and not _fits(match, tag):
        raise sentences.error("changed-meanwhile", where=source)
    if none is not None and tag is not None and (none.strip() == "*" or _fits(none, tag)):
        raise sentences.error("there-already", where=source)
    return {source: tag}


def _fits(header: str, tag: str | None) -> bool:
    """Whether one of the tags in a header is that of the graph, in whichever format it was read."""
    for said in re.findall(r'"([^"]*)"', header):
        own = said.partition("-")[0]
        if tag and len(own) >= LEAST and tag.startswith(own):
            return True
    return False


def _of_the_site(iri: str) -> str:
    """The IRI under ``base_iri``, for an address on the host that was asked."""
    here = address()
    return writing().iris.base_iri + iri.removeprefix(here) if iri.startswith(here) else iri


def _text(part: bytes) -> str:
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        raise error("charset", "another encoding") from None
