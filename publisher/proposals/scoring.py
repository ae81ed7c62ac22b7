"""Columns and the properties of a class: every meaning that each column may have, with a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from publisher.contract import Class, Property
from publisher.mapping.references import ReferenceIndex
from publisher.proposals.evidence import NONE, Evidence, distinct, evidence, written_in
from publisher.proposals.model import Candidate, Meaning, Reason
from publisher.proposals.sheets import Sheet
from publisher.proposals.words import SYNONYMS, Likeness, Words, likeness, words_of

LEAST: Final = 0.3
"""The least score of a meaning that is worth telling."""

KEY_NAMES: Final = {"id": 1.0, "nyckel": 1.0, "key": 1.0}
"""Words that name keys and nothing else, with how much they say."""

MOSTLY_KEY: Final = 0.86
"""What a number, a code or a reference says of being the key."""

Signature = tuple[object, ...]


@dataclass
class Scorer:
    """Scores the columns of one sheet; what values tell is worked out once for all classes."""

    sheet: Sheet
    index: ReferenceIndex
    languages: Sequence[str]
    _told: dict[tuple[int, Signature], Evidence] = field(default_factory=dict)
    _values: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def candidates(self, kind: Class) -> list[list[Candidate]]:
        """For each column what it may mean in ``kind``, the best first."""
        own = class_words(kind)
        names = [(item, self._names(item, own)) for item in kind.columns]
        found: list[list[Candidate]] = []
        for at, heading in enumerate(self.sheet.header):
            words = words_of(heading, own)
            if not heading or heading.startswith("_"):
                found.append([])
                continue
            every = [*self._key(at, words)]
            for item, named in names:
                every += self._meanings(at, words, item, named, kind.target)
            kept = [item for item in every if item.score >= LEAST]
            found.append(sorted(kept, key=lambda item: (-item.score, item.meaning.iri)))
        return found

    def _names(self, item: Property, own: frozenset[str]) -> list[tuple[str, Words]]:
        """What a property is called, each name with its language; empty where it has none."""
        texts = [(language, text) for language, text in item.names.items()]
        texts += [("", text) for text in item.other_names]
        return [(language, words_of(text, own if language else frozenset()))
                for language, text in texts]  # fmt: skip

    def _meanings(
        self, at: int, words: Words, item: Property, named: list[tuple[str, Words]], own: str
    ) -> list[Candidate]:
        like = likeness(words, [name for _, name in named])
        # Names of things of the same class are what the rows themselves are called.
        told = NONE if item.target == own and not like.score else self._evidence(at, item)
        score, reasons = _combined(like, told)
        if item.kind != "text":
            return [Candidate(Meaning(item), score, reasons, told.separator, told.format)]
        of_name = next((language for language, name in named if name.text == like.name), "")
        written = written_in(self._of(at))
        found = []
        for language in self.languages:
            own_tongue = of_name if like.code == "same" else words.tongue or of_name
            said = words.language or own_tongue or written or self.languages[0]
            factor = 1.0 if said == language else 0.15 if words.language else 0.8
            why = list(reasons)
            if words.language == language:
                why.append(Reason("language", (language,)))
            elif not words.language and written == language:
                factor = min(1.0, factor + 0.1)
                why.append(Reason("written", (language,)))
            found.append(Candidate(Meaning(item, language), round(score * factor, 4), tuple(why)))
        return found

    def _evidence(self, at: int, item: Property) -> Evidence:
        signature = (
            item.kind, item.datatypes, item.target, item.choices, item.pattern, item.splits,
            item.path,
        )  # fmt: skip
        found = self._told.get((at, signature))
        if found is None:
            found = self._told[at, signature] = evidence(item, self._of(at), self.index)
        return found

    def _of(self, at: int) -> tuple[str, ...]:
        if at not in self._values:
            self._values[at] = distinct(self.sheet.column(at))
        return self._values[at]

    def is_unique(self, at: int) -> bool:
        """Whether each row has a value of its own in a column."""
        values = self.sheet.column(at)
        return bool(values) and len(values) == len(self.sheet.rows) == len(set(values))

    def _key(self, at: int, words: Words) -> list[Candidate]:
        """The column as the key: by a name of keys, where each row has a value of its own."""
        if not self.is_unique(at):
            return []
        telling = [word for word in words.words if SYNONYMS.get(word) == "id"]
        if not telling:
            return []
        score = max(KEY_NAMES.get(word, MOSTLY_KEY) for word in telling)
        # A number of something else is the key only where keys stand: in the first column.
        score *= 1.0 if len(telling) == len(words.words) else 0.45 if at else 0.75
        brief = max(map(len, self._of(at))) <= 40
        reasons = (Reason("synonym" if score < 1 else "same", ("id",)), Reason("unique"))
        return [Candidate(Meaning(None), round(score * (1 if brief else 0.6), 4), reasons)]


def class_words(kind: Class) -> frozenset[str]:
    """What the class is called, normalised: these words say nothing of which property is meant."""
    return frozenset({*kind.names, *kind.slug.split("-")})


def _combined(like: Likeness, told: Evidence) -> tuple[float, tuple[Reason, ...]]:
    """The score of a heading and of values together, and the reasons of both."""
    reasons = [Reason(like.code, (like.name,))] if like.score else []
    if told.strength == 0.0 and told.reason is None:
        return round(like.score * 0.95, 4), tuple(reasons)
    if told.reason is not None and (told.fits >= 0.5 or like.score):
        reasons.append(told.reason)
    if told.fits >= 0.5:
        part = told.strength * (told.fits * 2 - 1)
        score = like.score + (1 - like.score) * part
        score *= 0.9 + 0.1 * told.fits
    else:
        score = like.score * (0.35 + 0.15 * told.fits)
    return round(min(score, 1.0), 4), tuple(reasons)
