"""What a request is answered from, and what it asks for: format and language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from flask import current_app, g, request

from publisher.config import ServeSection
from publisher.formats import Format
from publisher.namespaces import XSD
from publisher.negotiate import choose, choose_language
from publisher.render.setting import Setting
from publisher.render.values import in_words
from publisher.store.serving import Served
from publisher.web.desk import Desk, Desks

DIGITS: Final = 15
"""Digits of the longest number in an address."""


@dataclass(frozen=True)
class Asked:
    """The form of a document that its path names: a suffix, and a language before it."""

    stem: str
    format: Format | None = None
    language: str = ""


def current() -> Served:
    """The current release, as of the beginning of this request."""
    if "current" not in g:
        g.current = current_app.extensions["publisher.current"]()
    return cast(Served, g.current)


def served() -> Served:
    """The release that this request is answered from: the same one throughout."""
    return cast(Served, g.served) if "served" in g else current()


def pinned() -> str:
    """What an address needs to stay in the release that the request names; empty without one."""
    return f"?release={g.pinned}" if "pinned" in g else ""


def desk() -> Desk:
    """What the answers from this release share."""
    return cast(Desks, current_app.extensions["publisher.desks"]).of(served().reader)


def settings() -> ServeSection:
    """How the site is served."""
    return cast(ServeSection, current_app.extensions["publisher.serve"])


def root() -> str:
    """Where the application is mounted, without a slash at its end."""
    return request.script_root.rstrip("/")


def language() -> str:
    """The language of a page for this client."""
    header = request.headers.get("Accept-Language")
    return choose_language(header, desk().languages)


def setting(language: str) -> Setting:
    """What the pages of this answer share."""
    found = desk().setting(language, root())
    if not pinned() or served().reader is current().reader:
        return replace(found, pin=pinned())
    built, _ = in_words(desk().reader.manifest.built[:10], XSD + "date", language)
    return replace(found, pin=pinned(), built=built)


def asked(path: str, formats: Sequence[Format]) -> Asked:
    """``path`` taken apart; the whole of it is the stem when it ends in no known suffix."""
    stem, dot, suffix = path.rpartition(".")
    found = next((item for item in formats if item.suffix == suffix), None)
    if not dot or not stem or found is None:
        return Asked(path)
    if "page" in found.carries:
        shorter, dot, tag = stem.rpartition(".")
        if dot and shorter and tag in desk().languages:
            return Asked(shorter, found, tag)
    return Asked(stem, found)


def is_number(text: str) -> bool:
    """Whether a part of an address is the number of a page or a change, written in one way."""
    return text.isascii() and text.isdigit() and len(text) <= DIGITS and not text.startswith("0")


def negotiated(formats: Sequence[Format]) -> Format | None:
    """The format that the client likes best; None when it takes none."""
    return choose(request.headers.get("Accept"), formats)
