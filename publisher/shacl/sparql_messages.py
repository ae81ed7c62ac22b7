"""What the results of a query say: ``?message``, or ``sh:message`` filled in (SHACL, 5.3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from publisher.shacl.literals import split, text
from publisher.shacl.shapes import Texts

HOLE: Final = re.compile(r"\{[?$](\w+)\}")


def filled(texts: Texts, bound: Mapping[str, str]) -> Texts:
    """Messages with their ``{?variable}`` and ``{$variable}`` replaced by what is bound.

    ``bound`` has N-Triples terms by name; a variable that is not bound stays as it stands.
    """
    if not any("{" in one for _, one in texts):
        return texts

    def put(match: re.Match[str]) -> str:
        term = bound.get(match[1], "")
        return shown(term) if term else match[0]

    return tuple(sorted((language, HOLE.sub(put, one)) for language, one in texts))


def said(term: str) -> Texts:
    """What a query says itself, in ``?message``."""
    return ((split(term)[2] if term.startswith('"') else "", shown(term)),)


def shown(term: str) -> str:
    """A term as a message shows it: an IRI, a literal's lexical form, a path as it is written."""
    if term.startswith('"') or (term.startswith("<") and term.find(">") == len(term) - 1):
        return text(term) or ""
    return term
