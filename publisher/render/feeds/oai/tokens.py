"""Resumption tokens: where a list goes on, all in the token itself (OAI-PMH 2.0, section 3.5).

Nothing is kept of a list that has begun, and a token never ends: it names the release whose log
the list is of, and a log is never shortened. What it says is checked before it is used.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from publisher.changes import Log
from publisher.render.feeds.oai.arguments import OaiError
from publisher.render.feeds.oai.items import Place

LONGEST: Final = 4_000
"""Characters of a token that are looked at."""

CHECK: Final = 8
"""Bytes by which a token that was changed on its way is known."""

MOST: Final = 2**53
"""No number in a token is as large."""


@dataclass(frozen=True)
class Token:
    """A list that goes on: what was asked for, of which log it is, where it stands, how long it is.

    ``log`` is :func:`mark` of the log. ``size`` is None where it is not known.
    """

    verb: str
    prefix: str
    set: str
    since: str
    until: str
    release: str
    log: str
    place: Place
    size: int | None

    def text(self) -> str:
        """The token as it is sent."""
        found = {**asdict(self), "place": [*asdict(self.place).values()]}
        content = json.dumps([*found.values()], ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_check(content) + content).decode().rstrip("=")


def read(text: str, verb: str) -> Token:
    """The token of a client. Raises OaiError (badResumptionToken) where it is none of ``verb``."""
    try:
        packed = base64.b64decode(
            text[:LONGEST] + "=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
        check, content = packed[:CHECK], packed[CHECK:]
        if _check(content) != check:
            raise ValueError
        token = _token(json.loads(content))
    except (ValueError, TypeError, RecursionError):
        raise bad("it is not one that was sent from here") from None
    if token.verb != verb:
        raise bad(f"it goes on with a list of {token.verb}")
    return token


def _token(content: Any) -> Token:
    """What a token says. Raises ValueError or TypeError where it is of another kind."""
    verb, prefix, of_set, since, until, release, log, place, size = content
    numbers = Place(*place)
    texts = (verb, prefix, of_set, since, until, release, log)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError
    if any(type(number) is not int or not 0 <= number < MOST
           for number in (*place, 0 if size is None else size)):  # fmt: skip
        raise ValueError
    return Token(verb, prefix, of_set, since, until, release, log, numbers, size)


def mark(log: Log) -> str:
    """What tells a log from another one of the same release: it may be switched to again."""
    return f"{log.time} {sum(log.length(stream) for stream in log.streams())}"


def bad(why: str) -> OaiError:
    """A token that cannot be used."""
    return OaiError("badResumptionToken", f"the list cannot go on: {why}. Begin it again.")


def _check(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:CHECK]
