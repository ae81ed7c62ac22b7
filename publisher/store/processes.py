"""The children of a process: which there are, and which of them are still at work."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Children:
    """The children that a process has now; ``until`` (monotonic seconds) bounds the waiting.

    Where the system does not tell which there are, all of them count as at work until then.
    """

    known: frozenset[int] | None
    until: float

    @classmethod
    def of(cls, parent: int, seconds: float) -> Children:
        """The children of the process ``parent``, waited for at most so many seconds."""
        return cls(children(parent), time.monotonic() + seconds)

    def ended(self, parent: int) -> bool:
        """Whether none of them is a child any more, or the time is over."""
        if time.monotonic() > self.until:
            return True
        now = children(parent)
        return self.known is not None and now is not None and self.known.isdisjoint(now)


def children(parent: int) -> frozenset[int] | None:
    """The ids of the children of a process; None where the system does not tell (proc(5))."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    try:
        return frozenset(map(int, path.read_text(encoding="ascii").split()))
    except (OSError, ValueError):
        return None
