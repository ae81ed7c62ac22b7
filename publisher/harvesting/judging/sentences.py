"""What can be wrong with a feed, in Swedish and in English, with what to do, as one table.

``value`` is what stands there, ``more`` what else there is to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Sentence:
    """How grave it is (``violation``, ``warning`` or ``info``), and the text in both languages."""

    severity: str
    text: tuple[str, str]
    """Swedish, then English."""


SENTENCES: Final[dict[str, Sentence]] = {
    # reading
    "nothing": Sentence("violation", (
        "Dokumentet är tomt: ingen skördare läser det. Se efter varför källan inte svarar med "
        "data.",
        "The document is empty: no harvester reads it. See why the source sends no data.")),
    "html": Sentence("violation", (
        "Detta är en webbsida (”{value}”), inte en katalog. Kontrollera adressen: det kan vara en "
        "inloggning eller en sida om ett fel.",
        "This is a web page (“{value}”), no catalogue. See to the address: it may be a page to "
        "log in, or one about an error.")),
    "media-type": Sentence("violation", (
        "Innehållet kallas {value}, som ingen skördare läser. Skicka det som application/rdf+xml.",
        "The content is called {value}, which no harvester reads. Send it as application/rdf+xml."
        )),
    "mismatch": Sentence("violation", (
        "Innehållet kallas {value} men ser ut som {more}. Skördare läser efter Content-Type: rätta "
        "den.",
        "The content is called {value} but looks like {more}. Harvesters read by Content-Type: "
        "mend it.")),
    "unreadable": Sentence("violation", (
        "Dokumentet går inte att läsa. {value}",
        "The document cannot be read. {value}")),
    "term": Sentence("violation", (
        "Dokumentet går inte att läsa: ett enda värde i det är större än 16 MB. Dela upp det.",
        "The document cannot be read: a single value in it is larger than 16 MB. Divide it.")),
    "json-size": Sentence("violation", (
        "JSON-LD som är större än {value} MB läses inte. Dela upp det i sidor, eller använd "
        "RDF/XML.",
        "JSON-LD that is larger than {value} MB is not read. Divide it into pages, or use "
        "RDF/XML.")),
    "unfetched": Sentence("violation", (
        "{value}",
        "{value}")),
    "loop": Sentence("violation", (
        "Sidan leder tillbaka till en som redan lästs ({value}): skördaren stannar här. Den sista "
        "sidan ska inte ha någon nästa.",
        "The page leads back to one that was read already ({value}): the harvester stops here. "
        "The last page must have no next one.")),
    "endless": Sentence("violation", (
        "Det finns fler sidor än {value}, och fler läses inte. Kontrollera att sidorna tar slut.",
        "There are more pages than {value}, and no more are read. See to it that the pages end."
        )),
    "relative": Sentence("violation", (
        "En IRI är relativ (”{value}”): den betyder något annat på varje adress. Skriv ut den hel.",
        "An IRI is relative (“{value}”): it means another thing at each address. Write it whole."
        )),
    # the feed as a whole
    "syntax": Sentence("violation", (
        "{more} läser bara RDF/XML, och detta är {value}. Ange adressen till RDF/XML.",
        "{more} reads RDF/XML only, and this is {value}. Give the address of the RDF/XML.")),
    "paged": Sentence("violation", (
        "{more} följer inga sidor och läser bara den första av {value}. Ange adressen till hela "
        "dokumentet.",
        "{more} follows no pages and reads only the first of {value}. Give the address of the "
        "whole document.")),
    "no-total": Sentence("violation", (
        "Sidorna säger inte hur många datamängder det finns (hydra:totalItems), och då avbryts "
        "skörden. Lägg till det.",
        "The pages do not say how many datasets there are (hydra:totalItems), so the harvest is "
        "given up. Add it.")),
    "changes": Sentence("info", (
        "Detta är ett flöde av ändringar ({value}): de poster som finns kvar bedöms, utan katalog.",
        "This is a feed of changes ({value}): the records that are left are judged, without a "
        "catalogue.")),
    "total": Sentence("warning", (
        "Sidorna säger {value} datamängder, men {more} finns i dem.",
        "The pages say {value} datasets, but {more} are in them.")),
    "too-large": Sentence("violation", (
        "Dokumentet är {value} MB, och mer än {more} MB läses inte. Dela upp det i sidor.",
        "The document is {value} MB, and no more than {more} MB are read. Divide it into pages.")),
    "empty": Sentence("violation", (
        "Det finns inga datamängder: alla som skördats tidigare försvinner. Publicera inte detta "
        "förrän du vet varför.",
        "There are no datasets: all that were harvested before are lost. Do not publish this "
        "before you know why.")),
    "shrink": Sentence("violation", (
        "{value} av {more} datamängder raderas. Kontrollera att det är meningen.",
        "{value} of {more} datasets are deleted. See whether that is meant.")),
    "no-catalog": Sentence("violation", (
        "Det finns ingen dcat:Catalog. Lägg till den, med dcat:dataset till varje datamängd.",
        "There is no dcat:Catalog. Add it, with dcat:dataset to each dataset.")),
    "catalog-licence": Sentence("violation", (
        "Katalogens licens är ”{value}” men måste vara "
        "http://creativecommons.org/publicdomain/zero/1.0/, tecken för tecken.",
        "The licence of the catalogue is “{value}” but must be "
        "http://creativecommons.org/publicdomain/zero/1.0/, to the letter.")),
    "catalog-record": Sentence("warning", (
        "Det finns dcat:CatalogRecord, som DCAT-AP-SE 3.0.1 inte tillåter. Ta bort dem i den "
        "profilen.",
        "There are dcat:CatalogRecord, which DCAT-AP-SE 3.0.1 forbids. Leave them out in that "
        "profile.")),
    # a dataset
    "no-identity": Sentence("violation", (
        "Datamängden är en blanknod utan dct:identifier: ingen kan känna igen den. Ge den en IRI.",
        "The dataset is a blank node without dct:identifier: nobody can know it again. Give it an "
        "IRI.")),
    "blank-dataset": Sentence("violation", (
        "Datamängden är en blanknod. Ge den en IRI.",
        "The dataset is a blank node. Give it an IRI.")),
    "duplicate": Sentence("violation", (
        "Datamängden har samma dct:identifier (”{value}”) som {more}: den ena skriver över den "
        "andra.",
        "The dataset has the same dct:identifier (“{value}”) as {more}: one overwrites the other."
        )),
    "no-identifier": Sentence("info", (
        "Datamängden har ingen dct:identifier; udata (Frankrike, Luxemburg) hoppar över den.",
        "The dataset has no dct:identifier; udata (France, Luxembourg) skips it.")),
    "unlisted": Sentence("violation", (
        "Ingen katalog pekar på datamängden med dcat:dataset, så att den inte hittas.",
        "No catalogue points to the dataset with dcat:dataset, so that it is not found.")),
    "dangling": Sentence("violation", (
        "Katalogen pekar på en datamängd som inte beskrivs här. Beskriv den, eller ta bort länken.",
        "The catalogue points to a dataset that is not described here. Describe it, or take the "
        "link away.")),
    "no-title": Sentence("violation", (
        "Datamängden har ingen titel (dct:title).",
        "The dataset has no title (dct:title).")),
    "no-publisher": Sentence("violation", (
        "Datamängden har ingen utgivare (dct:publisher).",
        "The dataset has no publisher (dct:publisher).")),
    # values
    "blank-node": Sentence("warning", (
        "{value} är en blanknod och försvinner. Ge den en IRI.",
        "{value} is a blank node and is lost. Give it an IRI.")),
    "literal-link": Sentence("warning", (
        "{more} ska vara en länk, men är texten ”{value}”: värdet försvinner. Skriv den som IRI.",
        "{more} must be a link, but is the text “{value}”: the value is lost. Write it as an IRI."
        )),
    "not-ascii": Sentence("warning", (
        "IRI:n har tecken utanför ASCII ({value}); alla skördare klarar inte det. Procentkoda dem.",
        "The IRI has characters beyond ASCII ({value}), which not every harvester takes. "
        "Percent-encode them.")),
    "untagged": Sentence("warning", (
        "{more} saknar språk: ”{value}”. Ange språket (xml:lang, @sv).",
        "{more} has no language: “{value}”. Give the language (xml:lang, @sv).")),
    "publisher-contact": Sentence("warning", (
        "Utgivare och kontakt är samma IRI ({value}), och den ena skriver över den andra. Ge dem "
        "var sin.",
        "Publisher and contact are the same IRI ({value}), and one overwrites the other. Give "
        "each its own.")),
    "publisher-type": Sentence("warning", (
        "Utgivaren {value} har ingen typ (dct:type) ur http://purl.org/adms/publishertype/.",
        "The publisher {value} has no type (dct:type) of http://purl.org/adms/publishertype/.")),
    # links
    "broken": Sentence("warning", (
        "{more} svarar inte som den ska: {value}.",
        "{more} does not answer as it should: {value}.")),
    "unasked": Sentence("info", (
        "{value} adresser har inte provats, och deras poäng är inte räknade.",
        "{value} addresses were not tried, and their points are not counted.")),
}  # fmt: skip
"""Every remark, by its code."""
