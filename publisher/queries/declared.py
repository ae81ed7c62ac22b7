"""What a named query is: the words that describe it, its SPARQL, and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from publisher.namespaces import XSD
from publisher.sparql_tokens import words

Texts = Mapping[str, str]
Term = ox.NamedNode | ox.Literal

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
"""What a query may be called: it stands in addresses, and on the command line."""

PARAMETER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
"""What a parameter may be called: it is a variable of the query, too."""

RESERVED: Final = ("format", "limit", "page", "release")
"""Names in an address that mean the same for every query."""

FOLDER: Final = "query/"
"""Path under the site's base IRI that the IRIs of queries begin with."""

FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

DATATYPES: Final[dict[str, str]] = {
    "text": XSD + "string",
    "integer": XSD + "integer",
    "number": XSD + "decimal",
    "boolean": XSD + "boolean",
    "date": XSD + "date",
    "month": XSD + "gYearMonth",
    "year": XSD + "gYear",
    "iri": "",
}
"""The types of values by the names that authors use; an IRI has no datatype."""


@dataclass(frozen=True)
class Parameter:
    """A variable of a query that whoever asks gives a value.

    ``datatype`` is empty for IRIs; ``target`` is the class that a thing must be of. ``default`` is
    what it is where nothing is given; an ``optional`` one without a default is then left open.
    """

    name: str
    labels: Texts
    descriptions: Texts = field(default_factory=dict)
    datatype: str = ""
    target: str = ""
    choices: tuple[Term, ...] = ()
    default: Term | None = None
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether nothing can be asked before it has a value."""
        return self.default is None and not self.optional


@dataclass(frozen=True)
class NamedQuery:
    """A query that has a name. ``about`` are the classes of things that it is about."""

    name: str
    labels: Texts
    text: str
    descriptions: Texts = field(default_factory=dict)
    about: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; empty for a text that is none of them."""
        return next((word for word in map(str.upper, words(self.text)) if word in FORMS), "")

    @property
    def defaults(self) -> dict[str, Term]:
        """What the parameters are where nothing is given; those left open are not among them."""
        return {item.name: item.default for item in self.parameters if item.default is not None}

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((item for item in self.parameters if item.name == name), None)
