"""A small release out of Turtle, for the tests of what reads releases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from publisher import contract as contracts
from publisher import vocabulary
from publisher.iris import Iris
from publisher.namespaces import PREFIXES
from publisher.release.manifest import GraphEntry, GraphKind, Manifest, SourceEntry
from publisher.release.parts import PartFolder, cut, write_graph
from publisher.release.provenance import FILE_NAME as PROVENANCE
from publisher.release.provenance import provenance
from publisher.render.dump import rendering
from publisher.sources.skolem import skolemise
from publisher.store.reader import Reader

ROOT: Final = Path(__file__).parent.parent
BASE: Final = "https://example.org/site/"
VOCABULARY: Final = "https://w3id.org/s3r/"
IRIS: Final = Iris(BASE, VOCABULARY)
BUILT: Final = "2024-05-01T10:00:00+00:00"

SITE: Final[dict[str, Any]] = {
    "base_iri": BASE,
    "title": {"sv": "En provplats", "en": "A trial site"},
    "description": {"sv": "Påhittade uppgifter.", "en": "Made-up data."},
    "languages": ["sv", "en"],
    "licence": "http://creativecommons.org/publicdomain/zero/1.0/",
    "publisher": BASE + "organisation/a",
    "vocabulary_iri": VOCABULARY,
    "attribution": {"sv": "Gränser: © Någon", "en": "Borders: © Someone"},
}

HEADER: Final = f"@base <{BASE}> .\n" + "".join(
    f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items())
)

DATA: Final[dict[str, str]] = {
    "areas.ttl": """
<challenge-area/food> a s3r:ChallengeArea, skos:Concept ;
    skos:prefLabel "Mat"@sv, "Food"@en ;
    skos:definition "Något att äta."@sv, "Something to eat."@en ;
    skos:inScheme <concept-scheme/areas> .
<challenge-area/air> a s3r:ChallengeArea, skos:Concept ;
    skos:prefLabel "Ändrad luft"@sv, "Changed air"@en ;
    skos:inScheme <concept-scheme/areas> .
<concept-scheme/areas> a skos:ConceptScheme ;
    dct:title "Områden"@sv, "Areas"@en .
<code/node> a s3r:ProjectKind, s3r:Code, skos:Concept ;
    skos:prefLabel "Nod"@sv, "Node"@en .
""",
    "projekt.csv": """
<project/alfa> a schema:Project, foaf:Project, prov:Activity ;
    dct:title "Alfa & <Omega>"@sv, "Alpha </script> & <Omega>"@en ;
    dct:description "Första stycket.\\n\\nAndra stycket."@sv ;
    dct:type <code/node> ;
    dct:subject <challenge-area/food>, <challenge-area/air> ;
    dct:spatial <territory/t1> ;
    schema:startDate "2024-01-01"^^xsd:date ;
    schema:endDate "2024-06"^^xsd:gYearMonth ;
    rdfs:seeAlso <https://example.org/elsewhere?a=1&b=2> ;
    <https://example.org/terms#unknown> "okänt" .
<project/orn> a schema:Project ; dct:title "Örn"@sv ; dct:subject <challenge-area/food> .
<project/angel> a schema:Project ; dct:title "Ängel"@sv ; dct:isPartOf <project/alfa> .
<project/zebra> a schema:Project ; dct:title "Zebra"@sv ; owl:sameAs <http://example.org/z> .
<project/nameless> a schema:Project .
<project/dotted.ttl> a schema:Project ; dct:title "Med punkt"@sv .
<project/gone> a s3r:Withdrawn, prov:Entity ;
    prov:invalidatedAtTime "2024-03-01T00:00:00"^^xsd:dateTime ;
    dct:description "Fanns inte."@sv, "Did not exist."@en ;
    dct:isReplacedBy <project/alfa> .
""",
    "platser.csv": """
<territory/t1> a m8g:AdminUnit, dct:Location ;
    locn:geographicName "Län ett"@sv, "County one"@en ;
    skos:notation "SE1"^^s3r:nutsCode, "03"^^s3r:countyCode ;
    dcat:centroid "POINT(16.5 59.6)"^^geo:wktLiteral ;
    geo:asWKT
        "POLYGON((16 59, 17 59, 17 60, 16 60, 16.1 59.9, 16.2 59.8, 16 59))"^^geo:wktLiteral .
<organisation/a> a org:Organization, foaf:Agent ;
    skos:prefLabel "Ett exempel"@sv, "An example"@en ;
    dct:spatial <territory/t1> ;
    m8g:contactPoint <contact-point/c1> .
<contact-point/c1> a m8g:ContactPoint ;
    dct:title "Kontakt ett"@sv, "Contact one"@en ;
    m8g:email <mailto:role@example.org> .
<.well-known/genid/00aa> a schema:PropertyValue ; schema:value "inuti" .
""",
}


@cache
def contract() -> contracts.Contract:
    """The contract of the shapes that ship with the project."""
    return contracts.read(vocabulary.read(ROOT))


def triples(turtle: str) -> list[ox.Triple]:
    """The triples of a piece of Turtle with every prefix declared."""
    return [quad.triple for quad in ox.parse(HEADER + turtle, format=ox.RdfFormat.TURTLE)]


def release(
    folder: Path, data: Mapping[str, str] = DATA, *, identifier: str = "0a1b2c3d"
) -> Reader:
    """A release of ``data`` (Turtle by file name) in ``folder``, with its store in memory."""
    own = contract()
    dumps = rendering(own, PREFIXES)
    parts = PartFolder(folder, dumps.digest)
    store = ox.Store()
    entries: list[GraphEntry] = []

    def add(iri: str, file: str, kind: GraphKind, content: list[ox.Triple]) -> None:
        graph = ox.NamedNode(iri)
        quads = [ox.Quad(item.subject, item.predicate, item.object) for item in content]
        clean = [quad.triple for quad in skolemise(quads, IRIS.genid())]
        store.extend([ox.Quad(item.subject, item.predicate, item.object, graph) for item in clean])
        pieces = cut(sorted({str(item) for item in clean}), iri, 4)
        entries.append(write_graph(
            pieces, iri=iri, file=file, kind=kind, known={}, parts=parts, now=BUILT,
            render=dumps.render, suffixes=dumps.suffixes,
        ))  # fmt: skip

    for file, turtle in data.items():
        add(IRIS.graph(file), file, "source", triples(turtle))
    for document in own.vocabulary.documents:
        add(document.iri, document.file, "vocabulary", list(document.triples))
    manifest = Manifest(
        id=identifier, built=BUILT, software="publisher 0", base_iri=BASE, site=SITE,
        prefixes=dict(PREFIXES), iri_templates={}, rendering=dumps.digest, conforms=True,
        faulty="refuse", results=0, graphs=tuple(sorted(entries, key=lambda item: item.iri)),
        sources=tuple(SourceEntry(file, "00" * 32, 100, 2, 2) for file in data),
    )  # fmt: skip
    path = folder / identifier
    path.mkdir(exist_ok=True)
    history = ox.serialize(list(provenance(manifest, IRIS, None)), format=ox.RdfFormat.TURTLE)
    (path / PROVENANCE).write_bytes(history or b"")
    return Reader(path, manifest, store)
