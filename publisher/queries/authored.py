"""A query as its author wrote it -> a named query that is known to work, or every fault in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pyoxigraph as ox

from publisher.contract import Contract
from publisher.errors import QueryError, SourceFault
from publisher.faults import Fault, Place
from publisher.iris import Iris
from publisher.names import nearest
from publisher.namespaces import RDF, XSD
from publisher.queries.binding import bind, uses
from publisher.queries.declared import (
    DATATYPES,
    FORMS,
    NAME,
    PARAMETER,
    RESERVED,
    NamedQuery,
    Parameter,
    Term,
)
from publisher.queries.given import Names, expected_of, value
from publisher.queries.header import Header, read_header
from publisher.sparql_tokens import IRI, VARIABLE, tokens, words
from publisher.sparql_tokens import NAME as PREFIXED

ENGINE_PLACE: Final = re.compile(r"error at (\d+):(\d+)")
SAMPLES: Final = {"text": "a", "integer": "1", "number": "1", "boolean": "true",
                  "date": "2000-01-01", "month": "2000-01", "year": "2000"}  # fmt: skip
"""A value of each type, to see that a query holds together with it."""


@dataclass(frozen=True)
class Author:
    """What queries of a site are written with: its classes, its IRIs and its prefixes."""

    contract: Contract
    iris: Iris
    prefixes: Mapping[str, str]

    @property
    def names(self) -> Names:
        """How the site names things."""
        return names_of(self.contract, self.iris)

    def class_of(self, text: str) -> str:
        """The IRI of a class by any name of it, or as an IRI or prefixed name; else empty."""
        if found := self.contract.named(text):
            return found.target
        prefix, colon, local = text.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + local
        return text if text.startswith(("http://", "https://", "urn:")) else ""


def names_of(contract: Contract, iris: Iris, store: ox.Store | None = None) -> Names:
    """How a site names its things and classes; with a ``store``, which things it has."""

    def is_of(iri: str, target: str) -> bool:
        if store is None:
            return True
        kind = ox.NamedNode(RDF + "type"), ox.NamedNode(target)
        return next(store.quads_for_pattern(ox.NamedNode(iri), *kind, None), None) is not None

    return Names(
        iris.base_iri,
        {item.target: iris.mint(item.slug, "") for item in contract.classes},
        {item.target: item.labels for item in contract.classes},
        is_of,
    )


def read_query(content: bytes, file: str, author: Author) -> NamedQuery:
    """The query in the file called ``file`` (its path below the data folder).

    Raises SourceFault with every fault: in the header, in the SPARQL, between the two.
    """
    header = read_header(content, file)
    name = file.rpartition("/")[2].removesuffix(".rq").removesuffix(".RQ")
    if not NAME.fullmatch(name):
        header.fault("", "", file, "a file name of small letters a–z, digits and hyphens",
                     "ett filnamn av små bokstäver a–z, siffror och bindestreck")  # fmt: skip
    if not header.content.get("title"):
        header.fault("", "title", "", "a title: title.sv = “…”", "en titel: title.sv = ”…”")
    about = [_class(header, "", "about", text, author) for text in _list(header, "about")]
    parameters = [_parameter(header, name, author) for name in header.parameters]
    text, added = _declared(header.body, author.prefixes)
    query = NamedQuery(
        name=name,
        labels=_texts(header.content.get("title")),
        text=text,
        descriptions=_texts(header.content.get("description")),
        about=tuple(sorted({iri for iri in about if iri})),
        parameters=tuple(parameters),
    )
    if not header.faults:
        _check_text(header, query, added)
    if header.faults:
        raise SourceFault(sorted(header.faults))
    return query


def default_line(content: bytes, file: str, parameter: str) -> int:
    """The line on which a query file says the default of a parameter; 1 where it does not."""
    return read_header(content, file).lines.get((parameter, "default"), 1)


def _parameter(header: Header, name: str, author: Author) -> Parameter:
    table = header.parameters[name]
    if not PARAMETER.fullmatch(name) or name in RESERVED:
        header.fault(
            name, "", f"[{name}]",
            f"a name of letters a–z, digits and _, other than {', '.join(RESERVED)}",
            f"ett namn av bokstäver a–z, siffror och _, ett annat än {', '.join(RESERVED)}",
        )  # fmt: skip
    target = _class(header, name, "class", table["class"], author) if "class" in table else ""
    kind = table.get("type", "iri" if target else "text")
    if kind not in DATATYPES:
        known = ", ".join(DATATYPES)
        header.fault(name, "type", kind, f"one of {known}", f"någon av {known}",
                     nearest(f"{kind}", DATATYPES))  # fmt: skip
    plain = Parameter(
        name=name,
        labels=_texts(table.get("label")) or {"": name},
        descriptions=_texts(table.get("description")),
        datatype="" if target else DATATYPES.get(f"{kind}", XSD + "string"),
        target=target,
        optional=table.get("optional") is True,
    )
    choices = [_value(header, plain, "choices", item, author) for item in _list(table, "choices")]
    chosen = Parameter(**{**vars(plain), "choices": tuple(item for item in choices if item)})
    if "default" not in table:
        return chosen
    default = _value(header, chosen, "default", table["default"], author)
    return Parameter(**{**vars(chosen), "default": default})


def _value(
    header: Header, parameter: Parameter, key: str, given: Any, author: Author
) -> Term | None:
    """What the header gives as a value, read as whoever asks would give it."""
    text = str(given).lower() if isinstance(given, bool) else (
        given.isoformat() if isinstance(given, date) else f"{given}"
    )  # fmt: skip
    try:
        return value(parameter, text, author.names)
    except QueryError:
        sv, en = expected_of(parameter, author.names)
        header.fault(parameter.name, key, f"{key} = {text}", en, sv)
        return None


def _class(header: Header, section: str, key: str, text: Any, author: Author) -> str:
    found = author.class_of(text) if isinstance(text, str) else ""
    if not found:
        slugs = list(author.contract.by_slug)
        known = ", ".join(slugs)
        header.fault(section, key, text, f"one of the classes {known}",
                     f"någon av klasserna {known}", nearest(f"{text}", slugs))  # fmt: skip
    return found


def _declared(body: str, prefixes: Mapping[str, str]) -> tuple[str, int]:
    """The query with the site's prefixes declared as far as it uses them, and how many were."""
    own, used, before = set(), set(), ["", ""]
    for token in tokens(body):
        prefix = token.text.partition(":")[0]
        if token.kind == IRI and before[0] == "PREFIX":
            own.add(before[1].rstrip(":"))
        elif token.kind == PREFIXED and before[1] != "PREFIX":
            used.add(prefix)
        before = [before[1], token.word or token.text]
    added = [f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(used - own)
             if name in prefixes]  # fmt: skip
    return "".join(added) + body, len(added)


