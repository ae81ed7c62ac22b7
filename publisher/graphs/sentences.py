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
    "no-media-type": (
        "The request does not say what it sends. Say so in Content-Type: {0}.",
        "Begäran talar inte om vad den skickar. Ange det i Content-Type: {0}.",
    ),
    "media-type": (
        "“{0}” is not taken here. Send one of these: {1}.",
        "”{0}” tas inte emot här. Skicka något av dessa: {1}.",
    ),
    "charset": (
        "The body is in {0}. Send it as UTF-8.",
        "Innehållet är kodat som {0}. Skicka det som UTF-8.",
    ),
    "coding": (
        "A body that is packed with {0} is not taken here. Send it as it is.",
        "Innehåll som är packat med {0} tas inte emot här. Skicka det som det är.",
    ),
    "body-late": (
        "The body took longer than {0} seconds to come.",
        "Det tog mer än {0} sekunder att ta emot innehållet.",
    ),
    "body-short": (
        "The body ended before it was whole.",
        "Innehållet tog slut innan det var helt.",
    ),
    "no-part": (
        "There is no file in the form. Add one, with its name.",
        "Formuläret innehåller ingen fil. Lägg till en, med dess namn.",
    ),
    "which-graph": (
        "The address must name one graph: ?graph=IRI once, or ?default.",
        "Adressen måste ange en graf: ?graph=IRI en gång, eller ?default.",
    ),
    "relative-graph": (
        "“{0}” is no absolute IRI.",
        "”{0}” är ingen absolut IRI.",
    ),
    "default-graph": (
        "The default graph of the site is what all its graphs hold together, and cannot be written "
        "to. Your own is {0}.",
        "Webbplatsens standardgraf är allt som dess grafer innehåller, och går inte att skriva "
        "till. Er egen är {0}.",
    ),
    "condition-missing": (
        "Say what you take to be there: If-Match with the ETag that you read, or If-None-Match: * "
        "for a new source.",
        "Ange vad du utgår från: If-Match med den ETag som du läste, eller If-None-Match: * för en "
        "ny källa.",
    ),
    "no-such-graph": (
        "There is no such graph.",
        "Det finns ingen sådan graf.",
    ),
    "which-table": (
        "A description describes one table, and there are {0} files in the form. Give the "
        "description the name of its table: projekt.csv-metadata.json.",
        "En beskrivning gäller en tabell, och formuläret innehåller {0} filer. Ge beskrivningen "
        "tabellens namn: projekt.csv-metadata.json.",
    ),
    "name-in-the-way": (
        "{0} is in the way: one name cannot be both a file and a folder.",
        "{0} är i vägen: ett namn kan inte vara både fil och mapp.",
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


def sentences(code: str, *values: object) -> dict[str, str]:
    """What is said by a code, by language; ``values`` stand in it."""
    english, swedish = SENTENCES[code]
    return {"en": english.format(*values).strip(), "sv": swedish.format(*values).strip()}


def error(code: str, *values: object, where: str = "") -> EditError:
    """The error with a code; ``values`` stand in its sentence."""
    return EditError(code, sentences(code, *values), where=where)
