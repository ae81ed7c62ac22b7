"""Rules: what a shape says in words, by its IRI: name, message, owner, and the page about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Final

from publisher.iris import Iris
from publisher.namespaces import LABELS, RDFS, S3R, SH, shorten_iri
from publisher.vocabulary import Term, Triples, Vocabulary, node_name

LANGUAGES: Final = ("en", "sv")
"""The languages that are spoken of faults, sorted."""

Words = Mapping[str, str]
"""Texts by language; the tag is empty for a text without one."""

NAMES: Final = (SH + "name", *LABELS)

NESTING: Final = ("property", "node", "qualifiedValueShape", "not")
LISTING: Final = ("and", "or", "xone")

OWNING: Final = frozenset(
    SH + name for name in (*NESTING, *LISTING, "path", "targetClass", "severity", "datatype")
)
"""Statements whose subject is a shape."""


def in_language(words: Words, language: str) -> str:
    """The text in ``language``, else without one, else in English, else any; or nothing.

    A text in a variety of the language (``en-GB``) is one in the language.
    """
    for wanted in (language, "", "en"):
        if wanted in words:
            return words[wanted]
        if wanted:
            for tag in sorted(words):
                if tag.partition("-")[0] == wanted:
                    return words[tag]
    return words[min(words)] if words else ""


class Rules:
    """What the shapes of a vocabulary say. A shape is named by its IRI, or by ``_:`` and a label.

    ``iris`` are those of the site that serves the vocabulary; without it a rule's page is the
    shape itself.
    """

    def __init__(self, vocabulary: Vocabulary, iris: Iris | None = None) -> None:
        self.triples: Triples = vocabulary.triples
        self._vocabulary = vocabulary
        self._iris = iris
        self.label: Callable[[str], Words] = lru_cache(maxsize=4096)(self._label)
        self.names: Callable[[str], Words] = lru_cache(maxsize=4096)(self._names)
        self.owner: Callable[[str], str] = lru_cache(maxsize=4096)(self._owner)
        self.page: Callable[[str], str] = lru_cache(maxsize=4096)(self._page)

    def _names(self, shape: str) -> Words:
        """What the shape calls its property (``sh:name``); that of another shape of the same
        property and owner where it says nothing itself."""
        own = self.triples.by_language(shape, SH + "name")
        if own:
            return own
        paths = self.triples.iris(shape, SH + "path")
        for owner in self._owners.get(shape, ()):
            for other in self.triples.names(owner, SH + "property"):
                if paths and self.triples.iris(other, SH + "path") == paths:
                    own = own or self.triples.by_language(other, SH + "name")
        return own

    def messages(self, shape: str) -> Words:
        """The statements of the rule (``sh:message``)."""
        return self.triples.by_language(shape, SH + "message")

    def terms(self, shape: str, parameter: str) -> list[Term]:
        """The values of a parameter, given by its local name."""
        return self.triples.terms(shape, SH + parameter)

    def plural(self, target: str) -> Words:
        """What the things of a class are called together, else what one of them is called."""
        for shape in self._shapes_of.get(target, ()):
            if found := self.triples.by_language(shape, S3R + "pluralLabel"):
                return found
        return self.kind(target)

    def kind(self, target: str) -> Words:
        """What a thing of a class is called: by a shape of the class, else by the ontology.

        Where the class has several shapes, the shortest of their labels is most likely its name.
        """
        labels = [self.triples.by_language(shape, RDFS + "label")
                  for shape in self._shapes_of.get(target, ())]  # fmt: skip
        shortest_first = sorted(filter(None, labels), key=lambda words: len(min(words.values())))
        return next(iter(shortest_first), None) or self.label(target)

    def kind_of_owner(self, shape: str) -> Words:
        """What a thing is called that the shape applies to; nothing where no class is known."""
        owner = self.owner(shape)
        for target in self.triples.iris(owner, SH + "targetClass"):
            return self.kind(target)
        return self._own_label(owner)

    def _label(self, iri: str) -> Words:
        """What the vocabulary calls a term; its prefixed name where it calls it nothing."""
        return self._own_label(iri) or {"": shorten_iri(iri)}

    def _own_label(self, name: str) -> Words:
        for predicate in NAMES:
            if found := self.triples.by_language(name, predicate):
                return found
        return {}

    def _owner(self, shape: str) -> str:
        """The node shape that a shape is part of, at any depth; itself where it is part of none."""
        seen = {shape}
        todo = [shape]
        for name in todo:
            if self.triples.iris(name, SH + "targetClass"):
                return name
            for above in self._owners.get(name, ()):
                if above not in seen:
                    seen.add(above)
                    todo.append(above)
        return todo[-1]

    def _page(self, shape: str) -> str:
        """The address of the page that explains the rule; empty where there is none.

        A site serves its vocabulary documents at the path that follows the vocabulary's IRI, also
        where nobody has set up that IRI to lead there; so the address is one of the site.
        """
        todo = [shape]
        for name in todo:
            if not name.startswith("_:"):
                break
            todo += [above for above in self._owners.get(name, ()) if above not in todo]
        else:
            return ""
        home, _, fragment = name.partition("#")
        document = home if home in self._documents else self._homes.get(name, "")
        path = self._iris.path_of(document) if self._iris and document else None
        if path is None or self._iris is None:
            return name if name.startswith(("http://", "https://")) else ""
        return f"{self._iris.base_iri}{path}" + (f"#{fragment}" if fragment else "")

    @cached_property
    def _documents(self) -> frozenset[str]:
        return frozenset(document.iri for document in self._vocabulary.documents)

    @cached_property
    def _homes(self) -> dict[str, str]:
        """The document that describes each shape."""
        return {node_name(triple.subject): document.iri
                for document in self._vocabulary.documents
                for triple in document.triples if triple.predicate.value in OWNING}  # fmt: skip

    @cached_property
    def _shapes_of(self) -> dict[str, list[str]]:
        """The shapes whose target is each class."""
        found: dict[str, list[str]] = {}
        for name in sorted(self._homes):
            for target in self.triples.iris(name, SH + "targetClass"):
                found.setdefault(target, []).append(name)
        return found

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        """The shapes that each shape is part of."""
        found: dict[str, list[str]] = {}
        for name in sorted(self._homes):
            for child in self._parts(name):
                if name not in found.setdefault(child, []):
                    found[child].append(name)
        return found

    def _parts(self, shape: str) -> Iterator[str]:
        for parameter in NESTING:
            yield from self.triples.names(shape, SH + parameter)
        for parameter in LISTING:
            for head in self.triples.names(shape, SH + parameter):
                yield from map(node_name, self.triples.members(head))
