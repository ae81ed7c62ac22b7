"""Where links lead: always to the host that serves the page, whatever the site's IRIs say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from publisher.describe.views import Link, local_name, pick
from publisher.iris import Iris
from publisher.render.pages import ValueView

LINKED: Final = ("http://", "https://", "mailto:", "tel:")
"""The schemes that become links; any other IRI is shown as text."""

SHOWN_WITHOUT: Final = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True)
class Hrefs:
    """Links on pages in ``language``, on a site mounted at ``root`` (no slash at its end).

    ``pin`` keeps a reader in the release that was asked for: ``?release=…``, or nothing.
    """

    iris: Iris
    root: str
    language: str
    pin: str = ""

    def path(self, path: str) -> str:
        """A path of this site."""
        return f"{self.root}/{escape(path)}"

    def page(self, iri: str) -> str | None:
        """The page, in the reader's language, of something that this site describes."""
        document, _, fragment = iri.partition("#")
        path = self.iris.path_of(self.iris.document_of(document))
        if path is None:
            return None
        return self.document(path) + (f"#{fragment}" if fragment else "")

    def document(self, path: str, language: str = "") -> str:
        """The page at a document's ``path``, in the reader's language or another."""
        return self.path(f"{path or 'index'}.{language or self.language}.html") + self.pin

    def view(self, link: Link) -> ValueView:
        """A link as a page shows it."""
        if link.path and link.path.startswith("#"):
            return ValueView(kind="link", text=link.title(self.language), href=link.path)
        text, lang = self._text(link)
        inside = self.page(link.iri) if link.path is not None else None
        if inside is None and not link.iri.startswith(LINKED):
            return ValueView(kind="text", text=text, lang=lang)
        outside = inside is None and link.iri.startswith(("http://", "https://"))
        return ValueView(
            kind="link", text=text, lang=lang, href=inside or link.iri, external=outside
        )

    def _text(self, link: Link) -> tuple[str, str]:
        text, tag = pick(link.labels, self.language)
        if text:
            return text, tag if tag.partition("-")[0] != self.language else ""
        if link.path is not None:
            return local_name(link.iri), ""
        return bare(link.iri), ""


def bare(iri: str) -> str:
    """An IRI as people write it: without its scheme."""
    for scheme in SHOWN_WITHOUT:
        if iri.startswith(scheme):
            return iri[len(scheme) :].rstrip("/")
    return iri


def escape(path: str) -> str:
    """A path as it may stand in a link; what is percent-encoded already stays so."""
    return quote(path, safe="/%:@!$&'()*+,;=~")
