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
        "Ange adressen själv, eller tillåt det med --inside.",
        "“{value}” leads into the own network, where only what you name yourself is fetched. "
        "Give that address yourself, or allow it with --inside.",
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
        "Svaret är större än gränsen: {value}; gränsen är {expected}. Höj den med --most-mb, om "
        "källan är att lita på.",
        "The answer is larger than the limit: {value}; the limit is {expected}. Raise it with "
        "--most-mb, if the source is to be trusted.",
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
        "Svaret säger att det är {value}, men {expected}. Skördare läser efter Content-Type: "
        "källan behöver rätta det.",
        "The answer says that it is {value}, but {expected}. Harvesters read by Content-Type: "
        "the source has to mend it.",
    ),
    "charset": (
        "Texten är inte i {expected}, som svaret säger ({value}). Källan behöver rätta det.",
        "The text is not in {expected}, as the answer says ({value}). The source has to mend it.",
    ),
    "syntax": (
        "{expected} går inte att läsa: {value}",
        "{expected} cannot be read: {value}",
    ),
    "remote-context": (
        "JSON-LD hänvisar till kontexten {value}, och ingenting hämtas på vägen. Be källan om "
        "Turtle eller RDF/XML, eller om kontexten inskriven i svaret.",
        "The JSON-LD refers to the context {value}, and nothing is fetched on the way. Ask the "
        "source for Turtle or RDF/XML, or for the context written into the answer.",
    ),
    "entities": (
        "XML-filen innehåller {value}, som av säkerhetsskäl inte läses. Källan behöver ta bort "
        "det.",
        "The XML holds {value}, which is not read for the sake of safety. The source has to take "
        "it out.",
    ),
    "deep": (
        "Innehållet är nästlat djupare än {expected} nivåer. Källan behöver rätta det.",
        "The content is nested deeper than {expected} levels. The source has to mend it.",
    ),
}
"""Each as Swedish and English."""
