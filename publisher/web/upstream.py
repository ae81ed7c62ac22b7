"""Asking the engines: who asks, in which order, how long they wait, and another engine in need."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from publisher.errors import Busy, EndpointError, NotHeld
from publisher.formats import Format
from publisher.store import remote_ledger
from publisher.store.leases import GONE, Ask, Engines, Lease
from publisher.store.remote import remote
from publisher.store.serving import Served
from publisher.web.caller import Caller
from publisher.web.limits import ended
from publisher.web.querylog import digest_of
from publisher.web.streaming import Elsewhere, Fields, Upstream
from publisher.web.watch import LOOK_SECONDS, has_left

ATTEMPTS: Final = 4
"""How many engines are tried where they turn out to be gone."""


def ask(
    caller: Caller, served: Served, fields: Fields, chosen: Format, *, text: str,
    early: bool = False, meanwhile: Callable[[], object] = lambda: None,
) -> Upstream:  # fmt: skip
    """The answer of a release to a query, in the format ``chosen``.

    ``fields`` are those of the protocol; ``text`` is the query as its author wrote it, to show;
    ``early`` says that a long answer is to begin soon rather than to be held back for its status;
    ``meanwhile`` may be done, more than once, while an engine is at work. Raises
    QueryError for what is no SPARQL; Busy, TooManyQueries, QueryTimeout, QueryTooLarge, QueryEnded
    where a limit is met; EndpointError for no answer.
    """
    if served.engines is None:
        raise EndpointError("no SPARQL engine runs here.", todo="Serve with `publisher serve`.")
    serve = caller.endpoint.serve
    asked = Ask(served.reader.identifier, text, caller.client, digest_of(text))
    stores = remote(serve)
    if stores is not None:
        _require_held(served, stores.stores)
        graphs = [entry.iri for entry in served.reader.manifest.entries]
        fields = stores.fields(fields, graphs, serve.query_seconds)
    upstream = Upstream(caller, fields, chosen, stores, early=early, meanwhile=meanwhile)
    upstream.leave = caller.endpoint.places.enter(caller.client, upstream)
    caller.when_sent(upstream.leave_all)  # the thread is taken until the last byte is sent
    caller.note(bytes=lambda: upstream.sent)
    quick, deadline = True, time.monotonic() + serve.queue_seconds
    try:
        for _ in range(ATTEMPTS):
            lease = _wait(served.engines, asked, caller, deadline, quick)
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


def _wait(engines: Engines, asked: Ask, caller: Caller, deadline: float, quick: bool) -> Lease:
    """An engine, waited for as long as the client waits."""
    while True:
        if caller.socket is not None and has_left(caller.socket):
            raise ended(GONE, caller.endpoint.serve)
        left = deadline - time.monotonic()
        try:
            return engines.lease(asked, patience=max(0.0, min(left, LOOK_SECONDS)), quick=quick)
        except Busy:
            if left <= LOOK_SECONDS:
                raise
