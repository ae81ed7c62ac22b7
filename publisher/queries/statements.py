"""Named queries as RDF, and back (SHACL, section 5.2, and SHACL Advanced Features, 3 and 5).

A query is a ``sh:SPARQLExecutable``; each of its parameters is a ``sh:Parameter`` at an IRI that
ends in the variable's name, which is its ``sh:path`` as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import DCT, RDF, RDFS, SH, XSD
from publisher.queries.declared import (
    FOLDER,
    FORMS,
    NAME,
    PARAMETER,
    RESERVED,
    NamedQuery,
    Parameter,
    Term,
    Texts,
)
from publisher.vocabulary import Triples

EXECUTABLE: Final = SH + "SPARQLExecutable"
KINDS: Final = {form: SH + f"SPARQL{form.capitalize()}Executable" for form in FORMS}
WITHIN: Final = frozenset({SH + "parameter", SH + "in", RDF + "rest"})
"""Properties that lead to what belongs to a query."""

TEXTS: Final = {form: SH + form.lower() for form in FORMS}


def statements(query: NamedQuery, base_iri: str) -> Iterator[ox.Triple]:
    """What is said of a query; lists have blank nodes."""
    own = base_iri + FOLDER + query.name
    yield _link(own, RDF + "type", EXECUTABLE)
    if query.form in KINDS:
        yield _link(own, RDF + "type", KINDS[query.form])
        yield _text(own, TEXTS[query.form], query.text)
    yield from _texts(own, query.labels, query.descriptions)
    for name in query.about:
        yield _link(own, DCT + "subject", name)
    for place, parameter in enumerate(query.parameters, 1):
        yield _link(own, SH + "parameter", f"{own}/{parameter.name}")
        yield from _parameter(parameter, f"{own}/{parameter.name}", place)


def _parameter(parameter: Parameter, own: str, place: int) -> Iterator[ox.Triple]:
    subject = ox.NamedNode(own)
    yield _link(own, RDF + "type", SH + "Parameter")
    yield _link(own, SH + "path", own)
    yield from _texts(own, parameter.labels, parameter.descriptions)
    yield _text(own, SH + "order", str(place), "integer")
    if parameter.datatype:
        yield _link(own, SH + "datatype", parameter.datatype)
    else:
        yield _link(own, SH + "nodeKind", SH + "IRI")
    if parameter.target:
        yield _link(own, SH + "class", parameter.target)
    if parameter.choices:
        yield from _list(subject, SH + "in", parameter.choices)
    if parameter.default is not None:
        yield ox.Triple(subject, ox.NamedNode(SH + "defaultValue"), parameter.default)
    if parameter.optional:
        yield _text(own, SH + "optional", "true", "boolean")


def said_of_queries(store: ox.Store) -> tuple[ox.Triple, ...]:
    """Everything that a store says of queries, of their parameters and of the lists in these."""
    todo: list[ox.NamedNode | ox.BlankNode] = []
    for kind in (EXECUTABLE, *KINDS.values()):
        pattern = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(kind))
        todo += [quad.subject for quad in pattern
                 if isinstance(quad.subject, ox.NamedNode | ox.BlankNode)]  # fmt: skip
    seen, found = set(todo), set()
    for subject in todo:
        for quad in store.quads_for_pattern(subject, None, None, None):
            found.add(quad.triple)
            value = quad.object
            if quad.predicate.value not in WITHIN or not isinstance(value, ox.NamedNode):
                continue
            if value not in seen and value.value != RDF + "nil":
                seen.add(value)
                todo.append(value)
    return tuple(sorted(found, key=str))


def queries_in(triples: Iterable[ox.Triple], base_iri: str) -> tuple[NamedQuery, ...]:
    """The named queries that ``triples`` describe, by name.

    Those whose IRI does not begin as the site's do, or that have no text, are left out.
    """
    known = Triples(tuple(triples))
    found = {}
    for kind in (EXECUTABLE, *KINDS.values()):
        for iri in known.subjects(kind):
            query = _read(iri, known, base_iri)
            if query is not None:
                found[query.name] = query
    return tuple(found[name] for name in sorted(found))


def _read(iri: str, known: Triples, base_iri: str) -> NamedQuery | None:
    name = iri.removeprefix(base_iri + FOLDER)
    texts = [text for predicate in TEXTS.values() for text in known.texts(iri, predicate)]
    if not NAME.fullmatch(name) or len(texts) != 1:
        return None
    parameters = [_read_parameter(own, known) for own in known.iris(iri, SH + "parameter")]
    return NamedQuery(
        name=name,
        labels=known.by_language(iri, RDFS + "label"),
        text=texts[0],
        descriptions=known.by_language(iri, RDFS + "comment"),
        about=tuple(sorted(known.iris(iri, DCT + "subject"))),
        parameters=tuple(item for _, item in sorted(
            (pair for pair in parameters
             if PARAMETER.fullmatch(pair[1].name) and pair[1].name not in RESERVED),
            key=lambda pair: (pair[0], pair[1].name),
        )),
    )  # fmt: skip


def _read_parameter(own: str, known: Triples) -> tuple[float, Parameter]:
    def first(predicate: str) -> str:
        return next(iter([*known.iris(own, predicate), *known.texts(own, predicate)]), "")

    target = first(SH + "class")
    named = target or first(SH + "nodeKind") == SH + "IRI"
    path = first(SH + "path") or own
    heads = known.names(own, SH + "in")
    choices = [term for head in heads for term in known.members(head)]
    order = first(SH + "order")
    return float(order) if order.replace(".", "", 1).isdigit() else 0.0, Parameter(
        name=path.replace("#", "/").rpartition("/")[2],
        labels=known.by_language(own, RDFS + "label"),
        descriptions=known.by_language(own, RDFS + "comment"),
        datatype="" if named else first(SH + "datatype") or XSD + "string",
        target=target,
        choices=tuple(term for term in choices if isinstance(term, ox.NamedNode | ox.Literal)),
        default=next((term for term in known.terms(own, SH + "defaultValue")
                      if isinstance(term, ox.NamedNode | ox.Literal)), None),
        optional=first(SH + "optional") in ("true", "1"),
    )  # fmt: skip


def _texts(own: str, labels: Texts, descriptions: Texts) -> Iterator[ox.Triple]:
    for predicate, texts in ((RDFS + "label", labels), (RDFS + "comment", descriptions)):
        for tag, text in texts.items():
            value = ox.Literal(text, language=tag) if tag else ox.Literal(text)
            yield ox.Triple(ox.NamedNode(own), ox.NamedNode(predicate), value)


def _list(subject: ox.NamedNode, predicate: str, members: Sequence[Term]) -> Iterator[ox.Triple]:
    nodes = [ox.BlankNode() for _ in members]
    yield ox.Triple(subject, ox.NamedNode(predicate), nodes[0])
    ends: list[ox.BlankNode | ox.NamedNode] = [*nodes[1:], ox.NamedNode(RDF + "nil")]
    for node, member, rest in zip(nodes, members, ends, strict=True):
        yield ox.Triple(node, ox.NamedNode(RDF + "first"), member)
        yield ox.Triple(node, ox.NamedNode(RDF + "rest"), rest)


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def _text(subject: str, predicate: str, text: str, datatype: str = "string") -> ox.Triple:
    value = ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
