"""What a literal is: its parts, its text, and whether its form is one of its datatype's.

Terms are N-Triples text, as elsewhere in this room. Lexical forms are those of XML Schema 1.1
Part 2 and RDF 1.1 Concepts, section 5: white space around a value makes it ill-typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from publisher.datatypes import BUILTINS
from publisher.namespaces import RDF, XSD

STRING: Final = XSD + "string"
LANG_STRING: Final = RDF + "langString"
DIR_LANG_STRING: Final = RDF + "dirLangString"

ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

SUFFIXES: Final = {"": (STRING, "")} | {
    f"^^<{iri}>": (iri, "")
    for iri in (*(XSD + name for name in BUILTINS), RDF + "HTML", RDF + "XMLLiteral", RDF + "JSON")
}
"""Datatype and language by what follows the closing quote."""

SHORT: Final = 18
"""Digits of a number that surely fits a machine word; longer ones are kept as decimals."""

START: Final = (
    r":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
REST: Final = START + r"\-.0-9\xb7\u0300-\u036f\u203f\u2040"
"""Characters of names (XML 1.0, section 2.3)."""


def suffix(term: str) -> tuple[str, str]:
    """Datatype and language of a literal, without a look at its text; language ``""`` is none."""
    tail = term[term.rindex('"') + 1 :]
    found = SUFFIXES.get(tail)
    if found is not None:
        return found
    if tail[0] == "^":
        return tail[3:-1], ""
    language, direction, _ = tail[1:].partition("--")
    return (DIR_LANG_STRING if direction else LANG_STRING), language


def split(term: str) -> tuple[str, str, str]:
    """Lexical form, datatype and language of a literal (RDF 1.1 Concepts, section 3.3)."""
    lexical = term[1 : term.rindex('"')]
    return unescape(lexical) if "\\" in lexical else lexical, *suffix(term)


def text(term: str) -> str | None:
    """What SPARQL's STR gives of a term; None for a blank node."""
    first = term[:1]
    if first == '"':
        found = term[1 : term.rindex('"')]
    elif first == "<":
        found = term[1:-1]
    else:
        return None
    return unescape(found) if "\\" in found else found


def length(term: str) -> int | None:
    """Characters of the text of a term (SPARQL's STRLEN of STR); None for a blank node."""
    found = text(term)
    return None if found is None else len(found)


def unescape(written: str) -> str:
    """The text that N-Triples writes with escapes (RDF 1.1 N-Triples, section 4)."""

    def character(match: re.Match[str]) -> str:
        short, long, other = match.groups()
        return ESCAPED.get(other, other) if other else chr(int(short or long, 16))

    return ESCAPE.sub(character, written)


def language_matches(tag: str, language_range: str) -> bool:
    """SPARQL's langMatches: basic filtering (RFC 4647, section 3.3.1), whatever the case."""
    if language_range == "*":
        return bool(tag)
    tag, language_range = tag.lower(), language_range.lower()
    return bool(tag) and (tag == language_range or tag.startswith(f"{language_range}-"))


def well_formed(lexical: str, datatype: str) -> bool:
    """Whether a lexical form is one of the datatype (IRI); True for a datatype unknown here.

    A literal that is not is ill-typed, and no value of ``sh:datatype`` (SHACL, section 4.1.2).
    """
    form = FORMS.get(datatype)
    return form is None or form(lexical)


def _like(pattern: str) -> Callable[[str], bool]:
    whole = re.compile(pattern, re.ASCII).fullmatch
    return lambda lexical: whole(lexical) is not None


def _integer(lowest: int | None, highest: int | None) -> Callable[[str], bool]:
    whole = re.compile(r"[+-]?[0-9]+").fullmatch
    least = float("-inf") if lowest is None else lowest
    most = float("inf") if highest is None else highest

    def holds(lexical: str) -> bool:
        return whole(lexical) is not None and least <= number(lexical) <= most

    return holds


def number(lexical: str) -> int | Decimal:
    """The value of a valid form of an integer, in time that grows with its length."""
    return int(lexical) if len(lexical) <= SHORT else Decimal(lexical)


def _date(lexical: str) -> bool:
    if len(lexical) == 10 and lexical[4] == "-" == lexical[7]:
        try:
            date.fromisoformat(lexical)
        except ValueError:
            pass
        else:
            return True
    return BUILTINS["date"].is_valid(lexical)


def _token(lexical: str) -> bool:
    return lexical == lexical.strip(" ") and "  " not in lexical and _one_line(lexical)


_one_line: Final = _like(r"[^\r\n\t]*")
_hexadecimal: Final = _like("[0-9A-Fa-f]*")
_sixty_four: Final = _like("[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?")


def _base64(lexical: str) -> bool:
    solid = lexical.replace(" ", "")
    return _token(lexical) and len(solid) % 4 == 0 and _sixty_four(solid)


def _xml(lexical: str) -> bool:
    """Whether it can stand between tags (RDF 1.1 Concepts, section 5.3)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(f"<x>{lexical}</x>", True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    return True


def _json(lexical: str) -> bool:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        json.loads(lexical, parse_int=str, parse_float=str, parse_constant=refuse)
    except RecursionError:
        return True  # nested too deep to be looked into, and so not shown to be wrong
    except ValueError:
        return False
    return True


FORMS: Final[dict[str, Callable[[str], bool]]] = {
    XSD + name: BUILTINS[name].is_valid
    for name in (
        "boolean", "decimal", "double", "float", "time", "dateTime", "dateTimeStamp", "gYear",
        "gYearMonth", "gMonthDay", "gMonth", "gDay", "duration", "dayTimeDuration",
        "yearMonthDuration", "language",
    )
} | {
    XSD + name: _integer(builtin.lowest, builtin.highest)
    for name, builtin in BUILTINS.items()
    if builtin.lowest is not None or builtin.highest is not None
} | {
    XSD + "integer": _like(r"[+-]?[0-9]+"),
    XSD + "date": _date,
    XSD + "normalizedString": _one_line,
    XSD + "token": _token,
    XSD + "Name": _like(f"[{START}][{REST}]*"),
    XSD + "NCName": _like(f"[{START[1:]}][{REST[1:]}]*"),
    XSD + "NMTOKEN": _like(f"[{REST}]+"),
    XSD + "hexBinary": lambda lexical: len(lexical) % 2 == 0 and _hexadecimal(lexical),
    XSD + "base64Binary": _base64,
    RDF + "XMLLiteral": _xml,
    RDF + "JSON": _json,
}  # fmt: skip
"""Datatypes that have ill-typed literals, and what tells them. Any text is well-formed as
xsd:string, xsd:anyURI (XML Schema 1.1, section 3.3.17) and rdf:HTML."""
