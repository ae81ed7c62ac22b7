"""IRIs -> prefixed names that every parser expands to the same IRI again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

PREFIX: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
"""The prefixes used: what Turtle (PN_PREFIX), XML (NCName) and JSON-LD all read alike."""

LOCAL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
"""The local names that Turtle (PN_LOCAL) takes without an escape."""


class Abbreviator:
    """Prefixed names for IRIs; the longest namespace wins, then the first prefix by name.

    ``used`` collects the prefixes that were needed, so that a small document declares no others.
    """

    def __init__(self, prefixes: Mapping[str, str], local: str = LOCAL) -> None:
        self.namespaces: dict[str, str] = {}
        for prefix in sorted(prefixes, reverse=True):
            if PREFIX.fullmatch(prefix) and not prefix.lower().startswith("xml"):
                self.namespaces[prefixes[prefix]] = prefix
        longest_first = sorted(self.namespaces, key=lambda text: (-len(text), text))
        choice = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._match = re.compile(f"({choice})({local})").fullmatch
        self._known: dict[str, tuple[str, str] | None] = {}
        self.used: set[str] = set()

    def split(self, iri: str) -> tuple[str, str] | None:
        """The prefix and the local name of ``iri``; None when no prefix fits."""
        try:
            found = self._known[iri]
        except KeyError:
            match = self._match(iri)
            found = (self.namespaces[match[1]], match[2]) if match else None
            self._known[iri] = found
        if found:
            self.used.add(found[0])
        return found

    def name(self, iri: str) -> str | None:
        """``iri`` as a prefixed name; None when no prefix fits."""
        found = self.split(iri)
        return f"{found[0]}:{found[1]}" if found else None

    def declared(self, *, only_used: bool = False) -> list[tuple[str, str]]:
        """The prefixes with their namespaces, sorted by prefix."""
        pairs = sorted((prefix, namespace) for namespace, prefix in self.namespaces.items())
        return [pair for pair in pairs if not only_used or pair[0] in self.used]
