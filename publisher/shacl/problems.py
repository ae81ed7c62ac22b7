"""What can be wrong with shapes themselves, said in Swedish and English from one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, order=True)
class Problem:
    """A part of a shape that means nothing: it is passed over, and the rest is still checked.

    ``shape`` is an IRI without brackets or a blank node's label, ``code`` a row of
    :data:`SENTENCES`, ``property`` and ``value`` what the shape says.
    """

    shape: str
    code: str
    property: str = ""
    value: str = ""
    value_sv: str = ""
    """The value in Swedish, where it is a sentence."""

    def sentence(self, language: str) -> str:
        """The problem as one sentence in ``language`` (``sv`` or ``en``)."""
        value = self.value_sv if language == "sv" and self.value_sv else self.value
        return SENTENCES[self.code][language].format(
            property=self.property, value=value, shape=self.shape
        )


class Failure(Exception):
    """A shape cannot be applied to the data (SHACL, section 3.4: a failure, not a result).

    ``code`` is a row of :data:`SENTENCES`, ``property`` the local name of what the shape says,
    ``value`` what it is.
    """

    def __init__(self, code: str, property: str, value: str) -> None:
        super().__init__(code, property, value)
        self.code = code
        self.property = property
        self.value = value

    def at(self, shape: str) -> Problem:
        """The failure as a problem of the shape."""
        return Problem(shape, self.code, f"sh:{self.property}", self.value)


SENTENCES: Final[dict[str, dict[str, str]]] = {
    "dangling": {
        "en": "{property} leads to {value}, which is no shape: nothing is said of it, or it has no "
        "sh:path where a property shape must have one.",
        "sv": "{property} leder till {value}, som inte är någon form: inget sägs om den, eller så "
        "saknar den sh:path där en egenskapsform måste ha en.",
    },
    "recursive": {
        "en": "{property} leads back to the shape itself, by way of {value}: what a shape that "
        "contains itself means is not defined.",
        "sv": "{property} leder tillbaka till formen själv, via {value}: vad en form som "
        "innehåller sig själv betyder är inte definierat.",
    },
    "too-deep": {
        "en": "{property} nests shapes more than {value} deep.",
        "sv": "{property} nästlar former mer än {value} nivåer djupt.",
    },
    "path": {
        "en": "sh:path leads to {value}, which is no property path.",
        "sv": "sh:path leder till {value}, som inte är någon egenskapsstig.",
    },
    "one-path": {
        "en": "A property shape has exactly one sh:path; this one has {value}.",
        "sv": "En egenskapsform har exakt en sh:path; den här har {value}.",
    },
    "list": {
        "en": "{property} must be a list ( … ) with an end; {value} is none.",
        "sv": "{property} måste vara en lista ( … ) med ett slut; {value} är ingen.",
    },
    "value": {
        "en": "{property} says {value}, which is not what it may say.",
        "sv": "{property} säger {value}, vilket inte är något den kan säga.",
    },
    "once": {
        "en": "{property} may be said once; it is said as {value}.",
        "sv": "{property} kan sägas en gång; den sägs som {value}.",
    },
    "node-only": {
        "en": "{property} has a meaning only in a property shape, with sh:path.",
        "sv": "{property} har en betydelse bara i en egenskapsform, med sh:path.",
    },
    "without": {
        "en": "{property} means nothing without {value}.",
        "sv": "{property} betyder inget utan {value}.",
    },
    "pattern": {
        "en": "sh:pattern is no regular expression: {value}.",
        "sv": "sh:pattern är inget reguljärt uttryck: {value}.",
    },
    "too-far": {
        "en": "The path {value} leads between too many pairs of things to be followed.",
        "sv": "Stigen {value} leder mellan för många par av ting för att kunna följas.",
    },
    "pattern-time": {
        "en": "sh:pattern takes too long: {value}.",
        "sv": "sh:pattern tar för lång tid: {value}.",
    },
    "stopped-time": {
        "en": "The query {value} takes too long and was stopped.",
        "sv": "Frågan {value} tar för lång tid och stoppades.",
    },
    "stopped-memory": {
        "en": "The query {value} takes too much memory and was stopped.",
        "sv": "Frågan {value} tar för mycket minne och stoppades.",
    },
    "stopped-solutions": {
        "en": "The query {value} has too many solutions and was stopped.",
        "sv": "Frågan {value} har för många svar och stoppades.",
    },
    "stopped-failure": {
        "en": "The query {value} says itself that it failed (?failure).",
        "sv": "Frågan {value} säger själv att den misslyckades (?failure).",
    },
    "reference": {
        "en": "The reference engine, which alone could apply the shape, failed: {value}",
        "sv": "Referensmotorn, som ensam kunde tillämpa formen, misslyckades: {value}",
    },
    "sparql": {"en": "{property}: {value}", "sv": "{property}: {value}"},
}
