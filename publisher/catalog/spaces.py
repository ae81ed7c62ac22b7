"""Which names are a site's own, and what the others are part of; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from publisher.namespaces import FOAF, PREFIXES, PROV, RDF, S3R, SCHEMA, VCARD

TYPE: Final = RDF + "type"
HIDDEN: Final = frozenset({
    S3R + "Withdrawn", FOAF + "Person", PROV + "Person", SCHEMA + "Person", VCARD + "Individual",
})  # fmt: skip
"""Things of these classes are no examples: what is gone; people, who are not to be singled out."""

VOCABULARIES: Final = frozenset(PREFIXES.values())
"""Spaces that have terms in them: to name a term is no link to a dataset."""

SPECIAL: Final = re.compile(r"([\\.?*+{}()\[\]|^$])")
ORIGIN: Final = re.compile(r"https?://[^/?#]*/?")


@dataclass(frozen=True)
class Spaces:
    """What begins with one of the three is the site's own; ``genid`` begins nameless things."""

    base_iri: str
    vocabulary_iri: str
    genid: str

    @property
    def own(self) -> tuple[str, ...]:
        """The beginnings of the site's own IRIs."""
        return tuple(text for text in (self.base_iri, self.vocabulary_iri) if text)

    def linked(self, iri: str) -> str:
        """The space elsewhere that ``iri`` is in; empty where it is no link to a dataset."""
        if not iri.startswith(("http://", "https://")) or iri.startswith(self.own):
            return ""
        space = space_of(iri)
        return "" if space in VOCABULARIES else space

    def is_example(self, iri: str, space: str) -> bool:
        """Whether a thing may be shown as one of those in ``space``."""
        return iri.startswith(space) and not iri.startswith(self.genid)


def space_of(iri: str) -> str:
    """The space of an http(s) IRI: all before its last step that has a name.

    >>> space_of("http://www.wikidata.org/entity/Q104257")
    'http://www.wikidata.org/entity/'
    >>> space_of("https://example.org")
    'https://example.org/'
    """
    stem = iri.partition("?")[0].rstrip("/#")
    end = max(stem.rfind("/"), stem.rfind("#"))
    return stem[: end + 1] if end > stem.find("//") + 1 else stem + "/"


def space_pattern(space: str) -> str:
    """The regular expression (XPath's, as in SPARQL) of the IRIs whose space is ``space``."""
    if ORIGIN.fullmatch(space):
        return f"^{quoted(space[:-1])}(/[^/#?]+)?[/#]*(\\?.*)?$"
    return f"^{quoted(space)}[^/#?]+[/#]*(\\?.*)?$"


def quoted(text: str) -> str:
    """``text`` as a regular expression that matches nothing else."""
    return SPECIAL.sub(r"\\\1", text)


def namespace_of(term: str) -> str:
    """The namespace of a class or property: all up to its local name."""
    return term[: max(term.rfind("#"), term.rfind("/")) + 1]
