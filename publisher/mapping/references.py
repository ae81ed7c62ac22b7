"""References to other rows: an id, a notation or a label leads to the IRI of a thing of a class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from rapidfuzz import fuzz, process

from publisher.mapping.statements import term
from publisher.names import normalise
from publisher.namespaces import DCT, LABELS, RDF, SKOS

NAMING: Final = frozenset(
    (*LABELS, SKOS + "altLabel", SKOS + "notation", DCT + "identifier", DCT + "alternative")
)
"""Predicates whose values a cell may use to refer to a thing."""


@dataclass
class ReferenceIndex:
    """What the things of each class are called, over all sources of a site.

    ``superclasses`` maps a class to itself and all above it: a thing of a class is found under
    each of them. ``targets`` are the classes that some property refers to; others are not kept.
    ``nearness`` says of a source how near things (IRIs) are to it: what a name in it means is
    looked for among the nearest first (0, 1, 2). Without it all are alike.
    """

    targets: frozenset[str] = frozenset()
    superclasses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nearness: Callable[[str], Callable[[str], int] | None] = lambda source: None
    _keys: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    _names: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    _shown: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _titles: dict[str, str] = field(default_factory=dict)
    _near: Callable[[str], int] | None = None

    def add(self, iri: str, classes: Iterable[str], key: str, names: Iterable[str]) -> None:
        """Enter a thing under its classes by its key and its names."""
        above = {kind for name in classes for kind in self.superclasses.get(name, (name,))}
        wanted = above & self.targets
        if not wanted:
            return
        texts = {normalise(text): text for text in names if text}
        for text in texts.values():
            self._titles.setdefault(iri, text)
            break
        for kind in wanted:
            for name, text in texts.items():
                self._names[kind].setdefault(name, set()).add(iri)
                self._shown[kind].setdefault(name, text)
            if key:
                self._keys[kind].setdefault(key.casefold(), set()).add(iri)
                self._shown[kind].setdefault(normalise(key), key)

    def enter(self, lines: Iterable[str]) -> None:
        """Enter the things that statements (N-Triples without the final dot) describe."""
        types: dict[str, list[str]] = {}
        names: dict[str, list[str]] = {}
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            if predicate == f"<{RDF}type>":
                types.setdefault(subject, []).append(value[1:-1])
            elif predicate[1:-1] in NAMING and value.startswith('"'):
                names.setdefault(subject, []).append(term(value).value)
        for subject, kinds in types.items():
            key = subject[1:-1].replace("#", "/").rstrip("/").rpartition("/")[2]
            self.add(subject[1:-1], kinds, key, names.get(subject, ()))

    def seen_by(self, source: str) -> ReferenceIndex:
        """The same index as a source sees it: what is near to it comes first."""
        near = self.nearness(source)
        return replace(self, _near=near) if near else self

    def find(self, text: str, kind: str) -> frozenset[str]:
        """The IRIs that ``text`` may mean among the things of class ``kind``.

        Those that are nearest win, and among these keys.
        """
        by_key = self._keys[kind].get(text.casefold()) or set()
        by_name = self._names[kind].get(normalise(text)) or set()
        if self._near and (every := by_key | by_name):
            nearest = min(map(self._near, every))
            by_key = {iri for iri in by_key if self._near(iri) == nearest}
            by_name = {iri for iri in by_name if self._near(iri) == nearest}
        return frozenset(by_key or by_name)

    def nearest(self, text: str, kind: str) -> str:
        """The key or name most like ``text`` in class ``kind``, as it is written; or nothing."""
        found = process.extractOne(
            normalise(text), self._shown[kind].keys(), scorer=fuzz.WRatio, score_cutoff=60.0
        )
        return self._shown[kind][found[0]] if found else ""

    def things(self, kind: str) -> dict[str, list[str]]:
        """The things of class ``kind``, each with its keys; sorted by IRI."""
        keys: dict[str, list[str]] = {iri: [] for found in self._names[kind].values()
                                      for iri in found}  # fmt: skip
        for key, found in self._keys[kind].items():
            shown = self._shown[kind].get(normalise(key), "")
            for iri in found:
                keys.setdefault(iri, []).append(shown if shown.casefold() == key else key)
        return dict(sorted(keys.items()))

    def gloss(self, text: str, kind: str) -> str:
        """What the thing is called that ``text`` means in class ``kind``, where that differs."""
        title = next((self._titles.get(iri, "") for iri in sorted(self.find(text, kind))), "")
        return title if normalise(title) != normalise(text) else ""

    def knows(self, kind: str) -> bool:
        """Whether any thing of class ``kind`` is known."""
        return bool(self._shown[kind])
