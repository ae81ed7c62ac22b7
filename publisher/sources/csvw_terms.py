"""The words of CSV on the Web: the prefixes and the datatypes that metadata may use.

Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015, sections 5 and 6.
"""

from __future__ import annotations

from typing import Final

from publisher.namespaces import PREFIXES, RDF, XSD
from publisher.sources.csvw_schema import CSVW

INITIAL: Final = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "cc": "http://creativecommons.org/ns#",
    "csvw": CSVW,
    "ctag": "http://commontag.org/ns#",
    "dc": "http://purl.org/dc/terms/",
    "dc11": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "duv": "https://www.w3.org/ns/duv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gr": "http://purl.org/goodrelations/v1#",
    "grddl": "http://www.w3.org/2003/g/data-view#",
    "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
    "ma": "http://www.w3.org/ns/ma-ont#",
    "oa": "http://www.w3.org/ns/oa#",
    "og": "http://ogp.me/ns#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": RDF,
    "rdfa": "http://www.w3.org/ns/rdfa#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rev": "http://purl.org/stuff/rev#",
    "rif": "http://www.w3.org/2007/rif#",
    "rr": "http://www.w3.org/ns/r2rml#",
    "schema": "http://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "v": "http://rdf.data-vocabulary.org/#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wdr": "http://www.w3.org/2007/05/powder#",
    "wrds": "http://www.w3.org/2007/05/powder-s#",
    "xhv": "http://www.w3.org/1999/xhtml/vocab#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "xsd": XSD,
}
"""The prefixes of the RDFa initial context, which metadata may use undeclared (section 5.1.2)."""

KNOWN_PREFIXES: Final = {**PREFIXES, **INITIAL}

SCHEMES: Final = frozenset(
    {"http", "https", "urn", "mailto", "tel", "info", "doi", "tag", "geo", "did", "ftp", "data"}
)
"""Schemes of absolute IRIs; any other word before a colon is a prefix that nobody declared."""

DATATYPES: Final = {
    **{
        name: XSD + name
        for name in (
            *("anyAtomicType", "anyURI", "base64Binary", "boolean", "date", "dateTime"),
            *("dateTimeStamp", "decimal", "integer", "long", "int", "short", "byte"),
            *("nonNegativeInteger", "positiveInteger", "unsignedLong", "unsignedInt"),
            *("unsignedShort", "unsignedByte", "nonPositiveInteger", "negativeInteger"),
            *("double", "duration", "dayTimeDuration", "yearMonthDuration", "float", "gDay"),
            *("gMonth", "gMonthDay", "gYear", "gYearMonth", "hexBinary", "QName", "string"),
            *("normalizedString", "token", "language", "Name", "NMTOKEN", "time"),
        )
    },
    "any": XSD + "anyAtomicType",
    "binary": XSD + "base64Binary",
    "datetime": XSD + "dateTime",
    "html": RDF + "HTML",
    "json": CSVW + "JSON",
    "number": XSD + "double",
    "xml": RDF + "XMLLiteral",
}
"""The built-in datatypes by their names in metadata (section 5.11.1)."""


def expand_prefix(text: str) -> str:
    """A compact IRI with a known prefix written out; any other text as it is."""
    prefix, colon, rest = text.partition(":")
    if colon and not rest.startswith("//") and prefix in KNOWN_PREFIXES:
        return KNOWN_PREFIXES[prefix] + rest
    return text
