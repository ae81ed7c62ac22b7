"""The catalogue of a release: what is harvested (DCAT 3, W3C Recommendation of 22 August 2024).

The native form is DCAT-AP 3.0.1, each record with everything inline that it needs; the profiles
(:mod:`profiles`) turn it into what their readers want.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

from publisher.catalog import borne
from publisher.catalog.authorities import THEMES
from publisher.catalog.distributions import Times, times_of
from publisher.catalog.facts import CATALOG, Common
from publisher.catalog.files import Files
from publisher.catalog.own import Own, to_second
from publisher.catalog.services import services
from publisher.catalog.writing import kind, link, texts
from publisher.iris import RELEASES
from publisher.namespaces import DCAT, DCT, FOAF, SKOS
from publisher.store.reader import Reader

Entry = tuple[str, tuple[str, ...]]


def catalog_iri(reader: Reader) -> str:
    """The IRI of the catalogue."""
    return reader.site.base_iri + CATALOG


def heading(reader: Reader) -> tuple[str, ...]:
    """The catalogue itself with publisher and contact, without the records that it lists.

    Native N-Triples statements without the final dot, sorted and distinct.
    """
    common = Common(reader)
    return common.record(_heading(common, Files(reader)))


def records(reader: Reader, changed: frozenset[str] | None = None) -> Iterator[Entry]:
    """The IRI of each record and its native statements (as in :func:`heading`).

    All of them by IRI; or, with ``changed`` (the IRIs of the things whose statements differ from
    the release before), those that the program makes itself and those that may differ, in no
    order: with no statements where the thing is no dataset (any more). Both releases must have the
    same settings. Raises ReleaseError when the release is damaged.
    """
    common = Common(reader)
    datasets = list(Own(common, Files(reader)).records())
    series = reader.site.base_iri + RELEASES
    own = sorted([*datasets, *services(common, [iri for iri, _ in datasets if iri != series])])
    made = {iri for iri, _ in own}
    if changed is None:
        others = ((iri, borne.record(iri, common)) for iri in borne.things(common)
                  if iri not in made)  # fmt: skip
        yield from merge(own, others)
        return
    yield from own
    for iri in sorted(borne.touched(common, changed) - made):
        if borne.is_record(iri, common):
            yield iri, borne.record(iri, common)
        elif iri in changed:
            yield iri, ()


def _heading(common: Common, files: Files) -> Iterator[str]:
    reader, settings = common.reader, common.settings
    iri = catalog_iri(reader)
    site = reader.site
    issued = settings.issued or to_second(min(files.issued.values(), default=""))
    since = max((part.since for graph in reader.graphs for part in graph.parts), default="")
    yield from kind(iri, DCAT + "Catalog")
    yield from texts(iri, DCT + "title", site.title)
    yield from texts(iri, DCT + "description", site.description or site.title)
    yield link(iri, DCT + "license", site.licence)
    yield link(iri, DCT + "rights", common.node("rights"))
    yield link(iri, FOAF + "homepage", site.base_iri)
    yield link(iri, DCAT + "themeTaxonomy", THEMES.scheme)
    yield from kind(THEMES.scheme, SKOS + "ConceptScheme")
    yield from texts(THEMES.scheme, DCT + "title", {"sv": THEMES.title[0], "en": THEMES.title[1]})
    for language in common.languages:
        yield link(iri, DCT + "language", language)
    for place in common.places:
        yield link(iri, DCT + "spatial", place)
    if common.publisher:
        yield link(iri, DCT + "publisher", common.publisher)
    if common.contact:
        yield link(iri, DCAT + "contactPoint", common.contact)
    yield from times_of(iri, Times(issued, to_second(since)))
