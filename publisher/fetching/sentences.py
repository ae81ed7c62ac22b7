"""What can be said of an address and of what it sends, in Swedish and in English, with what to do.

``value`` is what is there, ``expected`` what should be.
"""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # the address
    "address": (
        "”{value}” är ingen adress som kan hämtas. Skriv den som https://värd/sökväg.",
        "“{value}” is no address that can be fetched. Write it as https://host/path.",
    ),
    "inside": (
        "”{value}” leder in i det egna nätet, och dit hämtas bara det som du själv anger. "
        "Ange adressen själv, eller tillåt det: med --inside, eller med fetching.private för "
        "källor i site.toml.",
        "“{value}” leads into the own network, where only what you name yourself is fetched. "
        "Give that address yourself, or allow it: with --inside, or with fetching.private for "
        "sources in site.toml.",
    ),
    "redirects": (
        "Adressen skickar vidare fler än {expected} gånger, senast till {value}. Ange den adress "
        "där innehållet finns.",
        "The address sends on more than {expected} times, at last to {value}. Give the address "
        "where the content is.",
    ),
    "redirect-nowhere": (
        "Svaret {value} skickar vidare utan att säga vart. Källan behöver rätta det.",
        "The answer {value} sends on without saying where to. The source has to mend it.",
    ),
    # the answer
    "unknown-host": (
        "Ingen vet var {value} finns. Kontrollera stavningen och att nätet fungerar.",
        "Nobody knows where {value} is. See to the spelling, and that the network works.",
    ),
    "unreachable": (
        "{value} svarar inte. Försök igen senare.",
        "{value} does not answer. Try again later.",
    ),
    "certificate": (
        "Certifikatet för {value} håller inte ({expected}). Källan behöver förnya det.",
        "The certificate of {value} does not hold ({expected}). The source has to renew it.",
    ),
    "silent": (
        "Svaret blev inte klart inom {expected} sekunder. Försök igen senare.",
        "The answer did not come to its end within {expected} seconds. Try again later.",
    ),
    "cut": (
        "Svaret bröts av: {value} av {expected} byte kom fram. Försök igen; upprepas det behöver "
        "källan rätta det.",
        "The answer was cut off: {value} of {expected} bytes came. Try again; if it happens anew, "
        "the source has to mend it.",
    ),
    "not-http": (
        "Svaret följer inte HTTP ({value}). Kontrollera adressen.",
        "The answer is not HTTP ({value}). See to the address.",
    ),
    "status": (
        "Svaret är {value}. Kontrollera adressen, eller fråga källan.",
        "The answer is {value}. See to the address, or ask the source.",
    ),
    "gone": (
        "Källan säger att det som fanns här är borttaget för gott (410). Fråga vart det har "
        "flyttat.",
        "The source says that what was here has been removed for good (410). Ask where it moved.",
    ),
    "not-yet": (
        "Källan ber att få frågan igen först om {value} sekunder. Försök då.",
        "The source asks to be asked again in {value} seconds. Try then.",
    ),
    # the body
    "too-large": (
        "Svaret är större än gränsen: {value}; gränsen är {expected}. Höj den, om källan är att "
        "lita på: med --most-mb, eller med bytes för en källa i site.toml.",
        "The answer is larger than the limit: {value}; the limit is {expected}. Raise it, if the "
        "source is to be trusted: with --most-mb, or with bytes of a source in site.toml.",
    ),
    "packed": (
        "Svaret är packat på ett sätt som inte går att läsa ({value}). Källan behöver rätta det.",
        "The answer is packed in a way that cannot be read ({value}). The source has to mend it.",
    ),
    "empty": (
        "Svaret är tomt: förväntat {expected}.",
        "The answer is empty: expected {expected}.",
    ),
    "page": (
        "Svaret är en webbsida (”{value}”), inte data. Kontrollera adressen: det kan vara en "
        "inloggning eller en sida om ett fel.",
        "The answer is a web page (“{value}”), not data. See to the address: it may be a page to "
        "log in, or one about an error.",
    ),
    "login": (
        "Svaret är en inloggningssida (”{value}”), inte data. Den som skördar kan inte logga in: "
        "källan behöver vara öppen.",
        "The answer is a page to log in (“{value}”), not data. A harvester cannot log in: the "
        "source has to be open.",
    ),
    "media-type": (
        "Svaret säger att det är {value}, men ser ut som {expected}. Skördare läser efter "
        "Content-Type: källan behöver rätta det.",
        "The answer says that it is {value}, but looks like {expected}. Harvesters read by "
        "Content-Type: the source has to mend it.",
    ),
    "no-rdf": (
        "Svaret säger att det är {value}, men ser inte ut som {expected}. Kontrollera adressen.",
        "The answer says that it is {value}, but does not look like {expected}. Check the address.",
    ),
    "charset": (
        "Texten är inte i {expected}, som svaret säger ({value}). Källan behöver rätta det.",
        "The text is not in {expected}, as the answer says ({value}). The source has to mend it.",
    ),
    # a feed: what is in it
    "no-feed": (
        "Här finns inget flöde som går att skörda ({value}): förväntat DCAT, LDES eller OAI-PMH. "
        "Ange flödets egen adress.",
        "There is no feed here that can be harvested ({value}): expected DCAT, LDES or OAI-PMH. "
        "Give the address of the feed itself.",
    ),
    "no-datasets": (
        "Flödet har inga dataset. En skördare skulle radera allt den har härifrån.",
        "The feed has no datasets. A harvester would delete all that it has from here.",
    ),
    "relative": (
        "”{value}” är en relativ IRI. Den läses som om den började med dokumentets adress, och "
        "andra kan läsa den annorlunda: källan behöver skriva hela IRI:er.",
        "“{value}” is a relative IRI. It is read as beginning with the address of the document, "
        "and others may read it otherwise: the source has to write whole IRIs.",
    ),
    "non-ascii": (
        "”{value}” har tecken utanför ASCII, och många skördare klarar inte det ({expected} "
        "gånger). Källan behöver skriva dem procentkodade.",
        "“{value}” has characters beyond ASCII, which many harvesters cannot take ({expected} "
        "times). The source has to write them percent-encoded.",
    ),
    "literal-link": (
        "{value} är text, inte en länk ({expected} gånger). Skördare följer den inte: källan "
        "behöver skriva en IRI.",
        "{value} is a text, not a link ({expected} times). Harvesters do not follow it: the source "
        "has to write an IRI.",
    ),
    "blank": (
        "{expected} dataset har ingen IRI. De får namn efter sitt innehåll, och när det ändras "
        "blir de andra: källan behöver ge dem IRI:er.",
        "{expected} datasets have no IRI. They are named after their content, and become others "
        "when it changes: the source has to give them IRIs.",
    ),
    "twice": (
        "{value} finns på två sidor med olika innehåll. Det som kom sist gäller: källan behöver "
        "ge varje dataset på en sida.",
        "{value} is on two pages with different content. What came last holds: the source has to "
        "give each dataset on one page.",
    ),
    "empty-record": (
        "{value} ska finnas men har inga påståenden, och hoppas över. Källan behöver rätta det.",
        "{value} should be there but has no statements, and is passed over. The source has to "
        "mend it.",
    ),
    "too-many": (
        "{value} har fler påståenden än gränsen, {expected}, och läses inte.",
        "{value} has more statements than the limit, {expected}, and is not read.",
    ),
    # a feed: its pages
    "paging-loop": (
        "Sidorna går i en ring: {value} leder tillbaka hit. En skördare blir aldrig klar: källan "
        "behöver rätta det.",
        "The pages run in a circle: {value} leads back here. A harvester never comes to the end: "
        "the source has to mend it.",
    ),
    "paging-nothing": (
        "Sidorna tar inte slut fast inget nytt kommer ({expected} sidor i rad). Källan behöver "
        "rätta det: sista sidan ska inte leda vidare.",
        "The pages do not end though nothing new comes ({expected} pages on end). The source has "
        "to mend it: the last page leads nowhere.",
    ),
    "paging-endless": (
        "Sidorna tar inte slut: {value} kom, och {expected} utlovades. Källan behöver rätta det.",
        "The pages do not end: {value} came, and {expected} were promised. The source has to mend "
        "it.",
    ),
    "total": (
        "{value} dataset kom, men flödet säger att de är {expected}. Inget raderas förrän de "
        "stämmer: källan behöver rätta det.",
        "{value} datasets came, but the feed says that there are {expected}. Nothing is deleted "
        "until they fit: the source has to mend it.",
    ),
    "total-moves": (
        "Flödet ändrades medan det lästes (först {value} dataset, sedan {expected}). Inget "
        "raderas: läs det igen.",
        "The feed changed while it was read (at first {value} datasets, then {expected}). Nothing "
        "is deleted: read it again.",
    ),
    "shrink": (
        "{value} av {expected} poster skulle raderas. Det är fler än gränsen; är det meningen, "
        "kör igen med --accept-shrink.",
        "{value} of {expected} records would be deleted. That is more than the limit; if it is "
        "meant, run again with --accept-shrink.",
    ),
    # event streams
    "streams": (
        "Här finns flera händelseströmmar. Ange en av dem: {value}",
        "There are several event streams here. Give one of them: {value}",
    ),
    "path": (
        "{value} är ingen enkel egenskap, och sådana sökvägar läses inte.",
        "{value} is no plain property, and such paths are not read.",
    ),
    "page-gone": (
        "Sidan är borttagen fast flödet leder hit. Ändringarna på den är okända: källan behöver "
        "ta bort länken först.",
        "The page is gone, though the feed leads here. The changes on it are not known: the "
        "source has to remove the link first.",
    ),
    # OAI-PMH
    "oai-error": (
        "Källan säger: {value}. Kontrollera adressen.",
        "The source says: {value}. See to the address.",
    ),
    "oai-format": (
        "Källan ger inget format med DCAT ({value}). Be den om ett.",
        "The source gives no format with DCAT ({value}). Ask it for one.",
    ),
    "oai-record": (
        "Posten {value} går inte att läsa och hoppas över: {expected}",
        "The record {value} cannot be read and is passed over: {expected}",
    ),
    "xml": (
        "XML går inte att läsa: {value}. Källan behöver rätta det.",
        "The XML cannot be read: {value}. The source has to mend it.",
    ),
    # a replica
    "state": (
        "Kopian stämmer inte med källan: {value}, och källan säger {expected}. Läs flödet från "
        "början med --anew.",
        "The replica is not what the source has: {value}, and the source says {expected}. Read "
        "the feed from the start with --anew.",
    ),
}
"""Each as Swedish and English."""
