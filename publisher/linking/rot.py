"""What rots among links: to what is withdrawn, unknown or silent, or no longer borne out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import pyoxigraph as ox

from publisher.linking.decisions import Decided
from publisher.linking.matching.scoring import ASKED, score
from publisher.linking.things import Things
from publisher.namespaces import OWL, RDF, SKOS, WITHDRAWN
from publisher.store.reader import Reader

LINKS: Final = (
    *(SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch")),
    OWL + "sameAs",
)  # fmt: skip
"""Properties whose values are looked at."""
GONE: Final = ox.NamedNode(WITHDRAWN)
TYPE: Final = ox.NamedNode(RDF + "type")

SENTENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "withdrawn": {"sv": "är tillbakadraget här", "en": "is withdrawn here"},
    "unknown": {"sv": "finns inte på sajten", "en": "is not on the site"},
    "changed": {
        "sv": "länken skulle inte föreslås i dag: {}", "en": "would not be proposed today: {}",
    },
    "silent": {"sv": "svarar inte ({})", "en": "does not answer ({})"},
    "unasked": {"sv": "{} adresser frågades inte", "en": "{} addresses were not asked"},
}  # fmt: skip
"""What each kind of rot is called."""

Asking = Callable[[str], tuple[str, str] | None]
"""Asks an address elsewhere: None where it answers, else why not, in Swedish and in English."""


@dataclass(frozen=True, order=True)
class Rot:
    """One link that rots: the source and row that say it (0 where unknown), and what ails it."""

    source: str
    row: int
    subject: str
    object: str
    code: str
    iri: str
    """Which of the two it is about."""
    sv: str
    en: str

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def rot(
    reader: Reader, decisions: Iterable[Decided], asking: Asking | None = None, most: int = 0
) -> list[Rot]:
    """The links of a release that rot, by source and row.

    With ``asking``, addresses elsewhere are asked, each once and ``most`` of them.
    """
    known = {(item.row.subject, item.row.object): item for item in decisions
             if not item.row.refused}  # fmt: skip
    links = _links(reader, known)
    things = Things(reader.store)
    found = [one for link in links for one in _inside(reader, link)]
    ailing = {(item.subject, item.object) for item in found}
    for link in links:
        if (link.subject, link.object) in known and (link.subject, link.object) not in ailing:
            found += _changed(things, link)
    if asking is not None:
        found += _elsewhere(reader, links, asking, most)
    return sorted(found)


@dataclass(frozen=True)
class _Link:
    source: str
    row: int
    subject: str
    object: str

    def rot(self, code: str, iri: str, sv: str = "", en: str = "") -> Rot:
        words = SENTENCES[code]
        return Rot(self.source, self.row, self.subject, self.object, code, iri,
                   words["sv"].format(sv), words["en"].format(en))  # fmt: skip


def _links(reader: Reader, known: Mapping[tuple[str, str], Decided]) -> list[_Link]:
    files = {graph.iri: graph.file for graph in reader.graphs if graph.kind == "source"}
    found = {}
    for predicate in LINKS:
        for quad in reader.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            file = files.get(str(getattr(quad.graph_name, "value", "")))
            if (
                file is not None
                and isinstance(quad.subject, ox.NamedNode)
                and isinstance(quad.object, ox.NamedNode)
            ):
                ends = quad.subject.value, quad.object.value
                decision = known.get(ends)
                row = decision.row.number if decision and decision.source == file else 0
                found[(file, *ends)] = _Link(file, row, *ends)
    return [found[key] for key in sorted(found)]


def _inside(reader: Reader, link: _Link) -> Iterator[Rot]:
    """Ends that are withdrawn, or under the site's own name and nowhere described."""
    for iri in (link.subject, link.object):
        node = ox.NamedNode(iri)
        said = list(reader.store.quads_for_pattern(node, None, None, None))
        if any(quad.predicate == TYPE and quad.object == GONE for quad in said):
            yield link.rot("withdrawn", iri)
        elif iri.startswith(reader.manifest.base_iri) and all(
            quad.predicate.value in LINKS for quad in said
        ):
            yield link.rot("unknown", iri)


def _changed(things: Things, link: _Link) -> Iterator[Rot]:
    one, other = things.one(link.subject), things.one(link.object)
    if one is None or other is None:
        return
    found = score(one, other)
    if found.value < ASKED or found.forbidden:
        yield link.rot("changed", link.object, found.text_sv, found.text_en)


def _elsewhere(reader: Reader, links: Sequence[_Link], asking: Asking, most: int) -> Iterator[Rot]:
    foreign: dict[str, list[_Link]] = {}
    for link in links:
        for iri in (link.subject, link.object):
            if iri.startswith(("http://", "https://")) and not iri.startswith(
                reader.manifest.base_iri
            ):
                foreign.setdefault(iri, []).append(link)
    for number, (iri, own) in enumerate(sorted(foreign.items())):
        if number >= most:
            left = f"{len(foreign) - most}"
            yield own[0].rot("unasked", iri, left, left)
            return
        why = asking(iri)
        if why is not None:
            yield from (link.rot("silent", iri, *why) for link in own)
