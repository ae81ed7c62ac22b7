"""The SPARQL 1.1 Protocol, section 2: a request -> an operation or an error; pure.

A parameter may stand in the address or in a form, and counts the same. What is asked for twice,
or cannot be read as UTF-8, is refused: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph as ox

from publisher.errors import PublisherError, QueryError
from publisher.store.calls import redirect
from publisher.store.mistakes import mistake
from publisher.store.query import QueryFacts, examine

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ACCEPTED: Final = ", ".join((FORM, QUERY))
"""Media types that a POST to a public endpoint may have (RFC 9110, Accept-Post)."""

DATASET: Final = ("default-graph-uri", "named-graph-uri")
USING: Final = ("using-graph-uri", "using-named-graph-uri")
FORMAT: Final = ("format", "output", "results")
"""Parameters by which clients that cannot send a header name a format."""

ENCODINGS: Final = frozenset({"", "utf-8", "utf8", "us-ascii"})
MOST_PARAMETERS: Final = 1_000

BOM: Final = "\ufeff"


class ProtocolError(QueryError):
    """A request that the protocol does not know, or that is not taken here; with its status."""

    def __init__(self, what: str, *, status: int = 400, todo: str = "") -> None:
        super().__init__(what, todo=todo)
        self.status = status


@dataclass(frozen=True)
class Message:
    """What is read of a request: ``arguments`` and ``body`` as they came, undecoded."""

    method: str
    arguments: bytes = b""
    media_type: str = ""
    charset: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Operation:
    """A query as the protocol brings it, with the dataset that it names.

    ``release`` is the identifier of the release that it is asked of; empty for the current one.
    ``base`` is the IRI that relative IRIs are resolved against. ``services`` says what the engine
    is to call in the place of each SERVICE; it changes nothing of what the query means.
    """

    query: str
    dataset: tuple[tuple[str, str], ...]
    facts: QueryFacts
    release: str = ""
    base: str = ""
    formats: tuple[str, ...] = ()
    """Formats by name, as the parameters say; the first that fits counts."""
    services: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the engine is asked, as the fields of a form."""
        text = redirect(self.query, self.services) if self.facts.federated else self.query
        fields = [("query", self._opening + text), *self.dataset]
        if not self.dataset and not self.facts.names_dataset:
            fields.append(("union-default-graph", ""))
        return fields

    def explained(self, error: PublisherError) -> PublisherError:
        """An error that an engine tells of, at its place in this query; any other as it is."""
        return mistake(self.query, error.what, shift=len(self._opening)) or error

    @property
    def _opening(self) -> str:
        """On the query's own first line, so that the engine counts its lines as they are."""
        return f"BASE <{self.base}> " if self.base else ""


@dataclass(frozen=True)
class Update:
    """An update as the protocol brings it (section 2.2)."""

    update: str
    dataset: tuple[tuple[str, str], ...]
    base: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the engine is asked, as the fields of a form."""
        opening = f"BASE <{self.base}> " if self.base else ""
        return [("update", opening + self.update), *self.dataset]


Examine = Callable[[str], QueryFacts]


def parse(
    message: Message, *, base: str = "", longest: int, examine: Examine = examine
) -> Operation | Update | None:
    """The operation in a request; None for one by GET that has none.

    ``longest`` is the largest query or update, in bytes of UTF-8; ``examine`` reads a query.
    Raises ProtocolError, and what ``examine`` raises.
    """
    arguments = _decoded(message.arguments)
    posted = message.method == "POST"
    if posted:
        _require_utf8(message.charset)
        if message.media_type == FORM:
            arguments += _decoded(message.body)
        elif message.media_type in (QUERY, UPDATE):
            name = "query" if message.media_type == QUERY else "update"
            arguments.append((name, _text(message.body)))
        else:
            raise ProtocolError(
                f"a POST of {message.media_type or 'no media type'} is no operation of SPARQL.",
                todo=f"Send a form ({FORM}) or the query itself ({QUERY}).", status=415,
            )  # fmt: skip
    if not posted and not any(name in ("query", "update") for name, _ in arguments):
        return None
    return _operation(arguments, examine, posted=posted, base=base, longest=longest)


def _operation(
    arguments: Sequence[tuple[str, str]],
    examine: Examine,
    *,
    posted: bool,
    base: str,
    longest: int,
) -> Operation | Update:
    found = {name: [value for key, value in arguments if key == name]
             for name in ("query", "update", "release")}  # fmt: skip
    if len(found["query"]) + len(found["update"]) != 1:
        counts = " and ".join(f"{len(found[name])} “{name}”" for name in ("query", "update"))
        raise ProtocolError(f"there are {counts} parameters.", todo="Send exactly one query.")
    text = (found["query"] or found["update"])[0].removeprefix(BOM)
    if len(text) > longest or len(text.encode("utf-8", "surrogatepass")) > longest:
        raise ProtocolError(f"the query is longer than {longest} bytes.", status=413)
    if found["update"]:
        if not posted:
            raise ProtocolError("an update cannot be asked for by GET.", todo="Use POST.")
        return Update(text, _graphs(arguments, USING), base)
    if len(set(found["release"])) > 1:
        raise ProtocolError("there are several “release” parameters.", todo="Name one release.")
    return Operation(
        text, _graphs(arguments, DATASET), examine(text), "".join(found["release"][:1]), base,
        tuple(value for name in FORMAT for key, value in arguments if key == name),
    )  # fmt: skip


def _graphs(
    arguments: Sequence[tuple[str, str]], names: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """The parameters that name graphs. Raises ProtocolError for a value that is no IRI."""
    found = tuple(dict.fromkeys((name, value) for name, value in arguments if name in names))
    for name, value in found:
        try:
            ox.NamedNode(value)
        except ValueError:
            raise ProtocolError(
                f"the value of “{name}” is no absolute IRI: “{value}”.",
                todo="Give the IRI of a graph.",
            ) from None
    return found


def _decoded(pairs: bytes) -> list[tuple[str, str]]:
    """The parameters in a query string or a form."""
    try:
        return parse_qsl(
            pairs.decode("utf-8"), keep_blank_values=True, errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )  # fmt: skip
    except UnicodeDecodeError:
        raise ProtocolError("a parameter is not UTF-8.", todo="Encode it as UTF-8.") from None
    except ValueError:
        raise ProtocolError(f"there are more than {MOST_PARAMETERS} parameters.") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ProtocolError("the query is not UTF-8.", todo="Encode it as UTF-8.") from None


def _require_utf8(charset: str) -> None:
    if charset.lower() not in ENCODINGS:
        raise ProtocolError(
            f"the query is in {charset}, and SPARQL is always UTF-8.", todo="Encode it as UTF-8."
        )
