"""What ``describe-table`` says: a proposal in lines, in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher.proposals.decisions import Decisions
from publisher.proposals.model import TableProposal
from publisher.proposals.proposing import missing_in
from publisher.proposals.sheets import Sheet

WORDS: Final = {
    "en": {
        "table": "{0}: {1} ({2:.2f}) – {3}",
        "column": "  {0} → {1}  {2}",
        "none": "  {0} → left out  ({1})",
        "missing": "  missing: {0}. Give it for all rows with --set '{0}=…', or the text of a "
        "column with --set '{0}={{heading}}'.",
        "exported": "The proposal is in {0}. Change its column “meaning”, then give it with "
        "--decisions {0}.",
        "stopped": "Nothing was written.",
        "shown": "Nothing was written. Take what is sure with --yes, or decide in a terminal, or "
        "with --export and --decisions.",
        "written": "What it means is in {0}. See what publisher check {1} says.",
        "no key": "{0}: no column names each row once; without one nothing can be published.",
    },
    "sv": {
        "table": "{0}: {1} ({2:.2f}) – {3}",
        "column": "  {0} → {1}  {2}",
        "none": "  {0} → utelämnas  ({1})",
        "missing": "  saknas: {0}. Ange det för alla rader med --set '{0}=…', eller texten i en "
        "kolumn med --set '{0}={{rubrik}}'.",
        "exported": "Förslaget finns i {0}. Ändra i kolumnen ”meaning” och ge den sedan med "
        "--decisions {0}.",
        "stopped": "Inget skrevs.",
        "shown": "Inget skrevs. Ta det säkra med --yes, eller bestäm i en terminal, eller med "
        "--export och --decisions.",
        "written": "Vad den betyder står i {0}. Se vad publisher check {1} säger.",
        "no key": "{0}: ingen kolumn har ett eget namn på varje rad; utan det kan inget "
        "publiceras.",
    },
}  # fmt: skip


def proposal_lines(
    sheet: Sheet, proposal: TableProposal, decided: Decisions, language: str
) -> Iterator[str]:
    """A proposal, and what of it is decided, a line for each column."""
    words = WORDS[language]
    best = proposal.classes[0]
    why = "; ".join(reason.words(language) for reason in best.reasons)
    label = best.kind.labels.get(language) or best.kind.slug
    title = f"{sheet.file}, {sheet.sheet}" if sheet.sheet else sheet.file
    yield words["table"].format(title, label, best.score, why)
    for column in proposal.columns:
        taken = decided.columns[column.index]
        if taken is None:
            best_of = column.chosen
            reason = (
                f"{best_of.meaning.name(language)} {best_of.score:.2f}: {best_of.because(language)}"
                if best_of else column.reason.words(language)
            )  # fmt: skip
            yield words["none"].format(column.heading, reason)
            continue
        because = f"{taken.score:.2f}  {taken.because(language)}" if taken.reasons else ""
        yield words["column"].format(column.heading, taken.meaning.name(language), because).rstrip()
    for filling in decided.fillings:
        text = filling.text if filling.column is None else f"{{{sheet.header[filling.column]}}}"
        yield words["column"].format(f"= {text}", filling.meaning.name(language), "").rstrip()
    for meaning in missing_in(decided.kind, decided.meanings, (language, _other(language))):
        yield words["missing"].format(meaning.name(language))


def _other(language: str) -> str:
    return "en" if language == "sv" else "sv"
