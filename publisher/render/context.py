"""The JSON-LD context that the shapes imply, and which term of it fits which value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from publisher.contract import Class, Contract, Property
from publisher.namespaces import RDF, XSD
from publisher.render.abbreviate import PREFIX

IRI: Final = "@id"
TEXT: Final = "@language"
ANY: Final = "*"

Definition = str | Mapping[str, str]
Fits = Mapping[tuple[str, str], str]
"""(predicate, kind of value) -> term; the kind is a datatype IRI, ``@id``, ``@language``, or ``*``
for a term that leaves its values to say what they are."""


@dataclass(frozen=True)
class Context:
    """A JSON-LD 1.1 context and the tables that writing by it needs.

    ``document`` is the value of ``@context``: prefixes and terms, each with an absolute IRI, so
    that any part of it can be taken alone. ``fits`` serves things of no class that the contract
    knows, ``fits_by_class`` those of a class.
    """

    prefixes: Mapping[str, str]
    terms: Mapping[str, Definition]
    types: Mapping[str, str]
    fits: Fits = field(repr=False)
    fits_by_class: Mapping[str, Fits] = field(repr=False)

    @property
    def document(self) -> dict[str, Definition]:
        """The value of ``@context``."""
        return {**self.prefixes, **self.terms}


def context(contract: Contract, prefixes: Mapping[str, str]) -> Context:
    """The context for a site.

    Each property's English name gives its term. Where two classes give one term different
    meanings, the first class in the contract's order keeps it, and the other writes the prefixed
    name of its property.
    """
    usable = {name: prefixes[name] for name in sorted(prefixes) if _is_prefix(name, prefixes[name])}
    terms: dict[str, Definition] = {}
    types: dict[str, str] = {}
    fits: dict[tuple[str, str], str] = {}
    by_class: dict[str, dict[tuple[str, str], str]] = {}
    for item in contract.classes:
        name = item.iri.replace("#", "/").rpartition("/")[2]
        if _claim(name, item.target, terms, usable):
            types.setdefault(item.target, name)
    for item in contract.classes:
        own = by_class.setdefault(item.target, {})
        for member, definition in _definitions(item):
            if _claim(member.term, definition, terms, usable):
                for kind in _kinds(member):
                    own.setdefault((member.path, kind), member.term)
                    fits.setdefault((member.path, kind), member.term)
    return Context(usable, dict(sorted(terms.items())), types, fits, by_class)


def plain_context(prefixes: Mapping[str, str]) -> Context:
    """A context of prefixes alone."""
    usable = {name: prefixes[name] for name in sorted(prefixes) if _is_prefix(name, prefixes[name])}
    return Context(usable, {}, {}, {}, {})


def _is_prefix(name: str, namespace: str) -> bool:
    """Whether JSON-LD 1.1 takes a plain definition as a prefix (section 4.1.5): the namespace must
    end in a character that delimits."""
    return PREFIX.fullmatch(name) is not None and namespace.endswith(tuple(":/?#[]@"))


def _claim(
    term: str, definition: Definition, terms: dict[str, Definition], prefixes: Mapping[str, str]
) -> bool:
    if not term or term in prefixes:
        return False
    return terms.setdefault(term, definition) == definition


def _definitions(item: Class) -> Iterator[tuple[Property, Definition]]:
    for member in item.properties:
        if member.names and not member.inverse and member.path != RDF + "type":
            yield member, _definition(member)


def _definition(member: Property) -> Definition:
    coercion: dict[str, str] = {}
    if member.kind in ("iri", "reference"):
        coercion = {"@type": "@id"}
    elif member.kind == "text":
        coercion = {"@container": "@language"}
    elif len(set(member.datatypes)) == 1 and member.datatypes[0] != XSD + "string":
        coercion = {"@type": member.datatypes[0]}
    return {"@id": member.path, **coercion} if coercion else member.path


def _kinds(member: Property) -> list[str]:
    if member.kind in ("iri", "reference"):
        return [IRI, ANY]
    if member.kind == "text":
        return [TEXT]
    if len(set(member.datatypes)) == 1:
        return [member.datatypes[0], ANY]
    return [ANY]


def as_json(found: Context) -> dict[str, Any]:
    """The document that ``/context.jsonld`` holds."""
    return {"@context": found.document}
