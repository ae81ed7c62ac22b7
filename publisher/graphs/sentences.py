"""What is said where something cannot be done to a graph, in the languages of the public."""

from __future__ import annotations

from typing import Final

from publisher.errors import EditError

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "no-graph-here": (
        "This is no graph that can be written here; their names begin with {0} and the id of a "
        "publisher.",
        "Det här är ingen graf som kan skrivas här; de heter något som börjar med {0} och en "
        "utgivares id.",
    ),
    "graph-name": (
        "A graph cannot be called this: a file of that name could not be kept, or would not be "
        "read.",
        "Så kan en graf inte heta: en fil med det namnet går inte att spara, eller läses inte.",
    ),
    "no-rdf-file": (
        "This graph is read from a table, and cannot be written as RDF. Upload the table, or give "
        "the graph another name.",
        "Den här grafen läses från en tabell, och går inte att skriva som RDF. Ladda upp tabellen, "
        "eller ge grafen ett annat namn.",
    ),
    "other-graph": (
        "The body puts statements into the named graph {0}. Send the statements of one graph, "
        "without naming it.",
        "Innehållet lägger påståenden i den namngivna grafen {0}. Skicka en grafs påståenden, "
        "utan att ange grafen.",
    ),
    "cannot-be-written": (
        "What the graph would hold cannot be written in the syntax of its name: {0} Give it a name "
        "that ends with .ttl.",
        "Det som grafen skulle innehålla går inte att skriva i den syntax som dess namn anger: {0} "
        "Ge den ett namn som slutar på .ttl.",
    ),
    "update-syntax": (
        "The update is not valid SPARQL at line {0}, column {1}. {2}",
        "Uppdateringen är inte giltig SPARQL på rad {0}, tecken {1}. {2}",
    ),
    "update-fails": (
        "The update cannot be carried out: {0}.",
        "Uppdateringen går inte att utföra: {0}.",
    ),
    "update-word": (
        "{0} cannot be used in an update of a single graph. Use INSERT and DELETE; the whole graph "
        "is replaced by PUT and removed by DELETE over HTTP.",
        "{0} kan inte användas i en uppdatering av en enda graf. Använd INSERT och DELETE; hela "
        "grafen ersätts med PUT och tas bort med DELETE över HTTP.",
    ),
    "update-elsewhere": (
        "The update names the graph {0}, and may touch only the one that it is sent to. Leave the "
        "graph out, or send the update there.",
        "Uppdateringen nämner grafen {0}, men får bara röra den som den skickas till. Utelämna "
        "grafen, eller skicka uppdateringen dit.",
    ),
    "update-both": (
        "The update writes to the graph by its name and without it in one operation. Name it "
        "throughout, or leave it out.",
        "Uppdateringen skriver till grafen både vid namn och utan namn i samma steg. Ange den "
        "överallt, eller ingenstans.",
    ),
    "edit-long": (
        "Working this out took longer than {0} seconds and was ended. Send less at a time.",
        "Bearbetningen tog längre än {0} sekunder och avbröts. Skicka mindre åt gången.",
    ),
    "edit-large": (
        "Working this out needed more than {0} MB of memory and was ended. Send less at a time.",
        "Bearbetningen krävde mer än {0} MB minne och avbröts. Skicka mindre åt gången.",
    ),
}
"""By code: what happened and what to do, in English and in Swedish."""


def error(code: str, *values: object, where: str = "") -> EditError:
    """The error with a code; ``values`` stand in its sentence."""
    english, swedish = SENTENCES[code]
    said = {"en": english.format(*values).strip(), "sv": swedish.format(*values).strip()}
    return EditError(code, said, where=where)
