"""Why a new state of a source is not taken, in Swedish and in English, with what to do.

``value`` is what is there, ``expected`` what should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publisher.errors import FetchError, SourceFault
from publisher.faults import Fault, shorten

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "faulty": (
        "Det som kom följer inte datamodellen: {value} fel. Källan behöver rätta dem; felen står "
        "i rapporten.",
        "What came does not conform to the shapes: {value} faults. The source has to mend them; "
        "the report says where.",
    ),
    "unreadable": (
        "Det som kom går inte att läsa: {value} Källan behöver rätta det.",
        "What came cannot be read: {value} The source has to mend it.",
    ),
    "nothing": (
        "Källan är tom, och hade {expected} poster. Är det meningen: kör igen med --accept-shrink.",
        "The source is empty, and had {expected} entries. If it is meant, run again with "
        "--accept-shrink.",
    ),
    "empty": (
        "Källan är tom. Kontrollera adressen.",
        "The source is empty. See to the address.",
    ),
    "shrunk": (
        "{value} av {expected} poster saknas i det som kom. Det är fler än gränsen "
        "(shrink_percent); är det meningen: kör igen med --accept-shrink.",
        "{value} of {expected} entries are missing in what came. That is more than the limit "
        "(shrink_percent); if it is meant, run again with --accept-shrink.",
    ),
    "large": (
        "Det som kom är större än en källa får vara: {value}; gränsen är {expected} "
        "(bytes för källan, eller limits.source_bytes, i site.toml).",
        "What came is larger than a source may be: {value}; the limit is {expected} "
        "(bytes of the source, or limits.source_bytes, in site.toml).",
    ),
    "foreign": (
        "Källan beskriver {value}, som {expected}. Den får länka dit, men inte beskriva det.",
        "The source describes {value}, which {expected}. It may link there, but not describe it.",
    ),
    "table-kind": (
        "”{value}” är ingen tabell som går att läsa: förväntat CSV, TSV, XLSX, ODS eller JSON.",
        "“{value}” is no table that can be read: expected CSV, TSV, XLSX, ODS or JSON.",
    ),
    "description": (
        "Beskrivningen av tabellen går inte att använda: {value}",
        "The description of the table cannot be used: {value}",
    ),
    "query": (
        "Frågan går inte att ställa: {value}",
        "The query cannot be asked: {value}",
    ),
    "asked-wrongly": (
        "Källan kan inte svara på frågan ({value}). Pröva den i källans eget formulär: {expected}",
        "The source cannot answer the query ({value}). Try it in the source's own form: "
        "{expected}",
    ),
    "endpoint": (
        "Svaret är inget resultat av en SPARQL-fråga ({value}). Kontrollera adressen.",
        "The answer is no result of a SPARQL query ({value}). See to the address.",
    ),
    "truncated": (
        "{value} rader kom, och frågan har {expected}. Svaret är avkortat: ge frågan ORDER BY, så "
        "läses den sida för sida, eller sänk page_rows.",
        "{value} rows came, and the query has {expected}. The answer is cut short: give the query "
        "an ORDER BY, and it is read page by page, or lower page_rows.",
    ),
    "moving": (
        "Svaret ändrades {expected} gånger medan det lästes. Läs det igen senare.",
        "The answer changed {expected} times while it was read. Read it again later.",
    ),
    "repeated": (
        "Samma rader kom på två sidor, {expected} gånger i rad. Låt ORDER BY nämna varje variabel. "
        "Är det redan så följer källan inte OFFSET: ställ frågan med {{after}}, eller höj "
        "page_rows.",
        "The same rows came on two pages, {expected} times on end. Let ORDER BY name every "
        "variable. If it does, the source does not keep to OFFSET: ask with {{after}}, or raise "
        "page_rows.",
    ),
    "one-key": (
        "Alla {expected} rader på en sida har samma nyckel, {value}. Ge page_rows ett högre värde, "
        "eller låt den första variabeln vara en nyckel.",
        "All {expected} rows of a page have the same key, {value}. Raise page_rows, or let the "
        "first variable be a key.",
    ),
    "blank-rows": (
        "Svaret har noder utan namn ({value}) på flera sidor, och det går inte att säga vilka som "
        "är samma. Ge dem namn i frågan, med BIND och IRI().",
        "The answer has nodes without names ({value}) on several pages, and nobody can say which "
        "are the same. Name them in the query, with BIND and IRI().",
    ),
}  # fmt: skip
"""Each as Swedish and English."""


class Refusal(Exception):
    """A new state that is not taken: why (``said``, by language), and the ``faults`` in it.

    ``seconds`` is how long the source asks to be left alone.
    """

    def __init__(
        self,
        code: str,
        said: Mapping[str, str],
        faults: tuple[Fault, ...] = (),
        seconds: float = 0.0,
    ) -> None:
        super().__init__(said["en"])
        self.code, self.said, self.faults, self.seconds = code, said, faults, seconds

    @classmethod
    def of(
        cls, code: str, value: object = "", expected: object = "", faults: tuple[Fault, ...] = ()
    ) -> Refusal:
        """One by a row of SENTENCES. ``value`` and ``expected`` may be told by language."""
        said = {}
        for language, text in zip(("sv", "en"), SENTENCES[code], strict=True):
            told = [item[language] if isinstance(item, Mapping) else f"{item}"
                    for item in (value, expected)]  # fmt: skip
            said[language] = text.format(value=shorten(told[0], 300), expected=told[1])
        return cls(code, said, faults)


def refusal_of(error: FetchError | SourceFault) -> Refusal:
    """What went wrong with an address, or with what it sent, as a refusal."""
    if isinstance(error, FetchError):
        said = {language: error.sentence(language) for language in ("sv", "en")}
        return Refusal(error.code, said, seconds=float(getattr(error, "seconds", 0.0)))
    first = error.faults[0]
    told = {language: f"{first.place.words(language)}: {first.sentence(language)}"
            for language in ("sv", "en")}  # fmt: skip
    return Refusal.of("unreadable", told, faults=error.faults)
