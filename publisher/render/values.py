"""Values as people read them: dates in words, numbers grouped, geometries shortened; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from publisher.describe.views import Link, Text, Value
from publisher.namespaces import GEO, RDF, XSD
from publisher.render.hrefs import Hrefs
from publisher.render.messages import choose, say
from publisher.render.pages import ValueView

LONG: Final = 160
"""Characters beyond which a text is a paragraph of its own."""

SHORT_GEOMETRY: Final = 60
"""Characters of a geometry that are shown as they are."""

DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?")
MONTH: Final = re.compile(r"(\d{4})-(\d\d)(?:Z|[+-]\d\d:\d\d)?")
MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
DECIMAL: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")
WKT: Final = re.compile(r"\s*(?:<[^>]*>\s*)?([A-Za-z]+)\s*(?:Z|M|ZM)?\s*\(")

WHOLE_NUMBERS: Final = frozenset(
    XSD + name
    for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
SEPARATORS: Final = {"sv": ("\u00a0", ","), "en": (",", ".")}

GEOMETRIES: Final[dict[str, tuple[str, str]]] = {
    "POINT": ("Punkt", "Point"),
    "LINESTRING": ("Linje", "Line"),
    "POLYGON": ("Yta", "Polygon"),
    "MULTIPOINT": ("Punkter", "Points"),
    "MULTILINESTRING": ("Linjer", "Lines"),
    "MULTIPOLYGON": ("Ytor", "Polygons"),
    "GEOMETRYCOLLECTION": ("Geometrier", "Geometries"),
}

MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
           "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip


def show(values: Iterable[Value], language: str, hrefs: Hrefs) -> tuple[ValueView, ...]:
    """The values of one property for a reader of ``language``.

    Where texts have languages, those in the reader's are shown; where there are none, all of the
    first other language, marked as such.
    """
    shown = list(values)
    tags = sorted({value.language for value in shown if isinstance(value, Text)})
    fitting = [tag for tag in tags if tag.partition("-")[0] in (language, "")]
    chosen = fitting or tags[:1]
    return tuple(
        show_one(value, language, hrefs) for value in shown
        if not isinstance(value, Text) or value.language in chosen
    )  # fmt: skip


def show_one(value: Value, language: str, hrefs: Hrefs) -> ValueView:
    """One value."""
    if isinstance(value, Link):
        return hrefs.view(value)
    if value.datatype == XSD + "anyURI":
        return hrefs.view(Link(value.value, {}, None))
    if value.datatype == GEO + "wktLiteral":
        return _geometry(value.value, language)
    if value.datatype in (RDF + "langString", XSD + "string"):
        return _text(value, language)
    words, machine = in_words(value.value, value.datatype, language)
    return ValueView(kind="time" if machine else "text", text=words, machine=machine)


def in_words(lexical: str, datatype: str, language: str) -> tuple[str, str]:
    """A typed literal in words, and what a machine reads where it is a time; pure.

    What is not a valid form of its datatype is shown as it stands.
    """
    name = datatype.removeprefix(XSD)
    if name == "boolean" and lexical in ("true", "1", "false", "0"):
        return say("yes" if lexical in ("true", "1") else "no", language), ""
    if datatype in WHOLE_NUMBERS or name == "decimal":
        return number_in_words(lexical, language), ""
    if name == "date" and (match := DATE.fullmatch(lexical)):
        return _date(match[1], match[2], match[3], language), lexical
    if name == "gYearMonth" and (match := MONTH.fullmatch(lexical)):
        return _month(match[1], match[2], language), lexical
    if name in ("dateTime", "dateTimeStamp") and (match := MOMENT.fullmatch(lexical)):
        return _moment(match, language), lexical
    return lexical, lexical if name == "gYear" else ""


def number_in_words(lexical: str, language: str) -> str:
    """A decimal number with its digits grouped by three, from five digits on."""
    match = DECIMAL.fullmatch(lexical)
    if match is None:
        return lexical
    group, point = SEPARATORS["sv" if language == "sv" else "en"]
    whole = f"{int(match[2]):,}".replace(",", group) if len(match[2]) > 4 else match[2]
    return match[1].replace("-", "−") + whole + (point + match[3] if match[3] else "")


def bytes_in_words(size: int, language: str) -> str:
    """A size in bytes, kilobytes or megabytes."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= scale:
            return f"{number_in_words(f'{size / scale:.1f}', language)}\u00a0{unit}"
    return f"{size}\u00a0byte" + ("s" if language != "sv" and size != 1 else "")


def _text(value: Text, language: str) -> ValueView:
    lang = value.language if value.language.partition("-")[0] != language else ""
    paragraphs = tuple(part.strip() for part in re.split(r"\n\s*\n", value.value) if part.strip())
    if len(value.value) > LONG or len(paragraphs) > 1:
        return ValueView(kind="paragraphs", text=value.value, lang=lang, paragraphs=paragraphs)
    return ValueView(kind="text", text=value.value, lang=lang)


def _geometry(text: str, language: str) -> ValueView:
    match = WKT.match(text)
    if len(text) <= SHORT_GEOMETRY or match is None:
        return ValueView(kind="text", text=text)
    name = match[1].upper()
    label = choose(GEOMETRIES[name], language) if name in GEOMETRIES else match[1]
    points = say("points", language, label, number_in_words(str(text.count(",") + 1), language))
    return ValueView(kind="geometry", text=points, full=text)


def _date(year: str, month: str, day: str, language: str) -> str:
    if not 1 <= int(month) <= 12:
        return f"{year}-{month}-{day}"
    return f"{int(day)} {_month(year, month, language)}"


def _month(year: str, month: str, language: str) -> str:
    names = MONTHS["sv" if language == "sv" else "en"]
    return f"{names[int(month) - 1]} {int(year)}" if 1 <= int(month) <= 12 else f"{year}-{month}"


def _moment(match: re.Match[str], language: str) -> str:
    date, _ = in_words(match[1], XSD + "date", language)
    if (match[2], match[3]) == ("00", "00"):
        return date
    time = f"{match[2]}.{match[3]}" if language == "sv" else f"{match[2]}:{match[3]}"
    zone = {"": "", "Z": " UTC", "+00:00": " UTC"}.get(match[4] or "", f" (UTC{match[4]})")
    return say("at-time", language, date, time + zone)
