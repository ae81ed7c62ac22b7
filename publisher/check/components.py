"""Components: how each constraint component of SHACL is put into words; one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.check import expected
from publisher.check.expected import AND, OR, QUOTED, SHOWN, Case, Expectation
from publisher.check.rules import in_language
from publisher.namespaces import RDFS, SH, shorten_iri
from publisher.vocabulary import node_name


@dataclass(frozen=True)
class Component:
    """A constraint component (SHACL, section 4) in words.

    ``rule`` is what it asks for, after the name of the property, by language; ``expected`` fills
    in its ``{expected}``. ``found`` names the row of :data:`FOUND` that says what is there.
    """

    rule: Mapping[str, str]
    expected: Expectation
    found: str = "value"
    by_value: bool = False
    """Whether the value is the cause: the same value in many rows is one fault many times."""
    outdoes: frozenset[str] = frozenset()
    """Components whose results for the same value and shape only follow from this one's."""
    pairs: str = ""
    """The parameter that names a property which the value is compared with."""


FOUND: Final[dict[str, dict[str, str]]] = {
    "value": {"en": "It says {value}.", "sv": "Här står {value}."},
    "text": {"en": "It says {value} ({language}).", "sv": "Här står {value} ({language})."},
    "typed": {
        "en": "It says {value} (written as {datatype}).",
        "sv": "Här står {value} (skrivet som {datatype}).",
    },
    "values": {"en": "There are {number}: {values}.", "sv": "Här finns {number}: {values}."},
    "pair": {
        "en": "It says {value}, and {other} says {values}.",
        "sv": "Här står {value}, och i {other} står {values}.",
    },
    "nothing": {"en": "", "sv": ""},
}
"""What is there, after the rule."""

TYPED: Final = frozenset(("Datatype", "And", "Or", "Xone", "Node"))
"""Components of which the datatype may be what is wrong, where it is written out (in RDF)."""

NO_LANGUAGE: Final = {"en": "without a language", "sv": "utan språk"}

OF_A_LITERAL: Final = frozenset((
    "LanguageIn", "Pattern", "MinLength", "MaxLength", "MinInclusive", "MaxInclusive",
    "MinExclusive", "MaxExclusive", "In", "LessThan", "LessThanOrEquals",
))  # fmt: skip


def _row(
    english: str, swedish: str, expectation: Expectation, found: str = "value", *,
    by_value: bool = False, outdoes: Iterable[str] = (), pairs: str = "",
) -> Component:  # fmt: skip
    return Component(
        {"en": english, "sv": swedish}, expectation, found, by_value, frozenset(outdoes), pairs
    )


def describe(shape: str, case: Case, language: str, depth: int = 0) -> str:
    """What a nested shape asks for, in the words of its message, its label or its parameters."""
    triples = case.rules.triples
    message = case.rules.messages(shape).get(language, "")
    if message:
        return message.strip().rstrip(".")
    if label := triples.by_language(shape, RDFS + "label"):
        return QUOTED[language].format(in_language(label, language))
    if depth == DEEPEST:
        return "…"
    inner = replace(case, result=replace(
        case.result, shape=shape, value="", path="".join(map(str, case.rules.terms(shape, "path")))
    ))  # fmt: skip
    said = [
        row.rule[language].format(expected=row.expected(inner, language))
        for name, row in COMPONENTS.items()
        if name not in NESTED and triples.terms(shape, SH + name[0].lower() + name[1:])
    ]
    said += [describe(node, inner, language, depth + 1)
             for node in triples.names(shape, SH + "property")[:SHOWN]]  # fmt: skip
    name = inner.property(language) if inner.result.path else ""
    return _named(name, AND[language].join(said), shape)


def _named(name: str, text: str, shape: str) -> str:
    """A rule after the name of its property; what a shape without words is called."""
    text = text or ("…" if shape.startswith("_:") else shorten_iri(shape))
    return f"{name}: {text}" if name else text


def broken_rules(parameter: str) -> Expectation:
    """The nested rules that are broken, where the report says which; else all of them."""
    every = rules_of(parameter, "and")

    def words(case: Case, language: str) -> str:
        told = []
        for detail in case.result.details[:SHOWN]:
            inner = replace(case, result=detail)
            row = COMPONENTS.get(inner.component, OTHER)
            own = case.rules.messages(inner.shape).get(language, "").strip().rstrip(".")
            text = own or row.rule[language].format(expected=row.expected(inner, language))
            told.append(_named(inner.property(language) if detail.path else "", text, inner.shape))
        return f",{AND[language]}".join(dict.fromkeys(told)) or every(case, language)

    return words


def rules_of(parameter: str, joint: str) -> Expectation:
    """What the shapes ask for that are the values of ``parameter``."""

    def words(case: Case, language: str) -> str:
        nodes = case.rules.triples.names(case.shape, SH + parameter)
        return _together(nodes, case, language, joint)

    return words


def rules_in(parameter: str, joint: str) -> Expectation:
    """What the shapes ask for that are members of the lists of ``parameter``."""
    return lambda case, language: _together(
        [node_name(term) for term in case.listed(parameter)], case, language, joint
    )


def qualified(parameter: str) -> Expectation:
    """So many values, each of which is what the qualified shape asks for."""
    number = expected.number_of_values(parameter)
    rules = rules_of("qualifiedValueShape", "and")

    def words(case: Case, language: str) -> str:
        which = {"en": "that fits this", "sv": "som stämmer med detta"}[language]
        return f"{number(case, language)} {which}: {rules(case, language)}"

    return words


