"""Results and faults -> findings: each in whole sentences, at its place, with the nearest value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from publisher.check.components import COMPONENTS, OTHER
from publisher.check.data import Data, as_written
from publisher.check.expected import Case, iris_in
from publisher.check.findings import Finding, Findings, Texts
from publisher.check.grouping import Explained, Reason, group
from publisher.check.nearest import near
from publisher.check.places import Located, Locator
from publisher.check.report import Cause, Report, Result
from publisher.check.rules import LANGUAGES, Rules, Words, in_language
from publisher.check.sentences import NOTHING, Thing, tell, tell_fault
from publisher.faults import Fault
from publisher.namespaces import SH

SEVERITY: Final = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info"}
"""Severities of SHACL; one that a vocabulary declares itself is a warning."""

BY_VALUE: Final = frozenset(("reference", "ambiguous", "unknown-column", "remote"))
"""Codes whose cause is the value: the same value in many rows is one fault many times."""


@dataclass(frozen=True)
class Chosen:
    """The results that are explained one by one, and how many are not, for each reason."""

    results: tuple[Result, ...]
    untold: Mapping[Reason, int]


def choose(report: Report, follows: Callable[[Result], bool], limit: int) -> Chosen:
    """At most ``limit`` results, some of each constraint, and the number of the others.

    What ``follows`` from another fault is passed over; so is what follows from another result for
    the same value.
    """
    by_cause: dict[Cause, dict[str, list[Result]]] = {}
    for result in _leading([result for result in report.results if not follows(result)]):
        cause, blamed = reason_of(result)
        by_cause.setdefault(cause, {}).setdefault(blamed, []).append(result)
    given = Counter(map(cause_of, report.results))
    untold = Counter({(cause, ""): number - given[cause] for cause, number in report.counts
                      if number > given[cause]})  # fmt: skip
    chosen: list[Result] = []
    sizes = {cause: sum(map(len, found.values())) for cause, found in by_cause.items()}
    for cause, share in shares(sizes, limit).items():
        found = by_cause[cause]
        parts = shares({blamed: len(results) for blamed, results in found.items()}, share)
        for blamed, part in parts.items():
            chosen += found[blamed][:part]
            untold[cause, blamed] += len(found[blamed]) - part
    return Chosen(tuple(chosen), +untold)


Key = TypeVar("Key", Cause, str)


def shares(sizes: Mapping[Key, int], whole: int) -> dict[Key, int]:
    """How much of ``whole`` each gets, no more than its size: the smallest are served first.

    Where there is not enough for one each, the largest get one.
    """
    if whole < len(sizes):
        largest = set(sorted(sizes, key=lambda key: (-sizes[key], key))[:whole])
        return {key: int(key in largest) for key in sizes}
    found: dict[Key, int] = {}
    left = whole
    for place, key in enumerate(sorted(sizes, key=lambda key: (sizes[key], key))):
        found[key] = min(sizes[key], left // (len(sizes) - place))
        left -= found[key]
    return found


def reason_of(result: Result) -> Reason:
    """The constraint of a result, and the value where that is what is wrong."""
    row = COMPONENTS.get(_component(result.component), OTHER)
    return cause_of(result), result.value if row.by_value else ""


def cause_of(result: Result) -> Cause:
    """The constraint that a result is counted under."""
    return result.shape, result.component, result.severity


def severity_of(cause: Cause) -> str:
    """The severity of a constraint as findings have it."""
    return SEVERITY.get(cause[2].strip("<>"), "warning")


def _leading(results: Sequence[Result]) -> list[Result]:
    """The results without those that only follow from another one for the same value and shape."""
    present: dict[tuple[str, ...], set[str]] = {}
    for result in results:
        if result.value:
            own = (result.shape, result.focus, result.path, result.value)
            present.setdefault(own, set()).add(_component(result.component))
    outdone = {own: {loser for name in names if name in COMPONENTS
                     for loser in COMPONENTS[name].outdoes}
               for own, names in present.items() if len(names) > 1}  # fmt: skip
    return [
        result for result in results
        if _component(result.component)
        not in outdone.get((result.shape, result.focus, result.path, result.value), ())
    ]  # fmt: skip


def _component(iri: str) -> str:
    return iri.rpartition("#")[2].removesuffix("ConstraintComponent")


class Explainer:
    """Puts results and faults into words, by what the shapes and the data say of them."""

    def __init__(self, rules: Rules, data: Data, locator: Locator) -> None:
        self._rules, self._data, self._locator = rules, data, locator

    def locate(self, result: Result) -> Located:
        """The places of a result."""
        row = COMPONENTS.get(_component(result.component), OTHER)
        beside = self._rules.triples.iris(result.shape, SH + row.pairs) if row.pairs else []
        return self._locator.locate(result, [f"<{iri}>" for iri in beside])

    def result(self, result: Result) -> Explained:
        """One result of the check."""
        case = Case(result, self._rules, self._data)
        located = self.locate(result)
        thing = self._thing(result)
        about = result.value == result.focus and not result.path
        written = "" if about else located.written or as_written(result.value)
        found = near(case, written)
        told = tell(case, thing, written, found, in_table=located.in_table)
        code = "shape" if result.value else "shape-missing"
        places = located.places
        if located.header and not result.value:
            code, places = "shape-no-column", (located.header,)
            told = told.with_more(code, located.header.column)
        reason = reason_of(result)
        cause, blamed = reason
        severity = severity_of(cause)
        key: tuple[str, ...] = (code, *cause, result.path, places[0].column, blamed)
        if code == "shape-no-column":
            key = (*key, places[0].file, places[0].sheet)
        steps = iris_in(result.path)
        finding = Finding(
            places[0], severity, code, told.whole, written, found.value, found.fix,
            thing=result.focus[1:-1] if result.focus.startswith("<") else "",
            thing_label=_texts(thing.label),
            property=steps[0] if len(steps) == 1 else "",
            property_label=_both(case) if steps else (),
            component=result.component, rule=self._rules.page(result.shape), places=places,
            shape="" if result.shape.startswith("_:") else result.shape,
        )  # fmt: skip
        return Explained(finding, key, told, reason)

    def fault(self, fault: Fault, severity: str = "violation") -> Explained:
        """One fault of reading."""
        rules, shape = self._rules, fault.shape
        paths = rules.triples.iris(shape, SH + "path") if shape else []
        name = rules.names(shape) if paths else {}
        thing = NOTHING
        if fault.thing or fault.label:
            thing = Thing(
                rules.kind_of_owner(shape) if shape else {}, dict(fault.label), _tail(fault.thing)
            )
        told = tell_fault(fault, thing, {} if fault.code == "missing-column" else name)
        place = fault.place
        key: tuple[str, ...] = (fault.code, shape, place.column)
        if fault.code in BY_VALUE:
            key = (*key, fault.value)
        if not shape or fault.code == "missing-column":
            key = (*key, place.file, place.sheet)
        finding = Finding(
            place, severity, fault.code, told.whole, fault.value, fault.nearest, fault.fix,
            thing=fault.thing, thing_label=fault.label, property=paths[0] if paths else "",
            property_label=_texts_in_both(name), shape=shape,
            rule=rules.page(shape) if shape else "", places=(place,),
        )  # fmt: skip
        return Explained(finding, key, told)

    def _thing(self, result: Result) -> Thing:
        kind = self._rules.kind_of_owner(result.shape)
        if not kind:
            types = self._data.types(result.focus)
            kind = self._rules.kind(types[0]) if types else {}
        iri = result.focus[1:-1] if result.focus.startswith("<") else ""
        return Thing(kind, self._data.label(result.focus), _tail(iri))


def explain(
    report: Report,
    explainer: Explainer,
    *,
    faults: Iterable[Fault] = (),
    limit: int,
    files: Iterable[str] = (),
) -> Findings:
    """What a check of RDF files came to; ``limit`` is the most results told one by one.

    For a site, see :mod:`publisher.check.rows`.
    """
    chosen = choose(report, lambda result: False, limit)
    explained = [explainer.fault(fault) for fault in faults]
    explained += [explainer.result(result) for result in chosen.results]
    return findings_of(explained, chosen.untold, files=files, engine=engine_of(report))


def findings_of(
    explained: Iterable[Explained],
    untold: Mapping[Reason, int],
    *,
    rows: int = 0,
    rejected: int = 0,
    files: Iterable[str] = (),
    engine: str = "",
) -> Findings:
    """All that was explained, grouped, with the account of the rows."""
    groups, counts = group(explained, untold, severity_of)
    return Findings(
        groups, counts, rows, rows - rejected, rejected, tuple(sorted(set(files))), engine
    )


def engine_of(report: Report | None) -> str:
    """What did the work; with the shapes that the reference did instead, and why."""
    if report is None:
        return ""
    shown = [f"{shape} ({reason})" for shape, reason in report.exceptions[:EXCEPTIONS]]
    more = [f"{len(report.exceptions) - EXCEPTIONS} more"] * (len(report.exceptions) > EXCEPTIONS)
    instead = f"; the reference for {', '.join([*shown, *more])}" if shown else ""
    return report.engine + instead


EXCEPTIONS: Final = 3
"""Most shapes that are named among what did the work."""


def as_fault(finding: Finding) -> Fault:
    """A finding of the check as a fault, whose sentence is whole already."""
    words = dict(finding.sentence)
    return Fault(
        finding.place, "shape" if finding.value else "shape-missing", finding.value,
        words["en"], words["sv"], fix=finding.fix, thing=finding.thing,
        label=finding.thing_label, shape=finding.shape,
    )  # fmt: skip


def _tail(iri: str) -> str:
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]


def _texts(words: Words) -> Texts:
    return tuple(sorted(words.items()))


def _texts_in_both(words: Words) -> Texts:
    return tuple((language, in_language(words, language)) for language in LANGUAGES if words)


def _both(case: Case) -> Texts:
    return tuple((language, case.property(language)) for language in LANGUAGES)
