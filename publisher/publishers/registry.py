"""Publishers: whose is a source, a graph, a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.iris import GENIDS, GRAPHS

DOTS: Final = re.compile(r"(?:/|%2f|%5c)(?:\.|%2e){1,2}(?:[/?#]|%2f|%5c|$)", re.IGNORECASE)
"""What leads out of a namespace where an address is tidied (RFC 3986, section 5.2.4), also by those
who take an encoded slash for one."""


@dataclass(frozen=True)
class Publisher:
    """Who brings data under a name of its own.

    Its sources are the files below ``data/<id>/``; its things are named under its ``namespace``.
    """

    id: str
    """A slug: the folder of its sources, and the middle of its keys."""
    names: Mapping[str, str]
    """What it is called, by language."""
    namespace: str
    """The path under ``base_iri`` that its things are named under; ends with a slash."""
    contact: str = ""
    """IRI of a page or a function mailbox (``mailto:``), or a path under ``base_iri``."""
    organisation: str = ""
    """IRI of the organisation, or a path under ``base_iri``."""
    also: tuple[str, ...] = ()
    """Beginnings of IRIs outside ``base_iri`` that are its own, such as those of its own site."""

    @property
    def folder(self) -> str:
        """What the names of its sources begin with."""
        return f"{self.id}/"

    def name(self, language: str) -> str:
        """What it is called in ``language``, else in another one."""
        return self.names.get(language) or next(iter(self.names.values()), self.id)


@dataclass(frozen=True)
class Publishers:
    """All publishers of a site; none where there is no ``publishers.toml``."""

    base_iri: str
    known: Mapping[str, Publisher] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.known)

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self.known.values())

    def of_source(self, name: str) -> Publisher | None:
        """Whose source it is, by its path below the data folder; None for the site's own."""
        folder, slash, _ = name.partition("/")
        return self.known.get(folder) if slash else None

    def of_graph(self, iri: str) -> Publisher | None:
        """Whose named graph it is (``<base>graph/<id>/…``)."""
        rest = iri.removeprefix(self.base_iri + GRAPHS)
        return self.of_source(rest) if rest != iri else None

    def of_thing(self, iri: str) -> Publisher | None:
        """In whose namespace a thing is; None for what is the site's or nobody's here."""
        return next((item for item in self if self.holds(item, iri)), None)

    def genid(self, publisher: Publisher) -> str:
        """What nodes without an address of their own are named under in its sources.

        A place of its own below the site's (RDF 1.1 Concepts, section 3.5): so nobody can name a
        node of someone else's by working out its name.
        """
        return f"{self.base_iri}{GENIDS}{publisher.folder}"

    def holds(self, publisher: Publisher, iri: str) -> bool:
        """Whether a thing is named in the namespace of ``publisher``, nameless nodes too."""
        return iri.startswith(self.own(publisher)) and not DOTS.search(iri)

    def own(self, publisher: Publisher) -> tuple[str, ...]:
        """What the IRIs of its things begin with; parts of its graphs (RFC 7111) are its own."""
        return (
            self.base_iri + publisher.namespace,
            self.genid(publisher),
            self.base_iri + GRAPHS + publisher.folder,
            *publisher.also,
        )
