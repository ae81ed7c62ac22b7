"""Everything the pages say in words, in one table: Swedish and English side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from publisher.render.feeds_words import FEEDS
from publisher.render.intake_words import INTAKE
from publisher.render.publish_words import PUBLISH

LANGUAGES: Final[dict[str, str]] = {"sv": "Svenska", "en": "English"}
"""The languages that pages are written in, each by its own name."""

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    **FEEDS,
    **INTAKE,
    **PUBLISH,
    # the frame of every page
    "skip": ("Hoppa till innehållet", "Skip to the content"),
    "site-menu": ("Webbplatsens innehåll", "Contents of the site"),
    "breadcrumbs": ("Du är här", "You are here"),
    "home": ("Start", "Start"),
    "everything": ("Allt innehåll", "All content"),
    "languages": ("Språk", "Language"),
    "formats": ("Den här sidan som data", "This page as data"),
    "licence": ("Licens", "Licence"),
    "release": ("Utgåva", "Release"),
    "sparql": ("SPARQL-frågor", "SPARQL queries"),
    "download": ("Hämta allt", "Download everything"),
    "source-of-credit": ("Källor", "Credits"),
    "none": ("Inget", "None"),
    # a thing
    "identifier": ("Permanent adress", "Permanent address"),
    "types": ("Typer", "Types"),
    "more": ("Visa alla", "Show all"),
    "matches": ("Samma sak hos andra", "The same elsewhere"),
    "incoming": ("Hänvisar hit", "Referring to this"),
    "incoming-as": ("genom ”{}”", "through “{}”"),
    "at-least": ("minst {}", "at least {}"),
    "first-of": ("De {} första av {} visas.", "The first {} of {} are shown."),
    "described-in": ("Uppgifterna kommer från", "The data comes from"),
    "withdrawn": ("Tillbakadraget", "Withdrawn"),
    "withdrawn-on": (
        "Det som fanns på den här adressen drogs tillbaka {}.",
        "What was at this address was withdrawn on {}.",
    ),
    "withdrawn-some-day": (
        "Det som fanns på den här adressen har dragits tillbaka.",
        "What was at this address has been withdrawn.",
    ),
    "replaced-by": ("Ersatt av", "Replaced by"),
    "show-geometry": ("Visa koordinaterna", "Show the coordinates"),
    "points": ("{}, {} punkter", "{}, {} points"),
    "yes": ("Ja", "Yes"),
    "no": ("Nej", "No"),
    "at-time": ("{} kl. {}", "{} at {}"),
    # lists
    "list-of": ("Lista", "List"),
    "things": ("{} poster", "{} entries"),
    "one-thing": ("1 post", "1 entry"),
    "page-of": ("Sida {} av {}", "Page {} of {}"),
    "previous": ("Föregående sida", "Previous page"),
    "next": ("Nästa sida", "Next page"),
    "pages": ("Sidor", "Pages"),
    "empty-list": ("Här finns inget ännu.", "There is nothing here yet."),
    # the start page
    "browse": ("Vad som finns här", "What there is"),
    "get-data": ("Använd uppgifterna", "Use the data"),
    "get-data-text": (
        "Allt på webbplatsen är länkade öppna data. Varje post har en permanent adress, och varje "
        "sida finns även som Turtle, JSON-LD, RDF/XML och N-Triples: lägg till formatets ändelse "
        "till adressen, eller be om formatet när du hämtar den.",
        "Everything on this site is linked open data. Every entry has a permanent address, and "
        "every page is also there as Turtle, JSON-LD, RDF/XML and N-Triples: add the suffix of "
        "the format to the address, or ask for the format when you fetch it.",
    ),
    "get-dump": (
        "Hämta hela datamängden i en fil.",
        "Download the whole dataset as one file.",
    ),
    "get-sparql": (
        "Ställ egna frågor till uppgifterna med SPARQL.",
        "Ask the data questions of your own with SPARQL.",
    ),
    "get-void": (
        "Se vilka klasser och egenskaper som används, hur ofta, och vart länkarna leder.",
        "See which classes and properties are used, how often, and where the links lead.",
    ),
    "get-context": (
        "JSON-LD-kontexten säger vad namnen i JSON-LD betyder.",
        "The JSON-LD context says what the names in JSON-LD mean.",
    ),
    "model": ("Datamodellen", "The data model"),
    "model-text": (
        "Ontologin och datamodellerna säger vad varje uppgift betyder och hur den ska se ut.",
        "The ontology and the data models say what each piece of data means and must look like.",
    ),
    "context": ("JSON-LD-kontext", "JSON-LD context"),
    # vocabulary documents
    "terms": ("Termer", "Terms"),
    "parts": ("Delar av villkor", "Parts of constraints"),
    "about-document": ("Om dokumentet", "About the document"),
    # named graphs, releases, dumps
    "graph": ("Namngiven graf", "Named graph"),
    "graph-text": (
        "Allt som webbplatsen har läst ur källan {}: {} påståenden.",
        "Everything that the site has read from the source {}: {} statements.",
    ),
    "first-things": ("Detta handlar källan om", "What the source is about"),
    "not-all": ("Listan är inte fullständig.", "The list is not complete."),
    "dump": ("Hela datamängden", "The whole dataset"),
    "dump-text": (
        "Allt i den utgåva som visas nu. De packade filerna går att packa upp med gzip.",
        "Everything in the release that is shown now. The compressed files unpack with gzip.",
    ),
    "files": ("Filer", "Files"),
    "graphs": ("Namngivna grafer", "Named graphs"),
    "file": ("Fil", "File"),
    "format": ("Format", "Format"),
    "size": ("Storlek", "Size"),
    "statements": ("Påståenden", "Statements"),
    "rows": ("Rader", "Rows"),
    "published": ("Publicerade", "Published"),
    "rejected": ("Avvisade", "Rejected"),
    "built": ("Byggd", "Built"),
    "software": ("Programvara", "Software"),
    "conforms": ("Följer datamodellen", "Conforms to the data model"),
    "unchecked": ("Inte kontrollerat", "Not checked"),
    "sources": ("Källor", "Sources"),
    "not-current": (
        "Det här är en tidigare utgåva. Sidorna visar utgåva {}.",
        "This is an earlier release. The pages show release {}.",
    ),
    "earlier": (
        "Det här är en tidigare utgåva, {}, byggd {}.",
        "This is an earlier release, {}, built on {}.",
    ),
    "to-current": ("Till det som gäller nu", "To what is current"),
    # the dataset described
    "void": ("Vad datamängden innehåller", "What the dataset contains"),
    "void-text": (
        "Talen gäller alla namngivna grafer tillsammans, utom beskrivningen själv. Ett påstående "
        "som finns i flera grafer räknas en gång. Varje tal är svaret på en SPARQL-fråga.",
        "The numbers are of all named graphs taken together, apart from the description itself. A "
        "statement that is in several graphs counts once. Every number is the answer to a SPARQL "
        "query.",
    ),
    "entries": ("Poster", "Entries"),
    "classes": ("Klasser", "Classes"),
    "class": ("Klass", "Class"),
    "properties": ("Egenskaper", "Properties"),
    "property": ("Egenskap", "Property"),
    "short-name": ("Namn i frågor", "Name in queries"),
    "example": ("Exempel", "Example"),
    "on-things": ("Poster som har den", "Entries that have it"),
    "different-values": ("Olika värden", "Different values"),
    "links-out": ("Länkar till andra datamängder", "Links to other datasets"),
    "links-to": ("Till", "To"),
    "links": ("Länkar", "Links"),
    # SPARQL
    "query": ("Fråga", "Query"),
    "run": ("Ställ frågan", "Run the query"),
    "answer-format": ("Svarets format", "Format of the answer"),
    "sparql-text": (
        "Ändpunkten följer SPARQL 1.1 Protocol. Frågor ställs till alla grafer på en gång om inget "
        "annat sägs.",
        "The endpoint follows the SPARQL 1.1 Protocol. Queries are asked of all graphs at once "
        "unless they say otherwise.",
    ),
    "no-queries": (
        "Här finns webbplatsen som filer, och filer besvarar inga frågor. Hämta hela datamängden "
        "och ställ frågorna till den i ett eget program, till exempel den här:",
        "This is the site as files, and files answer no queries. Download the whole dataset, and "
        "ask it in a program of your own, this for example:",
    ),
    # how an answer is cited
    "cite": ("Så citeras svaret", "Cite this answer"),
    "cite-more": ("Fler format, och kod som hämtar svaret", "More formats, and code that gets it"),
    "cite-text": (
        "Svaret ligger kvar på sin permanenta adress: samma fråga till samma utgåva ger samma "
        "svar, byte för byte.",
        "The answer stays at its permanent address: the same query to the same release gives the "
        "same answer, byte for byte.",
    ),
    "cite-chance": (
        "Frågan använder slumpen eller klockan (RAND, UUID, STRUUID eller NOW). Svaret blir inte "
        "detsamma nästa gång: spara det och citera din kopia.",
        "The query uses chance or the clock (RAND, UUID, STRUUID or NOW). Its answer will not be "
        "the same next time: keep it and cite your copy.",
    ),
    "cite-elsewhere": (
        "Frågan hämtar uppgifter från en annan tjänst (SERVICE), som kan svara annorlunda nästa "
        "gång: spara svaret och citera din kopia.",
        "The query fetches data from another service (SERVICE), which may answer differently next "
        "time: keep the answer and cite your copy.",
    ),
    "cite-incomplete": (
        "Svaret är inte fullständigt: en gräns nåddes. Citera det inte som om det vore helt.",
        "The answer is incomplete: a limit was met. Do not cite it as if it were whole.",
    ),
    "cite-order": (
        "Frågan har LIMIT eller OFFSET men ingen ORDER BY. Vilka rader som kommer med följer av "
        "utgåvan och frågemotorns version; lägg till ORDER BY om urvalet ska betyda något.",
        "The query has LIMIT or OFFSET without ORDER BY. Which rows come follows from the release "
        "and the version of the query engine; add ORDER BY if the choice is to mean anything.",
    ),
    "cite-changed": (
        "När frågan först citerades gav {} ett annat svar, med SHA-256 {}.",
        "When the query was first cited, {} gave another answer, with SHA-256 {}.",
    ),
    "cite-erased": ("Något har raderats ur utgåvan: {}.", "Something was erased from it: {}."),
    "reference": ("Referens", "Reference"),
    "permanent-link": ("Permanent adress", "Permanent address"),
    "answer-digest": ("Svarets SHA-256 ({})", "SHA-256 of the answer ({})"),
    "engine": ("Frågemotor", "Query engine"),
    "retrieved": ("Hämtat", "Retrieved"),
    "code": ("Kod som hämtar svaret", "Code that gets the answer"),
    "answer-as": ("Svaret som", "The answer as"),
    "reference-as": ("Referensen som", "The reference as"),
    # named queries
    "queries": ("Färdiga frågor", "Ready-made queries"),
    "queries-text": (
        "Frågor som redan är skrivna: välj en, fyll i och få svaret här eller som fil.",
        "Queries that are written already: choose one, fill it in, and have the answer here or as "
        "a file.",
    ),
    "queries-about": ("Färdiga frågor om detta", "Ready-made queries about this"),
    "interface": (
        "Gränssnittet beskrivet för program (OpenAPI)",
        "The interface described for programs (OpenAPI)",
    ),
    "any-value": ("Alla", "Any"),
    "choose-value": ("Välj …", "Choose …"),
    "optional-value": ("valfritt", "optional"),
    "wrong-values": ("Något behöver rättas", "Something needs mending"),
    "answer": ("Svar", "Answer"),
    "no-rows": ("Svaret har inga rader.", "The answer has no rows."),
    "rows-shown": ("Rad {} till {}.", "Rows {} to {}."),
    "rows-first": (
        "De första {} raderna visas här; hela svaret kan hämtas nedan.",
        "The first {} rows are shown here; the whole answer can be downloaded below.",
    ),
    "answer-elsewhere": (
        "Svaret visas inte här; hämta det som fil.",
        "The answer is not shown here; download it as a file.",
    ),
    "answer-incomplete": (
        "Svaret är inte fullständigt: en gräns nåddes ({}).",
        "The answer is incomplete: a limit was met ({}).",
    ),
    "download-answer": ("Hämta hela svaret som", "Download the whole answer as"),
    "show-query": ("Frågan i SPARQL", "The query in SPARQL"),
    # errors
    "404": ("Finns inte", "Not found"),
    "404-text": (
        "Det finns inget på den här adressen. Den kan vara felskriven.",
        "There is nothing at this address. It may be misspelt.",
    ),
    "405": ("Metoden tas inte emot", "Method not allowed"),
    "405-text": (
        "Adressen svarar inte på den metoden.",
        "The address does not answer to that method.",
    ),
    "406": ("Formatet finns inte", "Format not available"),
    "406-text": (
        "Sidan finns inte i något av de format som efterfrågades. Den finns i dessa:",
        "The page is in none of the formats that were asked for. It is there in these:",
    ),
    "410": ("Tillbakadraget", "Withdrawn"),
    "500": ("Något gick fel", "Something went wrong"),
    "500-text": (
        "Felet ligger hos webbplatsen. Försök igen om en stund.",
        "The fault lies with the site. Try again in a while.",
    ),
    "400": ("Frågan går inte att besvara", "The request cannot be answered"),
    "502": ("Frågetjänsten svarar inte", "The query service does not answer"),
    "429": ("För många frågor på en gång", "Too many queries at once"),
    "503": ("Går inte att svara just nu", "No answer can be given just now"),
    "504": ("Frågan tog för lång tid", "The query took too long"),
    "507": ("Platsen räcker inte", "There is not enough room"),
    "no-room": (
        "Det finns ingen plats kvar på webbplatsens disk. Säg till den som ansvarar för "
        "webbplatsen, och skicka på nytt sedan.",
        "The disk of the site is full. Tell whoever runs the site, and send it again after that.",
    ),
    "to-start": ("Till startsidan", "To the start page"),
}


def page_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Those of a site's languages that pages are written in; English when there are none."""
    return tuple(tag for tag in languages if tag in LANGUAGES) or ("en",)


def say(key: str, language: str, *values: object) -> str:
    """A message in ``language`` with its gaps filled."""
    return choose(MESSAGES[key], language).format(*values)


def choose(pair: tuple[str, str], language: str) -> str:
    """The Swedish or the English of a pair."""
    return pair[0] if language == "sv" else pair[1]


class Speaker:
    """The messages in one language, for a template: ``t('home')``."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, key: str, *values: object) -> str:
        """The message with its gaps filled."""
        return say(key, self._language, *values)
