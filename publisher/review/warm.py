"""The engine of a review: once from nothing, or kept warm between the rounds of a watch."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.check.engine import Session, Shapes, check_lines
from publisher.check.report import Report


class Engine:
    """Checks statements against shapes. A ``warm`` one follows the data from round to round.

    It begins anew when it is given other shapes or another background.
    """

    def __init__(self, *, warm: bool = False) -> None:
        self._warm = warm
        self._session: Session | None = None
        self._shapes: Shapes | None = None
        self._background: Sequence[str] = ()

    def check(
        self,
        lines: Sequence[str],
        shapes: Shapes,
        background: Sequence[str],
        limit: int | None = None,
    ) -> Report:
        """The report on ``lines``; see :func:`publisher.check.engine.check_lines`."""
        if not self._warm:
            return check_lines(lines, shapes, background=background, limit=limit)
        known = self._shapes is shapes and self._background == background
        if self._session is None or not known:
            self._session = Session(lines, shapes, background=background)
            self._shapes, self._background = shapes, background
        else:
            self._session.update(lines)
        return self._session.report(limit=limit)
