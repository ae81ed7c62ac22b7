"""What the templates see of a form: its fields, with every label and value ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values that a field may have."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form: ``kind`` is that of an HTML input, or ``select``.

    ``wrong`` says what is wrong with the value.
    """

    name: str
    label: str
    hint: str
    kind: str
    required: bool
    value: str
    options: tuple[Option, ...]
    wrong: str
