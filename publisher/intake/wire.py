"""Frozen dataclasses <-> JSON, by their own type hints: what two processes say to each other."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

LEFT_OUT: Final = frozenset(("index",))
"""Fields that are not said: what is only of use where it was made."""


def encode(value: Any) -> Any:
    """``value`` as what :mod:`json` can write."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: encode(getattr(value, item.name))
            for item in fields(value) if item.name not in LEFT_OUT
        }  # fmt: skip
    if isinstance(value, Mapping):
        return {key: encode(member) for key, member in value.items()}
    if isinstance(value, set | frozenset):
        return [encode(member) for member in sorted(value)]
    if isinstance(value, list | tuple):
        return [encode(member) for member in value]
    return value


def decode(kind: type[T], said: Any) -> T:
    """What :func:`encode` wrote of a ``kind``, from what :mod:`json` has read."""
    return cast(T, _decode(kind, said))


def as_text(value: Any) -> str:
    """``value`` as JSON."""
    return json.dumps(encode(value))


def from_text(kind: type[T], text: str) -> T:
    """What :func:`as_text` wrote of a ``kind``."""
    return decode(kind, json.loads(text))


def _decode(hint: Any, said: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        hints = _hints(hint)
        # What a newer program says besides is passed over: it may be put in place under this one.
        known = {name: member for name, member in said.items() if name in hints}
        return hint(**{name: _decode(hints[name], member) for name, member in known.items()})
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        wanted = next(item for item in inner if item is not types.NoneType)
        return None if said is None else _decode(wanted, said)
    if origin is tuple and inner[-1:] != (...,):
        return tuple(map(_decode, inner, said))
    if origin in (tuple, list, set, frozenset):
        return origin(_decode(inner[0], member) for member in said)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _decode(inner[1], member) for key, member in said.items()}
    return said


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
