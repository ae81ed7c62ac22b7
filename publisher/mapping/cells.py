"""Cells: the text of a value -> an N-Triples term, as the property of its column asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from publisher.contract import Texts
from publisher.mapping.headings import Heading
from publisher.mapping.references import ReferenceIndex
from publisher.mapping.statements import iri, literal, tagged
from publisher.mapping.tidy import SPACES, variants
from publisher.names import nearest, normalise
from publisher.namespaces import XSD
from publisher.sources.csvw_schema import Datatype
from publisher.values import ValueFault, parse_value

ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
SCHEME: Final = re.compile(r"\^\(?(mailto|tel):")
TEL: Final = "tel:"
YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
LETTER: Final = re.compile(r"[^\W\d_]")


class CellFault(ValueError):
    """A value that its property does not take: the code of a fault and what goes with it."""

    def __init__(
        self, code: str, expected: str = "", expected_sv: str = "", nearest: str = "",
        gloss: str = "",
    ) -> None:  # fmt: skip
        super().__init__(code)
        self.code, self.expected, self.expected_sv = code, expected, expected_sv
        self.nearest, self.gloss = nearest, gloss


CONTROL: Final = CellFault("control-character")
FORMULA: Final = CellFault("formula-error", "a value", "ett värde")


class Reader:
    """Reads the values of one column into N-Triples terms."""

    def __init__(self, column: Heading, index: ReferenceIndex, labels: Texts) -> None:
        self._class = labels or column.property.names
        self._property = column.property
        self._language = column.language
        self._index = index
        self._datatypes = [(name, Datatype(name)) for name in column.property.datatypes]
        scheme = SCHEME.match(column.property.pattern)
        self._scheme = scheme.group(1) + ":" if scheme else ""
        self.read = {
            "text": self._text,
            "literal": self._literal,
            "iri": self._iri,
            "reference": self._reference,
        }[column.property.kind]

    def correction(self, text: str) -> str:
        """How the value should be written, where one way alone is valid; else nothing."""
        found: dict[str, str] = {}
        for candidate in variants(text, self._property.kind):
            try:
                found.setdefault(self.read(candidate), candidate)
            except CellFault:
                continue
        return found.popitem()[1] if len(found) == 1 else ""

    def _text(self, text: str) -> str:
        return tagged(text, self._language)

    def _literal(self, text: str) -> str:
        if self._property.choices:
            return self._choice(text)
        failures: list[ValueFault] = []
        for name, datatype in self._datatypes:
            try:
                return literal(parse_value(text, datatype, swedish=True), name)
            except ValueFault as fault:
                failures.append(fault)
        first = failures[0]
        raise CellFault(
            first.code,
            ", or ".join(dict.fromkeys(fault.expected for fault in failures)),
            ", eller ".join(dict.fromkeys(fault.expected_sv for fault in failures)),
            first.nearest or self._year(text),
        ) from None

    def _year(self, text: str) -> str:
        """The one year in a date that is said in words, such as “Q3 2025”; or nothing."""
        years = YEAR.findall(text) if LETTER.search(text) else []
        taken = any(name == XSD + "gYear" for name, _ in self._datatypes)
        return str(years[0]) if taken and len(years) == 1 else ""

    def _choice(self, text: str) -> str:
        for choice in self._property.choices:
            if normalise(text) == normalise(choice):
                return literal(choice, self._property.datatypes[0])
        raise self._unknown(text, self._property.choices)

    def _iri(self, text: str) -> str:
        for choice in self._property.choices:
            local = choice.replace("#", "/").rstrip("/").rpartition("/")[2]
            if text == choice or normalise(text) == normalise(local):
                return iri(choice)
        if self._property.choices:
            raise self._unknown(text, self._property.choices)
        if self._scheme and not text.casefold().startswith(self._scheme):
            text = self._scheme + text
        if self._scheme == TEL:
            text = SPACES.sub("", text)
        return _absolute(text, self._scheme)

    def _reference(self, text: str) -> str:
        found = self._index.find(text, self._property.target)
        if len(found) == 1:
            return f"<{next(iter(found))}>"
        if len(found) > 1:
            raise CellFault("ambiguous", ", ".join(sorted(found)))
        if ABSOLUTE.fullmatch(text):
            return _absolute(text)
        near = self._index.nearest(text, self._property.target)
        raise CellFault(
            "reference",
            f"an id or a name of “{self._class.get('en', '')}” that is in the data",
            f"ett id eller namn på ”{self._class.get('sv', '')}” som finns i datan",
            near,
            self._index.gloss(near, self._property.target),
        )

    @staticmethod
    def _unknown(text: str, choices: Sequence[str]) -> CellFault:
        known = ", ".join(choices)
        return CellFault("value", f"one of {known}", f"något av {known}", nearest(text, choices))


def _absolute(text: str, scheme: str = "") -> str:
    try:
        if ABSOLUTE.fullmatch(text):
            return iri(text)
    except ValueError:
        pass
    raise CellFault("value", *ADDRESSES[scheme])


ADDRESSES: Final = {
    "": (
        "a whole web address or IRI, such as https://example.org/page",
        "en hel webbadress eller IRI, till exempel https://example.org/sida",
    ),
    "mailto:": (
        "an e-mail address such as name@example.org",
        "en e-postadress, till exempel namn@example.org",
    ),
    "tel:": (
        "a telephone number such as +46-18-000000",
        "ett telefonnummer, till exempel +46-18-000000",
    ),
}
"""What an address looks like, by its scheme; of any other scheme under the empty text."""
