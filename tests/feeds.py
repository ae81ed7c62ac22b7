"""Small catalogues to be judged: one that has everything, and others with one thing changed."""

from __future__ import annotations

from pathlib import Path

PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

CATALOGUE = """\
<https://example.org/catalog> a dcat:Catalog ;
  dct:title "Katalog"@sv, "Catalogue"@en ;
  dct:description "Allt."@sv, "All."@en ;
  dct:publisher <https://example.org/org> ;
  dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
  dcat:dataset <https://example.org/d/1> .
<https://example.org/org> a foaf:Agent ;
  foaf:name "Region"@sv, "Region"@en ;
  dct:type <http://purl.org/adms/publishertype/RegionalAuthority> .
"""

DATASET = """\
<https://example.org/d/1> a dcat:Dataset ;
  dct:identifier "https://example.org/d/1" ;
  dct:title "Träd"@sv, "Trees"@en ;
  dct:description "Alla träd."@sv, "All trees."@en ;
  dct:publisher <https://example.org/org> ;
  dcat:contactPoint <https://example.org/contact> ;
  dcat:keyword "träd"@sv, "tree"@en ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ;
  dct:spatial <http://publications.europa.eu/resource/authority/country/SWE> ;
  dct:temporal <https://example.org/d/1#time> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dct:issued "2024-01-01"^^xsd:date ;
  dct:modified "2024-02-01"^^xsd:date ;
  dcat:distribution <https://example.org/d/1#csv> .
<https://example.org/d/1#time> a dct:PeriodOfTime ;
  dcat:startDate "2024-01-01"^^xsd:date ;
  dcat:endDate "2024-12-31"^^xsd:date .
<https://example.org/contact> a vcard:Organization ;
  vcard:fn "Förvaltningen"@sv ;
  vcard:hasEmail <mailto:info@example.org> .
<https://example.org/d/1#csv> a dcat:Distribution ;
  dct:description "Som tabell."@sv, "As a table."@en ;
  dcat:accessURL <https://example.org/d/1> ;
  dcat:downloadURL <https://example.org/d/1.csv> ;
  dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
  dcat:mediaType <http://www.iana.org/assignments/media-types/text/csv> ;
  dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
  dct:rights <https://example.org/rights> ;
  dcatap:availability <urn:x:stable> ;
  dcat:byteSize "1000"^^xsd:decimal .
"""

WHOLE = PREFIXES + CATALOGUE + DATASET
"""A catalogue with one dataset that has everything."""


def another(number: int) -> str:
    """A further dataset, with its link from the catalogue."""
    text = DATASET.replace("/d/1", f"/d/{number}").replace("Träd", f"Träd {number}")
    link = f"<https://example.org/catalog> dcat:dataset <https://example.org/d/{number}> .\n"
    return text.replace("Trees", f"Trees {number}") + link


def changed(old: str, new: str, text: str = WHOLE) -> str:
    """The catalogue with a piece in another's place."""
    assert old in text, old
    return text.replace(old, new)


def written(folder: Path, text: str, name: str = "feed.ttl") -> Path:
    """The catalogue as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
