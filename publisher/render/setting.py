"""What all pages of one answer share: the site, the release, the language, the mount point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from publisher.config import SiteSection
from publisher.contract import Class, Texts
from publisher.describe.views import pick
from publisher.formats import Format
from publisher.iris import DUMP, LISTS, RELEASES, Iris
from publisher.namespaces import PREFIXES, shorten_iri
from publisher.render.hrefs import Hrefs, bare
from publisher.render.messages import LANGUAGES, Speaker
from publisher.render.pages import Alternate, Body, Crumb, Frame, Page

LICENCES: Final[dict[str, str]] = {
    "http://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "http://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
}
STYLE: Final = "static/site.css"
ICON: Final = "favicon.ico"
CONTEXT: Final = "context.jsonld"
QUERY: Final = "sparql"
FEEDS: Final = "feeds"
MENU: Final = 6
"""Classes in the menu; the start page has all."""

SUMMARY: Final = 300
"""Characters of the summary of a page that search engines show."""


@dataclass(frozen=True)
class Setting:
    """A site as one release tells of it, for a reader of ``language``.

    ``root`` is where the application is mounted, without a slash at its end. ``classes`` are those
    that have members.
    """

    site: SiteSection
    iris: Iris
    release: str
    classes: Sequence[Class]
    languages: Sequence[str]
    language: str
    root: str
    pin: str = ""
    """What keeps links in the release that was asked for; empty where it is the current one."""
    built: str = ""
    """When that release was built, in words."""

    @property
    def hrefs(self) -> Hrefs:
        """Links on the page."""
        return Hrefs(self.iris, self.root, self.language, self.pin)

    @property
    def t(self) -> Speaker:
        """The messages in the page's language."""
        return Speaker(self.language)

    def inside(self, language: str) -> Setting:
        """The same in another language."""
        return replace(self, language=language)

    def crumb(self, item: Class) -> Crumb:
        """The way to the list of a class."""
        label = pick(item.plurals, self.language)[0] or item.slug
        return Crumb(label=label, href=self.hrefs.document(LISTS + item.slug))

    def frame(self, path: str = "") -> Frame:
        """What surrounds the page of the document at ``path``."""
        hrefs, licence = self.hrefs, self.site.licence
        current = Hrefs(self.iris, self.root, self.language).document(path)
        earlier = self.t("earlier", self.release, self.built)
        return Frame(
            site=pick(self.site.title, self.language)[0],
            home=hrefs.document(""),
            css=hrefs.path(STYLE),
            icon=hrefs.path(ICON),
            menu=(
                *(self.crumb(item) for item in self.classes[:MENU]),
                Crumb(label=self.t("everything"), href=hrefs.document("") + "#browse"),
            ),
            licence=Crumb(label=LICENCES.get(licence, bare(licence)), href=licence),
            attribution=pick(self.site.attribution, self.language)[0],
            release=Crumb(label=self.release, href=hrefs.document(RELEASES + self.release)),
            sparql=hrefs.document(QUERY),
            dump=hrefs.document(DUMP),
            feeds=hrefs.document(FEEDS),
            earlier=Crumb(label=earlier, href=current) if self.built else None,
        )

    def page(
        self,
        body: Body,
        *,
        title: str,
        path: str | None,
        canonical: str,
        formats: Sequence[Format] = (),
        crumbs: Sequence[Crumb] = (),
        title_lang: str = "",
        summary: str = "",
        data: str = "",
    ) -> Page:
        """A page whose document is at ``path``; None for one that has no other forms."""
        stem = path or "index"
        languages = () if path is None else tuple(
            Alternate(
                href=self.hrefs.document(path, tag), label=LANGUAGES[tag], media_type="text/html",
                language=tag, current=tag == self.language,
            )
            for tag in self.languages
        )  # fmt: skip
        others = () if path is None else tuple(
            Alternate(href=self.hrefs.path(f"{stem}.{item.suffix}") + self.pin, label=item.name,
                      media_type=item.media_type)
            for item in formats if "page" not in item.carries
        )  # fmt: skip
        home = Crumb(label=self.t("home"), href=self.hrefs.document(""))
        return Page(
            language=self.language,
            title=title,
            title_lang=title_lang if title_lang != self.language else "",
            summary=clip(summary),
            canonical=canonical,
            frame=self.frame(path or ""),
            crumbs=(home, *crumbs, Crumb(label=title)) if path != "" else (),
            languages=languages,
            formats=others,
            data=data,
            body=body,
        )

    def term(self, labels: Texts, iri: str) -> str:
        """What a property or class is called."""
        return pick(labels, self.language)[0] or shorten_iri(iri, PREFIXES)


def clip(text: str) -> str:
    """``text`` on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= SUMMARY:
        return line
    return line[:SUMMARY].rpartition(" ")[0].rstrip(",.;:") + " …"
