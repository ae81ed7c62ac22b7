"""Catalogues to try things on: a site whose tables list datasets, and whole documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from publisher import Site
from publisher.catalog.dcat import catalog_iri, heading, records
from publisher.catalog.profiles import PROFILES, listed_by
from publisher.store.reader import Reader
from tests.sites import ROOT

AGENCY = """\
[site]
base_iri = "https://data.example.org/"
languages = ["sv", "en"]
publisher = "organisation/region"

[site.title]
sv = "Öppna data"
en = "Open data"

[site.description]
sv = "Datamängder från en region."
en = "Datasets of a region."

[catalog]
publisher_type = "RegionalAuthority"
contact_email = "data@example.org"
themes = ["GOVE"]
spatial = ["http://data.europa.eu/nuts/code/SE125"]
temporal_start = "2020-01-01"
temporal_end = "2030-12-31"
issued = "2020-01-01"

[catalog.contact_name]
sv = "Öppna data-gruppen"
en = "The open data team"

[catalog.keywords]
sv = "öppna data"
en = "open data"
"""

TABLES = {
    "organisationer.csv": """\
id;Namn (sv);Namn (en);Slag av organisation
region;Region Exempel;Region Example;Region
kommun;Exempels kommun;Example Municipality;Region
""",
    "perioder.csv": """\
id;Namn (sv);Namn (en);Börjar;Slutar
2020-talet;2020-talet;The 2020s;2020;2029
""",
    "territorier.csv": """\
id;Namn (sv);Namn (en);NUTS-kod;Exakt motsvarighet;Mittpunkt;Omslutande rektangel
lan;Exempellän;Example County;SE125;http://data.europa.eu/nuts/code/SE125;POINT(16.2 59.7);\
POLYGON((15.4 59.1, 16.9 59.1, 16.9 60.1, 15.4 60.1, 15.4 59.1))
""",
    "datamangder.csv": """\
id;Titel (sv);Titel (en);Beskrivning (sv);Nyckelord (sv);Tema;Område;Period;Utgivare;Uppdateras;\
Ändrat;Licens;Värdefull datamängd
lekplatser;Lekplatser;Playgrounds;Alla lekplatser.;lekplats|park;ENVI|REGI;Exempellän;2020-talet;\
Exempels kommun;ANNUAL;2024-06-30;http://creativecommons.org/licenses/by/4.0/;
granser;Gränser;Boundaries;Alla gränser.;;;;;;;;;c_ac64a52d
""",
    "distributioner.csv": """\
id;Titel (sv);Datamängd;Åtkomstadress;Nedladdningsadress;Format;Storlek i byte
lekplatser-csv;Lekplatser som CSV;lekplatser;https://data.example.org/lekplatser;\
https://data.example.org/lekplatser.csv;CSV;20480
granser-gpkg;;granser;https://data.example.org/granser.gpkg;\
https://data.example.org/granser.gpkg;GPKG;
""",
}

SERVICE = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .

<service/wfs> a dcat:DataService ;
    dct:title "Gränser som tjänst"@sv ;
    dct:description "Gränser genom OGC API Features."@sv ;
    dct:conformsTo <http://www.opengis.net/doc/IS/ogcapi-features-1/1.0> ;
    dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
    foaf:page <https://data.example.org/wfs/doc> ;
    dcatap:hvdCategory <http://data.europa.eu/bna/c_ac64a52d> ;
    dcat:endpointURL <https://data.example.org/wfs> ;
    dcat:endpointDescription <https://data.example.org/wfs/api> ;
    dcat:servesDataset <dataset/granser> .
"""


def agency(folder: Path, settings: str = AGENCY) -> Site:
    """A site whose tables list two datasets, one of them of high value; not yet built."""
    root = folder / "agency"
    (root / "data").mkdir(parents=True)
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copyfile(ROOT / "data" / "kodlistor.ttl", root / "data" / "kodlistor.ttl")
    for name, text in TABLES.items():
        (root / "data" / name).write_text(text, encoding="utf-8")
    (root / "data" / "tjanster.ttl").write_text(SERVICE, encoding="utf-8")
    (root / "site.toml").write_text(settings, encoding="utf-8")
    return Site(root)


def parsed(lines: tuple[str, ...] | list[str]) -> list[ox.Triple]:
    """Statements as the catalogue gives them."""
    text = "".join(f"{line} .\n" for line in lines)
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]


def document(reader: Reader, profile: str) -> list[ox.Triple]:
    """The whole catalogue of a release in one profile."""
    lines = set(heading(reader))
    own = catalog_iri(reader)
    for iri, said in records(reader):
        lines.update(said)
        lines.add(f"<{own}> <{listed_by(parsed(said), iri)}> <{iri}>")
    return PROFILES[profile].adapt(parsed(sorted(lines)))
