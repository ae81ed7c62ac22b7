"""Headings as officers write them, for the tables of the bundled site: each by its own heading.

``RENAMED`` were written down once, before anything was measured on them, and are not to be changed
to please the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from publisher.contract import Class
from publisher.faults import Place
from publisher.mapping.headings import read_headings

RENAMED: Final[dict[str, dict[str, str]]] = {
    "bidrag": {
        "id": "Ärendenr", "Titel (sv)": "Benämning bidrag", "Titel (en)": "Benämning (eng)",
        "Beskrivning (sv)": "Vad stödet går till", "Beskrivning (en)": "Kort text, engelska",
        "Finansiär": "Bidragsgivare", "Program": "Ur vilket program", "Belopp": "Summa SEK",
        "Valuta": "Valutakod",
    },
    "dokument": {
        "id": "Dok-id", "Titel (sv)": "Dokumentets titel", "Titel (en)": "Eng. titel",
        "Beskrivning (sv)": "Handlar om", "Beskrivning (en)": "Summary (English)",
        "Slag": "Dokumenttyp", "Språk": "Skrivet på språk", "Period": "Gäller för period",
        "Upphov": "Framtaget av", "Utmaningsområde": "Utmaning", "Område": "Län/region",
        "Webbadress": "Länk till fil", "Version av": "Översättning av",
        "Tillhörande program": "Inom program",
    },
    "kontaktpunkter": {
        "id": "Nr", "Titel (sv)": "Funktion sv", "Titel (en)": "Funktion en",
        "Roll": "Roll/uppdrag", "Organisation": "Region", "Utmaningsområde": "Ansvarar för område",
        "E-post": "Funktionsbrevlåda",
    },
    "organisationer": {
        "id": "Kortnamn", "Namn (sv)": "Organisationens namn", "Namn (en)": "Name in English",
        "Officiellt namn": "Juridiskt namn", "Beskrivning (sv)": "Om organisationen",
        "Beskrivning (en)": "About (en)", "Slag av organisation": "Org.typ", "Område": "Säte i län",
    },
    "projekt": {
        "id": "Proj.nr", "Titel (sv)": "Projektets namn", "Titel (en)": "Project title",
        "Andra namn (en)": "Akronym (en)", "Slag": "Typ av insats",
        "Beskrivning (sv)": "Projektbeskrivning", "Beskrivning (en)": "Abstract",
        "Utmaningsområde": "Område för smart spec.", "Område": "Geografi", "Startdatum": "Fr.o.m.",
        "Slutdatum": "T.o.m.", "Medverkande organisationer": "Samverkansparter",
        "Ingår i": "Delprojekt av", "Hör ihop med": "Närliggande projekt",
        "Finansiering": "Finansieras genom", "Läs mer": "Hemsida",
    },
    "territorier": {
        "id": "Kort-id", "Namn (sv)": "Länets namn", "Namn (en)": "County name",
        "Andra namn (sv)": "Kallas även", "Andra namn (en)": "Also known as",
        "NUTS-kod": "NUTS", "Länskod": "Län nr", "ISO 3166-2-kod": "ISO-kod", "Ingår i": "Del av",
        "Exakt motsvarighet": "EU-länk", "Samma sak som": "Wikidata-länk",
        "Mittpunkt": "Koordinat (punkt)", "Omslutande rektangel": "Ruta", "Geometri": "Gräns (WKT)",
        "Rättigheter (sv)": "Copyright sv", "Rättigheter (en)": "Copyright en",
    },
    "utmaningsomraden": {
        "id": "Kod", "Namn (sv)": "Utmaningsområde", "Namn (en)": "Challenge area",
        "Andra namn (sv)": "Kortform", "Andra namn (en)": "Short form",
        "Definition (sv)": "Vad det är", "Definition (en)": "What it is",
        "Omfattning (sv)": "Omfattar", "Omfattning (en)": "Scope",
        "Ingår i lista": "Tillhör lista", "Område": "Gäller i", "Nära motsvarighet": "Liknar",
    },
}  # fmt: skip

RENAMED_AGAIN: Final[dict[str, dict[str, str]]] = {
    "filmer": {
        "id": "Filmnummer", "Titel (sv)": "Filmens titel", "Titel (en)": "Film title",
        "Beskrivning (sv)": "Beskrivande text", "Beskrivning (en)": "Descriptive text",
        "Handlar om": "Ämne", "Textat på": "Undertexter", "Tillgänglighet": "Tillgängl.anpassning",
        "Version av": "Alternativ version av", "Webbadress": "URL till filmen",
    },
    "kontaktpunkter": {
        "id": "Kontakt-ID", "Titel (sv)": "Kontaktens rubrik", "Titel (en)": "Contact title",
        "Roll": "Rollbeskrivning", "Organisation": "Org.", "Utmaningsområde": "Inriktning",
        "E-post": "Mailadr.",
    },
    "organisationer": {
        "id": "Org-kod", "Namn (sv)": "Org.namn", "Namn (en)": "Org.namn (engelska)",
        "Officiellt namn": "Officiell benämning", "Beskrivning (sv)": "Presentation",
        "Beskrivning (en)": "Presentation in English", "Slag av organisation": "Organisationstyp",
        "Område": "Län",
    },
    "program": {
        "id": "Programkod", "Titel (sv)": "Programmets namn", "Titel (en)": "Programme name",
        "Andra namn (sv)": "Förk.", "Andra namn (en)": "Abbrev.",
        "Beskrivning (sv)": "Kort om programmet", "Beskrivning (en)": "Short description",
        "Finansiär": "Finansieras av",
    },
    "projekt": {
        "id": "Löpnr", "Titel (sv)": "Insatsens namn", "Titel (en)": "Namn på engelska",
        "Andra namn (en)": "Alternative name", "Slag": "Insatstyp",
        "Beskrivning (sv)": "Om projektet", "Beskrivning (en)": "About the project",
        "Utmaningsområde": "S3-område", "Område": "Region/län", "Startdatum": "Projektstart",
        "Slutdatum": "Projektslut", "Medverkande organisationer": "Deltagande aktörer",
        "Ingår i": "Ingår i plattform", "Hör ihop med": "Relaterade insatser",
        "Finansiering": "Bidrag från", "Läs mer": "Mer info (länk)",
    },
    "samarbeten": {
        "id": "Nyckelord", "Namn (sv)": "Samarbetets namn", "Namn (en)": "Name of cooperation",
        "Andra namn (sv)": "Förkortas", "Beskrivning (sv)": "Syfte och innehåll",
        "Beskrivning (en)": "Purpose", "Medlemmar": "Medlemsorganisationer",
        "Utmaningsområde": "Utmaningar", "Ingår i samarbete": "Del av samarbete",
        "Område": "Geografisk omfattning", "Finansiering": "Finansiering via",
    },
}  # fmt: skip

MARKED: Final = re.compile(r"(.*) \((sv|en)\)")


def _parts(heading: str) -> tuple[str, str]:
    match = MARKED.fullmatch(heading)
    return (match[1], match[2]) if match else (heading, "")


def english(heading: str, kind: Class) -> str:
    found = read_headings([heading], kind, Place(""), ("sv", "en"))
    if found.key is not None:
        return "ID"
    language = {"sv": " Swedish", "en": " English", "": ""}[_parts(heading)[1]]
    return found.columns[0].property.names["en"] + language


def mistyped(heading: str, kind: Class) -> str:
    base, language = _parts(heading)
    if len(base) > 4:
        middle = len(base) // 2
        base = base[:middle] + base[middle + 1] + base[middle] + base[middle + 2 :]
    return base + (f" ({language})" if language else "")


def abbreviated(heading: str, kind: Class) -> str:
    base, language = _parts(heading)
    words = [f"{word[:5]}." if len(word) > 6 else word for word in base.split()]
    return " ".join([*words, language]).strip()


def capitals(heading: str, kind: Class) -> str:
    return " ".join(_parts(heading)).strip().upper().replace(" ", "_")


def prefixed(heading: str, kind: Class) -> str:
    base, language = _parts(heading)
    words = {"sv": " svenska", "en": " engelska", "": ""}[language]
    return f"{kind.labels['sv']}{' ' + base if ' ' in base else base.lower()}{words}"


MADE: Final[tuple[Callable[[str, Class], str], ...]] = (
    english, mistyped, abbreviated, capitals, prefixed,
)  # fmt: skip
"""Ways in which a heading is made another one."""
