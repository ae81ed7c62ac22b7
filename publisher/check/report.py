"""The validation report (SHACL, section 3.6), as data and as RDF without blank nodes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from publisher.mapping.statements import term
from publisher.namespaces import RDF, SH, XSD

VIOLATION: Final = SH + "Violation"


@dataclass(frozen=True, order=True)
class Result:
    """One validation result. Terms are N-Triples; an empty text stands for what is absent."""

    focus: str
    path: str
    value: str
    component: str
    shape: str
    severity: str
    messages: tuple[tuple[str, str], ...] = ()
    """Pairs of language tag (may be empty) and text, sorted."""

    @property
    def violation(self) -> bool:
        """Whether it keeps the data from conforming."""
        return self.severity == VIOLATION

    def message(self, language: str) -> str:
        """The message in ``language``, else without a language, else any."""
        texts: Mapping[str, str] = dict(self.messages)
        return texts.get(language) or texts.get("") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Report:
    """All results, sorted. ``engine`` names what did the work."""

    results: tuple[Result, ...] = field(default=())
    engine: str = ""

    @property
    def conforms(self) -> bool:
        """Whether no result is a violation; warnings and information are results, not faults.

        pySHACL and SHACL's own ``sh:conforms`` count every severity; :meth:`triples` says that.
        """
        return not any(result.violation for result in self.results)

    def triples(self, iri: str) -> Iterator[ox.Triple]:
        """The report as RDF: ``iri`` is the report, results get IRIs below it."""
        report = ox.NamedNode(iri)
        yield ox.Triple(report, _named(RDF + "type"), _named(SH + "ValidationReport"))
        conforms = "false" if self.results else "true"
        yield ox.Triple(
            report, _named(SH + "conforms"), ox.Literal(conforms, datatype=_named(XSD + "boolean"))
        )
        for result in self.results:
            digest = hashlib.sha256(repr(result).encode()).hexdigest()[:16]
            node = ox.NamedNode(f"{iri}#result-{digest}")
            yield ox.Triple(report, _named(SH + "result"), node)
            yield ox.Triple(node, _named(RDF + "type"), _named(SH + "ValidationResult"))
            for name, text in (
                ("focusNode", result.focus),
                ("resultPath", result.path),
                ("value", result.value),
            ):
                if text:
                    yield ox.Triple(node, _named(SH + name), term(text))
            for name, text in (
                ("sourceConstraintComponent", result.component),
                ("sourceShape", result.shape),
                ("resultSeverity", result.severity),
            ):
                if text.startswith("http"):
                    yield ox.Triple(node, _named(SH + name), _named(text))
            for language, text in result.messages:
                message = ox.Literal(text, language=language) if language else ox.Literal(text)
                yield ox.Triple(node, _named(SH + "resultMessage"), message)


def _named(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)