def _together(nodes: Sequence[str], case: Case, language: str, joint: str) -> str:
    words = [describe(node, case, language) for node in nodes[:SHOWN]] or [""]
    verb = GIVE[0 if language == "en" else 1].partition(" ")[0] + " "
    if all(text.startswith(verb) for text in words):
        words = [words[0], *(text.removeprefix(verb) for text in words[1:])]
    words = list(dict.fromkeys(words)) + ["…"] * (len(nodes) > SHOWN)
    return f",{JOINTS[joint][language]}".join(words)


JOINTS: Final = {"and": AND, "or": OR}

DEEPEST: Final = 3
"""How deep nested shapes are put into words."""

NESTED: Final = frozenset(("Not", "And", "Or", "Xone", "Node", "Property"))
"""Components of nested shapes whose own nested shapes are not told."""

GIVE: Final = ("give {expected}", "ange {expected}")
FIT: Final = ("it must fit this: {expected}", "det ska stämma med detta: {expected}")
CHOOSE: Final = ("choose among {expected}", "välj bland {expected}")


COMPONENTS: Final[dict[str, Component]] = {
    # 4.1 the type of a value
    "Class": _row(*CHOOSE, expected.members, by_value=True, outdoes=("Node", "NodeKind")),
    "Datatype": _row(*GIVE, expected.datatypes, outdoes=OF_A_LITERAL),
    "NodeKind": _row(*GIVE, expected.kinds, outdoes=OF_A_LITERAL | {"Datatype", "Class", "Node"}),
    # 4.2 how many
    "MinCount": _row("give at least {expected}", "ange minst {expected}",
                     expected.number_of_values("minCount"), "values"),
    "MaxCount": _row("give at most {expected}", "ange högst {expected}",
                     expected.number_of_values("maxCount"), "values"),
    # 4.3 bounds
    "MinExclusive": _row(*GIVE, expected.bound(
        "minExclusive", english=("more than {}", "a time after {}"),
        swedish=("mer än {}", "en tid efter {}"))),
    "MinInclusive": _row(*GIVE, expected.bound(
        "minInclusive", english=("{} or more", "{} or later"),
        swedish=("{} eller mer", "{} eller senare"))),
    "MaxExclusive": _row(*GIVE, expected.bound(
        "maxExclusive", english=("less than {}", "a time before {}"),
        swedish=("mindre än {}", "en tid före {}"))),
    "MaxInclusive": _row(*GIVE, expected.bound(
        "maxInclusive", english=("{} or less", "{} or earlier"),
        swedish=("{} eller mindre", "{} eller tidigare"))),
    # 4.4 texts
    "MinLength": _row("write at least {expected}", "skriv minst {expected}",
                      expected.characters("minLength")),
    "MaxLength": _row("write at most {expected}", "skriv högst {expected}",
                      expected.characters("maxLength")),
    "Pattern": _row("write it as the pattern {expected} says",
                    "skriv det som mönstret {expected} anger", expected.plain("pattern")),
    "LanguageIn": _row("write it in {expected}", "skriv det på {expected}",
                       expected.languages, "text"),
    "UniqueLang": _row("write it at most once in each language",
                       "skriv det högst en gång på varje språk",
                       expected.plain("uniqueLang"), "values"),
    # 4.5 two properties
    "Equals": _row("give the same values as in {expected}", "ange samma värden som i {expected}",
                   expected.other_property("equals"), pairs="equals"),
    "Disjoint": _row("give no value that is also in {expected}",
                     "ange inget värde som också står i {expected}",
                     expected.other_property("disjoint"), pairs="disjoint"),
    "LessThan": _row(*GIVE, expected.compared(
        "lessThan", english=("less than {}", "a time before {}"),
        swedish=("mindre än {}", "en tid före {}")), "pair", pairs="lessThan"),
    "LessThanOrEquals": _row(*GIVE, expected.compared(
        "lessThanOrEquals", english=("{} or less", "a time no later than {}"),
        swedish=("högst {}", "en tid som inte är senare än {}")),
        "pair", pairs="lessThanOrEquals"),
    # 4.6 several rules together
    "Not": _row("it may not fit this: {expected}", "det får inte stämma med detta: {expected}",
                rules_of("not", "and")),
    "And": _row("{expected}", "{expected}", rules_in("and", "and")),
    "Or": _row("{expected}", "{expected}", rules_in("or", "or")),
    "Xone": _row("exactly one of these: {expected}", "exakt ett av detta: {expected}",
                 rules_in("xone", "or")),
    # 4.7 other shapes
    "Node": _row(*FIT, broken_rules("node")),
    "Property": _row(*FIT, rules_of("property", "and")),
    "QualifiedMinCount": _row("give at least {expected}", "ange minst {expected}",
                              qualified("qualifiedMinCount"), "values"),
    "QualifiedMaxCount": _row("give at most {expected}", "ange högst {expected}",
                              qualified("qualifiedMaxCount"), "values"),
    # 4.8 the rest
    "Closed": _row("the property {expected} is unknown here: take it away, or correct its name",
                   "egenskapen {expected} är okänd här: ta bort den eller rätta namnet",
                   expected.unknown_property),
    "HasValue": _row("the value {expected} must be there", "värdet {expected} ska finnas",
                     expected.value_wanted, "nothing"),
    "In": _row(*CHOOSE, expected.choices, by_value=True),
    # SHACL-SPARQL, section 5
    "SPARQL": _row("a rule for {expected} is broken", "en regel för {expected} är bruten",
                   expected.owner),
}  # fmt: skip
"""Each constraint component by its local name, without its ending."""

OTHER: Final = COMPONENTS["SPARQL"]
"""A component that a vocabulary declares itself (SHACL-SPARQL, section 6)."""
