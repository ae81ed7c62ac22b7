"""What an erasure would do, and what came of it, in words; in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from publisher.erasing.beside import Beside
from publisher.erasing.erasure import Plan
from publisher.erasing.finding import InFile
from publisher.erasing.leftovers import Left
from publisher.erasing.rdf_files import BY_LINE

SHOWN: Final = 20
"""Places of one source, and files in which something is left, that are told one by one."""

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
    "unread": {
        "en": "{} could not be looked through: see whether it has something of it.",
        "sv": "{} kunde inte genomsökas: se efter om något av den står där.",
    },
    "more": {"en": "… and in {} more files.", "sv": "… och i {} filer till."},
    "searched": {
        "en": "Searched for its values in everything that the site keeps: nothing is left.",
        "sv": "Allt som webbplatsen sparar är genomsökt: inget av dess värden finns kvar.",
    },
    "servers": {
        "en": "The server behind {} has not let go of it yet: restart it.",
        "sv": "Servern bakom {} har inte släppt den än: starta om den.",
    },
    "stores": {
        "en": "Stores elsewhere are loaded with the new release.",
        "sv": "Externa databaser laddas med den nya utgåvan.",
    },
    "store": {
        "en": "Stores elsewhere still have it ({}): {} Run publisher load, then publisher load "
        "--rest; what a store keeps of what it deletes is for its own tools.",
        "sv": "Externa databaser har den kvar ({}): {} Kör publisher load och sedan publisher load "
        "--rest; det som en databas sparar av det den tar bort sköts med dess egna verktyg.",
    },
    "by-hand": {
        "en": "Not reached from here, and to be done by hand:",
        "sv": "Nås inte härifrån och måste göras för hand:",
    },
    "source": {
        "en": "- {} was read and still sends it: ask whoever is behind it to take it out. Until "
        "then each publisher fetch brings it back on disk; it is not published.",
        "sv": "- {} har hämtats och skickar den fortfarande: be den som står bakom att ta bort "
        "den. Till dess lägger varje publisher fetch den på disk igen; den publiceras inte.",
    },
    "history": {
        "en": "- {} is under version control, which keeps what was there: rewrite its history, "
        "in every copy of it.",
        "sv": "- {} är versionshanterad och historiken har kvar det som stod där: skriv om den, "
        "i varje kopia.",
    },
    "elsewhere": {
        "en": "- Backups, folders that publisher export wrote and where they were put, files that "
        "people took away (filled-in sheets, reports, marked workbooks), caches of servers in "
        "front, and whatever others have harvested and do not follow.",
        "sv": "- Säkerhetskopior, mappar som publisher export skrev och där de lagts upp, filer "
        "som någon sparat (ifyllda ark, rapporter, markerade arbetsböcker), mellanlagring hos "
        "servrar framför, och det som andra skördat utan att följa flödena.",
    },
    "address": {
        "en": "Its address goes too: only the hash of it stays, and the address answers 410.",
        "sv": "Även adressen försvinner: bara dess hash finns kvar, och adressen svarar 410.",
    },
    "days": {
        "en": "Its address is told to harvesters as deleted for {} days (people.address_days), "
        "then let go of by publisher build, or at once with --forget-address.",
        "sv": "Adressen meddelas skördare som borttagen i {} dagar (people.address_days) och "
        "släpps sedan av publisher build, eller genast med --forget-address.",
    },
    "forgetting": {
        "en": "Addresses of erased things that are let go of, as their days are over: {}.",
        "sv": "Adresser till raderade saker som släpps, eftersom tiden är ute: {}.",
    },
    "none-due": {
        "en": "No address of an erased thing is to be let go of yet.",
        "sv": "Ingen adress till något raderat ska släppas ännu.",
    },
    "which": {
        "en": "which thing, or --due for addresses whose days are over?",
        "sv": "vilken sak, eller --due för adresser vars tid är ute?",
    },
    "drafts": {
        "en": "drafts of the form, which go whole: {}",
        "sv": "utkast i formuläret, som försvinner helt: {}",
    },
    "proposals": {
        "en": "{}, proposals of links: {}",
        "sv": "{}, länkförslag: {}",
    },
    "records": {
        "en": "reports of fetched sources and of drafts: {}",
        "sv": "rapporter om hämtade källor och om utkast: {}",
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
    yield from _beside_lines(plan.beside, language)
    if plan.values:
        yield word("values", language, len(plan.values))


def _beside_lines(found: Beside, language: str) -> Iterator[str]:
    for name, items in (
        ("drafts", found.drafts), ("records", found.records), ("queries", found.queries)
    ):  # fmt: skip
        if items:
            yield word(name, language, len(items))
    for name, counts in (("proposals", found.proposals), ("lines", found.logs)):
        for path, count in counts.items():
            yield word(name, language, path, count)


def left_lines(left: Sequence[Left], language: str) -> Iterator[str]:
    """What is left, so much of it as anybody reads."""
    for item in left[:SHOWN]:
        yield word("unread" if item.unread else "left", language, item.path)
    if len(left) > SHOWN:
        yield word("more", language, len(left) - SHOWN)
    if not left:
        yield word("searched", language)


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
        "drafts": len(plan.beside.drafts),
        "proposals": {str(path): count for path, count in plan.beside.proposals.items()},
        "records": [str(path) for path in plan.beside.records],
        "queries": len(plan.beside.queries),
        "logs": {str(path): count for path, count in plan.beside.logs.items()},
        "values": len(plan.values),
    }  # fmt: skip
