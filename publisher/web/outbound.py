"""Asking a SPARQL endpoint elsewhere, at an address looked up once, which is an outside one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox
import urllib3

from publisher.errors import ConfigError, EndpointError
from publisher.fetching.places import Place, addresses, place_of

RESULTS: Final = "application/sparql-results+json"
FORM: Final = "application/x-www-form-urlencoded"
SYNTAX: Final[dict[str, ox.QueryResultsFormat]] = {
    RESULTS: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
CHUNK: Final = 65_536
CONNECT_SECONDS: Final = 5.0


def endpoint_place(iri: str, *, internal: bool = False) -> Place:
    """The place of an endpoint. Raises ConfigError for an IRI that is none."""
    try:
        ox.NamedNode(iri)
        place = place_of(iri, internal=internal)
        if "#" in iri:
            raise ValueError(iri)
    except ValueError:
        raise ConfigError(
            f"“{iri}” in serve.services is no address of an endpoint.",
            todo="Write it as https://host/path.",
        ) from None
    return place


def results(place: Place, query: str, *, until: Callable[[], float], most: int) -> bytes:
    """The results of a query there, read as results and written anew as SPARQL JSON.

    ``until`` says till when it may take (monotonic seconds), ``most`` how many bytes there may be.
    Raises EndpointError for anything but results.
    """
    pool = _pool(place, _address(place))
    try:
        with pool:
            answer = pool.urlopen(
                "POST", place.path, body=urlencode({"query": query}), redirect=False,
                retries=False, preload_content=False, assert_same_host=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=_left(until)),
                headers={"Host": place.authority, "Accept": ", ".join(SYNTAX), "Content-Type": FORM,
                         "Accept-Encoding": "identity"},
            )  # fmt: skip
            if answer.status != 200:
                raise EndpointError(f"the endpoint answered with status {answer.status}.")
            return _read(answer, until, most)
    except urllib3.exceptions.TimeoutError:
        raise EndpointError("the endpoint does not answer in time.") from None
    except urllib3.exceptions.HTTPError:
        raise EndpointError("the endpoint does not answer.") from None


def _read(answer: urllib3.BaseHTTPResponse, until: Callable[[], float], most: int) -> bytes:
    body = bytearray()
    while chunk := answer.read1(CHUNK, decode_content=False):
        body += chunk
        if len(body) > most:
            raise EndpointError(f"the endpoint answered with more than {most} bytes.")
        _left(until)
    media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    try:
        read = ox.parse_query_results(bytes(body), format=SYNTAX[media_type])
        written = read.serialize(format=ox.QueryResultsFormat.JSON)
    except (KeyError, SyntaxError, ValueError):
        raise EndpointError("the endpoint answered with something else than results.") from None
    assert written is not None
    return written


def _left(until: Callable[[], float]) -> float:
    left = until() - time.monotonic()
    if left <= 0:
        raise EndpointError("the endpoint does not answer in time.")
    return left


def _address(place: Place) -> str:
    """The one address that is called. Raises EndpointError where any is not of the outside."""
    try:
        return addresses(place)[0]
    except OSError:
        raise EndpointError("the host of the endpoint is not known.") from None
    except ValueError:
        raise EndpointError("the host of the endpoint has an address of the inside.") from None


def _pool(place: Place, address: str) -> urllib3.HTTPConnectionPool:
    if place.scheme == "http":
        return urllib3.HTTPConnectionPool(address, place.port)
    return urllib3.HTTPSConnectionPool(
        address, place.port, server_hostname=place.host, assert_hostname=place.host,
        cert_reqs="CERT_REQUIRED",
    )  # fmt: skip
