"""Moments and durations: where they lie in time, and which comes first.

XML Schema 1.1 Part 2, sections 3.3.6 to 3.3.15 and E.3. The order is partial: a moment without a
time zone lies within 14 hours on either side, and a month has 28 to 31 days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from publisher.datatypes import BUILTINS

Seconds = int | Fraction

Moment = tuple[Seconds, bool]
"""Seconds on the time line of UTC, and whether there is a time zone."""

Duration = tuple[int, Seconds]
"""Months and seconds, neither above zero or neither below."""

LONGEST: Final = 1_000
"""Characters of a moment or duration; a longer one is not read."""

DAY: Final = 86_400
"""Seconds."""

ZONES: Final = 14 * 3_600
"""How far, in seconds, a moment without a time zone may be from UTC (section E.3.3)."""

REFERENCES: Final = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
"""Months to whose first day durations are added to compare them (section 3.3.6.1)."""

SIZES: Final = {"days": DAY, "hours": 3_600, "minutes": 60, "seconds": 1}


def moments(left: Moment, right: Moment) -> int | None:
    """−1, 0 or 1; None where one has no time zone and that leaves it open (section E.3.3)."""
    apart: Seconds = left[0] - right[0]
    if left[1] != right[1] and -ZONES <= apart <= ZONES:
        return None
    return -1 if apart < 0 else 1 if apart else 0


def durations(left: Duration, right: Duration) -> int | None:
    """−1, 0 or 1; None where it depends on the month one starts in (section 3.3.6.1)."""
    apart = {
        (_days(year, month + left[0], 1) - _days(year, month + right[0], 1)) * DAY
        + (left[1] - right[1])
        for year, month in REFERENCES
    }
    found = {-1 if item < 0 else 1 if item > 0 else 0 for item in apart}
    return found.pop() if len(found) == 1 else None


def read_date(lexical: str) -> Moment | None:
    """A date; None where it is none."""
    if len(lexical) == 10 and lexical[4] == "-" == lexical[7]:
        try:
            return (EPOCH + date.fromisoformat(lexical).toordinal()) * DAY, False
        except ValueError:
            pass
    return _read_any_date(lexical)


def read_date_time(lexical: str) -> Moment | None:
    """A date and time; None where it is none."""
    plain, zone = lexical[:19], lexical[19:]
    if zone in ("", "Z") and plain[4:5] + plain[7:8] + plain[10:11] + plain[13:14] == "--T:":
        try:
            read = datetime.fromisoformat(plain)
        except ValueError:
            pass
        else:
            clock = read.hour * 3_600 + read.minute * 60 + read.second
            return (EPOCH + read.toordinal()) * DAY + clock, zone == "Z"
    return _read_any_date_time(lexical)


def moment_reader(name: str) -> Callable[[str], Moment | None]:
    """What reads the moments of a datatype (its local name)."""
    builtin = BUILTINS[name]

    def read(lexical: str) -> Moment | None:
        if len(lexical) > LONGEST or not builtin.is_valid(lexical):
            return None
        match = builtin.pattern.fullmatch(lexical)
        return None if match is None else _instant(match.groupdict())

    return read


def duration_reader(name: str) -> Callable[[str], Duration | None]:
    """What reads the durations of a datatype (its local name)."""
    pattern = BUILTINS[name].pattern

    def read(lexical: str) -> Duration | None:
        match = pattern.fullmatch(lexical) if len(lexical) <= LONGEST else None
        if match is None:
            return None
        given = match.groupdict().get
        sign = -1 if given("sign") else 1
        months = int(given("years") or 0) * 12 + int(given("months") or 0)
        seconds = sum(Fraction(given(part) or 0) * size for part, size in SIZES.items())
        return sign * months, sign * seconds

    return read


def _instant(parts: dict[str, str | None]) -> Moment:
    """Where the parts of a moment lie (section E.3.4).

    A part that is absent is the same for all values of a datatype; the year is a leap year.
    """
    given = parts.get
    days = _days(int(given("year") or 1972), int(given("month") or 1), int(given("day") or 1))
    hour, second = int(given("hour") or 0), given("second") or "0"
    if "day" not in parts:
        hour %= 24  # the end of a day is the time at which one begins
    seconds = days * DAY + hour * 3_600 + int(given("minute") or 0) * 60
    zone = given("zone")
    if zone and zone != "Z":
        offset = int(zone[1:3]) * 3_600 + int(zone[4:6]) * 60
        seconds -= offset if zone[0] == "+" else -offset
    return seconds + (Fraction(second) if "." in second else int(second)), bool(zone)


def _days(year: int, month: int, day: int) -> int:
    """Days on the Gregorian calendar, also before and after its use; months may pass 12."""
    years, month = divmod(year * 12 + month - 3, 12)  # counted from March, so that leap days end it
    return years * 365 + years // 4 - years // 100 + years // 400 + (153 * month + 2) // 5 + day


EPOCH: Final = _days(1, 1, 1) - 1
"""The day before the first that ``date.toordinal`` counts."""

_read_any_date: Final = moment_reader("date")
_read_any_date_time: Final = moment_reader("dateTime")
