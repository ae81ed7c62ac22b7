"""The page that tells people of sources fetched from elsewhere: how old each is, and what is wrong.

Whoever publishes a source sees there what to mend; nothing of what was not taken is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.formats import Format
from publisher.namespaces import XSD
from publisher.render.pages import FeedsBody, FeedsPart, Item, Page
from publisher.render.parts import Table, ValueView
from publisher.render.setting import Setting
from publisher.render.values import in_words, number_in_words

PATH: Final = "sources"
LANGUAGE: Final = {"sv": 0, "en": 1}


@dataclass(frozen=True)
class Source:
    """One source, as the public is told of it. Times are UTC, ISO 8601; empty: never."""

    name: str
    publisher: str
    address: str
    kind: str
    outcome: str
    since: str
    confirmed: str
    read: str
    things: int
    fault_count: int
    reason: Mapping[str, str]
    faults: Sequence[Mapping[str, object]]


def sources_page(sources: Sequence[Source], setting: Setting, formats: Sequence[Format]) -> Page:
    """The page."""
    t = _Words(setting.language)
    parts = tuple(_part(source, t, setting) for source in sources)
    body = FeedsBody(text=t("text"), parts=parts)
    return setting.page(
        body, title=t("title"), path=PATH, canonical=setting.site.base_iri + PATH, formats=formats,
        summary=body.text,
    )  # fmt: skip


class _Words:
    """What the page says in one language."""

    def __init__(self, language: str) -> None:
        self._at = LANGUAGE.get(language, 1)

    def __call__(self, key: str, *values: object) -> str:
        return WORDS[key][self._at].format(*values)


def _part(source: Source, t: _Words, setting: Setting) -> FeedsPart:
    language = setting.language
    text = t(source.outcome)
    if source.reason:
        text += " " + (source.reason.get(language) or source.reason.get("en", ""))
    item = Item(
        link=ValueView(kind="link", text=source.address, href=source.address, external=True),
        text=_plain(", ".join(_about(source, t, language))),
    )
    return FeedsPart(
        heading=source.name, text=text, table=_faults(source, t, language), items=(item,)
    )


def _about(source: Source, t: _Words, language: str) -> Iterator[str]:
    yield t(f"kind-{source.kind}") if f"kind-{source.kind}" in WORDS else source.kind
    if source.publisher:
        yield t("publisher", source.publisher)
    yield t("things", number_in_words(str(source.things), language))
    for key, time in (
        ("since", source.since), ("confirmed", source.confirmed), ("read", source.read)
    ):  # fmt: skip
        if time:
            yield t(key, in_words(time, XSD + "dateTime", language)[0])


def _faults(source: Source, t: _Words, language: str) -> Table | None:
    if not source.faults:
        return None
    rows = tuple(
        (_where(fault), _plain(f"{fault.get('row') or '–'}"),
         _plain(f"{fault.get('column') or '–'}"),
         _plain(f"{fault.get(language) or fault.get('en', '')}"))
        for fault in source.faults
    )  # fmt: skip
    count = number_in_words(str(source.fault_count), language)
    headings = (t("file"), t("row"), t("column"), t("fault"))
    return Table(caption=t("faults", count), headings=headings, rows=rows)


def _where(fault: Mapping[str, object]) -> ValueView:
    """The thing that a fault is about, where the source has no rows; else its file."""
    thing = f"{fault.get('thing') or ''}"
    if thing and not fault.get("row"):
        return ValueView(kind="link", text=thing, href=thing, external=True)
    return _plain(f"{fault.get('file', '')}")


def _plain(text: str) -> ValueView:
    return ValueView(kind="text", text=text)


WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Källor som hämtas", "Sources that are fetched"),
    "text": (
        "Det här hämtas från andra webbplatser. Det kontrolleras mot samma datamodell som allt "
        "annat; det som inte kan tas in lämnar det senaste fungerande läget kvar. Samma uppgifter "
        "finns för program i sources.json.",
        "This is fetched from other sites. It is checked against the same data model as everything "
        "else; what cannot be taken leaves the last good state in place. Programs find the same in "
        "sources.json.",
    ),
    "new": ("Det senaste är taget.", "The latest has been taken."),
    "unchanged": ("Källan är oförändrad.", "The source is unchanged."),
    "kept": (
        "Det senaste är inte taget; det som var tidigare gäller.",
        "The latest has not been taken; what was there before holds.",
    ),
    "missing": ("Källan har aldrig kunnat tas in.", "The source could never be taken."),
    "publisher": ("från {}", "from {}"),
    "things": ("{} poster", "{} entries"),
    "since": ("läget är från {}", "its state is of {}"),
    "confirmed": ("källan hade samma läge {}", "the source had the same state {}"),
    "read": ("senast läst {}", "last read {}"),
    "kind-table": ("tabell", "table"),
    "kind-rdf": ("RDF", "RDF"),
    "kind-dcat": ("datakatalog (DCAT)", "data catalogue (DCAT)"),
    "kind-ldes": ("händelseström (LDES)", "event stream (LDES)"),
    "kind-oai": ("OAI-PMH", "OAI-PMH"),
    "kind-sparql": ("SPARQL-fråga", "SPARQL query"),
    "kind-": ("okänd sort", "of an unknown kind"),
    "faults": ("Fel i det som inte togs ({})", "Faults in what was not taken ({})"),
    "file": ("Var", "Where"),
    "row": ("Rad", "Row"),
    "column": ("Kolumn", "Column"),
    "fault": ("Fel", "Fault"),
}
"""What the page says, in Swedish and in English."""
