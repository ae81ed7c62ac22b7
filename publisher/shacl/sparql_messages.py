"""What the results of a query say: ``?message``, or ``sh:message`` filled in (SHACL, 5.3.2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from publisher.shacl.respell import ox_literal
from publisher.shacl.shapes import Texts

HOLE: Final = re.compile(r"\{[?$](\w+)\}")


def filled(texts: Texts, bound: Mapping[str, str]) -> Texts:
    """Messages with their ``{?variable}`` and ``{$variable}`` replaced by what is bound.

    ``bound`` has N-Triples terms by name; a variable that is not bound stays as it stands.
    """
    if not any("{" in text for _, text in texts):
        return texts

    def put(match: re.Match[str]) -> str:
        term = bound.get(match[1], "")
        return shown(term) if term else match[0]

    return tuple(sorted((language, HOLE.sub(put, text)) for language, text in texts))


def said(term: str) -> Texts:
    """What a query says itself, in ``?message``."""
    if not term.startswith('"'):
        return (("", shown(term)),)
    literal = ox_literal(term)
    return ((literal.language or "", literal.value),)


def shown(term: str) -> str:
    """A term as a message shows it: an IRI without brackets, or a literal's lexical form."""
    if term.startswith("<") and term.endswith(">") and "> " not in term:
        return term[1:-1]
    return ox_literal(term).value if term.startswith('"') else term
