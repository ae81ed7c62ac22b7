"""Literals that the query engine keeps by their value, and gives back spelled in its own way.

``"01"^^xsd:integer`` comes back as ``"1"``, ``"5"^^xsd:int`` as an ``xsd:integer``. What is written
as the engine would write it is told by its pattern; the engine is asked about the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import XSD
from publisher.shacl.literals import split

ZONE: Final = r"(?:Z|[+-](?!00:00)\d\d:\d\d)?"
DATE: Final = r"\d{4}-\d\d-\d\d"
TIME: Final = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{0,17}[1-9])?"

ITSELF: Final[dict[str, re.Pattern[str] | None]] = {
    name: re.compile(pattern) if pattern else None
    for name, pattern in {
        "boolean": r"true|false",
        "integer": r"0|-?[1-9]\d{0,17}",
        "decimal": r"0|-?[1-9]\d{0,17}|-?(?:0|[1-9]\d{0,17})\.\d{0,16}[1-9]",
        "date": DATE + ZONE,
        "dateTime": f"{DATE}T{TIME}{ZONE}",
        "time": TIME + ZONE,
        "gYear": r"\d{4}" + ZONE,
        "gYearMonth": r"\d{4}-\d\d" + ZONE,
        "dateTimeStamp": "", "double": "", "float": "", "gDay": "", "gMonth": "", "gMonthDay": "",
        "duration": "", "dayTimeDuration": "", "yearMonthDuration": "",
        "byte": "", "short": "", "int": "", "long": "",
        "unsignedByte": "", "unsignedShort": "", "unsignedInt": "", "unsignedLong": "",
        "positiveInteger": "", "negativeInteger": "", "nonPositiveInteger": "",
        "nonNegativeInteger": "",
    }.items()
}  # fmt: skip
"""Datatypes of which the engine keeps the value, and what of each it spells as it was written;
None where the engine is always asked."""

NUMBER: Final = re.compile(r"[+-]?(\d*)(?:\.(\d*))?")

SUFFIX: Final = f"^^<{XSD}"

DIGITS_AT_MOST: Final = 18
"""Digits before the point and after it of which the engine surely keeps the value."""


def doubtful(terms: Iterable[str]) -> list[str]:
    """The literals among N-Triples terms that are not surely spelled as the engine would."""
    return [term for term in terms if _is_doubtful(term)]


def respellings(doubtful: list[str]) -> dict[str, str]:
    """The doubtful literals that come back otherwise, each with how."""
    if not doubtful:
        return {}
    store, predicate = ox.Store(), ox.NamedNode("urn:x-publisher:is")
    text = "".join(f"<urn:x-publisher:{at}> {predicate} {term} .\n"
                   for at, term in enumerate(doubtful))  # fmt: skip
    store.load(input=text, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    found = {}
    for at, term in enumerate(doubtful):
        quads = store.quads_for_pattern(ox.NamedNode(f"urn:x-publisher:{at}"), predicate, None)
        spelled = str(next(quads).object)
        if spelled != term:
            found[term] = spelled
    return found


def _is_doubtful(term: str) -> bool:
    """Whether the engine may spell a term in another way."""
    if term[0] != '"' or term[-1] == '"':
        return False
    if term[-1] != ">":
        language = term[term.rindex("@") :]
        return language != language.lower()
    form, found, datatype = term[1:-1].rpartition('"' + SUFFIX)
    if not found or datatype not in ITSELF:
        return False
    pattern = ITSELF[datatype]
    return pattern is None or not pattern.fullmatch(form)


def beyond(term: str) -> bool:
    """Whether a literal is a number too large or too exact for the engine to keep its value."""
    form, found, datatype = term[1:-1].rpartition('"' + SUFFIX)
    if not found or datatype in ("double", "float") or datatype not in ITSELF:
        return False
    match = NUMBER.fullmatch(form)
    if match is None or not (match[1] or match[2]):
        return False
    whole, part = match[1].lstrip("0"), (match[2] or "").rstrip("0")
    return max(len(whole), len(part)) > DIGITS_AT_MOST


def kinds(original: str, spelled: str) -> frozenset[str]:
    """What of a literal is lost: its ``form``, ``datatype`` or ``language``."""
    if not original.endswith((">", '"')):
        return frozenset({"language"})
    before, after = split(original), split(spelled)
    lost = {"form"} if before[0] != after[0] else set()
    if before[1] != after[1]:
        lost.add("datatype")
    return frozenset(lost)
