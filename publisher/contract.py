"""Shapes + ontology -> what each class has: properties, labels, order, limits.

This is the one reading of the shapes (SHACL, W3C Recommendation of 20 July 2017) from which the
spreadsheet columns, the mapping, the pages, the JSON-LD context and the documentation follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

import pyoxigraph as ox

from publisher.errors import ContractError
from publisher.names import camel_case, kebab_case, normalise
from publisher.namespaces import OWL, RDF, RDFS, S3R, SH, SKOS, XSD
from publisher.vocabulary import Triples, Vocabulary, node_name

Kind = Literal["literal", "text", "iri", "reference"]
Texts = Mapping[str, str]

COMPLEX_PATHS: Final = (
    RDF + "first",
    SH + "alternativePath",
    SH + "zeroOrMorePath",
    SH + "oneOrMorePath",
    SH + "zeroOrOnePath",
)

LAST: Final = 1e9
"""Where things without ``sh:order`` stand."""


@dataclass(frozen=True)
class Group:
    """A group of properties on a page (``sh:PropertyGroup``)."""

    iri: str
    labels: Texts
    order: float


@dataclass(frozen=True)
class Property:
    """One property of a class, as one property shape declares it."""

    iri: str
    path: str
    inverse: bool
    names: Texts
    descriptions: Texts
    messages: Texts
    other_names: tuple[str, ...]
    order: float
    group: str
    kind: Kind
    datatypes: tuple[str, ...]
    target: str
    choices: tuple[str, ...]
    pattern: str
    min_count: int
    max_count: int | None
    unique_language: bool
    constants: tuple[ox.NamedNode | ox.Literal, ...]
    required: bool
    """Whether a thing without a value does not conform; a mere recommendation is not required."""

    @property
    def is_column(self) -> bool:
        """Whether a table has a column for it: constants and nameless shapes have none."""
        return bool(self.names) and not self.constants

    @property
    def splits(self) -> bool:
        """Whether one cell may hold several values."""
        return self.max_count != 1 and not self.unique_language

    @property
    def term(self) -> str:
        """The JSON-LD term: the English name in camel case."""
        return camel_case(self.names.get("en", "") or next(iter(self.names.values()), ""))


@dataclass(frozen=True)
class Class:
    """A class of things: one node shape with its target class."""

    iri: str
    target: str
    slug: str
    labels: Texts
    plurals: Texts
    descriptions: Texts
    order: float
    names: frozenset[str]
    properties: tuple[Property, ...]
    document: str

    @property
    def columns(self) -> tuple[Property, ...]:
        """The properties that a table of this class has columns for, in order."""
        return tuple(item for item in self.properties if item.is_column)

    @cached_property
    def constants(self) -> tuple[tuple[str, ox.NamedNode | ox.Literal], ...]:
        """The predicate and value that every thing of the class has, its type first."""
        own = [(item.path, value) for item in self.properties for value in item.constants]
        return tuple(dict.fromkeys([(RDF + "type", ox.NamedNode(self.target)), *own]))


@dataclass(frozen=True)
class Contract:
    """All classes of a site, and the labels of every vocabulary term it knows."""

    classes: tuple[Class, ...]
    groups: Mapping[str, Group]
    vocabulary: Vocabulary = field(repr=False)

    @cached_property
    def by_slug(self) -> dict[str, Class]:
        """The classes by slug."""
        return {item.slug: item for item in self.classes}

    @cached_property
    def by_target(self) -> dict[str, Class]:
        """The classes by the IRI of their target class."""
        return {item.target: item for item in self.classes}

    @cached_property
    def superclasses(self) -> dict[str, frozenset[str]]:
        """Each class IRI of the ontology with itself and all it is a subclass of."""
        triples = self.vocabulary.triples
        found: dict[str, frozenset[str]] = {}
        for name in {*triples.subjects(OWL + "Class"), *triples.subjects(RDFS + "Class")}:
            reached, todo = {name}, [name]
            while todo:
                for parent in triples.iris(todo.pop(), RDFS + "subClassOf"):
                    if parent not in reached:
                        reached.add(parent)
                        todo.append(parent)
            found[name] = frozenset(reached)
        return found

    @cached_property
    def targets(self) -> frozenset[str]:
        """The classes that some property refers to."""
        return frozenset(member.target for item in self.classes for member in item.properties
                         if member.target)  # fmt: skip

    def named(self, table: str) -> Class | None:
        """The class that a table (a file stem or a sheet) is named for."""
        name = normalise(table)
        return next((item for item in self.classes if name in item.names), None)

    def label(self, iri: str) -> Texts:
        """The labels of a property or class by language, from the shapes, else the ontology."""
        return self._labels.get(iri, {})

    @cached_property
    def _labels(self) -> dict[str, Texts]:
        triples = self.vocabulary.triples
        labels: dict[str, Texts] = {}
        for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
            for term in triples.subjects(OWL + kind):
                labels[term] = triples.by_language(term, RDFS + "label")
        for item in reversed(self.classes):
            labels[item.target] = item.labels
            for member in reversed(item.properties):
                if member.names and not member.inverse:
                    labels[member.path] = member.names
        return labels


def read(vocabulary: Vocabulary) -> Contract:
    """The contract that the shapes in ``vocabulary`` declare.

    Raises ContractError naming the shape when it has no single target, or two classes claim one
    table name.
    """
    triples = vocabulary.triples
    shapes = [name for name in triples.subjects(SH + "NodeShape")
              if triples.iris(name, SH + "targetClass")]  # fmt: skip
    classes = sorted((_class(name, triples) for name in shapes), key=lambda c: (c.order, c.iri))
    owners: dict[str, Class] = {}
    for item in classes:
        for name in item.names:
            if owners.setdefault(name, item) is not item:
                raise ContractError(
                    f"a table named “{name}” could be of two classes: {owners[name].slug} and "
                    f"{item.slug}.",
                    where=item.iri,
                )
    groups = {name: Group(name, triples.by_language(name, RDFS + "label"), _order(name, triples))
              for name in triples.subjects(SH + "PropertyGroup")}  # fmt: skip
    return Contract(tuple(classes), groups, vocabulary)


def _class(shape: str, triples: Triples) -> Class:
    targets = triples.iris(shape, SH + "targetClass")
    if len(targets) != 1:
        raise ContractError(
            f"the shape has {len(targets)} target classes; it needs exactly one.", where=shape
        )
    local = shape.replace("#", "/").rstrip("/").rpartition("/")[2]
    labels = triples.by_language(shape, RDFS + "label")
    plurals = triples.by_language(shape, S3R + "pluralLabel")
    own = [*labels.values(), *plurals.values(), *triples.texts(shape, SKOS + "altLabel")]
    members = [(_property(name, path, triples)) for name in triples.names(shape, SH + "property")
               if (path := _path(name, triples))]  # fmt: skip
    return Class(
        iri=shape,
        target=targets[0],
        slug=kebab_case(local),
        labels=labels,
        plurals=plurals or labels,
        descriptions=triples.by_language(shape, RDFS + "comment"),
        order=_order(shape, triples),
        names=frozenset(map(normalise, [kebab_case(local), *own])),
        properties=tuple(sorted(members, key=lambda member: (member.order, member.iri))),
        document=shape.partition("#")[0],
    )


def _property(shape: str, step: tuple[str, bool], triples: Triples) -> Property:
    path, inverse = step
    qualified = triples.names(shape, SH + "qualifiedValueShape")
    sources = [shape, *qualified, *_alternatives(shape, triples)]

    def iris(predicate: str) -> list[str]:
        return [value for name in sources for value in triples.iris(name, SH + predicate)]

    def counts(*predicates: str) -> list[int]:
        return [value for name in predicates for value in _integers(shape, name, triples)]

    datatypes, targets = tuple(iris("datatype")), iris("class")
    heads = [head for name in sources for head in triples.names(name, SH + "in")]
    choices = [term for head in heads for term in triples.members(head)]
    named = SH + "IRI" in iris("nodeKind") or any(isinstance(t, ox.NamedNode) for t in choices)
    kind: Kind = (
        "reference" if targets
        else "iri" if named
        else "text" if RDF + "langString" in datatypes
        else "literal"
    )  # fmt: skip
    patterns = [text for name in sources for text in triples.texts(name, SH + "pattern")]
    maxima = counts("maxCount") or counts("qualifiedMaxCount")
    least = max(counts("minCount", "qualifiedMinCount"), default=0)
    severities = triples.iris(shape, SH + "severity")
    return Property(
        iri=shape,
        path=path,
        inverse=inverse,
        names=triples.by_language(shape, SH + "name"),
        descriptions=triples.by_language(shape, SH + "description"),
        messages=triples.by_language(shape, SH + "message"),
        other_names=tuple(triples.texts(shape, SKOS + "altLabel")),
        order=_order(shape, triples),
        group=next(iter(triples.iris(shape, SH + "group")), ""),
        kind=kind,
        datatypes=datatypes or ((XSD + "string",) if kind == "literal" else ()),
        target=targets[0] if targets else "",
        choices=tuple(map(node_name, choices)),
        pattern=next(iter(patterns), ""),
        min_count=least,
        max_count=min(maxima) if maxima else None,
        unique_language="true" in triples.texts(shape, SH + "uniqueLang"),
        constants=tuple(term for term in triples.terms(shape, SH + "hasValue")
                        if isinstance(term, ox.NamedNode | ox.Literal)),
        required=least > 0 and severities in ([], [SH + "Violation"]),
    )  # fmt: skip


def _path(shape: str, triples: Triples) -> tuple[str, bool] | None:
    """The predicate of a property shape, and whether it is followed backwards.

    None for any other path (SHACL, section 2.3.1): it is checked, but no column can stand for it.
    """
    for name in triples.names(shape, SH + "path"):
        if inverse := triples.iris(name, SH + "inversePath"):
            return inverse[0], True
        if not any(triples.terms(name, step) for step in COMPLEX_PATHS):
            return name, False
    return None


def _alternatives(shape: str, triples: Triples) -> list[str]:
    heads = triples.names(shape, SH + "or")
    return [node_name(term) for head in heads for term in triples.members(head)]


def _integers(shape: str, name: str, triples: Triples) -> list[int]:
    return [int(text) for text in triples.texts(shape, SH + name) if text.isdigit()]


def _order(name: str, triples: Triples) -> float:
    for text in triples.texts(name, SH + "order"):
        try:
            return float(text)
        except ValueError:
            raise ContractError(f"sh:order is “{text}”, not a number.", where=name) from None
    return LAST
