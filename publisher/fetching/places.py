"""Where an address leads: its parts, and whether it is on the public internet.

A name is looked up once, and the very address that was judged is called.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urldefrag, urljoin, urlsplit

PORTS: Final[dict[str, int]] = {"http": 80, "https": 443}
Origin = tuple[str, str, int]
"""Scheme, host and port: what is of one server (RFC 6454)."""

NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
KEPT: Final = "/%!$&'()*+,;=:@~?"
"""Characters that stay as they are in a path or a query."""


@dataclass(frozen=True)
class Place:
    """Where an IRI leads. ``internal`` allows an address that is not of the public internet."""

    iri: str
    scheme: str
    host: str
    port: int
    path: str
    internal: bool

    @property
    def origin(self) -> Origin:
        """The server that it is on."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def place_of(iri: str, *, internal: bool = False) -> Place:
    """The place that an IRI names; what is not ASCII in it is encoded (RFC 3987, section 3.1).

    Raises ValueError where it is none: not http(s), without a host, with a user in it, or with
    characters that no IRI has.
    """
    if any(sign <= " " or sign in '<>"{}|\\^`\x7f' for sign in iri):
        raise ValueError(iri)
    parts = urlsplit(iri)
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise ValueError(iri)
    port = PORTS[parts.scheme] if parts.port is None else parts.port
    host = parts.hostname
    host = host if host.isascii() else host.encode("idna").decode("ascii")
    path = quote(parts.path or "/", safe=KEPT)
    query = f"?{quote(parts.query, safe=KEPT)}" if parts.query else ""
    return Place(iri, parts.scheme, host, port, path + query, internal)


def joined(base: str, reference: str) -> str:
    """What ``reference`` means in a document at ``base``, without a fragment (RFC 3986, 5.2).

    What cannot be joined is given back as it is; it is no address.
    """
    try:
        return urldefrag(urljoin(base, reference)).url
    except ValueError:
        return reference


def addresses(place: Place) -> list[str]:
    """The IP addresses of a place, in the order in which to try them.

    Raises OSError where the host is not known, ValueError where any of them is of the inside and
    the place may not be.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    known = list(dict.fromkeys(str(item[4][0]).partition("%")[0] for item in found))
    if not place.internal and not all(is_outside(address) for address in known):
        raise ValueError(place.host)
    return known


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the public internet, and no other wrapped in it."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner or ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast
