"""Where the site is for who asks: what absolute addresses in an answer begin with.

Pages link by path. A harvester that is given a page to go on with wants a whole address, and one
by which it gets there: on a test host that of the test host, behind a proxy that of the proxy.
"""

from __future__ import annotations

import re
from typing import Final, cast
from urllib.parse import urlsplit

from flask import current_app, request

from publisher.web.asking import desk, settings

FIXED: Final = "publisher.address"
"""Where an application keeps the address of a site that is asked by nobody, as in an export."""

HOST: Final = re.compile(r"[A-Za-z0-9._-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")
INNER: Final = re.compile(r"localhost|[\d.]+|\[.*\]")
"""Names by which a proxy asks, not a client from outside."""

PORT: Final = re.compile(r":\d+$")


def address() -> str:
    """The address of the site, with a slash at its end.

    It is ``base_iri`` where the host that was asked is the one in it, or where a proxy does not
    say which host it was asked for.
    """
    fixed = cast(str, current_app.extensions.get(FIXED, ""))
    if fixed:
        return fixed
    base = desk().reader.site.base_iri
    host, scheme = _asked()
    if not HOST.fullmatch(host) or host == urlsplit(base).netloc:
        return base
    return f"{scheme}://{host}{request.script_root.rstrip('/')}/"


def is_asked() -> bool:
    """Whether there is a host that answers requests; files are asked by nobody."""
    return FIXED not in current_app.extensions


def _asked() -> tuple[str, str]:
    """The host and the scheme that the client asked for; no host where a proxy hides it."""
    headers = request.headers
    forwarded = "X-Forwarded-For" in headers or "X-Forwarded-Proto" in headers
    if not forwarded or request.remote_addr not in settings().trusted_proxies:
        return request.host, request.scheme
    scheme = headers.get("X-Forwarded-Proto", request.scheme).rpartition(",")[2].strip()
    host = headers.get("X-Forwarded-Host", "").rpartition(",")[2].strip() or request.host
    if INNER.fullmatch(PORT.sub("", host)) or scheme not in ("http", "https"):
        return "", scheme
    return host, scheme
