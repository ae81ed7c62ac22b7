"""``ontology/`` and ``shapes/`` -> documents: each file one IRI and its triples, from disk only.

``owl:imports`` is a triple like any other here: nothing is fetched.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from publisher.errors import ContractError
from publisher.namespaces import OWL, RDF, RDFS

SYNTAXES: Final[dict[str, ox.RdfFormat]] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}

SHAPES: Final = "shapes"
FOLDERS: Final = ("ontology", SHAPES)

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Document:
    """One vocabulary file: its IRI (the ``owl:Ontology`` that it declares) and its triples."""

    iri: str
    file: str
    triples: tuple[ox.Triple, ...]
    checksum: str = ""
    """SHA-256 of the file's bytes, hexadecimal."""


class Triples:
    """A set of triples by subject and predicate; values come in the order of their N-Triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._index: dict[str, dict[str, list[Term]]] = {}
        for triple in dict.fromkeys(triples):
            subject = self._index.setdefault(node_name(triple.subject), {})
            subject.setdefault(triple.predicate.value, []).append(triple.object)
        for properties in self._index.values():
            for values in properties.values():
                values.sort(key=str)

    def subjects(self, kind: str) -> list[str]:
        """The subjects whose ``rdf:type`` is ``kind``, sorted."""
        return [s for s in self.having(RDF + "type") if kind in self.iris(s, RDF + "type")]

    def all_subjects(self) -> list[str]:
        """Every subject, sorted."""
        return sorted(self._index)

    def predicates(self, subject: str) -> list[str]:
        """The properties that ``subject`` has, sorted."""
        return sorted(self._index.get(subject, {}))

    def terms(self, subject: str, predicate: str) -> list[Term]:
        """All values of ``predicate``."""
        return self._index.get(subject, {}).get(predicate, [])

    def names(self, subject: str, predicate: str) -> list[str]:
        """The IRIs and blank nodes among the values, as this index names them."""
        return [node_name(term) for term in self.terms(subject, predicate)
                if isinstance(term, ox.NamedNode | ox.BlankNode)]  # fmt: skip

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The IRIs among the values."""
        return [t.value for t in self.terms(subject, predicate) if isinstance(t, ox.NamedNode)]

    def texts(self, subject: str, predicate: str) -> list[str]:
        """The literals among the values, without language or datatype."""
        return [t.value for t in self.terms(subject, predicate) if isinstance(t, ox.Literal)]

    def by_language(self, subject: str, predicate: str) -> dict[str, str]:
        """The literals by language tag; the tag is empty for one without."""
        return {t.language or "": t.value for t in self.terms(subject, predicate)
                if isinstance(t, ox.Literal)}  # fmt: skip

    def having(self, predicate: str, value: str | None = None) -> list[str]:
        """The subjects that have ``predicate``, or have the node ``value`` for it, sorted."""
        subjects = self._by_predicate.get(predicate, ())
        if value is None:
            return sorted(subjects)
        return sorted(s for s in subjects if value in self.names(s, predicate))

    @cached_property
    def _by_predicate(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for subject, properties in self._index.items():
            for predicate in properties:
                found.setdefault(predicate, []).append(subject)
        return found

    def is_list(self, head: str) -> bool:
        """Whether ``head`` is a well-formed RDF list (SHACL, section 2: one first, one rest)."""
        seen: set[str] = set()
        while head != RDF + "nil":
            rest = self.terms(head, RDF + "rest")
            if head in seen or len(rest) != 1 or len(self.terms(head, RDF + "first")) != 1:
                return False
            seen.add(head)
            head = node_name(rest[0])
        return True

    def members(self, head: str) -> Iterator[Term]:
        """The members of the RDF list at ``head``; a list that loops ends where it meets itself."""
        seen: set[str] = set()
        while head != RDF + "nil" and head not in seen:
            seen.add(head)
            yield from self.terms(head, RDF + "first")
            head = next(iter(self.names(head, RDF + "rest")), RDF + "nil")


@dataclass(frozen=True)
class Vocabulary:
    """The documents of ``ontology/`` and ``shapes/``."""

    documents: tuple[Document, ...]

    @cached_property
    def triples(self) -> Triples:
        """All triples of all documents, indexed."""
        return Triples(triple for document in self.documents for triple in document.triples)

    @property
    def class_tree(self) -> list[str]:
        """What is a subclass of what: N-Triples statements without the final dot.

        This is what data borrows from the ontology when it is checked; it makes no target.
        """
        return [str(triple) for document in self.documents for triple in document.triples
                if triple.predicate.value == RDFS + "subClassOf"]  # fmt: skip

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the files, hexadecimal."""
        lines = "".join(f"{item.iri} {item.checksum}\n" for item in self.documents)
        return hashlib.sha256(lines.encode()).hexdigest()


def read(root: Path) -> Vocabulary:
    """Read the vocabulary files below ``root``.

    Raises ContractError naming the file, and the line where the parser knows it, or the folder of
    the shapes where it is absent or empty.
    """
    files = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*"))
             if path.is_file() and not path.name.startswith((".", "README"))]  # fmt: skip
    documents = [_document(path, root) for path in files if path.suffix != ".md"]
    if not any(document.file.startswith(f"{SHAPES}/") for document in documents):
        raise ContractError(
            "there are no shapes here, and they say what the tables mean.",
            where=str(root / SHAPES),
            todo="Write one for each class; `publisher init DIR` makes a site that has some.",
        )
    seen: dict[str, str] = {}
    for document in documents:
        if document.iri in seen:
            raise ContractError(
                f"the document <{document.iri}> is declared here and in {seen[document.iri]}.",
                where=document.file,
            )
        seen[document.iri] = document.file
    return Vocabulary(tuple(sorted(documents, key=lambda item: item.iri)))


def _document(path: Path, root: Path) -> Document:
    name = path.relative_to(root).as_posix()
    syntax = SYNTAXES.get(path.suffix)
    if syntax is None:
        raise ContractError(
            "this kind of file is not read here.",
            where=name,
            todo=f"Use one of {', '.join(SYNTAXES)}.",
        )
    content = path.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    try:
        quads = ox.parse(content.removeprefix(codecs.BOM_UTF8), format=syntax)
        triples = tuple(relabelled((quad.triple for quad in quads), f"b{checksum[:12]}x"))
    except (SyntaxError, ValueError) as error:
        raise ContractError(f"not valid RDF: {error}.", where=name) from None
    declared = Triples(triples).subjects(OWL + "Ontology")
    if len(declared) != 1:
        raise ContractError(
            f"declares {len(declared)} owl:Ontology.",
            where=name,
            todo="Declare exactly one: its IRI is the IRI of this document.",
        )
    return Document(declared[0], name, triples, checksum)


def relabelled(triples: Iterable[ox.Triple], start: str) -> Iterator[ox.Triple]:
    """``triples`` with blank nodes called ``start`` and a number, in the order that they come in.

    The parser makes labels up, others each time; what is said of a shape shall be the same.
    """
    labels: dict[str, ox.BlankNode] = {}

    def named(node: ox.BlankNode) -> ox.BlankNode:
        return labels.setdefault(node.value, ox.BlankNode(f"{start}{len(labels)}"))

    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
            yield ox.Triple(
                named(subject) if isinstance(subject, ox.BlankNode) else subject,
                triple.predicate,
                named(value) if isinstance(value, ox.BlankNode) else value,
            )
        else:
            yield triple


def node_name(term: Term) -> str:
    """The name by which :class:`Triples` knows a node: its IRI, or its label after ``_:``."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
