"""Addresses -> bytes: what a converter reads, and the resolver for files below one folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urldefrag


@dataclass(frozen=True)
class Found:
    """What is at an address: its bytes in a file, and what the answer said of it."""

    url: str
    """Where it is, after redirects, without a fragment."""
    path: Path
    links: tuple[str, ...] = ()
    """The targets of ``Link: rel="describedby"`` in the answer, as absolute IRIs."""
    headless: bool = False
    """The media type says that the table has no header (RFC 4180, section 3)."""


Resolver: TypeAlias = Callable[[str], "Found | None"]
"""Finds what is at an absolute IRI; None where nothing is. Raises PublisherError where it must not
be asked, or does not answer."""


@dataclass(frozen=True)
class Folder:
    """The files of ``folder``, whose address is ``base`` (it ends with a slash).

    Nothing outside the folder is found, by whatever name or symbolic link.
    """

    folder: Path
    base: str

    def __call__(self, url: str) -> Found | None:
        """The file at an address below ``base``."""
        plain = urldefrag(url).url
        if not plain.startswith(self.base):
            return None
        path = self.folder / unquote(plain[len(self.base) :].partition("?")[0])
        if "\0" in str(path) or not path.is_file():
            return None
        if not path.resolve().is_relative_to(self.folder.resolve()):
            return None
        return Found(plain, path)
