"""The reference engine: pySHACL over rdflib. What it says conforms, conforms."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from publisher.check.report import Report, Result
from publisher.errors import ContractError
from publisher.shacl import paths
from publisher.shacl.components import CORE
from publisher.vocabulary import Triples, Vocabulary

ENGINE: Final = f"pySHACL {pyshacl.__version__}"

BACKGROUND: Final = frozenset({str(RDFS.subClassOf)})
"""What the data borrows from the ontology: the class tree. Nothing in it becomes a target."""


def check(
    lines: Iterable[str], vocabulary: Vocabulary, *, background: Iterable[str] = ()
) -> Report:
    """Check N-Triples statements against the shapes in ``vocabulary``.

    ``background`` are statements that are known as well, but here no target is kept from being in
    them. ``owl:imports`` is not followed and no JavaScript is run. Raises ContractError when a
    shape is malformed.
    """
    data = rdflib.Graph()
    shapes = rdflib.Graph()
    with _quiet():
        for document in vocabulary.documents:
            for triple in document.triples:
                shapes.add(_triple(triple))
                if triple.predicate.value in BACKGROUND:
                    data.add(_triple(triple))
        text = "".join(f"{line} .\n" for line in (*lines, *background))
        for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES):
            data.add(_triple(quad.triple))
        try:
            _, report, _ = pyshacl.validate(
                data, shacl_graph=shapes, inference="none", advanced=False, js=False,
                do_owl_imports=False, meta_shacl=False, inplace=True, allow_warnings=False,
            )  # fmt: skip
        except (pyshacl.errors.ShapeLoadError, pyshacl.errors.ConstraintLoadError) as error:
            raise ContractError(f"a shape is malformed: {error}.", where="shapes/") from error
        except (pyshacl.errors.ReportableRuntimeError, TypeError) as error:
            raise ContractError(
                f"a shape cannot be applied to the data: {error}.",
                where="shapes/",
                todo="Shapes that compare values need values of one datatype.",
            ) from error
        if not isinstance(report, rdflib.Graph):
            raise ContractError(f"the shapes could not be applied: {report}.", where="shapes/")
        return Report.of(_results(report, vocabulary.triples), ENGINE)


def _results(report: rdflib.Graph, shapes: Triples) -> Iterator[Result]:
    """The results of the report itself; those nested in ``sh:detail`` stand in these."""
    for top in report.subjects(RDF.type, SH.ValidationReport):
        for node in report.objects(top, SH.result):
            yield _result(node, report, shapes)


def _result(node: Any, report: rdflib.Graph, shapes: Triples) -> Result:
    shape = _name(report.value(node, SH.sourceShape))
    component = str(report.value(node, SH.sourceConstraintComponent) or "")
    declared = shapes.terms(shape, str(SH.message)) or component not in CORE
    return Result(
        focus=_text(report.value(node, SH.focusNode)),
        path=_path(report.value(node, SH.resultPath), shape, shapes),
        value=_text(report.value(node, SH.value)),
        component=component,
        shape=shape,
        severity=str(report.value(node, SH.resultSeverity) or ""),
        messages=tuple(sorted(
            (getattr(text, "language", None) or "", str(text))
            for text in report.objects(node, SH.resultMessage) if declared
        )),
        details=tuple(sorted(
            _result(inner, report, shapes) for inner in report.objects(node, SH.detail)
        )),
    )  # fmt: skip


def _path(node: Any, shape: str, shapes: Triples) -> str:
    """A path that is no single predicate is the shape's own: pySHACL copies it as blank nodes."""
    if node is None or isinstance(node, rdflib.URIRef):
        return _text(node)
    return paths.read(next(iter(shapes.names(shape, str(SH.path)))), shapes).text


def _name(node: Any) -> str:
    return f"_:{node}" if isinstance(node, rdflib.BNode) else str(node or "")


def _text(node: Any) -> str:
    if node is None:
        return ""
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    datatype = node.datatype and ox.NamedNode(str(node.datatype))
    if node.language:
        return str(ox.Literal(str(node), language=node.language))
    return str(ox.Literal(str(node), datatype=datatype) if datatype else ox.Literal(str(node)))


def _triple(triple: ox.Triple) -> tuple[Any, Any, Any]:
    return _term(triple.subject), rdflib.URIRef(triple.predicate.value), _term(triple.object)


def _term(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """rdflib logs a traceback for each ill-typed literal; here that is a result, not news."""
    logger = logging.getLogger("rdflib.term")

    def silent(record: logging.LogRecord) -> bool:
        return False

    logger.addFilter(silent)
    try:
        yield
    finally:
        logger.removeFilter(silent)
