"""Asking a SPARQL endpoint elsewhere, at an address looked up once, which is an outside one."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import urllib3

from publisher.errors import ConfigError, EndpointError

RESULTS: Final = "application/sparql-results+json"
FORM: Final = "application/x-www-form-urlencoded"
PORTS: Final[dict[str, int]] = {"http": 80, "https": 443}
SYNTAX: Final[dict[str, ox.QueryResultsFormat]] = {
    RESULTS: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
CHUNK: Final = 65_536
CONNECT_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Place:
    """Where an endpoint is. ``internal`` allows an address that is not of the public internet."""

    iri: str
    scheme: str
    host: str
    port: int
    path: str
    internal: bool


def place_of(iri: str, *, internal: bool = False) -> Place:
    """The place of an endpoint. Raises ConfigError for an IRI that is none."""
    try:
        parts = urlsplit(iri)
        port = parts.port or PORTS[parts.scheme]
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        ox.NamedNode(iri)
    except (ValueError, KeyError):
        host = ""
    if not host or parts.username is not None or parts.fragment:
        raise ConfigError(
            f"“{iri}” in serve.services is no address of an endpoint.",
            todo="Write it as https://host/path.",
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(iri, parts.scheme, host, port, path, internal)


def results(place: Place, query: str, *, until: Callable[[], float], most: int) -> bytes:
    """The results of a query there, read as results and written anew as SPARQL JSON.

    ``until`` says till when it may take (monotonic seconds), ``most`` how many bytes there may be.
    Raises EndpointError for anything but results.
    """
    pool = _pool(place, _address(place))
    host = f"[{place.host}]" if ":" in place.host else place.host
    host = host if place.port == PORTS[place.scheme] else f"{host}:{place.port}"
    try:
        with pool:
            answer = pool.urlopen(
                "POST", place.path, body=urlencode({"query": query}), redirect=False,
                retries=False, preload_content=False, assert_same_host=False,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=_left(until)),
                headers={"Host": host, "Accept": ", ".join(SYNTAX), "Content-Type": FORM,
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
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except OSError:
        raise EndpointError("the host of the endpoint is not known.") from None
    addresses = [str(item[4][0]).partition("%")[0] for item in found]
    if not place.internal and not all(is_outside(address) for address in addresses):
        raise EndpointError("the host of the endpoint has an address of the inside.")
    return addresses[0]


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the public internet, and no other wrapped in it."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner or ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast


NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


def _pool(place: Place, address: str) -> urllib3.HTTPConnectionPool:
    if place.scheme == "http":
        return urllib3.HTTPConnectionPool(address, place.port)
    return urllib3.HTTPSConnectionPool(
        address, place.port, server_hostname=place.host, assert_hostname=place.host,
        cert_reqs="CERT_REQUIRED",
    )  # fmt: skip
