"""How long a process that serves waits for its clients: what an application says of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.web.arriving import LONGEST_BODY

EXTENSION: Final = "publisher.receiving"
"""The extension of an application that says how long is waited: a :class:`Patience`."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a process waits for what clients send, in seconds, and how much of it, in bytes."""

    head: float = 5.0
    """For the head of a request."""
    body: float = 20.0
    """For its body, where that is received whole."""
    streamed: float = 600.0
    """For a body that a door reads as it comes."""
    reader: float = 300.0
    """For what is left of an answer to be taken."""
    longest: int = LONGEST_BODY
    """Bytes of a body that is received whole."""
    trusted: tuple[str, ...] = ()
    """Addresses of web servers that pass requests on for many clients."""
