"""Which profile of the catalogue a client wants (Content Negotiation by Profile, W3C draft).

A profile is asked for by its name or its IRI, in the header ``Accept-Profile`` or as a parameter of
the address (sections 7.1 and 7.2 of the draft).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flask import request

from publisher.catalog.profiles import PROFILES, Profile
from publisher.formats import Format
from publisher.negotiate import LONGEST, choose
from publisher.web.protocol import ProtocolError

PARAMETERS: Final = ("profile", "_profile")
FORMATS: Final = ("format", "_mediatype")
"""Parameters that name a profile, and a format by its suffix or media type."""

ITEM: Final = re.compile(
    r"\s*(?:<([^<>]*)>|\"([^\"]*)\"|([^\s,;\"<>]+))\s*"
    r"(?:;\s*q\s*=\s*(0(?:\.\d*)?|1(?:\.0*)?)\s*)?(?:,|$)"
)
"""A member of Accept-Profile: an IRI in angle brackets or quotes, or a name, with its weight."""

ANY: Final = "*"


def wanted_profile(default: str) -> Profile:
    """The profile that the request names; the ``default`` one where it names none.

    Raises ProtocolError (406) with those that there are where none of them is wanted.
    """
    named = [request.args[name] for name in PARAMETERS if request.args.get(name)]
    asked = named or list(accepted(request.headers.get("Accept-Profile", "")))
    for name in asked:
        found = PROFILES.get(default) if name == ANY else profile_of(name)
        if found is not None:
            return found
    if asked:
        raise NoProfile(asked[0])
    return PROFILES[default]


def wanted_format(offered: tuple[Format, ...]) -> Format | None:
    """The format that a parameter names, else the one that the client likes best; else None."""
    for name in FORMATS:
        said = request.args.get(name, "")
        if said:
            return next((item for item in offered if said in (item.suffix, item.media_type,
                         *item.aliases)), None)  # fmt: skip
    return choose(request.headers.get("Accept"), offered)


def profile_of(name: str) -> Profile | None:
    """The profile with a name or an IRI, be it with or without a slash at its end."""
    found = PROFILES.get(name)
    bare = name.rstrip("/")
    return found or next((item for item in PROFILES.values() if item.iri.rstrip("/") == bare), None)


def accepted(header: str) -> Iterator[str]:
    """What Accept-Profile names, what is liked best first; what is refused is left out."""
    found = [(float(match[4] or 1), match[1] or match[2] or match[3] or "")
             for match in ITEM.finditer(header[:LONGEST])]  # fmt: skip
    for quality, name in sorted(found, key=lambda pair: -pair[0]):
        if quality > 0 and name:
            yield name


class NoProfile(ProtocolError):
    """406: there is no such profile."""

    def __init__(self, name: str) -> None:
        known = ", ".join(f"{item.name} <{item.iri}>" for item in PROFILES.values())
        super().__init__(
            f"the catalogue is not there in the profile “{name[:200]}”.", status=406,
            todo=f"It is there in these, by name or IRI: {known}.",
        )  # fmt: skip
