"""What a query reads of the data, and how much work it may be: told from its patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.namespaces import XSD
from publisher.shacl.sparql_rules import Reading
from publisher.shacl.sparql_tree import PATH, Branches, Filter, Group, Named, Optional, Pattern
from publisher.sparql_tokens import IRI, NAME, Token

LOOKS: Final[dict[str, str]] = {
    "STR": "form",
    "CONCAT": "form",
    "GROUP_CONCAT": "form",
    "DATATYPE": "datatype",
    "LANG": "language",
}
"""Functions whose answer depends on how a literal is written, not only on its value: on what."""

BUILDS: Final = frozenset({"CONCAT", "REPLACE", "GROUP_CONCAT"})
"""Functions that make longer texts of texts: few of them can make one that fills the memory."""

STRING_CAST: Final = f"<{XSD}string>"

ENDLESS: Final = 10**15


@dataclass(frozen=True)
class Reads:
    """The predicates (N-Triples) that a query reads; ``everything`` where it may read any."""

    predicates: frozenset[str]
    everything: bool = False
    of_this: frozenset[str] = frozenset()
    """Those of which it reads only the statements whose subject is the focus node."""


def reads(reading: Reading, constants: Mapping[str, str]) -> Reads:
    """What a query reads of the data graph; ``constants`` are terms bound beforehand, by name."""
    found: set[str] = set()
    elsewhere: set[str] = set()
    everything = False
    for group in _data_groups(reading.query.where):
        patterns = list(group.patterns())
        for pattern in patterns:
            way = pattern.path
            names = list(way.names)
            if way.variable and way.variable != PATH:
                names.append(constants.get(way.variable, ""))
            found.update(names)
            if pattern.subject != "?this" or way.marks or len(names) != 1:
                elsewhere.update(names)
            loose = way.empty and _is_loose(pattern, patterns)
            everything |= "!" in way.marks or loose or "" in names
    own = frozenset() if everything else frozenset(found - elsewhere)
    return Reads(frozenset(found - {""}), everything, own)


def _data_groups(group: Group) -> Iterator[Group]:
    """The groups that are matched with the data, not with the shapes."""
    yield group
    for kind, inner in group.inner():
        if kind != "graph":
            yield from _data_groups(inner)


def _is_loose(pattern: Pattern, patterns: list[Pattern]) -> bool:
    """Whether a path that may be empty starts and ends at no term that another pattern has."""
    others = {end for other in patterns if other is not pattern and not other.path.empty
              for end in other.ends()}  # fmt: skip
    return not any(end[0] not in "?_" or end in others for end in pattern.ends())


def looks_at(reading: Reading, kind: str) -> str:
    """The function that looks at the ``form``, ``datatype`` or ``language`` of literals, or ""."""
    for token in reading.tokens:
        if LOOKS.get(token.word) == kind:
            return token.text
        if kind == "form" and _is_string_cast(token):
            return token.text
    return ""


def _is_string_cast(token: Token) -> bool:
    return (token.kind == IRI and token.text == STRING_CAST) or (
        token.kind == NAME and token.text.endswith(":string")
    )


def builds(reading: Reading) -> int:
    """How often a query builds texts of texts."""
    return sum(token.word in BUILDS for token in reading.tokens)


@dataclass(frozen=True)
class Sizes:
    """What is known of the data: triples of a predicate (``""`` for all), most for one subject,
    most for one object."""

    of: Callable[[str], tuple[int, int, int]]


def work(reading: Reading, rows: int, bound: frozenset[str], sizes: Sizes) -> int:
    """About how many steps a query takes at most for so many rows of ``bound`` variables."""
    known = {f"?{name}" for name in bound}
    return _Estimate(sizes).group(reading.query.where, max(rows, 1), known)[1]


class _Estimate:
    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes

    def group(self, group: Group, rows: int, known: set[str]) -> tuple[int, int]:
        """How many solutions a group has at most, and how many steps they take."""
        if group.select is not None:
            return self.group(group.select.where, rows, known)
        rows, steps = self._patterns(list(group.patterns()), rows, known)
        for element in group.elements:
            if isinstance(element, Filter):
                for inner in element.groups:
                    steps += self.group(inner, rows, set(known))[1]
            elif isinstance(element, Branches):
                parts = [self.group(inner, rows, set(known)) for inner in element.groups]
                rows = sum(part[0] for part in parts)
                steps += sum(part[1] for part in parts)
            elif isinstance(element, Optional | Named):
                more, taken = self.group(element.group, rows, known)
                rows, steps = max(rows, more), steps + taken
        return min(rows, ENDLESS), min(steps, ENDLESS)

    def _patterns(self, todo: list[Pattern], rows: int, known: set[str]) -> tuple[int, int]:
        """Patterns are taken as a planner would: always the one that adds least."""
        steps = rows
        while todo:
            growth = [self._growth(pattern, known) for pattern in todo]
            least = min(range(len(todo)), key=growth.__getitem__)
            pattern = todo.pop(least)
            rows = min(rows * max(growth[least], 1), ENDLESS)
            steps += rows
            known.update(end for end in pattern.ends() if end[0] in "?_")
            if pattern.path.variable:
                known.add(f"?{pattern.path.variable}")
        return rows, min(steps, ENDLESS)

    def _growth(self, pattern: Pattern, known: set[str]) -> int:
        """Solutions of a pattern for one of what is known already."""
        names = ("",) if "!" in pattern.path.marks else pattern.path.names or ("",)
        each = [self._sizes.of(name) for name in names]
        number = max(part[0] for part in each)
        starts, ends = (end[0] not in "?_" or end in known for end in pattern.ends())
        if not starts and not ends:
            return min(number * max(number, 1), ENDLESS) if pattern.path.repeated else number
        if pattern.path.repeated:
            return max(number, 1)
        if starts and ends and len(each) == 1:
            return 1
        growth = 1
        for part in each:
            if {"^", "|"} & pattern.path.marks:
                growth *= len(each) * max(part[1:])
            else:
                growth *= part[1] if starts else part[2]
        return growth
