"""What a template says to the officer, in Swedish and English, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

LANGUAGES: Final = ("sv", "en")

WORDS: Final[dict[str, dict[str, str]]] = {
    "guidance": {"sv": "Vägledning", "en": "Guidance"},
    "lists": {"sv": "Listor", "en": "Lists"},
    "example": {"sv": "exempel", "en": "example"},
    "example-head": {"sv": "Exempel", "en": "Example"},
    "example-text": {"sv": "Exempel på {}", "en": "Example of {}"},
    "template": {"sv": "mall", "en": "template"},
    "required": {"sv": "Obligatorisk", "en": "Required"},
    "one-language": {"sv": "Minst ett språk krävs", "en": "One language at least is required"},
    "recommended": {"sv": "Bör fyllas i", "en": "Should be filled in"},
    "optional": {"sv": "Frivillig", "en": "Optional"},
    "key": {
        "sv": "Sakens beständiga kortnamn, det sista i dess adress: a–z, siffror, bindestreck, "
        "punkt eller understreck. Ändra det aldrig och använd det aldrig till något annat.",
        "en": "The lasting short name of the thing, the end of its address: a–z, digits, hyphens, "
        "dots or underscores. Never change it, and never use it for anything else.",
    },
    "path": {
        "sv": "Hela adressen till det som har dragits tillbaka, eller dess väg under webbplatsens "
        "bas.",
        "en": "The whole address of what was withdrawn, or its path under the base of the site.",
    },
    "key-kind": {"sv": "ett id som är unikt i tabellen", "en": "an id, unique in the table"},
    "text": {"sv": "text på {}", "en": "text in {}"},
    "plain": {"sv": "text", "en": "text"},
    "address": {
        "sv": "en hel webbadress, till exempel https://example.org/sida",
        "en": "a whole web address such as https://example.org/page",
    },
    "mailto": {"sv": "en e-postadress", "en": "an e-mail address"},
    "tel": {
        "sv": "ett telefonnummer med landsnummer, till exempel +46-18-000000",
        "en": "a telephone number with its country code, such as +46-18-000000",
    },
    "choice": {"sv": "ett värde ur listan", "en": "a value of the list"},
    "reference": {"sv": "{}: namn eller id", "en": "{}: a name or an id"},
    "several": {"sv": "flera värden skiljs åt med ;", "en": "several values are parted by ;"},
    "from": {"sv": "från {}", "en": "from {}"},
    "to": {"sv": "till {}", "en": "to {}"},
    "above": {"sv": "över {}", "en": "above {}"},
    "below": {"sv": "under {}", "en": "below {}"},
    "longest": {"sv": "högst {} tecken", "en": "at most {} characters"},
    "shortest": {"sv": "minst {} tecken", "en": "at least {} characters"},
    "or": {"sv": " eller ", "en": " or "},
    "group": {"sv": "Grupp: {}", "en": "Group: {}"},
    "in-list": {
        "sv": "{} värden, på bladet {}: {}",
        "en": "{} values, on the sheet {}: {}",
    },
    "nothing-yet": {
        "sv": "Det finns inget att välja än: lägg först in det i sin egen tabell.",
        "en": "There is nothing to choose yet: enter it in its own table first.",
    },
    "error": {"sv": "Kontrollera värdet", "en": "Check the value"},
    "not-in-list": {
        "sv": "Värdet finns inte i listan.",
        "en": "The value is not in the list.",
    },
    "not-unique": {
        "sv": "Ett id börjar med en bokstav eller siffra, har inga blanksteg och står bara på en "
        "rad.",
        "en": "An id begins with a letter or a digit, has no spaces, and stands on one row only.",
    },
    "expected": {"sv": "Här ska stå {}.", "en": "Expected here: {}."},
    "column": {"sv": "Kolumn", "en": "Column"},
    "needed": {"sv": "Krav", "en": "Required?"},
    "value": {"sv": "Värde", "en": "Value"},
    "meaning": {"sv": "Betydelse", "en": "Meaning"},
    "allowed": {"sv": "Tillåtna värden", "en": "Allowed values"},
    "rule": {"sv": "Regel", "en": "Rule"},
    "sheet": {"sv": "Bladet {}", "en": "The sheet {}"},
    "how": {"sv": "Så fyller du i", "en": "How to fill it in"},
    "not-read": {
        "sv": "Det här bladet är till för dig och läses inte in.",
        "en": "This sheet is for you and is not read.",
    },
}  # fmt: skip

STEPS: Final[tuple[dict[str, str], ...]] = (
    {
        "sv": "En rad är en sak. Rad 2 är ett exempel och läses inte in; skriv från rad 3. Rader "
        "vars id börjar med # och ett blanksteg är anteckningar.",
        "en": "A row is one thing. Row 2 is an example and is not read; write from row 3. Rows "
        "whose id begins with # and a space are notes.",
    },
    {
        "sv": "Mörk rubrik: obligatorisk. Fet rubrik på ljus botten: bör fyllas i. Övriga är "
        "frivilliga och kan lämnas tomma eller tas bort. Färgen visar vilken grupp kolumnen hör "
        "till.",
        "en": "Dark heading: required. Bold heading on a light ground: should be filled in. The "
        "others are optional; leave them empty or remove them. The colour shows the column's "
        "group.",
    },
    {
        "sv": "En rosa cell är obligatorisk och tom på en rad som har börjat fyllas i; röd text i "
        "kolumnen id betyder att samma id står på flera rader.",
        "en": "A pink cell is required and empty on a row that has been begun; red text in the "
        "column id means that the same id stands on several rows.",
    },
    {
        "sv": "Välj i listan där det finns en. Där flera värden får stå i cellen skriver du dem "
        "med semikolon emellan: Ett; Två.",
        "en": "Choose from the list where there is one. Where a cell may hold several values, "
        "write them with a semicolon between: One; Two.",
    },
    {
        "sv": "Ett datum skrivs 2026-01-31, ett tal med komma eller punkt, en webbadress hel.",
        "en": "Write a date as 2026-01-31, a number with a comma or a point, a web address whole.",
    },
    {
        "sv": "Egna kolumner går bra om rubriken börjar med _ (understreck); de läses inte in. "
        "Ändra inga andra rubriker och inte bladens namn.",
        "en": "Columns of your own are fine if the heading begins with _ (an underscore); they are "
        "not read. Change no other heading, and not the names of the sheets.",
    },
    {
        "sv": "Kontrollera arbetsboken med publisher check, eller lämna den till den som sköter "
        "webbplatsen.",
        "en": "Check the workbook with publisher check, or hand it to whoever keeps the site.",
    },
)
"""How a workbook is filled in, step by step."""


def word(name: str, language: str, *values: object) -> str:
    """A phrase of :data:`WORDS` with its values put in."""
    return WORDS[name][language].format(*values)


def speakable(language: str) -> str:
    """``language`` where templates speak it, else English."""
    return language if language in LANGUAGES else "en"


def both(first: str) -> tuple[str, ...]:
    """The languages of a template, ``first`` before the other."""
    return (first, *(language for language in LANGUAGES if language != first))


def text_in(texts: Mapping[str, str], language: str) -> str:
    """The text in ``language``; empty where there is none."""
    return texts.get(language, "")


def shortened(texts: Iterable[str], limit: int) -> str:
    """The texts, one a line, each cut where all do not fit into ``limit`` characters."""
    lines = [text for text in texts if text]
    whole = "\n".join(lines)
    if len(whole) <= limit:
        return whole
    room = limit // len(lines) - 1
    return "\n".join(
        line if len(line) <= room else line[: room - 1].rstrip() + "…" for line in lines
    )
