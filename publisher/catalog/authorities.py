"""The code lists that catalogues are written with, and what a value in them is called.

The values are those of the EU authority tables, of ADMS (publisher and licence types) and of IANA
(media types). Each value that a catalogue names is described in it (class, list, name in Swedish
and English), so that a reader without the tables understands it and the range shapes of DCAT-AP
are met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from publisher.catalog.writing import kind, link, literal, texts
from publisher.namespaces import DCAT, DCT, GEO, RDFS, SKOS

EU: Final = "http://publications.europa.eu/resource/authority/"
IANA: Final = "http://www.iana.org/assignments/media-types/"
NUTS: Final = "http://data.europa.eu/nuts/code/"
HVD: Final = "http://data.europa.eu/bna/"
PUBLISHER_TYPES: Final = "http://purl.org/adms/publishertype/"
LICENCE_TYPES: Final = "http://purl.org/adms/licencetype/"

DEFINED: Final = RDFS + "label"


@dataclass(frozen=True)
class CodeList:
    """A code list: ``space`` begins its IRIs; ``codes`` are names in Swedish and English.

    ``known`` codes alone may be used where there are any. ``concepts`` says that its values are
    ``skos:Concept`` of the scheme, which then has a title.
    """

    space: str
    scheme: str
    kinds: tuple[str, ...]
    codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    title: tuple[str, str] = ("", "")

    @property
    def concepts(self) -> bool:
        """Whether the values are concepts."""
        return SKOS + "Concept" in self.kinds

    def describe(self, code: str) -> Iterator[str]:
        """What is said of one value."""
        iri = self.space + code
        yield from kind(iri, *self.kinds)
        if self.scheme:
            yield link(iri, SKOS + "inScheme", self.scheme)
        names = self.codes.get(code)
        if self.concepts and self.scheme:
            yield from kind(self.scheme, SKOS + "ConceptScheme")
            yield from texts(self.scheme, DCT + "title", both(self.title))
        if names or self.concepts:
            said = both(names or (code, code))
            yield from texts(iri, SKOS + "prefLabel", said)


def both(names: tuple[str, str]) -> dict[str, str]:
    """A pair of names as texts by language."""
    return {"sv": names[0], "en": names[1]}


CONCEPT: Final = (SKOS + "Concept",)

THEMES: Final = CodeList(
    EU + "data-theme/", EU + "data-theme", CONCEPT,
    {
        "AGRI": ("Jordbruk, fiske, skogsbruk och livsmedel",
                 "Agriculture, fisheries, forestry and food"),
        "ECON": ("Ekonomi och finans", "Economy and finance"),
        "EDUC": ("Utbildning, kultur och sport", "Education, culture and sport"),
        "ENER": ("Energi", "Energy"),
        "ENVI": ("Miljö", "Environment"),
        "GOVE": ("Regeringen och den offentliga sektorn", "Government and public sector"),
        "HEAL": ("Hälsa", "Health"),
        "INTR": ("Internationella frågor", "International issues"),
        "JUST": ("Rättvisa, rättsliga system och allmän säkerhet",
                 "Justice, legal system and public safety"),
        "OP_DATPRO": ("Tillfälliga uppgifter", "Provisional data"),
        "REGI": ("Regioner och städer", "Regions and cities"),
        "SOCI": ("Befolkning och samhälle", "Population and society"),
        "TECH": ("Vetenskap och teknik", "Science and technology"),
        "TRAN": ("Transport", "Transport"),
    },
    ("Datateman", "Data themes"),
)  # fmt: skip
FREQUENCIES: Final = CodeList(
    EU + "frequency/", EU + "frequency", (DCT + "Frequency",),
    {
        "ANNUAL": ("årlig", "annual"),
        "ANNUAL_2": ("halvårsvis", "semiannual"),
        "ANNUAL_3": ("tre gånger per år", "three times a year"),
        "BIENNIAL": ("vartannat år", "biennial"),
        "BIMONTHLY": ("varannan månad", "bimonthly"),
        "BIWEEKLY": ("var fjortonde dag", "biweekly"),
        "CONT": ("kontinuerlig", "continuous"),
        "DAILY": ("dagligen", "daily"),
        "DAILY_2": ("två gånger per dag", "twice a day"),
        "IRREG": ("oregelbundet", "irregular"),
        "MONTHLY": ("månatligen", "monthly"),
        "MONTHLY_2": ("två gånger per månad", "semimonthly"),
        "MONTHLY_3": ("tre gånger per månad", "three times a month"),
        "NEVER": ("aldrig", "never"),
        "OTHER": ("annan", "other"),
        "QUARTERLY": ("kvartalsvis", "quarterly"),
        "TRIENNIAL": ("vart tredje år", "triennial"),
        "UNKNOWN": ("okänd", "unknown"),
        "UPDATE_CONT": ("uppdateras kontinuerligt", "continuously updated"),
        "WEEKLY": ("veckovis", "weekly"),
        "WEEKLY_2": ("två gånger per vecka", "semiweekly"),
        "WEEKLY_3": ("tre gånger per vecka", "three times a week"),
    },
)  # fmt: skip
ACCESS_RIGHTS: Final = CodeList(
    EU + "access-right/", EU + "access-right", (DCT + "RightsStatement",),
    {
        "NON_PUBLIC": ("ej offentlig", "non-public"),
        "PUBLIC": ("offentlig", "public"),
        "RESTRICTED": ("begränsad åtkomst", "restricted"),
    },
)  # fmt: skip
AVAILABILITIES: Final = CodeList(
    EU + "planned-availability/", EU + "planned-availability", CONCEPT,
    {
        "AVAILABLE": ("tillgänglig", "available"),
        "EXPERIMENTAL": ("experimentell", "experimental"),
        "STABLE": ("stabil", "stable"),
        "TEMPORARY": ("tillfällig", "temporary"),
    },
    ("Planerad tillgänglighet", "Planned availability"),
)  # fmt: skip
LANGUAGES: Final = CodeList(
    EU + "language/", EU + "language", (DCT + "LinguisticSystem",),
    {
        "DAN": ("danska", "Danish"),
        "DEU": ("tyska", "German"),
        "ENG": ("engelska", "English"),
        "EST": ("estniska", "Estonian"),
        "FIN": ("finska", "Finnish"),
        "FRA": ("franska", "French"),
        "NOR": ("norska", "Norwegian"),
        "POL": ("polska", "Polish"),
        "SPA": ("spanska", "Spanish"),
        "SWE": ("svenska", "Swedish"),
    },
)  # fmt: skip
LANGUAGE_CODES: Final[Mapping[str, str]] = {
    "da": "DAN", "de": "DEU", "en": "ENG", "es": "SPA", "et": "EST", "fi": "FIN", "fr": "FRA",
    "nb": "NOR", "nn": "NOR", "no": "NOR", "pl": "POL", "sv": "SWE",
}  # fmt: skip
"""Language tag -> code in the EU table."""

FILE_TYPES: Final = CodeList(
    EU + "file-type/", EU + "file-type", (DCT + "MediaTypeOrExtent",),
    {code: (name, name) for code, name in (
        ("ATOM", "Atom"), ("CSV", "CSV"), ("GEOJSON", "GeoJSON"), ("GML", "GML"),
        ("GPKG", "GeoPackage"), ("HTML", "HTML"), ("ICS", "iCalendar"), ("JSON", "JSON"),
        ("JSON_LD", "JSON-LD"), ("KML", "KML"), ("ODS", "ODS"), ("PDF", "PDF"),
        ("RDF_N_QUADS", "N-Quads"), ("RDF_N_TRIPLES", "N-Triples"), ("RDF_TRIG", "TriG"),
        ("RDF_TURTLE", "Turtle"), ("RDF_XML", "RDF/XML"), ("SHP", "Shapefile"), ("TSV", "TSV"),
        ("TXT", "TXT"), ("XLS", "XLS"), ("XLSX", "XLSX"), ("XML", "XML"), ("ZIP", "ZIP"),
    )},
)  # fmt: skip
MEDIA_TYPES_OF: Final[Mapping[str, str]] = {
    "ATOM": "application/atom+xml", "CSV": "text/csv", "GEOJSON": "application/geo+json",
    "GML": "application/gml+xml", "GPKG": "application/geopackage+sqlite3", "HTML": "text/html",
    "ICS": "text/calendar", "JSON": "application/json", "JSON_LD": "application/ld+json",
    "KML": "application/vnd.google-earth.kml+xml",
    "ODS": "application/vnd.oasis.opendocument.spreadsheet", "PDF": "application/pdf",
    "RDF_N_QUADS": "application/n-quads", "RDF_N_TRIPLES": "application/n-triples",
    "RDF_TRIG": "application/trig", "RDF_TURTLE": "text/turtle",
    "RDF_XML": "application/rdf+xml", "TSV": "text/tab-separated-values", "TXT": "text/plain",
    "XLS": "application/vnd.ms-excel",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XML": "application/xml", "ZIP": "application/zip",
}  # fmt: skip
"""File type -> the media type that such a file has."""
MEDIA_TYPES: Final = CodeList(IANA, "", (DCT + "MediaType",))
PUBLISHERS: Final = CodeList(
    PUBLISHER_TYPES, PUBLISHER_TYPES + "1.0", CONCEPT,
    {
        "Academia-ScientificOrganisation": ("Akademisk eller vetenskaplig organisation",
                                            "Academia/Scientific organisation"),
        "Company": ("Företag", "Company"),
        "IndustryConsortium": ("Branschsamverkan", "Industry consortium"),
        "LocalAuthority": ("Lokal myndighet", "Local Authority"),
        "NationalAuthority": ("Nationell myndighet", "National authority"),
        "NonGovernmentalOrganisation": ("Icke-statlig organisation",
                                        "Non-Governmental Organisation"),
        "NonProfitOrganisation": ("Ideell organisation", "Non-Profit Organisation"),
        "PrivateIndividual(s)": ("Privatperson(er)", "Private Individual(s)"),
        "RegionalAuthority": ("Regional myndighet", "Regional authority"),
        "StandardisationBody": ("Standardiseringsorgan", "Standardisation body"),
        "SupraNationalAuthority": ("Överstatlig myndighet", "Supra-national authority"),
    },
    ("Slag av utgivare", "Publisher types"),
)  # fmt: skip
LICENCES: Final = CodeList(
    LICENCE_TYPES, LICENCE_TYPES + "1.0", CONCEPT,
    {
        "Attribution": ("Erkännande", "Attribution"),
        "NoDerivativeWork": ("Inga bearbetningar", "No derivative work"),
        "NonCommercialUseOnly": ("Endast icke-kommersiell användning", "Non-commercial use only"),
        "OtherRestrictiveClauses": ("Andra begränsande villkor", "Other restrictive clauses"),
        "PublicDomain": ("Fri från upphovsrätt", "Public domain"),
        "UnknownIPR": ("Okända rättigheter", "Unknown IPR"),
        "ViralEffect-ShareAlike": ("Dela lika", "Viral effect (a.k.a. share-alike)"),
    },
    ("Slag av licenser", "Licence types"),
)  # fmt: skip
CATEGORIES: Final = CodeList(
    HVD, HVD + "asd487ae75", CONCEPT,
    {
        "c_164e0bf5": ("Meteorologi", "Meteorological"),
        "c_a9135398": ("Företag och företagsägande", "Companies and company ownership"),
        "c_ac64a52d": ("Geospatiala data", "Geospatial"),
        "c_b79e35eb": ("Rörlighet", "Mobility"),
        "c_dd313021": ("Jordobservation och miljö", "Earth observation and environment"),
        "c_e1da4e07": ("Statistik", "Statistics"),
    },
    ("Kategorier av värdefulla datamängder", "Categories of high-value datasets"),
)  # fmt: skip

LISTS: Final = (
    THEMES, FREQUENCIES, ACCESS_RIGHTS, AVAILABILITIES, LANGUAGES, FILE_TYPES, MEDIA_TYPES,
    PUBLISHERS, LICENCES, CATEGORIES,
)  # fmt: skip

KNOWN_LICENCES: Final[Mapping[str, tuple[str, tuple[str, ...], tuple[str, str]]]] = {
    "http://creativecommons.org/publicdomain/zero/1.0/":
        ("CC0", ("PublicDomain",), ("CC0 1.0 (fri användning)", "CC0 1.0 (public domain)")),
    "http://creativecommons.org/licenses/by/4.0/":
        ("CC_BY_4_0", ("Attribution",), ("CC BY 4.0 (erkännande)", "CC BY 4.0 (attribution)")),
    "http://creativecommons.org/licenses/by-sa/4.0/":
        ("CC_BYSA_4_0", ("Attribution", "ViralEffect-ShareAlike"),
         ("CC BY-SA 4.0 (erkännande, dela lika)", "CC BY-SA 4.0 (attribution, share alike)")),
    "http://creativecommons.org/licenses/by-nc/4.0/":
        ("CC_BYNC_4_0", ("Attribution", "NonCommercialUseOnly"),
         ("CC BY-NC 4.0 (erkännande, icke-kommersiell)",
          "CC BY-NC 4.0 (attribution, non-commercial)")),
    "http://creativecommons.org/licenses/by-nd/4.0/":
        ("CC_BYND_4_0", ("Attribution", "NoDerivativeWork"),
         ("CC BY-ND 4.0 (erkännande, inga bearbetningar)",
          "CC BY-ND 4.0 (attribution, no derivatives)")),
}  # fmt: skip
"""Licence -> its code in the EU table, its types, and what it is called."""

SWEDEN: Final = (
    "POLYGON((10.59 55.33, 24.18 55.33, 24.18 69.07, 10.59 69.07, 10.59 55.33))",
    "POINT(16.74 62.79)",
)
COUNTRIES: Final[Mapping[str, tuple[str, tuple[str, str], tuple[str, str]]]] = {
    "SE": ("SWE", ("Sverige", "Sweden"), SWEDEN),
}
"""First letters of NUTS codes -> the country: code in the EU table, names, rectangle and centre."""


def code_of(text: str, codes: CodeList) -> str:
    """The IRI that a setting means, which gives an IRI or a code of the list."""
    return text if ":" in text else codes.space + text


def describe_value(iri: str) -> Iterator[str]:
    """What a catalogue says of a value of a code list, a licence or a country; else nothing."""
    for codes in LISTS:
        code = iri.removeprefix(codes.space)
        if code != iri and code:
            yield from codes.describe(code)
            return
    for found, names, (box, centre) in COUNTRIES.values():
        if iri == f"{EU}country/{found}":
            yield from kind(iri, DCT + "Location")
            yield link(iri, SKOS + "inScheme", EU + "country")
            yield from texts(iri, SKOS + "prefLabel", both(names))
            yield literal(iri, DCAT + "bbox", box, GEO + "wktLiteral")
            yield literal(iri, DCAT + "centroid", centre, GEO + "wktLiteral")


def describe_licence(iri: str) -> Iterator[str]:
    """What a catalogue says of a licence: its types, and which one it is in the EU table."""
    yield from kind(iri, DCT + "LicenseDocument")
    spelled = iri.replace("https://", "http://", 1).rstrip("/") + "/"
    code, types, names = KNOWN_LICENCES.get(spelled, ("", ("UnknownIPR",), ("", "")))
    if code:
        yield link(iri, SKOS + "exactMatch", f"{EU}licence/{code}")
        yield from texts(iri, DCT + "title", both(names))
    for name in types:
        yield link(iri, DCT + "type", LICENCE_TYPES + name)
        yield from LICENCES.describe(name)


def country_of(nuts: str) -> str:
    """The IRI of the country that a NUTS IRI lies in; empty where it is not known."""
    found = COUNTRIES.get(nuts.removeprefix(NUTS)[:2]) if nuts.startswith(NUTS) else None
    return f"{EU}country/{found[0]}" if found else ""
