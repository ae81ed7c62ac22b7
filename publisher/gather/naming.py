"""Which class a table is of, by the names of its sheet and its file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from publisher.contract import Class, Contract
from publisher.faults import Fault, Place
from publisher.names import nearest
from publisher.sources.rows import Table

ALIKE: Final = 75.0
"""How alike a name must be to be taken for a mistyped one, of 100: a sheet of notes is none."""


def class_of(contract: Contract, table: Table) -> Class | None:
    """The class that a table is named for; None where it is named for none."""
    return contract.named(table.name) or contract.named(_stem(table.file))


def unknown_table(contract: Contract, table: Table) -> Fault:
    """The fault of a table that is named for no class."""
    known = [item.slug for item in contract.classes]
    swedish = [item.plurals.get("sv") or item.slug for item in contract.classes]
    every = list(known)
    for item in contract.classes:
        every += [*item.labels.values(), *item.plurals.values()]
    name = table.name if table.sheet else _stem(table.file)
    return Fault(
        Place(table.file, table.sheet or ""), "unknown-table", name,
        expected=", ".join(known), expected_sv=", ".join(swedish),
        nearest=nearest(name, every, cutoff=ALIKE),
    )  # fmt: skip


def _stem(file: str) -> str:
    return PurePosixPath(file).stem
