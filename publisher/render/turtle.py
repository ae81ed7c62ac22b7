"""Triples -> Turtle (RDF 1.1 Turtle), deterministic and grouped by subject.

``pyoxigraph`` writes prefixes in the order of a hash map, which differs from process to process,
and does not say which of two overlapping prefixes it takes; hence a writer of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from publisher.namespaces import RDF, XSD
from publisher.render.abbreviate import Abbreviator
from publisher.render.statements import Statement, sorted_statements

TYPE: Final = f"<{RDF}type>"
INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*")
INDENT: Final = " " * 4


def header(prefixes: Mapping[str, str]) -> str:
    """The prefix declarations, sorted."""
    return declarations(Abbreviator(prefixes).declared())


def document(statements: Iterable[Statement], prefixes: Mapping[str, str]) -> str:
    """A whole document that declares only the prefixes it uses."""
    names = Abbreviator(prefixes)
    text = "\n".join(blocks(sorted_statements(statements), names))
    return declarations(names.declared(only_used=True)) + text


def body(statements: Iterable[Statement], prefixes: Mapping[str, str]) -> str:
    """The statements alone, to stand below :func:`header`."""
    return "\n".join(blocks(sorted_statements(statements), Abbreviator(prefixes)))


def blocks(statements: Iterable[Statement], names: Abbreviator) -> Iterator[str]:
    """One block for each subject, from statements that are sorted."""
    terms: dict[str, str] = {}

    def term(text: str) -> str:
        try:
            return terms[text]
        except KeyError:
            found = terms[text] = _term(text, names)
            return found

    for subject, about in groupby(statements, key=lambda item: item[0]):
        lines: list[str] = []
        for predicate, group in groupby(about, key=lambda item: item[1]):
            objects = " ,\n        ".join([term(item[2]) for item in group])
            if predicate == TYPE:
                lines.insert(0, f"a {objects}")
            else:
                lines.append(f"{term(predicate)} {objects}")
        yield f"{term(subject)} " + f" ;\n{INDENT}".join(lines) + " .\n"


def _term(text: str, names: Abbreviator) -> str:
    """A term in N-Triples as Turtle may write it shorter, with the same lexical form."""
    if text.startswith("<"):
        return names.name(text[1:-1]) or text
    if not text.endswith(">"):
        return text
    start = text.rindex("^^<")
    lexical, datatype = text[:start], text[start + 3 : -1]
    if datatype == XSD + "integer" and INTEGER.fullmatch(lexical[1:-1]):
        return lexical[1:-1]
    if datatype == XSD + "boolean" and lexical in ('"true"', '"false"'):
        return lexical[1:-1]
    return f"{lexical}^^{names.name(datatype) or text[start + 2 :]}"


def declarations(pairs: Iterable[tuple[str, str]]) -> str:
    """The declarations of prefixes, and a blank line below them."""
    lines = [f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in pairs]
    return "".join(lines) + ("\n" if lines else "")
