"""Where a release came from, in PROV-O (W3C Recommendation of 30 April 2013).

It tells the time of the build and the bytes of the sources, so it is not part of what names a
release: what reads the same is the same release, whenever it was built.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from publisher.iris import Iris
from publisher.namespaces import DCT, PROV, RDF, RDFS, SPDX, VOID, XSD
from publisher.release.manifest import Manifest

FILE_NAME: Final = "provenance.ttl"


def provenance(manifest: Manifest, iris: Iris, previous: str | None) -> Iterator[ox.Triple]:
    """The release, the build that made it, the sources it used and the software that ran."""
    release = iris.release(manifest.id)
    activity, agent = f"{release}#build", f"{release}#software"
    built = ox.Literal(manifest.built, datatype=ox.NamedNode(XSD + "dateTime"))
    yield from _typed(release, PROV + "Entity", VOID + "Dataset")
    yield _literal(release, DCT + "identifier", manifest.id)
    yield _triple(release, PROV + "generatedAtTime", built)
    yield _link(release, PROV + "wasGeneratedBy", activity)
    yield _integer(release, VOID + "triples", manifest.quads)
    if previous:
        yield _link(release, PROV + "wasRevisionOf", iris.release(previous))
    yield from _typed(activity, PROV + "Activity")
    yield _triple(activity, PROV + "endedAtTime", built)
    yield _link(activity, PROV + "wasAssociatedWith", agent)
    yield from _typed(agent, PROV + "SoftwareAgent")
    yield _literal(agent, RDFS + "label", manifest.software)
    for graph in manifest.graphs:
        yield _link(release, VOID + "subset", graph.iri)
        yield _integer(graph.iri, VOID + "triples", graph.quads)
        yield _link(graph.iri, PROV + "wasGeneratedBy", activity)
    files = {graph.file: graph.iri for graph in manifest.graphs}
    for number, source in enumerate(manifest.sources, 1):
        entity, checksum = f"{release}#source-{number}", f"{release}#checksum-{number}"
        yield from _typed(entity, PROV + "Entity")
        yield _literal(entity, DCT + "title", source.file)
        if source.address:
            yield _link(entity, PROV + "wasDerivedFrom", source.address)
        if source.fetched:
            came = ox.Literal(source.fetched, datatype=ox.NamedNode(XSD + "dateTime"))
            yield _triple(entity, PROV + "generatedAtTime", came)
        yield _link(activity, PROV + "used", entity)
        yield _link(files[source.file], PROV + "wasDerivedFrom", entity)
        yield _link(entity, SPDX + "checksum", checksum)
        yield from _typed(checksum, SPDX + "Checksum")
        yield _link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
        yield _triple(
            checksum,
            SPDX + "checksumValue",
            ox.Literal(source.checksum, datatype=ox.NamedNode(XSD + "hexBinary")),
        )


def _triple(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return _triple(subject, predicate, ox.NamedNode(target))


def _literal(subject: str, predicate: str, text: str) -> ox.Triple:
    return _triple(subject, predicate, ox.Literal(text))


def _integer(subject: str, predicate: str, number: int) -> ox.Triple:
    value = ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))
    return _triple(subject, predicate, value)


def _typed(subject: str, *kinds: str) -> Iterator[ox.Triple]:
    for kind in kinds:
        yield _link(subject, RDF + "type", kind)
