"""The score of two things, with its evidence in words; pure.

The sum of the weights of what was compared is turned into a score of 0 to 1. Three things are not
a matter of weighing: a shared identifier is enough, identifiers that differ and names that say
different kinds forbid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from publisher.linking.identifiers import SCHEMES, differing
from publisher.linking.kinds import KINDS
from publisher.linking.matching import comparing
from publisher.linking.matching.entities import Entity
from publisher.linking.matching.features import FEATURES, NAME, PRIOR, weight
from publisher.linking.names import Name

AUTOMATIC: Final = 0.95
"""The least score of what may be accepted without being asked about."""
ASKED: Final = 0.25
"""The least score of what is asked about; below it nothing is proposed."""
CERTAIN: Final = 0.999
"""The score of a shared identifier, and the highest there is."""
CONTRADICTED: Final = 0.5
"""The score where a shared identifier stands against something that forbids."""

LEXICAL: Final = "semapv:LexicalMatching"
SIMILAR: Final = "semapv:LexicalSimilarityThresholdMatching"
COMPOSITE: Final = "semapv:CompositeMatching"


@dataclass(frozen=True)
class Evidence:
    """One reason for or against, in words."""

    feature: str
    likeness: float
    """0 to 1."""
    bits: float
    """What it weighs; above zero it speaks for."""
    sv: str
    en: str


@dataclass(frozen=True)
class Score:
    """How likely two things are one, and why."""

    value: float
    evidence: tuple[Evidence, ...]
    justification: str
    """How it was found, in the Semantic Mapping Vocabulary (SSSOM, mapping_justification)."""
    forbidden: bool = False

    @property
    def text_sv(self) -> str:
        """The evidence as one text in Swedish."""
        return "; ".join(reason.sv for reason in self.evidence)

    @property
    def text_en(self) -> str:
        """The evidence as one text in English."""
        return "; ".join(reason.en for reason in self.evidence)


def score(one: Entity, other: Entity) -> Score:
    """The score of two things."""
    shared = sorted(one.identifiers & other.identifiers)
    against = _against(one, other)
    if shared:
        reasons = tuple(
            Evidence(
                "identifier", 1.0, -PRIOR,
                f"samma {SCHEMES[found.scheme].sv} {found.value}",
                f"the same {SCHEMES[found.scheme].en} {found.value}",
            )
            for found in shared
        )  # fmt: skip
        value = CONTRADICTED if against else CERTAIN
        return Score(value, (*reasons, *against), LEXICAL, forbidden=bool(against))
    if against:
        return Score(0.0, against, LEXICAL, forbidden=True)
    return _weighed(one, other)


def _weighed(one: Entity, other: Entity) -> Score:
    likeness, named = _names(one, other)
    evidence = [named]
    for feature_name, feature in FEATURES.items():
        first, second = one.facts.get(feature_name), other.facts.get(feature_name)
        if first and second:
            alike = feature.joined(feature.measure, first, second)
            percent = round(100 * alike)
            evidence.append(
                Evidence(
                    feature_name, alike, weight(feature.curve, alike),
                    feature.sv.format(percent), feature.en.format(percent),
                )
            )  # fmt: skip
    total = PRIOR + sum(reason.bits for reason in evidence)
    how = COMPOSITE if len(evidence) > 1 else LEXICAL if likeness == 1 else SIMILAR
    return Score(min(1 / (1 + 2.0**-total), CERTAIN), tuple(evidence), how)


def _names(one: Entity, other: Entity) -> tuple[float, Evidence]:
    measure = comparing.titles if one.titled and other.titled else comparing.names
    likeness, first, second = max(
        ((measure(a, b), a, b) for a in one.names for b in other.names),
        key=lambda found: found[0], default=(0.0, None, None),
    )  # fmt: skip
    bits = weight(NAME, likeness)
    if first is None or second is None:
        return 0.0, Evidence("name", 0.0, 0.0, "inget namn att jämföra", "no name to compare")
    if likeness == 1:
        sv, en = f"samma namn: ”{first.text}”", f"the same name: “{first.text}”"
        if first.text != second.text:
            sv, en = f"{sv} = ”{second.text}”", f"{en} = “{second.text}”"
    else:
        percent = round(100 * likeness)
        sv = f"”{first.text}” och ”{second.text}” är lika till {percent} %"
        en = f"“{first.text}” and “{second.text}” are {percent} % alike"
    return likeness, Evidence("name", likeness, bits, sv, en)


def _against(one: Entity, other: Entity) -> tuple[Evidence, ...]:
    """What forbids that two things are one."""
    found = [
        Evidence(
            "identifier",
            0.0,
            PRIOR,
            f"olika {SCHEMES[scheme].sv}",
            f"different {SCHEMES[scheme].en}",
        )
        for scheme in differing(one.identifiers, other.identifiers)
    ]
    if not (one.titled and other.titled):
        kinds = _kinds(one.names), _kinds(other.names)
        if kinds[0] and kinds[1] and not kinds[0] & kinds[1]:
            sv = " och ".join(_words(side, "sv") for side in kinds)
            en = " and ".join(_words(side, "en") for side in kinds)
            found.append(
                Evidence("kind", 0.0, PRIOR, f"olika slag: {sv}", f"different kinds: {en}")
            )
    return tuple(found)


def _kinds(names: tuple[Name, ...]) -> frozenset[str]:
    return frozenset(kind for name in names for kind in name.kinds)


def _words(kinds: frozenset[str], language: str) -> str:
    return "/".join(getattr(KINDS[kind], language) for kind in sorted(kinds))
