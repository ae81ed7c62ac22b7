"""Times in addresses, as the log of changes counts them."""

from __future__ import annotations

import pytest

from publisher.web.moments import moment
from publisher.web.protocol import ProtocolError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-25", "2026-11-25T00:00:00Z"),
        ("2026-11-25T08:30:00Z", "2026-11-25T08:30:00Z"),
        ("2026-11-25T08:30", "2026-11-25T08:30:00Z"),
        ("2026-11-25 08:30:00", "2026-11-25T08:30:00Z"),
        ("2026-11-25T08:30:00+01:00", "2026-11-25T07:30:00Z"),
        ("2026-11-25T08:30:00 01:00", "2026-11-25T07:30:00Z"),
        ("2026-11-25T08:30:00-0100", "2026-11-25T09:30:00Z"),
        ("2026-11-25T08:30:00.000Z", "2026-11-25T08:30:00Z"),
        ("2026-11-25T08:30:59.001Z", "2026-11-25T08:31:00Z"),
        ("0800-01-01", "0800-01-01T00:00:00Z"),
    ],
)
def test_a_moment_is_told_in_utc_and_to_the_second(text: str, expected: str) -> None:
    assert moment(text, "from") == expected


@pytest.mark.parametrize(
    "text", ["", "now", "2026", "2026-02-30", "2026-11-25T25:00", "0001-01-01T00:00:00+02:00",
             "9999-12-31T23:59:59.9Z", "2026-11-25T08:30:00+99:00", "20261125"],
)  # fmt: skip
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(ProtocolError, match="from is"):
        moment(text, "from")
