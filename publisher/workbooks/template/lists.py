"""What may be chosen in a column: the values of ``sh:in``, and the things of the class referred to.

A value is written as the reader accepts it: what a thing is called where that leads to it alone,
else its key, else its IRI.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.check.data import Data, as_written
from publisher.check.rules import in_language
from publisher.contract import Class, Contract, Property
from publisher.describe.collation import collation
from publisher.gather import Content
from publisher.mapping.named import SEPARATORS
from publisher.names import normalise
from publisher.namespaces import PERSONS, RDF, XSD

YES_NO: Final = {"sv": ("ja", "nej"), "en": ("yes", "no")}

MOST: Final = 32_000
"""Values in a list; spreadsheet programs show no more than 32,767."""


@dataclass(frozen=True)
class Options:
    """A list to choose from. ``closed`` says that nothing else is valid."""

    title: str
    values: tuple[str, ...]
    closed: bool


class Things:
    """What the sources of a site hold, for the lists and the examples of a template."""

    def __init__(self, contract: Contract, content: Content, language: str) -> None:
        self._contract = contract
        self._index = content.index
        self._data = Data([source.lines for source in content.sources])
        self._language = language
        self._cells: dict[tuple[str, bool], tuple[str, ...]] = {}

    def options(self, item: Property) -> Options | None:
        """What may be chosen in a column for ``item``; None where there is no list."""
        name = in_language(item.names, self._language)
        if item.kind == "reference":
            title = in_language(self.plural(item.target), self._language) or name
            return Options(title, self._things(item), closed=False)
        if item.choices:
            return Options(name, _choices(item), closed=True)
        if item.datatypes == (XSD + "boolean",):
            return Options(name, YES_NO.get(self._language, YES_NO["en"]), closed=True)
        return None

    def has_sheet(self, target: str) -> bool:
        """Whether a class has a sheet of its own in a whole template."""
        return target in self._contract.by_target

    def plural(self, target: str) -> Mapping[str, str]:
        """What the things of a class are called together, by language."""
        kind = self._contract.by_target.get(target)
        return kind.plurals if kind else self._contract.label(target)

    def value(self, kind: Class, item: Property, language: str = "") -> str:
        """The shortest value that a thing of ``kind`` has, as it stands in a cell; or nothing.

        Nothing is shown of persons.
        """
        tag = f'"@{language}'
        found = {as_written(value) for value in self._values(kind, item)
                 if (not language or value.endswith(tag))
                 and (item.kind != "literal" or _has_datatype(value, item))}  # fmt: skip
        return min(found, key=lambda text: (len(text), text), default="")

    def reference(self, kind: Class, item: Property) -> str:
        """The thing that things of ``kind`` refer to most, as it stands in a cell; or nothing."""
        if item.kind != "reference":
            return ""
        known = self._index.things(item.target)
        counts = Counter(value[1:-1] for value in self._values(kind, item) if value[1:-1] in known)
        most = min(counts, key=lambda iri: (-counts[iri], iri), default="")
        return self._cell(most, known[most], item) if most else ""

    def _values(self, kind: Class, item: Property) -> Iterator[str]:
        types = {value.value for path, value in kind.constants if path == RDF + "type"}
        if not item.inverse and not types & PERSONS:
            for thing in self._data.instances(kind.target):
                yield from self._data.values(thing, f"<{item.path}>")

    def _things(self, item: Property) -> tuple[str, ...]:
        """Every thing that the column may refer to, in the order in which people look for it."""
        wanted = item.target, item.splits
        if wanted not in self._cells:
            key = collation(self._language)
            found = {self._cell(iri, keys, item)
                     for iri, keys in self._index.things(item.target).items()}  # fmt: skip
            self._cells[wanted] = tuple(sorted(found, key=lambda text: (key(text), text)))
        return self._cells[wanted]

    def _cell(self, iri: str, keys: list[str], item: Property) -> str:
        """How a cell refers to the thing ``iri``."""
        label = " ".join(in_language(self._data.label(f"<{iri}>"), self._language).split())
        for text in (label, *keys):
            parted = item.splits and SEPARATORS.search(text)
            if text and not parted and self._index.find(text, item.target) == {iri}:
                return text
        return iri


def _has_datatype(value: str, item: Property) -> bool:
    plain = value.endswith('"') and XSD + "string" in item.datatypes
    return plain or any(value.endswith(f'"^^<{name}>') for name in item.datatypes)


def _choices(item: Property) -> tuple[str, ...]:
    """The values of ``sh:in``; an IRI by the last part of it where that is its alone."""
    if item.kind != "iri":
        return item.choices
    last = [choice.replace("#", "/").rstrip("/").rpartition("/")[2] for choice in item.choices]
    names = [normalise(text) for text in last]
    return tuple(text if names.count(name) == 1 else choice
                 for choice, text, name in zip(item.choices, last, names, strict=True))  # fmt: skip
