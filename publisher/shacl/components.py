"""The constraint components of SHACL Core, by IRI."""

from __future__ import annotations

from typing import Final

from publisher.namespaces import SH

NAMES: Final = (
    "class", "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive",
    "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "languageIn",
    "uniqueLang", "equals", "disjoint", "lessThan", "lessThanOrEquals", "not", "and", "or", "xone",
    "node", "property", "qualifiedMinCount", "qualifiedMaxCount", "closed", "hasValue", "in",
)  # fmt: skip
"""The parameters that name a component (appendix C)."""


def component(name: str) -> str:
    """The component that a parameter, by its local name, belongs to."""
    return f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"


CORE: Final = frozenset(map(component, NAMES))
