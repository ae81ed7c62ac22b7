"""Times that a request names -> UTC to the second, as the log of changes counts them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from publisher.web.protocol import ProtocolError

MOMENT: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?(Z|[+ -]\d\d:?\d\d)?)?"
)
"""A date, or a date with a time; a plus sign that was not encoded arrives as a space."""


def moment(text: str, name: str) -> str:
    """The first second that is not before ``text``, as ``2026-11-25T08:00:00Z``.

    A date is its beginning; a time without a zone is in UTC. Raises ProtocolError, naming the
    parameter ``name``, where it is neither (XML Schema, xsd:date and xsd:dateTime).
    """
    found = MOMENT.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        day, time, fraction, zone = found.groups()
        offset = (zone or "Z").replace(" ", "+").replace("Z", "+00:00")
        read = datetime.fromisoformat(f"{day}T{time or '00:00'}{offset}").astimezone(UTC)
        if fraction and fraction.strip(".0"):
            read += timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise ProtocolError(
            f"{name} is “{text[:100]}”, which is no date or time.",
            todo="Give it as 2026-11-25 or 2026-11-25T08:00:00Z.",
        ) from None
    return read.isoformat(timespec="seconds").replace("+00:00", "Z")
