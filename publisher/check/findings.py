"""Findings: what a check came to, told to the people who must mend it, each at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.faults import Place

Texts = tuple[tuple[str, str], ...]
"""Pairs of language and text, sorted by language."""


def text_in(texts: Texts, language: str) -> str:
    """The text in ``language``, else in English, else any; empty where there is none."""
    found = dict(texts)
    return found.get(language) or found.get("en") or next(iter(found.values()), "")


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, told to the person who must mend it.

    In a place, ``row`` is the line of the file for RDF and for shapes, and ``column`` the heading.
    """

    place: Place
    severity: str
    """``violation``, ``warning`` or ``info``."""
    code: str
    """The kind of fault: a key of :data:`publisher.fault_sentences.SENTENCES`."""
    sentence: Texts
    """The whole sentence, without the place."""
    value: str = ""
    """What stands there, as the person wrote it; empty where nothing does."""
    nearest: str = ""
    """The nearest valid value; empty where there is none."""
    fix: str = ""
    """What the cell should hold, only where that is certain."""
    thing: str = ""
    """IRI of the thing (focus node); empty where the fault is the table's."""
    thing_label: Texts = ()
    property: str = ""
    """IRI of the property; empty where there is none."""
    property_label: Texts = ()
    component: str = ""
    """IRI of the constraint component; empty where the fault is one of reading."""
    shape: str = ""
    """IRI of the shape that says so; empty where none does."""
    rule: str = ""
    """Address of the page that explains the rule; empty where there is none."""
    places: tuple[Place, ...] = ()
    """All the cells that it concerns, ``place`` first."""


@dataclass(frozen=True)
class Group:
    """Findings of one cause: the same kind, column and rule, and value where that is the cause."""

    sentence: Texts
    """Said once for all of them."""
    severity: str
    count: int
    """Exact; may exceed the number of ``findings``."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Findings:
    """What a check came to: groups, the gravest and most frequent first, and exact counts."""

    groups: tuple[Group, ...] = ()
    counts: tuple[tuple[str, int], ...] = (("violation", 0), ("warning", 0), ("info", 0))
    """Severity and exact number, the gravest first."""
    rows: int = 0
    """Rows read of tables: those published and those rejected."""
    published: int = 0
    rejected: int = 0
    files: tuple[str, ...] = ()
    """Every file that was read."""
    engine: str = ""
    """What did the work."""

    def all(self) -> Iterator[Finding]:
        """Every finding at hand, in order of place."""
        yield from sorted(finding for group in self.groups for finding in group.findings)

    def count(self, severity: str) -> int:
        """The exact number of a severity."""
        return dict(self.counts).get(severity, 0)

    @property
    def conforms(self) -> bool:
        """Whether nothing found is a violation."""
        return not self.count("violation")
