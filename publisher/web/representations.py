"""How a document of the catalogue is sent: its form, its other forms, how long it is kept.

A document is there in every profile and every format; each has an address of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from flask import Response, current_app, request

from publisher.catalog.profiles import PROFILES, Profile
from publisher.formats import Format, by_suffix, carrying
from publisher.web.asking import desk, root, served
from publisher.web.bodies import Bodies, Body
from publisher.web.encodings import accepts_gzip
from publisher.web.errors import NoFormat
from publisher.web.profiles import wanted_format, wanted_profile
from publisher.web.responses import conditional
from publisher.web.streams import SOON

RDF_XML: Final = "rdf"
FORMATS: Final = tuple(sorted(carrying("graph"), key=lambda item: item.suffix != RDF_XML))
"""RDF/XML comes first: it is the one format that every harvester reads. There is no page among
them, as some harvesters ask for pages only because their library does."""

FIRST: Final[Mapping[str, str]] = {"schema.org": "jsonld"}
"""The format of a profile whose readers want another one."""


@dataclass(frozen=True)
class Form:
    """A profile and a format, and whether the address leaves either to the client."""

    profile: Profile
    format: Format
    vary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sent:
    """A document as it is sent.

    ``path`` gives the path of it in a profile (by name) and a format (by suffix). ``canonical`` is
    its own IRI, ``links`` are further links, and ``modified`` is when it came about.
    """

    body: Body
    modified: str
    path: Callable[[str, str], str]
    canonical: str = ""
    cache: str = SOON
    links: Sequence[str] = ()


def named(name: str) -> tuple[str, str]:
    """A last step of an address as the name of a profile and a suffix, either of them empty."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot and any(suffix == item.suffix for item in FORMATS) else (name, "")


def form(path: str, *, profile: str = "", default: str = "", suffix: str = "") -> Form:
    """The form that is wanted of the document at ``path`` (without a suffix).

    The ``profile`` and the ``suffix`` of the address go before what the client says. Raises
    NoFormat or ProtocolError (406) where it is not there.
    """
    chosen = PROFILES[profile] if profile else wanted_profile(default)
    vary = () if profile else ("Accept-Profile",)
    given = by_suffix(suffix) if suffix else None
    if given is None:
        given = wanted_format(_offered(chosen))
        vary = ("Accept", *vary)
    if given is None:
        raise NoFormat(path, FORMATS)
    return Form(chosen, given, vary)


def send(sent: Sent, form: Form) -> Response:
    """The answer, or 304 where the client has it."""
    packed = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    content = iter(()) if request.method == "HEAD" else sent.body.pieces(packed)
    response = Response(content, content_type=form.format.content_type)
    response.automatically_set_content_length = False
    length = sent.body.packed_length if packed else sent.body.length
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if length is not None:
        response.content_length = length
    response.set_etag(sent.body.tag)
    response.last_modified = datetime.fromisoformat(sent.modified).astimezone(UTC)
    response.headers["Cache-Control"] = sent.cache
    response.headers["Content-Profile"] = f"<{form.profile.iri}>"
    response.headers["Publisher-Release"] = served().reader.identifier
    response.headers["Link"] = ", ".join([*_links(sent, form), *sent.links])
    if form.vary:
        response.headers["Vary"] = ", ".join(form.vary)
        path = sent.path(form.profile.name, form.format.suffix)
        response.headers["Content-Location"] = f"{root()}/{path}"
    return conditional(response)


def bodies() -> Bodies:
    """The bodies that this process has at hand."""
    return cast(Bodies, current_app.extensions["publisher.bodies"])


def _offered(profile: Profile) -> tuple[Format, ...]:
    first = FIRST.get(profile.name, RDF_XML)
    return tuple(sorted(FORMATS, key=lambda item: item.suffix != first))


UNSAFE: Final = re.compile(r"[^\x21-\x7e]|[<>\"]")


def _links(sent: Sent, form: Form) -> Iterator[str]:
    """What it is, and the same in each other format and in each other profile (section 7.1)."""
    yield f'<{form.profile.iri}>; rel="profile"'
    if sent.canonical:
        yield f'<{sent.canonical}>; rel="canonical"'
    others = [(form.profile, item) for item in FORMATS if item is not form.format]
    others += [(item, form.format) for item in PROFILES.values() if item is not form.profile]
    for profile, item in others:
        path = UNSAFE.sub("", sent.path(profile.name, item.suffix))
        yield (f'<{root()}/{path}>; rel="alternate"; type="{item.media_type}"; '
               f'profile="{profile.iri}"')  # fmt: skip
    yield f'<{desk().reader.site.licence}>; rel="license"'
