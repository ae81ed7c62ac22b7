"""The questions about the columns of a sheet: proposals with their reasons, and what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from publisher.mapping.references import ReferenceIndex
from publisher.proposals import Candidate, ColumnProposal, Decisions, Meaning
from publisher.proposals.decisions import SURE
from publisher.render.fields import Option
from publisher.render.publish_pages import ColumnField, FillField, OptionGroup, SheetForm
from publisher.render.setting import Setting
from publisher.render.values import number_in_words
from publisher.web.publish_meanings import COLUMNS, Asked, Known, meanings_of

EXAMPLE: Final = 60
"""Characters of an example."""

OFFERED: Final = 50
"""Values that are offered for what no column says, at most."""

PARTED: Final = " · "


def sheet_form(
    asked: Asked, known: Known, setting: Setting, called: Callable[[str], str], *, several: bool,
    width: int,
) -> SheetForm:  # fmt: skip
    """The questions about a sheet; ``width`` is how many columns it has.

    ``called`` gives what a thing is called in the language of the page.
    """
    t, number, decided = setting.t, asked.number, asked.decided
    name = asked.sheet.sheet
    best = asked.proposal.classes[0]
    why = "; ".join(reason.words(setting.language) for reason in best.reasons)
    label = best.kind.labels.get(setting.language) or best.kind.slug
    return SheetForm(
        number=str(number),
        caption=t("publish-columns-sheet", name) if name else t("publish-columns-file"),
        kinds=_kinds(asked, known, setting, several=several),
        kind_hint=t("publish-columns-why", label, _per_cent(best.score, setting), why),
        shown=decided.kind.slug if decided else "",
        keys=_headings(asked, decided.key, t("publish-columns-choose")) if decided else (),
        columns=tuple(_column(item, asked, decided, known, setting)
                      for item in asked.proposal.columns if item.heading) if decided else (),
        fillings=tuple(_filling(asked, decided, place, meaning,
                                _values(meaning, known.index, called), setting)
                       for place, meaning in enumerate(asked.missing)) if decided else (),
        note=t("publish-columns-wide", COLUMNS) if width > COLUMNS else "",
    )  # fmt: skip


def _kinds(asked: Asked, known: Known, setting: Setting, *, several: bool) -> tuple[Option, ...]:
    chosen = asked.decided.kind.slug if asked.decided else ""
    nothing = setting.t("publish-columns-skip" if several else "publish-columns-choose")
    return (
        Option(value="", label=nothing, chosen=not chosen),
        *(Option(value=item.slug, label=item.labels.get(setting.language) or item.slug,
                 chosen=item.slug == chosen) for item in known.classes),
    )  # fmt: skip


def _headings(asked: Asked, chosen: int | None, nothing: str) -> tuple[Option, ...]:
    return (
        Option(value="", label=nothing, chosen=chosen is None),
        *(Option(value=str(at), label=heading, chosen=at == chosen)
          for at, heading in enumerate(asked.sheet.header) if heading),
    )  # fmt: skip


def _column(
    item: ColumnProposal, asked: Asked, decided: Decisions, known: Known, setting: Setting
) -> ColumnField:
    t, taken = setting.t, decided.columns[item.index]
    chosen = taken.meaning.iri if taken else ""
    proposed = [found for found in (item.chosen, *item.alternatives)
                if found and found.meaning.shape]  # fmt: skip
    told = {found.meaning.iri for found in proposed}
    rest = [meaning for meaning in meanings_of(decided.kind, known.languages)
            if meaning.iri not in told]  # fmt: skip
    groups = [
        ("", [("", t("publish-columns-leave"))]),
        (t("publish-columns-proposals"), [
            (found.meaning.iri, t("publish-columns-option", found.meaning.name(setting.language),
                                  _per_cent(found.score, setting))) for found in proposed]),
        (t("publish-columns-others"), [(meaning.iri, meaning.name(setting.language))
                                       for meaning in rest]),
    ]  # fmt: skip
    examples = PARTED.join(_short(text) for text in item.examples)
    return ColumnField(
        name=f"column-{asked.number}-{item.index}", heading=item.heading,
        examples=t("publish-columns-examples", examples.rstrip(".")) if examples
        else t("publish-columns-empty"),
        why=_why(item, setting),
        groups=tuple(
            OptionGroup(label=label, options=tuple(
                Option(value=value, label=text, chosen=value == chosen) for value, text in pairs))
            for label, pairs in groups if pairs
        ),
    )  # fmt: skip


def _why(item: ColumnProposal, setting: Setting) -> str:
    """What is proposed for a column, with what speaks for it; or why nothing is."""
    best = item.chosen or next(iter(item.alternatives), None)
    if best is None or not best.reasons:
        return setting.t("publish-columns-nothing", item.reason.words(setting.language))
    sure = item.chosen is not None and best.score >= SURE
    key = "publish-columns-why" if sure else "publish-columns-unsure"
    return setting.t(key, _name(best, setting), _per_cent(best.score, setting),
                     best.because(setting.language))  # fmt: skip


def _name(item: Candidate, setting: Setting) -> str:
    if item.meaning.shape is None:
        return setting.t("publish-columns-names")
    return item.meaning.name(setting.language)


def _filling(
    asked: Asked, decided: Decisions, place: int, meaning: Meaning, values: Sequence[str],
    setting: Setting,
) -> FillField:  # fmt: skip
    given = next((item for item in decided.fillings if item.meaning.iri == meaning.iri), None)
    text = given.text if given else ""
    known = [("", setting.t("publish-columns-choose")), *((value, value) for value in values)]
    return FillField(
        place=f"{asked.number}-{place}", meaning=meaning.iri, label=meaning.name(setting.language),
        text=text,
        columns=_headings(asked, given.column if given else None,
                          setting.t("publish-columns-no-column")),
        known=tuple(Option(value=value, label=label, chosen=value == text)
                    for value, label in known) if values else (),
    )  # fmt: skip


def _values(meaning: Meaning, index: ReferenceIndex, called: Callable[[str], str]) -> Sequence[str]:
    """All that may stand there, where that is known and not too much: names that are one thing's
    alone, else its key; or the values of a list."""
    item = meaning.shape
    if item is None or not (item.target or item.choices):
        return ()
    if not item.target:
        found = [text.replace("#", "/").rpartition("/")[2] if item.kind == "iri" else text
                 for text in item.choices]  # fmt: skip
        return found if len(found) <= OFFERED else ()
    things = index.things(item.target)
    if len(things) > OFFERED:
        return ()
    names = [called(iri) if index.find(called(iri), item.target) == {iri} else (*keys, iri)[0]
             for iri, keys in things.items()]  # fmt: skip
    return sorted(names, key=str.casefold)


def _per_cent(score: float, setting: Setting) -> str:
    return number_in_words(f"{100 * score:.0f}", setting.language)


def _short(text: str) -> str:
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1] + "…"