def _check_text(header: Header, query: NamedQuery, added: int) -> None:
    """Whether the query is SPARQL, by itself and with values, and takes what it declares."""
    shift = header.body_line - 1 - added
    if not query.form or any(word.upper() == "SERVICE" for word in words(query.text)):
        wanted = f"{', '.join(FORMS)}, and no SERVICE", f"{', '.join(FORMS)} och inget SERVICE"
        _syntax(header, header.body_line, f"expected {wanted[0]}.", f"förväntat {wanted[1]}.")
        return
    _check_assigned(header, query)
    if header.faults or not _parses(header, query.text, shift):
        return
    _check_uses(header, query, shift)
    if not header.faults:
        samples = {item.name: _sample(item) for item in query.parameters}
        _parses(header, bind(query.text, samples), shift)


def _parses(header: Header, text: str, shift: int) -> bool:
    """Whether ``text`` is SPARQL; a fault where it stops being so."""
    try:
        ox.Store().query(text.rstrip())
    except SyntaxError as error:
        match = ENGINE_PLACE.match(str(error))
        line, column = (int(match[1]), int(match[2])) if match else (1, 1)
        said = "".join(text.splitlines()[line - 1 : line])
        there = said[column - 1 :].strip()[:60] or said.strip()[-60:]
        _syntax(header, max(line + shift, header.body_line), f"it is no SPARQL at “{there}”.",
                f"den är inte SPARQL vid ”{there}”.")  # fmt: skip
        return False
    return True


def _check_assigned(header: Header, query: NamedQuery) -> None:
    """Note the parameters that the query itself gives a value."""
    for name in dict.fromkeys(use.name for use in uses(query.text) if use.kind == "assigned"):
        if query.parameter(name):
            header.fault(
                name, "", f"[{name}]",
                f"that the query does not itself give ${name} a value (AS, VALUES)",
                f"att frågan inte själv ger ${name} ett värde (AS, VALUES)",
            )  # fmt: skip


def _check_uses(header: Header, query: NamedQuery, shift: int) -> None:
    """Note the parameters that are not used, and those that are not declared."""
    used = {use.name for use in uses(query.text)}
    for item in query.parameters:
        if item.name not in used:
            header.fault(item.name, "", f"[{item.name}]", f"that the query uses ${item.name}",
                         f"att frågan använder ${item.name}")  # fmt: skip
    for token in tokens(query.text):
        if token.kind != VARIABLE or token.text[0] != "$" or query.parameter(token.variable):
            continue
        line = query.text.count("\n", 0, token.start) + 1 + shift
        _syntax(header, line, f"{token.text} is not among the parameters of the header; "
                f"other variables begin with a question mark.",
                f"{token.text} finns inte bland huvudets parametrar; andra variabler börjar med "
                "frågetecken.")  # fmt: skip


def _sample(parameter: Parameter) -> Term:
    if parameter.choices:
        return parameter.choices[0]
    if not parameter.datatype:
        return ox.NamedNode("urn:x-publisher:sample")
    kind = next(name for name, iri in DATATYPES.items() if iri == parameter.datatype)
    return ox.Literal(SAMPLES[kind], datatype=ox.NamedNode(parameter.datatype))


def _syntax(header: Header, line: int, en: str, sv: str) -> None:
    header.faults.append(Fault(Place(header.file, "", line), "syntax", "", en, sv))


def _texts(table: Any) -> dict[str, str]:
    return dict(table) if isinstance(table, dict) else {}


def _list(table: Any, key: str) -> list[Any]:
    content = table.content if isinstance(table, Header) else table
    found = content.get(key, [])
    return found if isinstance(found, list) else []
