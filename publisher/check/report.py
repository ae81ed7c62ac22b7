"""The validation report (SHACL, section 3.6), as data and as RDF without blank nodes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from publisher.mapping.statements import term
from publisher.namespaces import RDF, SH, XSD
from publisher.shacl.path_text import parse, triples
from publisher.shacl.problems import Problem

VIOLATION: Final = SH + "Violation"


@dataclass(frozen=True, order=True)
class Result:
    """One validation result. Terms are N-Triples; an empty text stands for what is absent."""

    focus: str
    path: str
    """In the syntax of SPARQL's property paths."""
    value: str
    component: str
    shape: str
    """IRI without brackets, or the label of a blank node after ``_:``."""
    severity: str
    messages: tuple[tuple[str, str], ...] = ()
    """Pairs of language tag (may be empty) and text, sorted: those that the shape declares."""
    details: tuple[Result, ...] = ()
    """What a nested shape found (``sh:detail``), sorted."""

    @property
    def violation(self) -> bool:
        """Whether it keeps the data from conforming."""
        return self.severity == VIOLATION

    def message(self, language: str) -> str:
        """The message in ``language``, else without a language, else any."""
        texts: Mapping[str, str] = dict(self.messages)
        return texts.get(language) or texts.get("") or next(iter(texts.values()), "")


Cause = tuple[str, str, str]
"""Shape, constraint component and severity."""


@dataclass(frozen=True)
class Report:
    """The results, sorted, and how many there are: not all need be among ``results``.

    ``engine`` names what did the work, ``exceptions`` each shape that another engine did, and why.
    """

    results: tuple[Result, ...] = field(default=())
    engine: str = ""
    counts: tuple[tuple[Cause, int], ...] = ()
    """How many results each constraint has, exactly; sorted."""
    exceptions: tuple[tuple[str, str], ...] = ()
    failures: tuple[Problem, ...] = ()
    """Shapes that could not be applied to the data: whether it conforms to them is not known."""

    @property
    def conforms(self) -> bool:
        """Whether no result is a violation; warnings and information are results, not faults.

        pySHACL and SHACL's own ``sh:conforms`` count every severity; :meth:`triples` says that.
        """
        return not self.failures and not any(
            severity == VIOLATION for (_, _, severity), _ in self.counts
        )

    @property
    def total(self) -> int:
        """How many results there are."""
        return sum(number for _, number in self.counts)

    @classmethod
    def of(cls, results: Iterable[Result], engine: str) -> Report:
        """A report of all of these results."""
        found = tuple(sorted(results))
        causes = Counter((item.shape, item.component, item.severity) for item in found)
        return cls(found, engine, tuple(sorted(causes.items())))

    def triples(self, iri: str) -> Iterator[ox.Triple]:
        """The report as RDF: ``iri`` is the report, results and paths get IRIs below it.

        The only blank nodes are those of the data and the shapes.
        """
        report = ox.NamedNode(iri)
        yield ox.Triple(report, _named(RDF + "type"), _named(SH + "ValidationReport"))
        conforms = "false" if self.results else "true"
        yield ox.Triple(
            report, _named(SH + "conforms"), ox.Literal(conforms, datatype=_named(XSD + "boolean"))
        )
        for name, result in _numbered(self.results, f"{iri}#result-"):
            yield ox.Triple(report, _named(SH + "result"), ox.NamedNode(name))
            yield from _said(name, result)


def _said(name: str, result: Result) -> Iterator[ox.Triple]:
    """What is said of one result, and of those nested in it."""
    node = ox.NamedNode(name)
    yield ox.Triple(node, _named(RDF + "type"), _named(SH + "ValidationResult"))
    for predicate, text in (("focusNode", result.focus), ("value", result.value)):
        if text:
            yield ox.Triple(node, _named(SH + predicate), _term(text))
    if result.path:
        path, more = triples(parse(result.path), f"{name}-path")
        yield ox.Triple(node, _named(SH + "resultPath"), path)
        yield from more
    for predicate, text in (
        ("sourceConstraintComponent", result.component),
        ("sourceShape", result.shape),
        ("resultSeverity", result.severity),
    ):
        if text:
            term = text if text.startswith("_:") else f"<{text}>"
            yield ox.Triple(node, _named(SH + predicate), _term(term))
    for language, text in result.messages:
        message = ox.Literal(text, language=language) if language else ox.Literal(text)
        yield ox.Triple(node, _named(SH + "resultMessage"), message)
    for inner, detail in _numbered(result.details, f"{name}-"):
        yield ox.Triple(node, _named(SH + "detail"), ox.NamedNode(inner))
        yield from _said(inner, detail)


def _numbered(results: Iterable[Result], start: str) -> Iterator[tuple[str, Result]]:
    """Each result with an IRI made from what it says; equal ones are told apart by number."""
    seen: Counter[str] = Counter()
    for result in results:
        digest = hashlib.sha256(repr(result).encode()).hexdigest()[:16]
        seen[digest] += 1
        yield f"{start}{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else ""), result


def _term(text: str) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else term(text)


def _named(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
