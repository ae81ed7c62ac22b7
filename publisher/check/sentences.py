"""Sentences: a result of the check, or a fault of reading, in whole sentences.

A sentence says which thing, which property, what the rule is, what is there, and the nearest valid
value. The rule is the shape's own message where it has one in the language; the facts are put
round it, and nothing is said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.check.components import COMPONENTS, FOUND, NO_LANGUAGE, OTHER, TYPED
from publisher.check.data import as_written, datatype_of, language_of
from publisher.check.expected import QUOTED, Case, language_name, other_property, quoted
from publisher.check.findings import Texts
from publisher.check.nearest import Near
from publisher.check.rules import LANGUAGES, Words, in_language
from publisher.fault_sentences import SENTENCES
from publisher.faults import Fault, shorten, suggestion
from publisher.names import normalise
from publisher.namespaces import XSD, shorten_iri

STOPS: Final = (".", "!", "?", "…")


@dataclass(frozen=True)
class Thing:
    """What a sentence is about: the kind of thing and what it is called, by language."""

    kind: Words
    label: Words
    name: str = ""
    """What it is called where nothing calls it anything: the last part of its IRI."""

    def words(self, language: str) -> str:
        """``Project “Green”``; empty where nothing is known."""
        label = in_language(self.label, language) or self.name
        parts = (in_language(self.kind, language), QUOTED[language].format(shorten(label)))
        return " ".join(part for part, text in zip(parts, (parts[0], label), strict=True) if text)


NOTHING: Final = Thing({}, {})


@dataclass(frozen=True)
class Told:
    """One fault in words: of its thing, of many things with this value, of any value."""

    whole: Texts
    same: Texts
    general: Texts

    def with_more(self, code: str, value: str) -> Told:
        """The same, each put into the sentence of a kind of fault (``SENTENCES``)."""

        def more(texts: Texts) -> Texts:
            return tuple((language, SENTENCES[code][language].format(expected=text, value=value))
                         for language, text in texts)  # fmt: skip

        return Told(more(self.whole), more(self.same), more(self.general))


def tell(case: Case, thing: Thing, written: str, near: Near, *, in_table: bool = False) -> Told:
    """A result in words; ``written`` is the value as a person wrote it, in a cell or in RDF."""
    whole, same, general = {}, {}, {}
    for language in LANGUAGES:
        name = case.property(language) if case.result.path else ""
        rule, mentioned = _rule(case, name, language)
        found = _found(case, written, rule, language, in_table=in_table)
        gloss = in_language(dict(near.gloss), language) if near.gloss else ""
        hint = suggestion(near.value, gloss, language) if near.value else ""
        lead = "" if mentioned else name
        whole[language] = _joined((thing.words(language), lead), rule, found, hint)
        same[language] = _joined((lead,), rule, found if written else "", hint)
        general[language] = _joined((lead,), rule)
    return Told(_texts(whole), _texts(same), _texts(general))


def tell_fault(fault: Fault, thing: Thing, name: Words) -> Told:
    """A fault of reading in words; ``name`` is what its property is called."""
    whole, same, general = {}, {}, {}
    for language in LANGUAGES:
        hint = suggestion(fault.nearest, fault.gloss, language) if fault.nearest else ""
        statement = fault.statement(language)
        lead = in_language(name, language) if name else ""
        whole[language] = _joined((thing.words(language), lead), statement, hint)
        same[language] = _joined((lead,), statement, hint)
        general[language] = _joined((lead,), fault.general(language))
    return Told(_texts(whole), _texts(same), _texts(general))


def _rule(case: Case, name: str, language: str) -> tuple[str, bool]:
    """The rule as a sentence, and whether it names the property itself."""
    message = _message(case, language)
    if not message:
        row = COMPONENTS.get(case.component, OTHER)
        text = row.rule[language].format(expected=row.expected(case, language))
        return _stopped(text if name else text[:1].upper() + text[1:]), bool(name) and name in text
    start, colon, rest = message.partition(":")
    if name and colon and normalise(start) == normalise(name):
        return _stopped(rest.strip()), False
    return _stopped(message), bool(name) and normalise(name) in normalise(message)


def _message(case: Case, language: str) -> str:
    """The shape's own statement of the rule.

    A message in another language is better than none only where our own words say less.
    """
    own = dict(case.result.messages) or case.rules.messages(case.shape)
    if language in own:
        return " ".join(own[language].split())
    tagless = own.get("", "") if language == "en" else ""
    generic = case.component not in COMPONENTS or COMPONENTS[case.component] is OTHER
    text = tagless or (in_language(own, language) if generic and own else "")
    return " ".join(text.split())


def _found(case: Case, written: str, rule: str, language: str, *, in_table: bool) -> str:
    """What is there, unless the rule has said it."""
    row = COMPONENTS.get(case.component, OTHER)
    template = FOUND[row.found][language]
    value = QUOTED[language].format(shorten(written))
    result = case.result
    if row.found == "values":
        return _values(case, template, language)
    if not written or result.value == result.focus or value in rule:
        return ""
    datatype = shorten_iri(datatype_of(result.value) or XSD + "string")
    if case.component in TYPED and result.value.startswith('"') and not in_table:
        tag = language_of(result.value)
        words = language_name(tag, language) if tag else datatype
        return FOUND["typed"][language].format(value=value, datatype=words)
    if row.found == "text":
        tag = language_of(result.value)
        name = language_name(tag, language) if tag else NO_LANGUAGE[language]
        return template.format(value=value, language=name)
    if row.found == "pair":
        others = [as_written(term) for iri in case.terms(row.pairs)
                  for term in case.data.values(result.focus, str(iri))]  # fmt: skip
        return template.format(
            value=value, other=other_property(row.pairs)(case, language),
            values=quoted(others, language),
        )  # fmt: skip
    return template.format(value=value)


def _values(case: Case, template: str, language: str) -> str:
    """The values that there are, each text with its language."""
    terms = case.data.values(case.result.focus, case.result.path)
    if not terms:
        return ""
    shown = [QUOTED[language].format(shorten(as_written(term), 40)) +
             (f" ({tag})" if (tag := language_of(term)) else "") for term in terms[:5]]  # fmt: skip
    values = ", ".join(shown) + (", …" if len(terms) > 5 else "")
    return template.format(number=len(terms), values=values)


def _joined(lead: tuple[str, ...], *sentences: str) -> str:
    start = ", ".join(part for part in lead if part)
    text = " ".join(part for part in sentences if part)
    return f"{start}: {text}" if start else text[:1].upper() + text[1:]


def _stopped(text: str) -> str:
    return text if not text or text.endswith(STOPS) else f"{text}."


def _texts(words: dict[str, str]) -> Texts:
    return tuple(sorted(words.items()))
