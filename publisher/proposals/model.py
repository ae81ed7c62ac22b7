"""What a proposal is made of: meanings, scores from 0 to 1, and reasons in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.contract import Class, Property
from publisher.mapping.headings import heading_for

KEY: Final = "id"
"""What the meaning of a key column is called."""

REASONS: Final[dict[str, dict[str, str]]] = {
    "same": {"en": "the heading is the name “{0}”", "sv": "rubriken är namnet ”{0}”"},
    "inside": {"en": "“{0}” is in the heading", "sv": "”{0}” ingår i rubriken"},
    "alike": {"en": "the heading is much like “{0}”", "sv": "rubriken liknar ”{0}”"},
    "short": {"en": "the heading is short for “{0}”", "sv": "rubriken är kort för ”{0}”"},
    "synonym": {"en": "the heading means the same as “{0}”", "sv": "rubriken betyder ”{0}”"},
    "language": {"en": "the heading says the language {0}", "sv": "rubriken säger språket {0}"},
    "written": {"en": "the texts are in the language {0}", "sv": "texterna är på språket {0}"},
    "values": {"en": "{0} of {1} values are {2}", "sv": "{0} av {1} värden är {2}"},
    "known": {
        "en": "{0} of {1} values are in the data as “{2}”",
        "sv": "{0} av {1} värden finns i datan som ”{2}”",
    },
    "listed": {"en": "{0} of {1} values are in the list", "sv": "{0} av {1} värden står i listan"},
    "unfit": {
        "en": "but only {0} of {1} values can be read so",
        "sv": "men bara {0} av {1} värden går att läsa så",
    },
    "long": {"en": "the texts are long", "sv": "texterna är långa"},
    "brief": {"en": "the texts are short and all different", "sv": "texterna är korta och olika"},
    "unique": {"en": "each row has a value of its own", "sv": "varje rad har ett eget värde"},
    "empty": {"en": "the column is empty", "sv": "kolumnen är tom"},
    "other": {
        "en": "“{0}” fits another column better", "sv": "”{0}” passar en annan kolumn bättre",
    },
    "unknown": {
        "en": "nothing in the shapes is like it", "sv": "inget i datamodellen liknar den",
    },
    "table": {"en": "the table is called “{0}”", "sv": "tabellen heter ”{0}”"},
    "columns": {"en": "{0} of {1} columns fit it", "sv": "{0} av {1} kolumner passar den"},
    "asked": {"en": "it was asked for", "sv": "den begärdes"},
}  # fmt: skip
"""Every reason, in words."""


@dataclass(frozen=True)
class Reason:
    """Why something is proposed, or is not. A value may differ between the languages."""

    code: str
    values: tuple[str, ...] = ()
    values_sv: tuple[str, ...] = ()

    def words(self, language: str) -> str:
        """The reason in ``language`` (``sv`` or ``en``)."""
        values = self.values_sv if language == "sv" and self.values_sv else self.values
        return REASONS[self.code][language].format(*values)


@dataclass(frozen=True)
class Meaning:
    """What a column may mean: a property, in a language where it is a text; or the key."""

    shape: Property | None
    language: str = ""

    @property
    def iri(self) -> str:
        """The property shape, with the language; ``id`` for the key. Unique within a class."""
        if self.shape is None:
            return KEY
        return f"{self.shape.iri}@{self.language}" if self.language else self.shape.iri

    def name(self, language: str) -> str:
        """What a template calls the column, in ``language``: ``Titel (sv)``."""
        if self.shape is None:
            return KEY
        return heading_for(self.shape, self.language, language)


@dataclass(frozen=True)
class Candidate:
    """A meaning that a column may have."""

    meaning: Meaning
    score: float
    reasons: tuple[Reason, ...]
    separator: str = ""
    """What parts several values in a cell, where it is not what every table may use."""
    format: str = ""
    """How dates are written, as CSV on the Web says it, where that is not how it is done here."""

    def because(self, language: str) -> str:
        """The reasons, as one sentence without a full stop."""
        return "; ".join(reason.words(language) for reason in self.reasons)


@dataclass(frozen=True)
class ColumnProposal:
    """One column: the meaning proposed, None where there is none, and others that it may have."""

    index: int
    heading: str
    examples: tuple[str, ...]
    chosen: Candidate | None
    alternatives: tuple[Candidate, ...]
    reason: Reason
    """Why nothing is proposed; why that, where something is."""


@dataclass(frozen=True)
class ClassCandidate:
    """A class that the rows may be of."""

    kind: Class
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class TableProposal:
    """What a table may mean."""

    kind: Class
    classes: tuple[ClassCandidate, ...]
    """The classes that fit best, the proposed one first."""
    columns: tuple[ColumnProposal, ...]
    key: int | None
    """The column that names things: that of the key, else of a name that differs in each row."""
    missing: tuple[Meaning, ...]
    """What every thing must have, and no column says."""
