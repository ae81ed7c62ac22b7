"""What is given for the parameters of a query -> terms, each as its parameter asks for it.

A text is read strictly: nothing is guessed, and what does not fit is refused with the name of its
parameter, in Swedish and in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from publisher.datatypes import BUILTINS
from publisher.errors import QueryError
from publisher.namespaces import XSD
from publisher.queries.declared import NamedQuery, Parameter, Term
from publisher.xmlsafe import is_xml_text

LONGEST: Final = 4_000
"""Characters of a value."""

TOLD: Final = 12
"""Choices that are told one by one."""

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "missing": (
        "Parametern ”{name}” saknas: förväntat {expected}.",
        "The parameter “{name}” is missing: expected {expected}.",
    ),
    "twice": (
        "Parametern ”{name}” är angiven mer än en gång.",
        "The parameter “{name}” is given more than once.",
    ),
    "unknown": (
        "Frågan har ingen parameter ”{name}”: förväntat {expected}.",
        "The query has no parameter “{name}”: expected {expected}.",
    ),
    "value": (
        "Parametern ”{name}” är ”{value}”: förväntat {expected}.",
        "The parameter “{name}” is “{value}”: expected {expected}.",
    ),
}
WORDS: Final[dict[str, tuple[str, str]]] = {
    "iri": ("en hel IRI", "a whole IRI"),
    "thing": ("nyckeln för, eller adressen till, {}", "the key or the address of {}"),
    "choice": ("någon av {}", "one of {}"),
    "of-choices": ("ett av {} fasta värden", "one of {} fixed values"),
    "none": ("inga parametrar", "no parameters"),
    "text": (f"text på högst {LONGEST} tecken", f"text of at most {LONGEST} characters"),
}


@dataclass(frozen=True)
class Names:
    """How a site names its things and classes, as far as values need it.

    ``prefixes`` are what the IRIs of the things of a class begin with, and ``classes`` what the
    class is called by language; both by the class's IRI.
    """

    base_iri: str
    prefixes: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_of: Callable[[str, str], bool] = lambda iri, target: True

    def iri(self, text: str, target: str) -> str:
        """The IRI of a thing of the class ``target`` that ``text`` names.

        That is a whole IRI, a path under the site's base, or the last part of either.
        """
        if ":" in text:
            return text
        prefix = self.prefixes.get(target, self.base_iri)
        return (self.base_iri if "/" in text else prefix) + text

    def key(self, iri: str, target: str) -> str:
        """The shortest that :meth:`iri` takes for ``iri``."""
        prefix = self.prefixes.get(target, self.base_iri)
        for beginning in (prefix, self.base_iri):
            short = iri.removeprefix(beginning)
            if short and self.iri(short, target) == iri:
                return short
        return iri


class WrongValue(QueryError):
    """A value that its parameter does not take; ``parameter`` is its name."""

    def __init__(
        self, code: str, parameter: str, value: str = "", expected: tuple[str, str] = ("", "")
    ) -> None:
        self.parameter, self._code, self._value, self._expected = parameter, code, value, expected
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """What is wrong, in ``language`` (``sv`` or ``en``)."""
        at = 0 if language == "sv" else 1
        shown = self._value if len(self._value) <= 80 else self._value[:79] + "…"
        return SENTENCES[self._code][at].format(
            name=self.parameter[:80], value=shown, expected=self._expected[at]
        )


def values(query: NamedQuery, given: Iterable[tuple[str, str]], names: Names) -> dict[str, Term]:
    """The value of each parameter of ``query``, those that are left open not among them.

    A parameter that is given empty has no value: an optional one is then open even where it has a
    default. Raises WrongValue for the first that cannot be taken.
    """
    texts: dict[str, str] = {}
    for name, text in given:
        if query.parameter(name) is None:
            known = [item.name for item in query.parameters]
            expected = _one_of(known) if known else WORDS["none"]
            raise WrongValue("unknown", name, "", expected)
        if name in texts:
            raise WrongValue("twice", name)
        texts[name] = text
    found: dict[str, Term] = {}
    for item in query.parameters:
        text = texts.get(item.name, "")
        if text.strip():
            found[item.name] = value(item, text, names)
        elif item.default is not None and not (item.optional and item.name in texts):
            found[item.name] = item.default
        elif not item.optional:
            raise WrongValue("missing", item.name, "", expected_of(item, names))
    return found


def value(parameter: Parameter, text: str, names: Names) -> Term:
    """The term that ``text`` is for ``parameter``. Raises WrongValue where it is none."""
    wrong = WrongValue("value", parameter.name, text, expected_of(parameter, names))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise wrong from None
    if len(text) > LONGEST or not is_xml_text(text):
        raise WrongValue("value", parameter.name, text, WORDS["text"])
    term = _literal(parameter, text) if parameter.datatype else _named(parameter, text, names)
    if term is None or (parameter.choices and term not in parameter.choices):
        raise wrong
    return term


def expected_of(parameter: Parameter, names: Names) -> tuple[str, str]:
    """What a value must be, in Swedish and English words."""
    if parameter.choices:
        return _one_of([short(item, parameter, names) for item in parameter.choices])
    if parameter.target:
        labels = names.classes.get(parameter.target) or {"": f"<{parameter.target}>"}
        anyhow = next(iter(labels.values()))
        sv, en = (labels.get(tag, anyhow) for tag in ("sv", "en"))
        return WORDS["thing"][0].format(sv), WORDS["thing"][1].format(en)
    if not parameter.datatype:
        return WORDS["iri"]
    builtin = BUILTINS.get(parameter.datatype.removeprefix(XSD), BUILTINS["anyAtomicType"])
    en, sv = builtin.words
    return sv, en


def short(term: Term, parameter: Parameter, names: Names) -> str:
    """``term`` as a person writes it for ``parameter``."""
    if isinstance(term, ox.NamedNode):
        return names.key(term.value, parameter.target)
    return term.value


def _literal(parameter: Parameter, text: str) -> ox.Literal | None:
    builtin = BUILTINS.get(parameter.datatype.removeprefix(XSD))
    if builtin is None:
        return None
    if builtin.white_space == "collapse":
        text = " ".join(text.split())
    datatype = ox.NamedNode(parameter.datatype)
    return ox.Literal(text, datatype=datatype) if builtin.is_valid(text) else None


def _named(parameter: Parameter, text: str, names: Names) -> ox.NamedNode | None:
    """A whole IRI, or a shorter name of a thing where the parameter says of which class."""
    text = text.strip()
    if parameter.target or parameter.choices:
        text = names.iri(text, parameter.target)
    try:
        found = ox.NamedNode(text)
    except ValueError:
        return None
    return found if not parameter.target or names.is_of(text, parameter.target) else None


def _one_of(known: list[str]) -> tuple[str, str]:
    if len(known) > TOLD:
        return WORDS["of-choices"][0].format(len(known)), WORDS["of-choices"][1].format(len(known))
    listed = ", ".join(known)
    return WORDS["choice"][0].format(listed), WORDS["choice"][1].format(listed)
