"""The answer to one query as a response: kept or asked for, and with an address that stays.

Every answer says which release it was read from and what answered. An answer that follows from the
release, the query and the engine alone has a permanent address, and the same bytes there for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from flask import Response, g, request
from werkzeug.http import http_date, quote_etag

from publisher.formats import Format
from publisher.store.answers import Kept, engine, kept, key_of, question, reproducible
from publisher.store.asked import Asked
from publisher.store.calls import unescape
from publisher.store.finishing import Linked, finish, made_by_chance, may_name_by_chance
from publisher.store.serving import Served
from publisher.store.warming import Popular
from publisher.web.addresses import Addresses, asked
from publisher.web.asking import current
from publisher.web.caller import Caller, caller
from publisher.web.front import Again
from publisher.web.memento import LINK_FORMAT, TIMEMAP, built_of, in_effect, lead_to, wanted
from publisher.web.passing import Passing
from publisher.web.protocol import Operation
from publisher.web.releases import at, releases, shelf
from publisher.web.responses import REVALIDATE, conditional
from publisher.web.upstream import ask

LASTING: Final = "public, max-age=604800, immutable"
"""How long a permanent answer may be kept elsewhere unasked: a week, so that what has to be taken
back from every release is gone from there too."""

TAG: Final = 32
"""Hexadecimal digits of a digest in an ETag."""


@dataclass(frozen=True)
class Put:
    """A question as it is put to a release, and what can be said before there is an answer."""

    caller: Caller
    asked: Asked
    served: Served
    format: Format

    @cached_property
    def engine(self) -> str:
        """What answers for the release: the engine's name, its version, and its mode."""
        return engine(self.caller.endpoint.serve, self.served.reader.quads)

    @property
    def addresses(self) -> Addresses:
        """Where questions and answers stay."""
        return Addresses(self.caller.root, self.caller.endpoint.asked(self.served))

    @cached_property
    def links(self) -> str:
        """Where the answer stays, and where the question is asked of other releases (RFC 7089)."""
        return ", ".join(_links(self))

    def prepare(self) -> None:
        """Work out now what the answer will need, where that leaves nothing behind."""
        if self.addresses.keeping(self.asked, self.format) is None:
            self.links  # noqa: B018


@dataclass(frozen=True)
class Answer:
    """An answer before it is a response.

    ``content`` is whole, or comes in pieces. ``key`` is what it is kept under; empty for one that
    may be another the next time. ``incomplete`` says what limit was met. ``known`` says that it was
    given before.
    """

    put: Put
    content: Kept | Iterator[bytes]
    key: str = ""
    incomplete: str = ""
    known: bool = False

    @property
    def asked(self) -> Asked:
        """What was asked."""
        return self.put.asked

    @property
    def served(self) -> Served:
        """What it was asked of."""
        return self.put.served

    @property
    def format(self) -> Format:
        """The format of the answer."""
        return self.put.format

    @property
    def lasting(self) -> bool:
        """Whether the same question gets the same bytes the next time."""
        return bool(self.key) and not self.incomplete

    @property
    def tag(self) -> str:
        """What tells this answer from others: of its bytes, or of what it follows from."""
        return (self.content.digest if isinstance(self.content, Kept) else self.key)[:TAG]


def respond(operation: Operation, chosen: Format) -> Response:
    """The answer of the release that ``operation`` names, in the format ``chosen``.

    With ``Accept-Datetime`` a query without a release is led to the one of that time. Raises
    NoRelease for a release that is not kept, QueryError for a query that is no SPARQL,
    EndpointError where the engines fail.
    """
    name = operation.release
    moment = None if name else wanted()
    if moment is not None:
        name = in_effect(releases().built(shelf()), moment)
        if request.method != "POST":
            return lead_to(name)
    served = at(name)
    known = _known(operation, chosen, served)
    answer = known or find(caller(), operation, chosen, served, early=not operation.release)
    if answer.known and served is current():
        g.again = again(operation, answer)
    return conditional(_response(answer, operation.release))


def again(operation: Operation, answer: Answer) -> Again:
    """What there is to do when an answer is given again without this module being asked."""
    put, chosen = answer.put, answer.format
    keep = put.addresses.keeping(put.asked, chosen)
    popular, fields = _popular(put.caller, operation), operation.fields
    evened = question(fields)

    def each_time() -> bool:
        if popular is not None:
            popular.count(fields, chosen, evened)
        return keep is None or keep()

    return Again(answer.served, put.caller.noted, each_time)


