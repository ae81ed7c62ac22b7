"""Intake: the one transaction by which data comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from publisher.intake.received import Piece, Received
from publisher.publishers.keys import Key

NOTHING: Final[Mapping[str, str | None]] = MappingProxyType({})


class Intake:
    """Takes in what publishers send to the site in ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def etag(self, name: str) -> str | None:
        """Validator of what is released of the source ``name``; None where there is no such."""
        raise NotImplementedError

    def submit(
        self,
        key: Key,
        pieces: Sequence[Piece],
        *,
        dry_run: bool = False,
        expected: Mapping[str, str | None] = NOTHING,
        idempotency: str = "",
        action: str = "put",
    ) -> Received:
        """Check ``pieces`` with all the rest, and release them; all of them, or none.

        ``expected`` says what must be there of a source for anything to happen: an etag, ``*`` for
        whatever there is, or None for nothing. The same ``idempotency`` again, from the same
        key, gives the same answer and changes nothing. With ``dry_run`` nothing is released.

        Raises NotYours, Precondition, Repeated, TooLarge, Occupied; nothing has changed then.
        """
        raise NotImplementedError
