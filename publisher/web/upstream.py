"""Asking the engines: who asks, in which order, how long they wait, and another engine in need."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from flask import Response, after_this_request, current_app, has_request_context, request

from publisher.errors import Busy, EndpointError, NotHeld
from publisher.formats import Format
from publisher.store import remote_ledger
from publisher.store.leases import GONE, Ask, Engines, Lease
from publisher.store.remote import remote
from publisher.store.serving import Served
from publisher.web.asking import settings
from publisher.web.clients import Places, address_of, pseudonym
from publisher.web.limits import ended
from publisher.web.querylog import digest_of, note
from publisher.web.streaming import Elsewhere, Fields, Upstream, client_socket
from publisher.web.watch import LOOK_SECONDS, has_left

ATTEMPTS: Final = 4
"""How many engines are tried where they turn out to be gone."""


def ask(
    served: Served, fields: Fields, chosen: Format, *, text: str = "", client: str | None = None,
    early: bool = False, meanwhile: Callable[[], object] = lambda: None,
) -> Upstream:  # fmt: skip
    """The answer of a release to a query, in the format ``chosen``.

    ``fields`` are those of the protocol; ``text`` is the query as its author wrote it, to show;
    ``client`` is the pseudonym of who asks (that of this request's client without it); ``early``
    says that a long answer is to begin soon rather than to be held back for its status;
    ``meanwhile`` may be done, more than once, while an engine is at work. Raises
    QueryError for what is no SPARQL; Busy, TooManyQueries, QueryTimeout, QueryTooLarge, QueryEnded
    where a limit is met; EndpointError for no answer.
    """
    if served.engines is None:
        raise EndpointError("no SPARQL engine runs here.", todo="Serve with `publisher serve`.")
    query = text or next(value for name, value in fields if name == "query")
    who = _client() if client is None else client
    asked = Ask(served.reader.identifier, query, who, digest_of(query))
    stores = remote(settings())
    if stores is not None:
        _require_held(served, stores.stores)
        graphs = [entry.iri for entry in served.reader.manifest.entries]
        fields = stores.fields(fields, graphs, settings().query_seconds)
    upstream = Upstream(fields, chosen, stores, early=early, meanwhile=meanwhile)
    places: Places = current_app.extensions["publisher.places"]
    upstream.leave = places.enter(who, upstream)
    if has_request_context():  # the thread is taken until the last byte is sent
        after_this_request(lambda response: _until_closed(response, upstream))
    note(release=asked.release, query=query, bytes=lambda: upstream.sent)
    quick, deadline = True, time.monotonic() + settings().queue_seconds
    try:
        for _ in range(ATTEMPTS):
            lease = _wait(served.engines, asked, deadline, quick)
            quick = quick and not lease.quick
            try:
                upstream.open(lease)
            except Elsewhere:
                continue
            return upstream
        raise EndpointError("the SPARQL engine does not answer.", todo="Try again.")
    except BaseException:
        upstream.leave_all()
        raise


def _require_held(served: Served, stores: tuple[str, ...]) -> None:
    """Raise NotHeld for a release that is in no store; one whose store is away is another thing."""
    release, ledger = served.reader.identifier, remote_ledger.read(served.reader.folder.parent)
    if not ledger.holders(release, stores):
        raise NotHeld(
            f"release {release} is in no store any more: its pages and dumps are kept, but queries "
            "of it are not answered.",
            todo=f"Leave out “release” to ask the current one, {ledger.active}.",
        )


def _wait(engines: Engines, asked: Ask, deadline: float, quick: bool) -> Lease:
    """An engine, waited for as long as the client waits."""
    while True:
        client = client_socket()
        if client is not None and has_left(client):
            raise ended(GONE, settings())
        left = deadline - time.monotonic()
        try:
            return engines.lease(asked, patience=max(0.0, min(left, LOOK_SECONDS)), quick=quick)
        except Busy:
            if left <= LOOK_SECONDS:
                raise


def _until_closed(response: Response, upstream: Upstream) -> Response:
    response.call_on_close(upstream.leave_all)
    return response


def _client() -> str:
    """The pseudonym of the client of this request; empty outside of one."""
    if not has_request_context():
        return ""
    address = address_of(request.environ, settings().trusted_proxies)
    return pseudonym(address, current_app.extensions["publisher.salt"])
