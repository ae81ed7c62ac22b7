"""Which of several new states hold against the shapes, tried together with all the rest.

All are tried at once; what is at fault by its own file goes first, then, where something else does
not hold any longer, one is tried after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from publisher.config import Settings
from publisher.contract import Contract
from publisher.faults import Fault
from publisher.obtaining.guards import Claims
from publisher.obtaining.keeping import Stage
from publisher.obtaining.remarks import Refusal
from publisher.release.build import Builder, Check, Checked
from publisher.remote_sources import TABLE

TOLD: Final = 1_000
"""Faults of one source that are told."""


class Trial:
    """Tries new states on a stage: a copy of what was fetched, with these in place."""

    def __init__(
        self, settings: Settings, contract: Contract, check: Check | None, stage: Stage,
        claims: Claims, say: Callable[[str], None],
    ) -> None:  # fmt: skip
        fetching = replace(settings.fetching, folder=str(stage.folder.resolve()))
        self._settings = replace(settings, fetching=fetching)
        self._contract, self._engine, self._say = contract, check, say
        self._stage, self._claims = stage, claims
        self._usual: frozenset[Fault] | None = None

    def refused(self, names: Iterable[str]) -> dict[str, Refusal]:
        """Which of the new states may not be taken, by the name of the source, and why.

        The stage then has the others in place.
        """
        left, refused = list(names), dict[str, Refusal]()
        while left:
            checked = self._check()
            told = self._blamed(checked, left)
            if not told:
                refused |= self._one_by_one(checked, left)
                break
            refused |= told
            for name in told:
                self._stage.put_back(name)
                left.remove(name)
        return refused

    def _blamed(self, checked: Checked, names: Iterable[str]) -> dict[str, Refusal]:
        """The sources that are at fault by what is in their own files."""
        by_file: dict[str, list[Fault]] = {}
        for fault in checked.faults:
            by_file.setdefault(fault.place.file, []).append(fault)
        lines = {own.file: own.lines for own in checked.content.sources}
        told = {}
        for name in names:
            files = self._stage.names_of(name)
            faults = [fault for file in files for fault in by_file.get(file, ())]
            if faults:
                told[name] = _refusal(faults)
                continue
            try:
                for file in files:
                    kind = self._stage.new[name][0].kind if file.endswith(".nt") else TABLE
                    self._claims.require(name, lines.get(file, ()), kind)
            except Refusal as refusal:
                told[name] = refusal
        return told

    def _one_by_one(self, checked: Checked, names: list[str]) -> dict[str, Refusal]:
        """The sources by which something else does not hold that held before."""
        worse = self._worse(checked, names)
        if not worse:
            return {}
        self._stage.put_back(*names)
        refused = {}
        for name in names:
            self._stage.put(name)
            if more := self._worse(self._check(), ()):
                refused[name] = _refusal(sorted(more))
                self._stage.put_back(name)
        return refused

    def _worse(self, checked: Checked, names: Iterable[str]) -> frozenset[Fault]:
        """The faults that there were not without the new states called ``names``."""
        if not checked.faults:
            return frozenset()
        if self._usual is None:
            names = list(names)
            self._stage.put_back(*names)
            self._usual = frozenset(self._check().faults)
            for name in names:
                self._stage.put(name)
        return frozenset(checked.faults) - self._usual

    def _check(self) -> Checked:
        return Builder(self._settings, self._contract, self._engine, self._say).check()


def _refusal(faults: list[Fault]) -> Refusal:
    return Refusal.of("faulty", len(faults), faults=tuple(faults[:TOLD]))
