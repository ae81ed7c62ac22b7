"""What RDF/XML can hold: every release is published in it too, so nothing else is let in; pure."""

from __future__ import annotations

import re
from typing import Final

from publisher.namespaces import RDF

START: Final = (
    r"A-Z_a-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
NC_NAME: Final = rf"[{START}][{START}.\-0-9\u00b7\u0300-\u036f\u203f-\u2040]*"
"""Namespaces in XML 1.0, production NCName (characters of the basic plane)."""

SPLIT: Final = re.compile(rf"(.+?)({NC_NAME})")
ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold, not even escaped (production Char, section 2.2)."""

NOT_PROPERTIES: Final = frozenset(
    RDF + name
    for name in (
        "Description", "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li",
        "aboutEach", "aboutEachPrefix", "bagID",
    )
)  # fmt: skip
"""Names that RDF/XML keeps for itself (section 5.1) or reads as another property (``rdf:li``)."""

RESERVED: Final = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")


def is_xml_name(predicate_iri: str) -> bool:
    """Whether RDF/XML can write this predicate as the name of an element."""
    return split_name(predicate_iri) is not None


def is_xml_text(text: str) -> bool:
    """Whether XML 1.0 can hold this text."""
    return ILLEGAL.search(text) is None


def split_name(predicate_iri: str) -> tuple[str, str] | None:
    """A predicate as namespace and local name; None where RDF/XML cannot write it."""
    match = SPLIT.fullmatch(predicate_iri)
    if match is None or predicate_iri in NOT_PROPERTIES or match[1] in RESERVED:
        return None
    return match[1], match[2]
