"""IRIs are minted, taken apart and turned into paths here, and nowhere else; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote

KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
"""What a key may look like: it stands in an IRI, in a path and in a file name as it is."""

TEMPLATES: Final[Mapping[str, str]] = {"withdrawn": "{+id}"}
"""Templates of classes whose key is the whole path (RFC 6570, level 2)."""

PATH: Final = "/~!$&'()*+,;=:@"
"""What else than letters and digits stands in a path as it is (RFC 3986, section 3.3)."""

DOCUMENTS: Final = "doc/"
GRAPHS: Final = "graph/"
LISTS: Final = "list/"
RELEASES: Final = "release/"
DUMP: Final = "dump"
ENDPOINT: Final = "sparql"
DESCRIPTION: Final = "void"
GENIDS: Final = ".well-known/genid/"

VERBATIM: Final = ".graph.nt"
"""What ends the name of a source whose graph is called what stands before, spelt as in an IRI."""

SPELT: Final = re.compile(r"~([0-9A-F]{2})")
"""A character that no file name should have, in such a name; ``0`` stands before it at the
beginning of a step."""

UNSPELT: Final = re.compile(r"[^\w.-]", re.ASCII)


@dataclass(frozen=True)
class Iris:
    """The site's IRIs: things under ``base_iri``, vocabularies under ``vocabulary_iri``.

    A thing ``<base>project/x`` has the document ``<base>doc/project/x``. A vocabulary document
    (an ontology or a shapes file) has its own IRI, whose path under ``vocabulary_iri`` is also the
    path at which this site serves it.
    """

    base_iri: str
    vocabulary_iri: str
    templates: Mapping[str, str] = field(default_factory=dict)

    def mint(self, class_slug: str, key: str) -> str:
        """The IRI of the thing with ``key`` in the class ``class_slug``.

        Where the template says ``{+id}`` the key is a path under ``base_iri`` or the whole IRI.
        """
        template = self.templates.get(class_slug) or TEMPLATES.get(class_slug, class_slug + "/{id}")
        path = key.removeprefix(self.base_iri).removeprefix("/")
        filled = template.replace("{+id}", path).replace("{id}", quote(key, safe="~"))
        return self.base_iri + filled

    def fits(self, class_slug: str, key: str) -> bool:
        """Whether ``key`` may stand in an IRI of the class as it is."""
        if "{+id}" in (self.templates.get(class_slug) or TEMPLATES.get(class_slug, "")):
            path = key.removeprefix(self.base_iri).removeprefix("/")
            return all(KEY.fullmatch(step) for step in path.split("/"))
        return KEY.fullmatch(key) is not None

    def graph(self, source: str) -> str:
        """The named graph of a source, by its file name below the data folder.

        Where that ends with ``.graph.nt``, the graph is called what stands before.
        """
        name = source.removesuffix(VERBATIM)
        if name == source:
            return self.base_iri + GRAPHS + quote(source, safe="/~")
        return self.base_iri + GRAPHS + "/".join(map(_as_spelt, name.split("/")))

    @staticmethod
    def verbatim(path: str) -> str:
        """The name of the source whose graph is spelt ``path`` (ASCII) under that of all graphs."""
        return "/".join(map(_spell, path.split("/"))) + VERBATIM

    def release(self, identifier: str) -> str:
        """The IRI of a release."""
        return self.base_iri + RELEASES + identifier

    def description(self) -> str:
        """The named graph that describes the dataset."""
        return self.base_iri + GRAPHS + DESCRIPTION

    def genid(self) -> str:
        """The prefix of IRIs that replace blank nodes (RDF 1.1 Concepts, section 3.5)."""
        return self.base_iri + GENIDS

    def document_of(self, thing: str) -> str:
        """The IRI of the document that describes ``thing``.

        A thing under ``base_iri`` has a document of its own; a hash IRI is described by what stands
        before the hash; anything else describes itself.
        """
        if "#" in thing:
            return thing.partition("#")[0]
        path = thing.removeprefix(self.base_iri)
        if path == thing or not self.is_thing_path(path):
            return thing
        return self.base_iri + DOCUMENTS + path

    @staticmethod
    def is_thing_path(path: str) -> bool:
        """Whether ``path`` (under ``base_iri``) denotes a thing rather than a document."""
        return (
            bool(path)
            and path != DUMP
            and not path.startswith((DOCUMENTS, GRAPHS, LISTS, RELEASES))
        )

    def path_of(self, iri: str) -> str | None:
        """The path, without a leading slash, at which this site serves ``iri``; None if foreign.

        The fragment is dropped. Percent-encoding is kept as it stands in the IRI.
        """
        document = iri.partition("#")[0]
        for prefix in (self.base_iri, self.vocabulary_iri):
            if prefix and document.startswith(prefix):
                return document[len(prefix) :]
        return None

    def candidates(self, path: str) -> tuple[str, ...]:
        """The IRIs that a request path may stand for, under ``base_iri`` first."""
        prefixes = dict.fromkeys((self.base_iri, self.vocabulary_iri))
        quoted = quote(path, safe=PATH)
        mixed = "".join(sign if ord(sign) > 127 else quote(sign, safe=PATH) for sign in path)
        spellings = dict.fromkeys((path, mixed, quoted, unquote(path)))
        return tuple(prefix + spelling for prefix in prefixes for spelling in spellings if prefix)


def _spell(step: str) -> str:
    """A step of the IRI of a graph as one of a file's name."""
    spelt = UNSPELT.sub(lambda sign: f"~{ord(sign[0]):02X}", step)
    if spelt.startswith("0~"):
        spelt = f"~30{spelt[1:]}"
    return f"0{spelt}" if spelt.startswith("~") else spelt


def _as_spelt(step: str) -> str:
    """The other way."""
    bare = step[1:] if step.startswith("0~") else step
    pieces = SPELT.split(bare)
    return "".join(chr(int(text, 16)) if number % 2 else quote(text, safe=PATH)
                   for number, text in enumerate(pieces))  # fmt: skip
