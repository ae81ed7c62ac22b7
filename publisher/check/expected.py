"""Expected: what a constraint component asks for, as a few words in a language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from publisher.check.data import Data, datatype_of, shown
from publisher.check.report import Result
from publisher.check.rules import Rules, in_language
from publisher.datatypes import BUILTINS
from publisher.faults import shorten
from publisher.namespaces import RDF, SH, XSD, shorten_iri
from publisher.vocabulary import Term

Expectation = Callable[["Case", str], str]

SHOWN: Final = 5
"""Most values that one sentence names."""

AND: Final = {"en": " and ", "sv": " och "}
OR: Final = {"en": " or ", "sv": " eller "}
QUOTED: Final = {"en": "“{}”", "sv": "”{}”"}


@dataclass(frozen=True)
class Case:
    """A result with what there is to explain it by."""

    result: Result
    rules: Rules
    data: Data

    @property
    def shape(self) -> str:
        """The shape as the vocabulary names it."""
        return self.result.shape.strip("<>")

    @property
    def component(self) -> str:
        """The local name of the constraint component, without its ending."""
        local = self.result.component.strip("<>").rpartition("#")[2]
        return local.removesuffix("ConstraintComponent")

    def terms(self, parameter: str) -> list[Term]:
        """The values that the shape gives a parameter, by its local name."""
        return self.rules.terms(self.shape, parameter)

    def listed(self, parameter: str) -> list[Term]:
        """The members of the lists that the shape gives a parameter."""
        triples = self.rules.triples
        heads = triples.names(self.shape, SH + parameter)
        return [term for head in heads for term in triples.members(head)]

    def name(self, term: Term | str, language: str) -> str:
        """A term in words: a literal's text, what the data or the vocabulary calls a node."""
        if isinstance(term, ox.Literal):
            return shorten(term.value)
        text = str(term)
        label = self.data.label(text) or self.rules.label(text.strip("<>"))
        return in_language(label, language)

    def property(self, language: str) -> str:
        """What the property is called, by the shape, else by the vocabulary; or nothing."""
        if own := self.rules.names(self.shape):
            return in_language(own, language)
        steps = self.result.path.replace("/", " ") if ">/" in self.result.path else ""
        steps = steps or self.result.path
        names = [in_language(self.rules.label(iri), language) for iri in iris_in(steps)]
        return " / ".join(names)


def iris_in(path: str) -> list[str]:
    """The IRIs in a path, in order."""
    return [piece.partition(">")[0] for piece in path.split("<")[1:]]


def quoted(texts: Iterable[str], language: str, joint: str = ", ", most: int = SHOWN) -> str:
    """Texts in quotation marks, at most ``most`` of them."""
    every = list(texts)
    line = joint.join(QUOTED[language].format(shorten(text)) for text in every[:most])
    return line + (", …" if len(every) > most else "")


def choice(names: Sequence[str], many: dict[str, str], language: str) -> str:
    """A few names, or how many there are with some of them."""
    if len(names) <= SHOWN:
        return ", ".join(QUOTED[language].format(name) for name in names)
    return many[language].format(number=len(names), some=quoted(names, language, most=3))


def choices(case: Case, language: str) -> str:
    """The values of ``sh:in``, by what they are called."""
    return choice([case.name(term, language) for term in case.listed("in")], MANY, language)


MANY: Final = {
    "en": "{number} values, for example {some}",
    "sv": "{number} värden, till exempel {some}",
}


def members(case: Case, language: str) -> str:
    """The things there are of the classes of ``sh:class``."""
    found = []
    for target in case.terms("class"):
        name = str(target).strip("<>")
        things = case.data.instances(name)
        plural = in_language(case.rules.plural(name), language)
        found.append(THINGS[language][min(len(things), 2)].format(
            number=len(things), plural=QUOTED[language].format(plural),
            some=quoted((case.name(thing, language) for thing in things[:3]), language),
        ))  # fmt: skip
    return AND[language].join(found)


THINGS: Final = {
    "en": (
        "{plural} in the data (there are none)",
        "{plural} in the data (there is only {some})",
        "{plural} in the data (there are {number}, for example {some})",
    ),
    "sv": (
        "{plural} i datan (det finns inga)",
        "{plural} i datan (det finns bara {some})",
        "{plural} i datan (det finns {number}, till exempel {some})",
    ),
}
"""By how many there are: none, one, more."""


def datatype_words(iri: str, language: str) -> str:
    """A datatype in words, with an example where there is one."""
    if iri == RDF + "langString":
        return {"en": "a text in a language", "sv": "en text på ett språk"}[language]
    local = iri.rpartition("#")[2]
    if not iri.startswith((XSD, RDF)) or local not in BUILTINS:
        return {"en": "a value of the kind {}", "sv": "ett värde av slaget {}"}[language].format(
            shorten_iri(iri)
        )
    builtin = BUILTINS[local]
    words = builtin.words[0 if language == "en" else 1]
    if builtin.example == words:
        return words
    joint = {"en": " such as ", "sv": ", till exempel "}[language]
    return f"{words}{joint}{builtin.example}"


def datatypes(case: Case, language: str) -> str:
    """The datatypes of ``sh:datatype``."""
    return AND[language].join(
        datatype_words(str(term).strip("<>"), language) for term in case.terms("datatype")
    )


