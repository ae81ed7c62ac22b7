"""Who is at the form: a session that a key has opened, kept in a cookie that is signed.

The cookie has the id of the key and never the key, so that who comes by the one has not the other.
What a key may do, and whether it still counts, is looked up each time. Nothing is kept here.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import Response, request

from publisher.publishers.keys import Key
from publisher.publishers.registry import Publisher
from publisher.web.asking import root
from publisher.web.caller import endpoint
from publisher.web.keys import count, counting, writing
from publisher.web.origin import address

COOKIE: Final = "publisher-session"
PATH: Final = "/publish"
HOURS: Final = 8
"""How long a session lasts at most; it also ends with the browser, and with the server."""

HOUR: Final = 3600
OWN: Final = ("same-origin", "none")
"""Where a form may come from (Sec-Fetch-Site): this site, or nowhere."""


@dataclass(frozen=True)
class Session:
    """Who is at the form; ``token`` comes back in every form that was made for them."""

    key: Key
    publisher: Publisher
    token: str


def opened(text: str) -> str:
    """The cookie of a session that a key opens.

    Raises Unauthorised for one that does not count, TooOften for too many of these.
    """
    key = counting(text)
    claim = f"{key.id}.{int(time.time()) + HOURS * HOUR}.{secrets.token_hex(8)}"
    return f"{claim}.{_signed(b'session', claim)}"


def session() -> Session | None:
    """The session of this request; None where there is none, or it is over.

    Raises Unauthorised where the key that opened it no longer counts.
    """
    cookie = request.cookies.get(COOKIE, "")
    claim, _, signature = cookie.rpartition(".")
    if not claim or not hmac.compare_digest(
        signature.encode(errors="replace"), _signed(b"session", claim).encode()
    ):
        return None
    identifier, until, _ = claim.split(".")
    if int(until) <= time.time():
        return None
    here = writing()
    key = here.keys.current(identifier, here.publishers)
    count(key)
    return Session(key, here.publishers.known[key.publisher], _signed(b"form", claim))


def from_here() -> bool:
    """Whether the request comes from a page of this site, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    hosts = (request.host, urlsplit(address()).netloc)
    return (not site or site in OWN) and (not origin or urlsplit(origin).netloc in hosts)


def is_ours(found: Session, token: str) -> bool:
    """Whether a form was made for this session."""
    return from_here() and hmac.compare_digest(token.encode(errors="replace"), found.token.encode())


def keep(response: Response, cookie: str) -> Response:
    """Send the cookie of a session; an empty one ends it (RFC 6265bis, section 5.6)."""
    secure = request.is_secure or address().startswith("https:")
    response.set_cookie(
        COOKIE, cookie, max_age=None if cookie else 0, path=root() + PATH, secure=secure,
        httponly=True, samesite="Strict",
    )  # fmt: skip
    return response


def _signed(purpose: bytes, claim: str) -> str:
    """A signature that the workers of one server make alike, and nobody else."""
    secret = hmac.digest(endpoint().salt, b"publisher form " + purpose, "sha256")
    return hmac.new(secret, claim.encode(), hashlib.sha256).hexdigest()
