"""What the writers say besides the findings themselves, in one table: Swedish and English."""

from __future__ import annotations

from typing import Final

from publisher.findings.phrases import Phrases

WORDS: Final[dict[str, tuple[str, str]]] = {
    # severities
    "violation": ("fel", "fault"),
    "warning": ("varning", "warning"),
    "info": ("upplysning", "note"),
    "violations": ("Fel", "Faults"),
    "warnings": ("Varningar", "Warnings"),
    "infos": ("Upplysningar", "Notes"),
    # counts
    "rows": (
        "Rader: {}, publicerade {}, avvisade {}.",
        "Rows: {}, published {}, rejected {}.",
    ),
    "more": ("… och {} till.", "… and {} more."),
    "places": ("{} ställen", "{} places"),
    # places
    "sheet": ("blad ”{}”", "sheet “{}”"),
    "row": ("rad {}", "row {}"),
    "some-rows": ("raderna {}", "rows {}"),
    "line": ("rad {}", "line {}"),
    "some-lines": ("raderna {}", "lines {}"),
    "column": ("kolumn ”{}”", "column “{}”"),
    "character": ("tecken {}", "character {}"),
    "quoted": ("”{}”", "“{}”"),
    "and": ("{} och {}", "{} and {}"),
    # what to do
    "should-be": ("Skriv ”{}”.", "Write “{}”."),
    # the page
    "title": ("Granskning", "Check"),
    "skip": ("Hoppa till innehållet", "Skip to the content"),
    "conforms": (
        "Inget hindrar publicering.",
        "Nothing keeps this from being published.",
    ),
    "does-not": (
        "Felen nedan måste rättas innan något publiceras.",
        "The faults below must be mended before anything is published.",
    ),
    "summary": ("Sammanfattning", "Summary"),
    "how-many": ("Antal", "Number"),
    "kind": ("Slag", "Kind"),
    "contents": ("Allt som hittades", "Everything that was found"),
    "none": ("Inget hittades.", "Nothing was found."),
    "where": ("Ställe", "Place"),
    "what": ("Gäller", "Concerns"),
    "wrong": ("Vad som är fel", "What is wrong"),
    "value": ("Står där", "What stands there"),
    "nearest": ("Närmaste giltiga", "Nearest valid"),
    "nothing": ("inget", "nothing"),
    "rule": ("Regeln, förklarad", "The rule, explained"),
    "files": ("Kontrollerade filer", "Files checked"),
    "all-rows": ("Rader", "Rows"),
    "published": ("Publicerade", "Published"),
    "rejected": ("Avvisade", "Rejected"),
    "engine": ("Kontrollerat med", "Checked with"),
}
"""Each phrase in Swedish and in English."""


PHRASES: Final = Phrases(WORDS)
say: Final = PHRASES.say
