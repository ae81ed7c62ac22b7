"""How many of what a dataset has, and how that is written down beside its release.

A *scope* is what is counted as one dataset: a named graph, or the merge of all of them, in which a
statement that two graphs make counts once. Every number is one that a SPARQL COUNT gives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from publisher.errors import ReleaseError

FILE_NAME: Final = "counts.json"
LAYOUT: Final = 1
"""Version of what is counted and how it is written down."""


@dataclass(slots=True)
class Use:
    """Statements with a property, and the distinct subjects that have it."""

    triples: int = 0
    subjects: int = 0


@dataclass(slots=True)
class PropertyCount(Use):
    """A property in a scope; ``objects`` are its distinct values."""

    objects: int = 0


@dataclass(slots=True)
class ClassCount:
    """A class in a scope: its distinct things, and what is said of them, by property.

    ``example`` is the first of its own things by IRI that may be shown: not withdrawn, not
    nameless, no person; empty where there is none.
    """

    entities: int = 0
    example: str = ""
    properties: dict[str, Use] = field(default_factory=dict)


@dataclass(slots=True)
class Scope:
    """What a scope has. Its ``entities`` are the typed things whose IRI begins with ``space``.

    ``links`` are the statements whose object is elsewhere, by property and by the space that the
    object is in (:func:`publisher.catalog.spaces.space_of`).
    """

    space: str
    triples: int = 0
    subjects: int = 0
    objects: int = 0
    entities: int = 0
    properties: dict[str, PropertyCount] = field(default_factory=dict)
    classes: dict[str, ClassCount] = field(default_factory=dict)
    links: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Counts:
    """The whole dataset and each of its named graphs, by IRI."""

    whole: Scope
    graphs: dict[str, Scope]

    def in_data(self, term: str, kind: str, sources: frozenset[str]) -> bool:
        """Whether a term is used in a graph among ``sources``; ``kind``: classes or properties."""
        return any(term in getattr(scope, kind) for name, scope in self.graphs.items()
                   if name in sources)  # fmt: skip


def to_json(counts: Counts) -> bytes:
    """The counts as a file: the same bytes for the same counts."""
    content = {
        "layout": LAYOUT,
        "whole": _plain(counts.whole),
        "graphs": {name: _plain(scope) for name, scope in counts.graphs.items()},
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=_fields).encode()


def from_json(content: bytes) -> Counts | None:
    """What :func:`to_json` wrote; None for another layout. Raises ValueError when damaged."""
    read = json.loads(content)
    if read["layout"] != LAYOUT:
        return None
    graphs = {name: _scope(scope) for name, scope in read["graphs"].items()}
    return Counts(_scope(read["whole"]), graphs)


def read_counts(folder: Path) -> Counts | None:
    """The counts of the release in ``folder``; None where it was built without them.

    Raises ReleaseError when they cannot be read.
    """
    path = folder / FILE_NAME
    try:
        return from_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            f"the counts of the release cannot be read ({error}).",
            where=str(path),
            todo="Build again, or roll back to another release.",
        ) from error


def _fields(item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _plain(scope: Scope) -> dict[str, Any]:
    links: dict[str, dict[str, int]] = {}
    for (predicate, space), number in scope.links.items():
        links.setdefault(predicate, {})[space] = number
    return {**_fields(scope), "links": links}


def _scope(content: Mapping[str, Any]) -> Scope:
    links = {(predicate, space): number for predicate, spaces in content["links"].items()
             for space, number in spaces.items()}  # fmt: skip
    classes = {
        name: ClassCount(item["entities"], item["example"],
                         {term: Use(**use) for term, use in item["properties"].items()})
        for name, item in content["classes"].items()
    }  # fmt: skip
    properties = {name: PropertyCount(**item) for name, item in content["properties"].items()}
    return Scope(**{**content, "links": links, "classes": classes, "properties": properties})
