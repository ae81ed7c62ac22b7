"""Values: text of a cell -> lexical form, or what was expected."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.datatypes import BUILTINS
from publisher.namespaces import XSD
from publisher.sources.csvw_schema import Datatype
from publisher.values import ValueFault, parse_value, parser

SWEDISH = [
    ("date", "2024-01-31", "2024-01-31"),
    ("date", "31/1 2024", "2024-01-31"),
    ("date", "31/1-2024", "2024-01-31"),
    ("date", "31.1.2024", "2024-01-31"),
    ("date", "31 januari 2024", "2024-01-31"),
    ("date", "den 31 jan. 2024", "2024-01-31"),
    ("date", "1 Maj 2024", "2024-05-01"),
    ("date", "20240131", "2024-01-31"),
    ("date", "2024-1-3", "2024-01-03"),
    ("date", "03/04/2024", "2024-04-03"),
    ("date", "2024-01-31T00:00:00", "2024-01-31"),
    ("date", "\u00a02024-01-31 ", "2024-01-31"),
    ("gYearMonth", "2024-01", "2024-01"),
    ("gYearMonth", "januari 2024", "2024-01"),
    ("gYearMonth", "1/2024", "2024-01"),
    ("gYear", "2024", "2024"),
    ("dateTime", "2024-01-31 12:30", "2024-01-31T12:30:00"),
    ("dateTime", "31/1 2024 kl. 12.30", "2024-01-31T12:30:00"),
    ("dateTime", "2024-01-31", "2024-01-31T00:00:00"),
    ("time", "kl. 9.05", "09:05:00"),
    ("decimal", "1 234,50", "1234.50"),
    ("decimal", "1\u00a0234\u00a0567,5", "1234567.5"),
    ("decimal", "1\u202f234", "1234"),
    ("decimal", "1.234,50", "1234.50"),
    ("decimal", "1.234.567", "1234567"),
    ("decimal", "\u221212,5", "-12.5"),
    ("decimal", "0,1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
    ("double", "2,5", "2.5"),
    ("double", "1.5e3", "1.5e3"),
    ("integer", "1 234", "1234"),
    ("nonNegativeInteger", "12 000", "12000"),
    ("boolean", "Ja", "true"),
    ("boolean", "nej", "false"),
    ("boolean", "true", "true"),
]


@pytest.mark.parametrize(("kind", "text", "lexical"), SWEDISH)
def test_swedish_forms_become_the_forms_of_the_standard(kind: str, text: str, lexical: str) -> None:
    assert parse_value(text, Datatype(XSD + kind), swedish=True) == lexical


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "2024-02-30"),
        ("date", "2023-02-29"),
        ("date", "30 februari 2024"),
        ("date", "01/31/2024"),
        ("date", "31/1 24"),
        ("date", "2024"),
        ("date", "2026-05-01 12:00:00"),
        ("date", "31 brumaire 2024"),
        ("gYearMonth", "13/2024"),
        ("gYear", "24"),
        ("time", "25.00"),
        ("decimal", "12 34"),
        ("decimal", "1,234,567"),
        ("decimal", "12 kr"),
        ("decimal", ""),
        ("decimal", "1.234,5,6"),
        ("integer", "1,5"),
        ("integer", "1.5"),
        ("boolean", "kanske"),
        ("anyURI", "https://example.org/a b"),
        ("byte", "128"),
        ("nonNegativeInteger", "-1"),
        ("dateTimeStamp", "2024-01-31T12:00:00"),
        ("hexBinary", "ABC"),
        ("base64Binary", "abc"),
        ("duration", "P"),
        ("duration", "P1YT"),
        ("language", "svenska_"),
        ("gMonthDay", "--02-30"),
    ],
)
def test_what_is_no_value_is_a_fault_that_says_what_was_expected(kind: str, text: str) -> None:
    with pytest.raises(ValueFault) as caught:
        parse_value(text, Datatype(XSD + kind), swedish=True)
    assert caught.value.code == "value"
    assert caught.value.expected
    assert caught.value.expected_sv


def test_swedish_forms_are_refused_where_nobody_asked_for_them() -> None:
    for kind, text in (("date", "31/1 2024"), ("decimal", "1,5"), ("boolean", "ja")):
        with pytest.raises(ValueFault):
            parse_value(text, Datatype(XSD + kind))


@pytest.mark.parametrize("name", sorted(set(BUILTINS) - {"anyType", "langString"}))
def test_the_example_of_each_datatype_is_valid(name: str) -> None:
    builtin = BUILTINS[name]
    assert builtin.is_valid(builtin.example)
    assert builtin.order == "" or builtin.value(builtin.example) == builtin.value(builtin.example)


@pytest.mark.parametrize(
    ("datatype", "text", "lexical"),
    [
        (Datatype(XSD + "date", format="d.M.yyyy"), "3.12.2024", "2024-12-03"),
        (Datatype(XSD + "dateTime", format="yyyyMMdd HHmm X"), "20240131 1502 +02",
         "2024-01-31T15:02:00+02:00"),
        (Datatype(XSD + "time", format="HH:mm:ss.SSS"), "15:02:37.14", "15:02:37.14"),
        (Datatype(XSD + "gYearMonth", format="MM/yyyy"), "01/2024", "2024-01"),
        (Datatype(XSD + "decimal", format="#,##0.0#"), "1,234.5", "1234.5"),
        (Datatype(XSD + "decimal", decimal_char=",", group_char=" "), "1 234,50", "1234.50"),
        (Datatype(XSD + "decimal", format="0.0%"), "12.5%", "0.125"),
        (Datatype(XSD + "boolean", format="Y|N"), "N", "false"),
        (Datatype(XSD + "string", format="[A-Z]{2}[0-9]+"), "SE12", "SE12"),
    ],
)  # fmt: skip
def test_formats_are_read_as_the_standard_says(datatype: Datatype, text: str, lexical: str) -> None:
    assert parse_value(text, datatype) == lexical


@pytest.mark.parametrize(
    "datatype",
    [
        Datatype(XSD + "date", format="yy-MM-dd"),
        Datatype(XSD + "date", format="HH:mm"),
        Datatype(XSD + "decimal", format="0#"),
        Datatype(XSD + "boolean", format="YN"),
        Datatype(XSD + "string", format="["),
        Datatype(XSD + "string", format="(a+)+b"),
        Datatype(XSD + "string", format="a" * 2000),
        Datatype(XSD + "unheardOf"),
        Datatype(XSD + "integer", minimum="one"),
    ],
)
def test_a_malformed_datatype_is_a_value_error_and_no_fault_of_the_data(
    datatype: Datatype,
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parser(datatype)
    assert not isinstance(caught.value, ValueFault)


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        (Datatype(XSD + "integer", minimum="1", maximum="10"), "10", "11"),
        (Datatype(XSD + "decimal", min_exclusive="0"), "0.1", "0.0"),
        (Datatype(XSD + "decimal", max_exclusive="1.0"), "0.99", "1"),
        (Datatype(XSD + "date", minimum="2024-01-01"), "2024-01-01", "2023-12-31"),
        (Datatype(XSD + "dateTime", maximum="2024-01-01T00:00:00Z"), "2024-01-01T00:30:00+01:00",
         "2024-01-01T00:30:00-01:00"),
        (Datatype(XSD + "duration", maximum="P1Y"), "P11M", "P13M"),
        (Datatype(XSD + "string", length=3), "abc", "ab"),
        (Datatype(XSD + "string", min_length=2, max_length=3), "ab", "abcd"),
        (Datatype(XSD + "hexBinary", length=2), "0FB7", "0F"),
    ],
)  # fmt: skip
def test_bounds_and_lengths_hold(datatype: Datatype, good: str, bad: str) -> None:
    assert parse_value(good, datatype) == good
    with pytest.raises(ValueFault):
        parse_value(bad, datatype)


def test_a_datatype_of_another_vocabulary_keeps_its_text() -> None:
    wkt = Datatype("http://www.opengis.net/ont/geosparql#wktLiteral")
    assert parse_value("POINT(1  2)", wkt, swedish=True) == "POINT(1  2)"
    assert parse_value("nyss", Datatype("https://example.org/ns#date")) == "nyss"


def test_text_keeps_its_white_space_and_other_values_do_not() -> None:
    assert parse_value(" a  b\n", Datatype(XSD + "string")) == " a  b\n"
    assert parse_value(" a \n b ", Datatype(XSD + "token")) == "a b"
    assert parse_value(" 12 ", Datatype(XSD + "integer")) == "12"


@given(st.dates())
def test_every_date_survives_the_ways_of_writing_it(day: datetime.date) -> None:
    iso = f"{day.year:04}-{day.month:02}-{day.day:02}"
    year = f"{day.year:04}"
    for text in (iso, f"{day.day}/{day.month} {year}", f"{day.day}.{day.month}.{year}"):
        assert parse_value(text, Datatype(XSD + "date"), swedish=True) == iso


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_every_decimal_keeps_its_value(number: Decimal) -> None:
    text = format(number, "f")
    whole, _, rest = text.lstrip("-").partition(".")
    groups = f"{int(whole):,}".replace(",", "\u00a0")
    written = ("-" if text.startswith("-") else "") + groups + ("," + rest if rest else "")
    assert Decimal(parse_value(written, Datatype(XSD + "decimal"), swedish=True)) == number


@given(st.text(max_size=30), st.sampled_from(sorted(BUILTINS)))
def test_any_text_is_a_valid_value_or_a_fault(text: str, name: str) -> None:
    try:
        found = parse_value(text, Datatype(XSD + name), swedish=True)
    except ValueFault:
        return
    assert BUILTINS[name].is_valid(found)
    assert parse_value(found, Datatype(XSD + name), swedish=True) == found
