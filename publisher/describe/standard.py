"""What the terms that vocabulary documents are written in are called."""

from __future__ import annotations

from typing import Final

from publisher.contract import Texts
from publisher.namespaces import DCT, OWL, RDFS, SH, SKOS

VANN: Final = "http://purl.org/vocab/vann/"

STANDARD: Final[dict[str, Texts]] = {
    iri: {"sv": swedish, "en": english}
    for iri, swedish, english in (
        (RDFS + "label", "Benämning", "Label"),
        (SKOS + "definition", "Definition", "Definition"),
        (RDFS + "comment", "Beskrivning", "Comment"),
        (DCT + "title", "Titel", "Title"),
        (DCT + "description", "Beskrivning", "Description"),
        (DCT + "license", "Licens", "Licence"),
        (OWL + "versionInfo", "Version", "Version"),
        (OWL + "versionIRI", "Versionens adress", "Address of the version"),
        (VANN + "preferredNamespacePrefix", "Prefix", "Prefix"),
        (VANN + "preferredNamespaceUri", "Namnrymd", "Namespace"),
        (SKOS + "altLabel", "Andra rubriker", "Other headings"),
        (SKOS + "closeMatch", "Nära motsvarighet", "Close match"),
        (SKOS + "exactMatch", "Exakt motsvarighet", "Exact match"),
        (SKOS + "scopeNote", "Användning", "Scope note"),
        (RDFS + "isDefinedBy", "Definieras i", "Defined by"),
        (RDFS + "subClassOf", "Underklass till", "Subclass of"),
        (RDFS + "subPropertyOf", "Underegenskap till", "Subproperty of"),
        (RDFS + "domain", "Definitionsmängd", "Domain"),
        (RDFS + "range", "Värdemängd", "Range"),
        (RDFS + "seeAlso", "Se även", "See also"),
        (SH + "targetClass", "Gäller klassen", "Target class"),
        (SH + "property", "Egenskaper", "Properties"),
        (SH + "name", "Rubrik", "Heading"),
        (SH + "description", "Beskrivning", "Description"),
        (SH + "path", "Egenskap", "Property"),
        (SH + "message", "Meddelande vid fel", "Message when it is wrong"),
        (SH + "datatype", "Datatyp", "Datatype"),
        (SH + "class", "Hänvisar till klassen", "Refers to the class"),
        (SH + "nodeKind", "Slag av värde", "Kind of value"),
        (SH + "minCount", "Minsta antal", "Minimum count"),
        (SH + "maxCount", "Högsta antal", "Maximum count"),
        (SH + "uniqueLang", "Ett värde per språk", "One value in each language"),
        (SH + "languageIn", "Språk", "Languages"),
        (SH + "in", "Tillåtna värden", "Allowed values"),
        (SH + "pattern", "Mönster", "Pattern"),
        (SH + "flags", "Mönstrets flaggor", "Flags of the pattern"),
        (SH + "minLength", "Minsta längd", "Minimum length"),
        (SH + "maxLength", "Största längd", "Maximum length"),
        (SH + "minInclusive", "Minst", "At least"),
        (SH + "maxInclusive", "Högst", "At most"),
        (SH + "minExclusive", "Större än", "Greater than"),
        (SH + "maxExclusive", "Mindre än", "Less than"),
        (SH + "lessThan", "Före", "Less than the property"),
        (SH + "lessThanOrEquals", "Inte efter", "At most the property"),
        (SH + "hasValue", "Har alltid värdet", "Always has the value"),
        (SH + "or", "Något av", "One of"),
        (SH + "and", "Allt av", "All of"),
        (SH + "not", "Inte", "Not"),
        (SH + "xone", "Exakt ett av", "Exactly one of"),
        (SH + "node", "Följer formen", "Conforms to the shape"),
        (SH + "qualifiedValueShape", "Värden som är", "Values that are"),
        (SH + "qualifiedMinCount", "Minsta antal sådana", "Minimum count of these"),
        (SH + "qualifiedMaxCount", "Högsta antal sådana", "Maximum count of these"),
        (SH + "severity", "Allvar", "Severity"),
        (SH + "group", "Grupp", "Group"),
        (SH + "order", "Ordning", "Order"),
        (SH + "inversePath", "Omvänd egenskap", "Inverse path"),
        (SH + "closed", "Sluten", "Closed"),
        (SH + "deactivated", "Avstängd", "Deactivated"),
    )
}
"""Property -> label. The site's own names for a property say what it means in the data; these say
what it means in a vocabulary document."""