def kinds(case: Case, language: str) -> str:
    """The kind of node of ``sh:nodeKind``."""
    return OR[language].join(
        KINDS[name][language]
        for term in case.terms("nodeKind")
        for name in KINDS
        if name in str(term).rpartition("#")[2]
    )


KINDS: Final = {
    "IRI": {
        "en": "a whole address such as https://example.org/page",
        "sv": "en hel adress, till exempel https://example.org/sida",
    },
    "Literal": {"en": "a plain value, not an address", "sv": "ett vanligt värde, ingen adress"},
    "BlankNode": {"en": "a node without a name", "sv": "en nod utan namn"},
}


def number_of_values(parameter: str) -> Expectation:
    """How many values ``parameter`` asks for."""
    return _counted(parameter, {"en": ("one value", "{} values"), "sv": ("ett värde", "{} värden")})


def characters(parameter: str) -> Expectation:
    """How many characters ``parameter`` asks for."""
    return _counted(
        parameter, {"en": ("one character", "{} characters"), "sv": ("ett tecken", "{} tecken")}
    )


def _counted(parameter: str, named: dict[str, tuple[str, str]]) -> Expectation:
    def words(case: Case, language: str) -> str:
        number = first(case, parameter)
        one, many = named[language]
        return one if number == "1" else many.format(number)

    return words


def first(case: Case, parameter: str) -> str:
    """The first value of a parameter, as text."""
    return next((shown(str(term)) for term in case.terms(parameter)), "")


def plain(parameter: str) -> Expectation:
    """The value of a parameter as it is written."""
    return lambda case, language: first(case, parameter)


def bound(parameter: str, *, english: tuple[str, str], swedish: tuple[str, str]) -> Expectation:
    """A bound in words: the first of each pair is for numbers, the second for moments."""

    def words(case: Case, language: str) -> str:
        limit = next(iter(map(str, case.terms(parameter))), "")
        pair = english if language == "en" else swedish
        return pair[is_moment(limit)].format(shown(limit))

    return words


def is_moment(text: str) -> bool:
    """Whether an N-Triples literal is a date, a time or the like."""
    local = datatype_of(text).rpartition("#")[2]
    return local in BUILTINS and BUILTINS[local].order == "moment"


def other_property(parameter: str) -> Expectation:
    """What the property is called that the value is compared with."""
    return lambda case, language: OR[language].join(
        other_name(case, str(term).strip("<>"), language) for term in case.terms(parameter)
    )


def compared(parameter: str, *, english: tuple[str, str], swedish: tuple[str, str]) -> Expectation:
    """The same, with how the value is to stand to it."""
    other = other_property(parameter)

    def words(case: Case, language: str) -> str:
        pair = english if language == "en" else swedish
        return pair[is_moment(case.result.value)].format(other(case, language))

    return words


def other_name(case: Case, path: str, language: str) -> str:
    """What the owner of the shape calls another of its properties, else the vocabulary."""
    triples = case.rules.triples
    for shape in triples.names(case.rules.owner(case.shape), SH + "property"):
        if path in triples.iris(shape, SH + "path") and (own := case.rules.names(shape)):
            return in_language(own, language)
    return in_language(case.rules.label(path), language)


def languages(case: Case, language: str) -> str:
    """The languages of ``sh:languageIn``."""
    tags = [shown(str(term)) for term in case.listed("languageIn")]
    return OR[language].join(language_name(tag, language) for tag in tags)


def language_name(tag: str, language: str) -> str:
    """What a language is called; its tag where nobody here knows."""
    return LANGUAGE_NAMES.get(tag.casefold(), {}).get(language, tag)


LANGUAGE_NAMES: Final = {
    tag: {"en": en, "sv": sv}
    for tag, en, sv in (
        ("sv", "Swedish", "svenska"),
        ("en", "English", "engelska"),
        ("fi", "Finnish", "finska"),
        ("da", "Danish", "danska"),
        ("no", "Norwegian", "norska"),
        ("nb", "Norwegian (bokmål)", "norska (bokmål)"),
        ("nn", "Norwegian (nynorsk)", "norska (nynorsk)"),
        ("se", "Northern Sami", "nordsamiska"),
        ("fit", "Meänkieli", "meänkieli"),
        ("de", "German", "tyska"),
        ("fr", "French", "franska"),
        ("es", "Spanish", "spanska"),
        ("it", "Italian", "italienska"),
        ("pl", "Polish", "polska"),
    )
}


def value_wanted(case: Case, language: str) -> str:
    """The values of ``sh:hasValue``."""
    return quoted((case.name(term, language) for term in case.terms("hasValue")), language)


def unknown_property(case: Case, language: str) -> str:
    """The property that the shape does not know."""
    names = [shorten_iri(iri) for iri in iris_in(case.result.path)]
    return quoted(names, language)


def owner(case: Case, language: str) -> str:
    """What the shape that has the rule is about, else its name."""
    words = in_language(case.rules.kind_of_owner(case.shape), language)
    name = case.rules.owner(case.shape)
    return QUOTED[language].format(words or ("" if name.startswith("_:") else shorten_iri(name)))
