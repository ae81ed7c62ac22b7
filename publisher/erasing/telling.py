"""What an erasure would do, and what came of it, in words; in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from publisher.erasing.erasure import Plan
from publisher.erasing.finding import InFile
from publisher.erasing.rdf_files import BY_LINE

SHOWN: Final = 20
"""Places of one source that are told one by one."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "file": {"en": "source {}, {}", "sv": "källa {}, {}"},
    "places": {"en": "rows and cells: {}", "sv": "rader och celler: {}"},
    "statements": {"en": "statements: {}", "sv": "påståenden: {}"},
    "mappings": {"en": "mappings: {}", "sv": "länkar: {}"},
    "anew": {
        "en": "statements: {} (the file is written anew, without its comments)",
        "sv": "påståenden: {} (filen skrivs om, utan sina kommentarer)",
    },
    "release": {"en": "release {}, statements: {}", "sv": "utgåva {}, påståenden: {}"},
    "log": {"en": "log of changes, states: {}", "sv": "ändringsloggen, lägen: {}"},
    "queries": {
        "en": "queries under permanent addresses that name a value of it: {}",
        "sv": "frågor på permanenta adresser som nämner något av dess värden: {}",
    },
    "lines": {"en": "{}, texts of queries: {}", "sv": "{}, frågetexter: {}"},
    "values": {
        "en": "values and words that nothing else has: {}",
        "sv": "värden och ord som inget annat har: {}",
    },
    "nothing": {
        "en": "nothing is known of it: no source, no release and no feed speaks of it.",
        "sv": "ingenting är känt om den: ingen källa, utgåva eller kanal nämner den.",
    },
    "todo": {
        "en": "Give a whole IRI, or the path under base_iri.",
        "sv": "Ange en hel IRI, eller sökvägen under base_iri.",
    },
    "ask": {
        "en": "Erase all of this for good? It cannot be undone. Write yes: ",
        "sv": "Ska allt detta raderas för gott? Det går inte att ångra. Skriv ja: ",
    },
    "unsure": {
        "en": "nothing was erased, for nobody has said that it may be.",
        "sv": "ingenting har raderats, för ingen har sagt att det får göras.",
    },
    "say-yes": {
        "en": "Say --yes, or answer yes; --plan only shows what would go.",
        "sv": "Ange --yes eller svara ja; --plan visar bara vad som skulle försvinna.",
    },
    "refused": {
        "en": "It is out of the sources, but what is left of them does not conform, so the "
        "releases still have it. Mend what is told above, then run the same command again.",
        "sv": "Den är borta ur källorna, men det som är kvar följer inte modellen, så utgåvorna "
        "har den kvar. Rätta det som står ovan och kör samma kommando igen.",
    },
    "done": {
        "en": "Erased from the log of changes, what was kept, and earlier releases: {}.",
        "sv": "Raderad ur ändringsloggen, det som sparats och tidigare utgåvor: {}.",
    },
    "left": {
        "en": "A value of it still stands in {}: see whether it means the same, and take it out.",
        "sv": "Ett av dess värden står kvar i {}: se efter om det är samma sak och ta bort det.",
    },
    "history": {
        "en": "The folder is under version control, which keeps what was there: rewrite its "
        "history too.",
        "sv": "Mappen är versionshanterad och historiken har kvar det som stod där: skriv om "
        "även den.",
    },
    "servers": {
        "en": "The server behind {} has not let go of it yet: restart it.",
        "sv": "Servern bakom {} har inte släppt den än: starta om den.",
    },
    "elsewhere": {
        "en": "Copies elsewhere (exports, backups, caches in front) are not reached from here.",
        "sv": "Kopior på andra ställen (export, säkerhetskopior, mellanlagring framför) nås inte "
        "härifrån.",
    },
}
"""What is said, in both languages."""


def word(name: str, language: str, *values: object) -> str:
    """One sentence of the table, filled in."""
    return WORDS[name][language].format(*values)


def plan_lines(plan: Plan, language: str) -> Iterator[str]:
    """What would go, a line for each place."""
    for item in plan.files:
        yield from _file_lines(item, language)
    for name, count in plan.releases.items():
        if count:
            yield word("release", language, name, count)
    if plan.states:
        yield word("log", language, plan.states)
    if plan.queries:
        yield word("queries", language, len(plan.queries))
    for path, count in plan.logs.items():
        yield word("lines", language, path, count)
    if plan.values:
        yield word("values", language, len(plan.values))


def _file_lines(item: InFile, language: str) -> Iterator[str]:
    name, places = item.source.name, list(item.places())
    yield from (place.words(language) for place in places[:SHOWN])
    if len(places) > SHOWN:
        yield word("file", language, name, word("places", language, len(places)))
    if item.statements:
        kept = item.source.path.suffix.lower() in BY_LINE
        said = word("statements" if kept else "anew", language, item.statements)
        yield word("file", language, name, said)
    if item.mappings:
        yield word("file", language, name, word("mappings", language, item.mappings))


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan for a program."""
    return {
        "thing": plan.iri,
        "sources": {
            item.source.name: {
                "places": [[place.sheet, place.row] for place in item.places()],
                "statements": item.statements, "mappings": item.mappings,
            } for item in plan.files
        },
        "releases": plan.releases,
        "log": plan.states,
        "queries": len(plan.queries),
        "logs": {str(path): count for path, count in plan.logs.items()},
        "values": len(plan.values),
    }  # fmt: skip
