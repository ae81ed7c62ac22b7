"""Layers: sources whose things are named persons, with the grounds on which these are published.

A layer is a file ``<name>.layer.toml`` among the sources. It covers the sources beside it that are
called ``<name>.…`` or lie in the folder ``<name>/``, or those that it names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pyoxigraph as ox

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.iris import Iris
from publisher.names import nearest
from publisher.namespaces import DCT, RDF, S3R, XSD
from publisher.sources.discover import LAYER

DPV: Final = "https://w3id.org/dpv#"
"""Data Privacy Vocabulary, version 2."""

ODRL: Final = "http://www.w3.org/ns/odrl/2/"
"""ODRL Vocabulary (W3C Recommendation of 15 February 2018)."""

LANGUAGES: Final = ("sv", "en")
MEANINGS: Final[Mapping[str, tuple[str, str]]] = {
    "purpose": (
        "what the data is published for, in Swedish and English: purpose.sv, purpose.en",
        "vad uppgifterna publiceras för, på svenska och engelska: purpose.sv, purpose.en",
    ),
    "legal_basis": (
        "the IRI of the legal basis, or a path under base_iri",
        "den rättsliga grundens IRI, eller en sökväg under base_iri",
    ),
    "controller": (
        "the IRI of the organisation that is responsible, or a path under base_iri",
        "den ansvariga organisationens IRI, eller en sökväg under base_iri",
    ),
    "review": (
        "the last day on which the data may be published without review (2027-12-31)",
        "den sista dagen som uppgifterna får publiceras utan omprövning (2027-12-31)",
    ),
    "sources": (
        "the sources that it covers, as a list of file names",
        "källorna som det gäller, som en lista med filnamn",
    ),
}
"""What may be said of a layer, in English and Swedish; all but the last must be."""


@dataclass(frozen=True)
class Layer:
    """A layer, as its file says. ``file`` is the name of that; ``covers`` are patterns of names."""

    file: str
    purpose: Mapping[str, str]
    legal_basis: str
    controller: str
    review: date
    covers: tuple[str, ...]

    def has(self, source: str) -> bool:
        """Whether a source is of the layer, by its name below the data folder."""
        return source != self.file and any(fnmatchcase(source, item) for item in self.covers)

    def over(self, today: date) -> bool:
        """Whether the day of its review has passed."""
        return today > self.review

    def statements(self, sources: Iterable[str], iris: Iris) -> Iterator[str]:
        """What is published of the layer, in N-Triples: of the graphs of its sources."""
        own = iris.graph(self.file)
        purpose, policy, permission = (f"{own}#{name}" for name in
                                       ("purpose", "policy", "permission"))  # fmt: skip
        yield _link(purpose, RDF + "type", DPV + "Purpose")
        for language, text in sorted(self.purpose.items()):
            yield f"<{purpose}> <{DCT}description> {ox.Literal(text, language=language)}"
        yield _link(policy, RDF + "type", ODRL + "Set")
        yield _link(policy, ODRL + "permission", permission)
        yield _link(permission, ODRL + "action", ODRL + "read")
        yield _link(permission, ODRL + "constraint", f"{permission}-purpose")
        yield _link(f"{permission}-purpose", RDF + "type", ODRL + "Constraint")
        yield _link(f"{permission}-purpose", ODRL + "leftOperand", ODRL + "purpose")
        yield _link(f"{permission}-purpose", ODRL + "operator", ODRL + "eq")
        yield _link(f"{permission}-purpose", ODRL + "rightOperand", purpose)
        day = ox.Literal(self.review.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        for graph in sorted(iris.graph(source) for source in sources if self.has(source)):
            yield _link(graph, DPV + "hasPurpose", purpose)
            yield _link(graph, DPV + "hasLegalBasis", _whole(self.legal_basis, iris))
            yield _link(graph, DPV + "hasDataController", _whole(self.controller, iris))
            yield f"<{graph}> <{S3R}reviewDate> {day}"
            yield _link(graph, ODRL + "hasPolicy", policy)
            yield _link(permission, ODRL + "target", graph)


def read_layer(path: Path, name: str) -> Layer:
    """The layer that a file declares. Raises SourceFault with a fault for each thing wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        said = f"{error}."
        raise SourceFault([Fault(Place(name), "syntax", "", said, said)]) from None
    faults = [
        *(Fault(Place(name), "layer", key, *_known(), nearest=nearest(key, MEANINGS))
          for key in sorted(content) if key not in MEANINGS),
        *(Fault(Place(name), "layer", key, *MEANINGS[key])
          for key in MEANINGS if not _fits(key, content.get(key))),
    ]  # fmt: skip
    if faults:
        raise SourceFault(faults)
    folder = PurePosixPath(name).parent
    stem = PurePosixPath(name).name[: -len(LAYER)]
    covers = content.get("sources") or [f"{stem}.*", f"{stem}/*"]
    return Layer(
        name, dict(content["purpose"]), content["legal_basis"], content["controller"],
        content["review"], tuple((folder / item).as_posix() for item in covers),
    )  # fmt: skip


def _known() -> tuple[str, str]:
    names = ", ".join(MEANINGS)
    return f"one of {names}", f"någon av {names}"


def _fits(key: str, value: Any) -> bool:
    if key == "purpose":
        return isinstance(value, dict) and all(
            isinstance(value.get(language), str) and value[language] for language in LANGUAGES
        )
    if key == "review":
        return type(value) is date
    if key == "sources":
        return value is None or (isinstance(value, list)
                                 and all(isinstance(item, str) for item in value))  # fmt: skip
    return isinstance(value, str) and bool(value)


def _whole(iri: str, iris: Iris) -> str:
    return str(ox.NamedNode(iri if ":" in iri else iris.base_iri + iri.lstrip("/")).value)


def _link(subject: str, predicate: str, target: str) -> str:
    return f"<{subject}> <{predicate}> <{target}>"
