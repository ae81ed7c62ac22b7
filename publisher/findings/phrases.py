"""Phrases by key, in Swedish and in English, for writers and for templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Phrases:
    """A table of phrases, each in Swedish and in English, with gaps as ``str.format`` has them."""

    table: Mapping[str, tuple[str, str]]

    def say(self, key: str, language: str, *values: object) -> str:
        """A phrase in ``language`` (``sv``, else English) with its gaps filled."""
        return self.table[key][0 if language == "sv" else 1].format(*values)

    def of(self, language: str) -> Callable[..., str]:
        """The phrases in one language, for a template: ``t('summary')``."""
        return partial(self._in, language)

    def _in(self, language: str, key: str, *values: object) -> str:
        return self.say(key, language, *values)
