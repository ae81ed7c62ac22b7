"""What a spreadsheet program is told to check as a cell is written (ECMA-376, 18.3.1.33).

It never refuses what the reader accepts: only a list that is closed and numbers are strict, the
rest is a warning that may be passed over; a cell that may hold several values is not checked.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

from publisher.contract import Contract
from publisher.workbooks.template import sayings
from publisher.workbooks.template.columns import Column, Sheet
from publisher.workbooks.template.facets import Bound, Facets
from publisher.workbooks.template.patterns import formula_of
from publisher.workbooks.template.words import word

Validation = dict[str, Any]
"""What XlsxWriter is told of a data validation."""

MOST_DIGITS: Final = 999_999_999_999_999
"""The largest whole number that a spreadsheet program keeps exactly."""

LARGEST: Final = 9.99e307

FIRST_MOMENT: Final = datetime.datetime(1900, 1, 1)
LAST_MOMENT: Final = datetime.datetime(9999, 12, 31)
"""The days that a spreadsheet program knows."""

MOST_CHARACTERS: Final = 32_767
"""Characters that a cell holds."""


def validation(
    column: Column, sheet: Sheet, contract: Contract, cell: str, source: str, language: str
) -> Validation:
    """The check of a column. ``cell`` is the first that it holds for; ``source`` the range of the
    list, empty without one."""
    return {
        "validate": "any",
        "input_title": column.heading[: sayings.TITLE],
        "input_message": sayings.prompt(column, sheet, contract, language),
        "error_title": word("error", language),
        "error_message": sayings.refusal(column, contract, language),
        "error_type": "warning",
        "ignore_blank": column.need != "required",
        **_test(column, cell, source),
    }


def _test(column: Column, cell: str, source: str) -> Validation:
    item, facets = column.item, column.facets
    if item is None or facets is None:
        formula = f'AND(COUNTIF($A:$A,{cell})=1,ISERROR(FIND(" ",{cell})))'
        return {"validate": "custom", "value": f"={formula}"}
    if source and column.options:
        strict = column.options.closed and not column.splits
        return {"validate": "list", "source": source, "show_error": not column.splits,
                "error_type": "stop" if strict else "warning"}  # fmt: skip
    if column.splits:
        return {}
    if column.form in ("date", "moment"):
        return {"validate": "date", **_moments(facets)}
    if column.form in ("whole", "number"):
        return {"error_type": "stop", **_numbers(facets, whole=column.form == "whole")}
    return _texts(facets, "" if facets.flags else item.pattern, cell)


def _moments(facets: Facets) -> Validation:
    low, high = _moment(facets.low, FIRST_MOMENT), _moment(facets.high, LAST_MOMENT)
    return {"criteria": "between", "minimum": low, "maximum": high}


def _moment(bound: Bound | None, default: datetime.datetime) -> datetime.datetime:
    if bound is None:
        return default
    try:
        found = datetime.datetime.fromisoformat(bound.text).replace(tzinfo=None)
    except ValueError:
        return default
    return found if FIRST_MOMENT <= found <= LAST_MOMENT else default


def _numbers(facets: Facets, *, whole: bool) -> Validation:
    most = MOST_DIGITS if whole else LARGEST
    low, high = _number(facets.low), _number(facets.high)
    kind = {"validate": "integer" if whole else "decimal"}
    for bound, number, sign in ((facets.low, low, ">"), (facets.high, high, "<")):
        if bound and bound.open and number is not None and None in (low, high):
            return {**kind, "criteria": sign, "value": number}
    return {
        **kind,
        "criteria": "between",
        "minimum": -most if low is None else low,
        "maximum": most if high is None else high,
    }


def _number(bound: Bound | None) -> float | int | None:
    """A bound as a number; None where there is none that a cell could hold."""
    if bound is None:
        return None
    try:
        number = float(bound.text)
    except ValueError:
        return None
    if abs(number) > MOST_DIGITS:
        return None
    return int(number) if number.is_integer() else number


def _texts(facets: Facets, pattern: str, cell: str) -> Validation:
    formula = formula_of(pattern, cell) if pattern else ""
    if formula:
        return {"validate": "custom", "value": f"={formula}"}
    if facets.shortest is None and facets.longest is None:
        return {}
    longest = MOST_CHARACTERS if facets.longest is None else min(facets.longest, MOST_CHARACTERS)
    return {"validate": "length", "criteria": "between", "minimum": facets.shortest or 0,
            "maximum": longest}  # fmt: skip