def find(
    caller: Caller, operation: Operation, chosen: Format, served: Served, *, early: bool = False
) -> Answer:
    """The answer of a release: the one that is kept, else the engine's, which is then kept.

    With ``early`` an answer that is not short comes in pieces, and is kept when it has come.
    """
    put = Put(caller, asked(operation, served.reader.identifier), served, chosen)
    evened = _evened(operation)
    name = _key(evened, put)
    popular = _popular(caller, operation)
    if evened and popular is not None:
        caller.when_sent(partial(popular.count, operation.fields, chosen, evened))
    cache = caller.endpoint.answers if name else None
    known = cache.get(name) if cache else None
    caller.note(release=served.reader.identifier, query=operation.query, form=operation.facts.form)
    if known is not None:
        caller.note(cached=True, bytes=len(known.body))
        return Answer(put, known, name, known=True)
    upstream = ask(caller, served, operation.fields, chosen, text=operation.query,
                   early=early and bool(name) and not _may_name(operation),
                   meanwhile=put.prepare)  # fmt: skip
    release = served.reader.iris.release(served.reader.identifier)
    if isinstance(upstream.body, bytes):
        content = kept(finish(upstream.body, chosen.suffix, release))
        if cache and not upstream.incomplete:
            cache.remember(name, content)
        return Answer(put, content, name, upstream.incomplete)
    if made_by_chance(upstream.first, chosen.suffix):
        name = ""
    body: Iterator[bytes] = Linked(upstream.body, chosen.suffix, release)
    if cache and name and not upstream.incomplete:
        body = Passing(body, chosen.suffix, partial(cache.remember, name))
    return Answer(put, body, name, upstream.incomplete)


def _may_name(operation: Operation) -> bool:
    return may_name_by_chance(unescape(operation.query), gives_graph=operation.facts.gives_graph)


def _evened(operation: Operation) -> list[list[str]]:
    """The question, however it was spaced; empty where its answer may be another the next time."""
    if operation.facts.federated or not reproducible(operation.query):
        return []
    return question(operation.fields)


def _key(evened: list[list[str]], put: Put) -> str:
    """What an answer is kept under; empty where it may be another the next time."""
    if not evened:
        return ""
    return key_of(put.served.reader.edition, put.engine, evened, put.format.suffix)


def _known(operation: Operation, chosen: Format, served: Served) -> Answer | None:
    """The answer, without its bytes, where the client has it by what it follows from."""
    if not request.if_none_match:
        return None
    put = Put(caller(), asked(operation, served.reader.identifier), served, chosen)
    name = _key(_evened(operation), put)
    if not name or not request.if_none_match.contains_weak(name[:TAG]):
        return None
    return Answer(put, iter(()), name)


def _response(answer: Answer, named: str) -> Response:
    """The answer with its headers; ``named`` is the release as the request names it."""
    content = answer.content
    dated = bool(named) or "Accept-Datetime" in request.headers
    response = Response(
        content.body if isinstance(content, Kept) else content,
        headers=[*told(answer, named, posted=request.method == "POST", dated=dated)],
    )
    response.automatically_set_content_length = isinstance(content, Kept)  # else it is read whole
    return response


def told(
    answer: Answer, named: str = "", *, posted: bool = False, dated: bool = False
) -> Iterator[tuple[str, str]]:
    """The headers that say what the answer is, where it comes from and how long it stays.

    ``named`` is the release as the request names it, ``posted`` says that the query was posted,
    ``dated`` that a time is told (RFC 7089).
    """
    identifier, content = answer.served.reader.identifier, answer.content
    whole = isinstance(content, Kept)
    yield "Content-Type", answer.format.content_type
    yield "Publisher-Release", identifier
    yield "Publisher-Engine", answer.put.engine
    if isinstance(content, Kept):
        yield "Publisher-Digest", f"sha-256={content.digest}"
    if answer.incomplete:
        yield "Publisher-Incomplete", answer.incomplete
    if erased := answer.served.reader.manifest.erased:
        yield "Publisher-Erased", erased[-1]
    permanent_address = answer.lasting and named == identifier and not posted
    yield "Cache-Control", LASTING if permanent_address else REVALIDATE
    yield "Vary", "Accept" if named else "Accept, Accept-Datetime"
    if dated:
        yield "Memento-Datetime", http_date(built_of(answer.served.reader))
    if answer.lasting:
        yield "Link", answer.put.links
    if answer.format.suffix == "csv":
        yield "Content-Disposition", 'inline; filename="results.csv"'
    if whole or answer.lasting:
        yield "ETag", quote_etag(answer.tag, weak=not whole)


def _links(put: Put) -> Iterator[str]:
    here = put.addresses
    place = here.permanent(put.asked, put.format)
    moment = http_date(built_of(put.served.reader))
    if place is not None:
        yield f'<{place.path}>; rel="permalink memento"; datetime="{moment}"'
    source = here.original(put.asked)
    if source:
        timemap = f"{here.root}/{TIMEMAP}{source.removeprefix(f'{here.root}/')}"
        yield f'<{source}>; rel="original timegate"'
        yield f'<{timemap}>; rel="timemap"; type="{LINK_FORMAT}"'


def _popular(caller: Caller, operation: Operation) -> Popular | None:
    """Where it is counted how often a query is asked; None for one that names its release."""
    return None if operation.release else caller.endpoint.popular
