"""What is wrong with shapes themselves, as findings: at the file and the line of each shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from publisher.check.findings import Finding, Findings, Group, Texts
from publisher.check.rules import LANGUAGES
from publisher.faults import Place
from publisher.namespaces import shorten_iri
from publisher.shacl.problems import Problem
from publisher.vocabulary import Document, node_name

CODE: Final = "shapes-"
"""What the code of such a finding begins with; the kind of problem follows."""

Lines = Callable[[str, set[str]], Mapping[str, int]]
"""File and IRIs -> the line on which each is described."""


def problem_findings(
    problems: Iterable[Problem], documents: Iterable[Document], lines: Lines
) -> Iterator[Finding]:
    """A finding for each problem. A blank node stands where the shape stands that it is part of.

    ``lines`` reads a file for the lines of some of its shapes.
    """
    home: dict[str, str] = {}
    above: dict[str, str] = {}
    for document in documents:
        for triple in document.triples:
            subject = node_name(triple.subject)
            home.setdefault(subject, document.file)
            above.setdefault(node_name(triple.object), subject)
    found = sorted({(home.get(item.shape, ""), nearest_named(item.shape, above), item)
                    for item in problems})  # fmt: skip
    wanted: dict[str, set[str]] = {}
    for file, name, _ in found:
        wanted.setdefault(file, set()).add(name)
    at = {file: lines(file, names) for file, names in wanted.items() if file}
    placed = sorted((Place(file, "", at.get(file, {}).get(name, 0)), name, item)
                    for file, name, item in found)  # fmt: skip
    for place, name, item in placed:
        yield Finding(
            place, "violation", CODE + item.code, _texts(item, name), value=item.value,
            shape=name, places=(place,),
        )  # fmt: skip


def with_problems(findings: Findings, problems: Iterable[Finding]) -> Findings:
    """Findings with those about the shapes before them, each a cause of its own."""
    own = tuple(Group(item.sentence, item.severity, 1, (item,)) for item in problems)
    more = Counter(group.severity for group in own)
    counts = tuple((severity, count + more[severity]) for severity, count in findings.counts)
    return replace(findings, groups=own + findings.groups, counts=counts)


def nearest_named(node: str, above: Mapping[str, str]) -> str:
    """The IRI of a node, else of the nearest one that leads to it; empty where none does.

    ``above`` has, for a node, one whose statement leads to it; a blank node is ``_:`` and a label.
    """
    seen: set[str] = set()
    while node.startswith("_:"):
        if node in seen:
            return ""
        seen.add(node)
        node = above.get(node, "")
    return node


def _texts(problem: Problem, name: str) -> Texts:
    lead = f"{shorten_iri(name)}: " if name else ""
    return tuple((language, lead + problem.sentence(language)) for language in LANGUAGES)
