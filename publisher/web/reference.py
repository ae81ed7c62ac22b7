"""What is cited of an answer: its release, its bytes, who publishes it, and where it stays."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from flask import request

from publisher.describe.views import pick
from publisher.render.citation import FORMAT, Cited, Kind
from publisher.render.setting import QUERY, Setting
from publisher.store.asked import Asked
from publisher.web.addresses import STORED, addresses, encoded
from publisher.web.asking import desk, root

HOST: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+/[A-Za-z0-9._~/-]*")


def cited(
    asked: Asked, kind: Kind, digest: str, engine: str, within: Setting, *, built: date,
    place: str = "", stored: bool = False,
) -> Cited:  # fmt: skip
    """The answer to ``asked``, whose bytes have the SHA-256 ``digest``.

    ``built`` is the day of its release. ``place`` is where those bytes stay, as a path on this
    host; ``stored`` says that the query is kept under its digest for good instead.
    """
    site, suffix = within.site, FORMAT[kind]
    base = site.base_iri
    here = request.url_root if HOST.fullmatch(request.url_root) else base
    publisher = pick(desk().names.link(site.publisher).labels, within.language)[0] if (
        site.publisher) else ""  # fmt: skip
    whole = addresses().original(asked).removeprefix(f"{root()}/")
    kept = f"{STORED}/{asked.digest}" if stored else ""
    query = f"{QUERY}?release={asked.release}&query={encoded(asked.query)}"
    return Cited(
        site=pick(site.title, within.language)[0],
        author=publisher or pick(site.title, within.language)[0],
        language=within.language if within.language == "sv" else "en",
        query=asked.query,
        parameters=(("release", asked.release), *asked.dataset),
        kind=kind,
        release=asked.release,
        built=built,
        accessed=datetime.now(UTC).date(),
        address=base + (place or kept or whole or query),
        endpoint=here + QUERY,
        file=here + (place or (f"{kept}.{suffix}" if kept else f"{query}&format={suffix}")),
        digest=digest,
        engine=engine,
    )
