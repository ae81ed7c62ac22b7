"""Nearest: the valid value most like what stands there, and the correction where it is certain.

A correction is certain where only white space, case or the way of writing has to change and one
valid value alone comes of it; whatever asks for a decision is a nearest value and no correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NamedTuple

import pyoxigraph as ox

from publisher.check.data import as_written, datatype_of, shown
from publisher.check.expected import Case
from publisher.check.known import local
from publisher.check.rules import in_language
from publisher.mapping.tidy import tidy, variants
from publisher.names import nearest, normalise
from publisher.namespaces import SH, shorten_iri
from publisher.shacl.regex import MalformedPattern, Pattern, PatternTimeout
from publisher.sources.csvw_schema import Datatype
from publisher.values import ValueFault, parse_value


class Near(NamedTuple):
    """A valid value, what it is also called by language, and the certain correction."""

    value: str = ""
    gloss: tuple[tuple[str, str], ...] = ()
    fix: str = ""


NOTHING: Final = Near()
MANY: Final = 20_000
"""Most valid values that one is sought among."""


def certain(text: str, candidates: Iterable[str], valid: Callable[[str], bool]) -> str:
    """The one valid text among the candidates that is not ``text`` itself; else nothing."""
    found = {item for item in candidates if item and item != text and valid(item)}
    return found.pop() if len(found) == 1 else ""


def near(case: Case, written: str) -> Near:
    """The valid value most like that of a result, which is ``written`` so in its cell."""
    find = FINDERS.get(case.component)
    return find(case, written) if find and case.result.value else NOTHING


def _choice(case: Case, written: str) -> Near:
    """Among the values of ``sh:in``."""
    own = as_written(case.result.value)
    terms = [str(term) for term in case.listed("in")[:MANY]]
    names = {_local(term): as_written(term) for term in reversed(terms)}
    same = {value for name, value in names.items() if normalise(name) == normalise(_local(own))}
    value = same.pop() if len(same) == 1 else names.get(nearest(_local(own), names), "")
    return Near(value, _gloss(case, value), value if _certain_choice(own, value) else "")


def _certain_choice(own: str, value: str) -> bool:
    return bool(value) and normalise(own) == normalise(value)


def _thing(case: Case, written: str) -> Near:
    """Among the things of the classes of ``sh:class``."""
    own = shown(case.result.value)
    things = case.data.known(tuple(str(target).strip("<>") for target in case.terms("class")))
    if len(things) > MANY:
        return NOTHING
    same = things.at(own)
    if len(same) == 1 and own not in same:
        (value,) = same
        return Near(value, _gloss(case, value), value)
    value = things.nearest(local(own))
    return Near(value, _gloss(case, value))


def _gloss(case: Case, value: str) -> tuple[tuple[str, str], ...]:
    if ":" not in value:
        return ()
    words = case.data.label(f"<{value}>")
    return tuple((language, in_language(words, language)) for language in ("en", "sv") if words)


def _local(term: str) -> str:
    """The last part of an N-Triples term that is an IRI; the text of another."""
    return local(shown(term))


def _datatype(case: Case, written: str) -> Near:
    """The value written as its datatype asks."""
    own = shown(case.result.value)
    wanted = [str(term).strip("<>") for term in case.terms("datatype")]
    if len(wanted) != 1 or datatype_of(case.result.value) not in ("", wanted[0]):
        return NOTHING
    fix = _parsed(tidy(own), wanted[0], swedish=False)
    value = fix or _parsed(tidy(own), wanted[0], swedish=True)
    return Near(value, (), fix) if value != own else NOTHING


def _parsed(text: str, datatype: str, *, swedish: bool) -> str:
    try:
        return parse_value(text, Datatype(datatype), swedish=swedish)
    except (ValueFault, ValueError):
        return ""


def _property(case: Case, written: str) -> Near:
    """Among the properties that a closed shape knows."""
    triples = case.rules.triples
    known = {_local(f"<{path}>"): path
             for shape in triples.names(case.shape, SH + "property")
             for path in triples.iris(shape, SH + "path")}  # fmt: skip
    value = known.get(nearest(_local(case.result.path), known), "")
    return Near(shorten_iri(value)) if value else NOTHING


def _pattern(case: Case, written: str) -> Near:
    """The value in another case, or without white space, where that fits the pattern."""
    term = case.result.value
    prefix = shown(term).removesuffix(written)
    patterns = [str(item.value) for item in case.terms("pattern")
                if isinstance(item, ox.Literal)]  # fmt: skip
    if prefix == shown(term) or len(patterns) != 1 or len(written) > LONGEST:
        return NOTHING
    flags = "".join(shown(str(item)) for item in case.terms("flags"))
    texts = [*variants(written, "iri"), written.upper(), written.lower()]
    fix = certain(written, texts, lambda text: _fits(patterns[0], flags, prefix + text))
    return Near(fix, (), fix)


@lru_cache(maxsize=4096)
def _fits(pattern: str, flags: str, text: str) -> bool:
    try:
        return Pattern(pattern, flags, SECONDS).matches([text])[0]
    except (MalformedPattern, PatternTimeout):
        return False


LONGEST: Final = 200
"""Characters of the longest text that is tried in other ways of writing."""

SECONDS: Final = 0.5
"""How long a pattern may take that needs a process of its own."""

FINDERS: Final[dict[str, Callable[[Case, str], Near]]] = {
    "In": _choice,
    "Class": _thing,
    "Datatype": _datatype,
    "Closed": _property,
    "Pattern": _pattern,
}
"""How the nearest valid value is found, by component."""
