"""The query editor on the page of the endpoint: its files, its words, and what the page tells it.

The files in ``publisher/static/editor`` are built from ``editor/``: YASGUI, and what joins it to
this site. The words are keyed by what the script says in English.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from publisher.formats import carrying
from publisher.iris import RELEASES
from publisher.render.setting import QUERY, Setting

FOLDER: Final = "static/editor"
SCRIPT, SHEET, NOTICES = "editor.js", "editor.css", "LICENSES.txt"

FILES: Final[dict[str, str]] = {
    SCRIPT: "text/javascript; charset=utf-8",
    SHEET: "text/css; charset=utf-8",
    NOTICES: "text/plain; charset=utf-8",
}
"""The files of the editor -> their media types."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page with the editor (Content Security Policy Level 3): only
scripts of this site, no inline styles, nothing asked of another host. The icons of the editor are
in its style sheet (``data:``)."""

WORDS: Final[dict[str, str]] = {
    # the editor
    "Query in SPARQL": "Fråga i SPARQL",
    "Run the query": "Ställ frågan",
    "Stop": "Avbryt",
    "Ctrl + Enter runs the query, Ctrl + space gives suggestions.": (
        "Ctrl + Enter ställer frågan, Ctrl + mellanslag ger förslag."
    ),
    "Ctrl + space: suggestions": "Ctrl + mellanslag: förslag",
    "This line is not valid SPARQL. Expected: ": "Raden är inte giltig SPARQL. Här väntades: ",
    "Example": "Exempel",
    "Use the example": "Använd exemplet",
    "Fill it in as a form": "Fyll i den som ett formulär",
    # how it went
    "The query is running …": "Frågan besvaras …",
    "The query was stopped.": "Frågan avbröts.",
    "There is no answer: see below.": "Det blev inget svar: se nedan.",
    "The server could not be reached, or it broke the answer off.": (
        "Servern gick inte att nå, eller så bröt den av svaret."
    ),
    "Answer": "Svar",
    "Answered in {} s": "Besvarad på {} s",
    "{} row": "{} rad",
    "{} rows": "{} rader",
    " in {} s": " på {} s",
    # the answer
    "The answer is not complete.": "Svaret är inte fullständigt.",
    "An endpoint that the query calls did not answer.": (
        "En ändpunkt som frågan anropar svarade inte."
    ),
    "A limit was met: {}. Ask for less, or use the dump.": (
        "En gräns nåddes: {}. Fråga efter mindre, eller hämta hela datamängden."
    ),
    "Release": "Utgåva",
    "Download": "Hämta",
    "To keep": "Att spara",
    "Permanent link to the answer": "Permanent länk till svaret",
    "Cite this answer": "Så citeras svaret",
    "Link to this query": "Länk till frågan",
    # how it is shown
    "Show as: {}": "Visa som: {}",
    "Table": "Tabell",
    "Chart": "Diagram",
    "Map": "Karta",
    "Response": "Svaret som text",
    "The answer cannot be shown.": "Svaret går inte att visa.",
    "“{}” does not fit this answer; it is shown as “{}”.": (
        "”{}” passar inte för svaret; det visas som ”{}”."
    ),
    "Yes (true)": "Ja (true)",
    "No (false)": "Nej (false)",
    "The beginning is shown; download the answer for all of it.": (
        "Början visas; hämta svaret för att få allt."
    ),
    # the table
    "Simple view": "Enkel vy",
    "Shorten cells": "Korta av celler",
    "Filter rows": "Filtrera rader",
    "Rows per page: ": "Rader per sida: ",
    "All": "Alla",
    "{} to {} of {}": "{} till {} av {}",
    "(of {} rows)": "(av {} rader)",
    "No row has that.": "Ingen rad innehåller det.",
    "The answer has no rows.": "Svaret har inga rader.",
    ": sort": ": sortera",
    ": sort the other way": ": sortera åt andra hållet",
    ": do not sort": ": sortera inte",
    "First page": "Första sidan",
    "Previous page": "Föregående sida",
    "Next page": "Nästa sida",
    "Last page": "Sista sidan",
    "Page ": "Sida ",
    # the chart and the map
    "Label": "Etikett",
    "Value": "Värde",
    "{} by {}": "{} per {}",
    "The first {} of {} rows are drawn.": "De {} första av {} rader är ritade.",
    "Map of {} places": "Karta med {} platser",
    "{} places, drawn without a background map.": "{} platser, ritade utan bakgrundskarta.",
    "{} geometries in other coordinates are left out.": (
        "{} geometrier i andra koordinater är inte med."
    ),
}
"""What the editor says: English -> Swedish."""


def file(name: str) -> bytes:
    """A file of the editor, by one of the names in ``FILES``."""
    return files("publisher").joinpath(FOLDER, name).read_bytes()


def href(name: str, setting: Setting) -> str:
    """The address of a file of the editor: another one when the file is another."""
    return f"{setting.hrefs.path(f'{FOLDER}/{name}')}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    return hashlib.sha256(file(name)).hexdigest()[:12]


def settings(setting: Setting, prefixes: Mapping[str, str]) -> str:
    """What the page tells the editor, as JSON that may stand in a script element."""
    hrefs = setting.hrefs
    offered = {"results": carrying("results"), "graph": carrying("graph")}
    content = {
        "language": setting.language,
        "words": WORDS if setting.language == "sv" else {},
        "base": setting.site.base_iri,
        "root": hrefs.path(""),
        "endpoint": hrefs.path(QUERY),
        "cite": hrefs.path(f"{QUERY}/cite"),
        "queries": hrefs.path("api/queries.json") + setting.pin,
        "terms": hrefs.path("api/terms") + setting.pin,
        "releases": hrefs.path(RELEASES),
        "release": setting.release,
        "pinned": setting.release if setting.pin else "",
        "prefixes": dict(sorted(prefixes.items())),
        "formats": {
            kind: [{"suffix": item.suffix, "label": item.name} for item in items]
            for kind, items in offered.items()
        },
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
