"""The OAI-PMH repository over HTTP, by GET and POST: ``/oai``.

It is asked by parameters, so that a site of static files has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from publisher.changes import CATALOG, Log, open_log
from publisher.describe.views import pick
from publisher.namespaces import PREFIXES
from publisher.render.feeds.oai.answering import Provider
from publisher.render.feeds.oai.document import CONTENT_TYPE, Repository
from publisher.render.feeds.state import PATH as STATE
from publisher.web.asking import desk
from publisher.web.feeding import log
from publisher.web.origin import address
from publisher.web.streams import link, send

blueprint = Blueprint("oai", __name__)

PATH: Final = "oai"

BEHIND: Final = timedelta(hours=1)
"""How far behind the clock the date of an answer is. Harvesters ask next time for what is later
than that date, and a release has its time from the beginning of the work that ends with the switch
to it: what an answer came too early for must not be earlier than its date."""

MAILBOX: Final = re.compile(r"[^\s@]+@(?:[^\s@.]+\.)+[^\s@.]+")
NOBODY: Final = "unknown@{host}.invalid"
"""An address that leads nowhere (RFC 2606): the protocol wants one, and the site names none."""

CATALOG_NAME: Final = {"sv": "Datakatalogen", "en": "The data catalogue"}


@blueprint.route(f"/{PATH}", methods=["GET", "POST"])
def repository() -> Response:
    """The answer to one request (section 3.1)."""
    here, reader = log(), desk().reader
    provider = Provider(
        _repository(here), here,
        lambda release: open_log(reader.folder.parent, release),
        {name: _name(name) for name in here.streams()},
        {**PREFIXES, **reader.prefixes},
    )  # fmt: skip
    pairs = [*request.args.items(multi=True), *request.form.items(multi=True)]
    state = link(STATE, "describedby", "application/json")
    return send(provider.answer(pairs, _date(here)), CONTENT_TYPE, here.time, links=[state])


def paths(log: Log) -> Iterator[str]:
    """The paths of all files: none."""
    del log
    yield from ()


def _date(here: Log) -> str:
    """The date of an answer, to the second; that of the log is never later than it."""
    now = datetime.now(UTC) - BEHIND
    return max(str(here.time), now.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _repository(here: Log) -> Repository:
    reader = desk().reader
    mailbox = reader.catalog.contact_email.removeprefix("mailto:")
    host = urlsplit(reader.site.base_iri).hostname or "host"
    return Repository(
        address() + PATH,
        pick(reader.site.title, reader.languages[0])[0] if reader.languages else "",
        mailbox if MAILBOX.fullmatch(mailbox) else NOBODY.format(host=host),
        here.earliest(),
    )


def _name(stream: str) -> str:
    """What a set is called, in the first language of the site."""
    reader = desk().reader
    found = reader.contract.by_slug.get(stream)
    texts = CATALOG_NAME if stream == CATALOG or found is None else found.plurals or found.labels
    return pick(texts, desk().languages[0])[0] or stream
