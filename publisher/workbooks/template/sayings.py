"""What is said of a column: whether it must be filled in, what it takes, what it means."""

from __future__ import annotations

from typing import Final

from publisher.check.expected import datatype_words, language_name
from publisher.check.rules import in_language
from publisher.contract import Contract, Property
from publisher.datatypes import BUILTINS
from publisher.namespaces import XSD
from publisher.workbooks.template.columns import Column, Sheet
from publisher.workbooks.template.facets import Bound, Facets
from publisher.workbooks.template.patterns import scheme_of
from publisher.workbooks.template.words import both, shortened, text_in, word

TITLE: Final = 32
MESSAGE: Final = 255
"""Characters that the title and the text of an input message may have."""


def need(column: Column, language: str) -> str:
    """Whether the column must be filled in."""
    return word(column.need, language)


def meaning(column: Column, sheet: Sheet, language: str) -> str:
    """What the column means, by the shape."""
    if column.item is None:
        return word("path" if sheet.key_is_path else "key", language)
    return text_in(column.item.descriptions, language)


def rule(column: Column, language: str) -> str:
    """The shape's own statement of the rule; empty where it makes none."""
    return text_in(column.item.messages, language) if column.item else ""


def value(column: Column, contract: Contract, language: str) -> str:
    """What stands in a cell of the column, in words."""
    item, facets = column.item, column.facets
    if item is None or facets is None:
        return word("key-kind", language)
    parts = [_kind(column, item, contract, language), *_bounds(facets, language)]
    if item.splits:
        parts.append(word("several", language))
    return ", ".join(parts)


def _kind(column: Column, item: Property, contract: Contract, language: str) -> str:
    if column.options and column.options.closed:
        return word("choice", language)
    if item.kind == "reference":
        label = in_language(contract.label(item.target), language)
        return word("reference", language, label)
    if item.kind == "text":
        return word("text", language, language_name(column.language, language))
    if item.kind == "iri":
        return word(scheme_of(item.pattern) or "address", language)
    known = [name for name in item.datatypes if name.startswith(XSD)
             and name.removeprefix(XSD) in BUILTINS]  # fmt: skip
    words = [datatype_words(name, language) for name in known]
    return word("or", language).join(words) or word("plain", language)


def _bounds(facets: Facets, language: str) -> list[str]:
    def said(bound: Bound | None, closed: str, opened: str) -> list[str]:
        if bound is None:
            return []
        return [word(opened if bound.open else closed, language, bound.text)]

    def counted(number: int | None, name: str) -> list[str]:
        return [] if number is None else [word(name, language, number)]

    return [
        *said(facets.low, "from", "above"),
        *said(facets.high, "to", "below"),
        *counted(facets.shortest, "shortest"),
        *counted(facets.longest, "longest"),
    ]


def note(column: Column, sheet: Sheet, contract: Contract, example: str, first: str) -> str:
    """The comment of a heading: everything, in both languages, ``first`` before the other."""
    parts = []
    for language in both(first):
        lines = [
            f"{need(column, language)}. {_sentence(value(column, contract, language))}",
            meaning(column, sheet, language),
            rule(column, language),
        ]
        if example:
            lines.append(f"{word('example-head', language)}: {example[:100]}")
        if column.group and (label := text_in(column.group.labels, language)):
            lines.append(word("group", language, label))
        parts.append("\n".join(dict.fromkeys(filter(None, lines))))
    return "\n\n".join(parts)


def prompt(column: Column, sheet: Sheet, contract: Contract, first: str) -> str:
    """The input message of a cell: what it is for, in both languages, within the limit."""
    return shortened(
        (f"{need(column, language)}. {meaning(column, sheet, language)} "
         f"{_sentence(value(column, contract, language))}"
         for language in both(first)),
        MESSAGE,
    )  # fmt: skip


def refusal(column: Column, contract: Contract, first: str) -> str:
    """What is said of a value that does not fit: the shape's message, else what is expected."""
    if column.item is None:
        return shortened((word("not-unique", language) for language in both(first)), MESSAGE)
    return shortened(
        (rule(column, language) or word("expected", language, value(column, contract, language))
         for language in both(first)),
        MESSAGE,
    )  # fmt: skip


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
