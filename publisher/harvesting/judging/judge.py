"""A feed -> what will happen tonight: by reader, by profile, by dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from publisher.harvesting.judging import links, rules
from publisher.harvesting.judging.feed import Feed
from publisher.harvesting.judging.links import Ask
from publisher.harvesting.judging.metrics import Known
from publisher.harvesting.judging.profiles import HVD, PROFILES
from publisher.harvesting.judging.readers import READERS, Effect, Reader
from publisher.harvesting.judging.remarks import Remark
from publisher.harvesting.judging.scores import Score, mean, score
from publisher.harvesting.judging.sentences import SENTENCES
from publisher.harvesting.judging.shapes import Checked, check, check_profile, of_high_value
from publisher.harvesting.judging.states import Held, Moves, State, moves, state_of
from publisher.harvesting.judging.things import Things
from publisher.namespaces import DCAT, DCT, XSD
from publisher.vocabulary import Document

SHRINK: Final = 0.1
"""The share of its datasets that a feed may lose before it is a fault."""

EU_PROFILES: Final = ("dcat-ap-2", "dcat-ap-3")
"""The profiles that the points for conformance are given by."""

PROFILE_IRIS: Final[Mapping[str, str]] = {
    "dcat-ap-se": "dcat-ap-se", "dcat-ap/2": "dcat-ap-2", "dcat-ap/3": "dcat-ap-3",
    "DCAT-AP/releases/3": "dcat-ap-3", "DCAT-AP/releases/2": "dcat-ap-2",
}  # fmt: skip
"""What the IRI of a profile has in it that a catalogue says it conforms to."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a judgement."""

    readers: tuple[str, ...] = tuple(READERS)
    profiles: tuple[str, ...] = ()
    """Keys of PROFILES; without any, those that the feed is seen to follow."""
    shapes: tuple[Document, ...] = ()
    """Further shapes."""
    ask: Ask | None = None
    """What asks addresses; without it none is asked."""
    links: int = 1_000
    """Addresses asked at most."""
    limit: int = 10_000
    """Results of shapes that are explained at most; all are counted."""
    before: State | None = None
    """What was there before; None where nothing is known, and all is new."""


@dataclass(frozen=True)
class Outcome:
    """What one harvester does tonight."""

    reader: Reader
    reads: bool
    """Whether it takes the feed at all."""
    moves: Moves
    dropped: tuple[tuple[str, Remark], ...]
    """The datasets that it leaves out, and why."""

    @property
    def loses(self) -> bool:
        """Whether datasets are lost."""
        return not self.reads or bool(self.dropped)


@dataclass(frozen=True)
class Judgement:
    """All that is known of a feed."""

    feed: Feed
    datasets: int
    distributions: int
    services: int
    remarks: tuple[Remark, ...]
    outcomes: tuple[Outcome, ...]
    profiles: tuple[Checked, ...]
    scores: tuple[Score, ...]
    scored_by: str
    """Name of the profile that the points for conformance were given by."""
    state: State
    compared: bool
    """Whether anything is known of what was there before."""

    @property
    def mean(self) -> float:
        """The mean of the points of all datasets."""
        return mean(self.scores)

    @property
    def fine(self) -> bool:
        """Whether no dataset is lost, nothing is wrong, and all profiles are conformed to."""
        return (
            not any(outcome.loses for outcome in self.outcomes)
            and not any(SENTENCES[item.code].severity == "violation" for item in self.told)
            and all(item.findings.conforms for item in self.profiles)
        )

    @property
    def loses_all(self) -> bool:
        """Whether so much is gone that a harvest of it is to be doubted."""
        return any(item.code in ("empty", "shrink") for item in self.remarks)

    @property
    def told(self) -> tuple[Remark, ...]:
        """The remarks that concern any of the harvesters, and those that are only worth knowing."""
        effects = {code for outcome in self.outcomes for code in outcome.reader.effects}
        return tuple(
            item for item in self.remarks
            if item.code in effects or SENTENCES[item.code].severity == "info"
        )  # fmt: skip

    def effect(self, remark: Remark) -> list[tuple[Reader, Effect]]:
        """What each harvester does about a remark."""
        return [(outcome.reader, outcome.reader.effects[remark.code])
                for outcome in self.outcomes if remark.code in outcome.reader.effects]  # fmt: skip


def judge(feed: Feed, asked: Asked) -> Judgement:
    """Judge a feed that was read. A feed that cannot be read is judged by what is wrong with it."""
    things = Things(feed)
    found = list(feed.remarks)
    if not feed.unread:
        found += [remark for rule in rules.RULES for remark in rule(things)]
    profiles = () if feed.unread else tuple(_profiles(things, asked))
    answers = links.ask_all(things, None if feed.unread else asked.ask, asked.links)
    if not feed.unread:
        found += links.remarks(things, answers)
    state = state_of(things)
    found += _shrink(asked.before, state)
    remarks = tuple(sorted(set(found), key=_gravest_first))
    by = None if feed.unread else _scored_by(things, profiles)
    statuses = {address: answer.status if answer else None for address, answer in answers.items()}
    known = Known(things, statuses, by.faulty if by else frozenset())
    return Judgement(
        feed=feed,
        datasets=len(things.datasets),
        distributions=len(things.of_class("Distribution")),
        services=len(things.of_class("DataService")),
        remarks=remarks,
        outcomes=tuple(outcome(READERS[key], feed, remarks, state, asked.before or ())
                       for key in asked.readers),
        profiles=profiles,
        scores=() if feed.unread else tuple(score(known, item) for item in things.datasets),
        scored_by=by.name if by else "",
        state=state,
        compared=asked.before is not None,
    )  # fmt: skip


def outcome(
    reader: Reader, feed: Feed, remarks: Sequence[Remark], state: State, before: State
) -> Outcome:
    """What one harvester does with a feed."""
    reads = not feed.unread and not any(reader.effects.get(item.code) == "feed" for item in remarks)
    lost = {item.dataset: item for item in reversed(remarks)
            if item.dataset and reader.effects.get(item.code) == "dataset"}  # fmt: skip
    had = {identity(reader, item): item.digest for item in before}
    if not reads:
        return Outcome(reader, False, Moves(unchanged=tuple(sorted(had))), ())
    now = {name: item.digest for item in state
           if (name := identity(reader, item)) and item.node not in lost}  # fmt: skip
    return Outcome(reader, True, moves(had, now), tuple(sorted(lost.items())))


def identity(reader: Reader, held: Held) -> str:
    """By what a harvester knows a dataset; empty where it cannot."""
    names = {
        "iri": held.iri,
        "identifier": next(iter(held.identifiers), ""),
        "title": held.title,
    }
    return next((names[kind] for kind in reader.identity if names[kind]), "")


def followed(things: Things) -> str:
    """The EU profile that a feed follows: what its catalogue says, else what it is seen to do."""
    for item in things.of_class("Catalog"):
        for value in things.values(item, DCT + "conformsTo"):
            for part, key in PROFILE_IRIS.items():
                if part.lower() in value.lower() and key != "dcat-ap-se":
                    return key
    sizes = [value for item in things.of_class("Distribution")
             for value in things.values(item, DCAT + "byteSize")]  # fmt: skip
    newer = things.of_class("DatasetSeries") or any(
        value.endswith(f"<{XSD}nonNegativeInteger>") for value in sizes
    )
    return "dcat-ap-3" if newer else "dcat-ap-2"


def _profiles(things: Things, asked: Asked) -> list[Checked]:
    keys = list(asked.profiles)
    if not keys:
        keys = [followed(things)] + ["dcat-ap-se"] * ("se" in asked.readers)
        keys += [HVD] * bool(of_high_value(things))
    found = [check_profile(things, PROFILES[key], asked.limit) for key in keys]
    if asked.shapes:
        name = ", ".join(document.file for document in asked.shapes)
        found.append(check(things, asked.shapes, "shapes", name, asked.limit))
    return found


def _scored_by(things: Things, profiles: Sequence[Checked]) -> Checked:
    """What says whether a dataset conforms: the EU portal knows the EU profiles only."""
    found = next((item for item in profiles if item.key in EU_PROFILES), None)
    return found or check_profile(things, PROFILES[followed(things)], 0)


def _shrink(before: State | None, state: State) -> list[Remark]:
    """Whether too much is gone."""
    if not before:
        return []
    names = {item.iri or next(iter(item.identifiers), item.title) for item in state}
    had = {item.iri or next(iter(item.identifiers), item.title) for item in before}
    gone = len(had - names)
    if gone <= SHRINK * len(had):
        return []
    return [Remark("shrink", value=str(gone), more=str(len(had)))]


GRAVITY: Final = ("violation", "warning", "info")


def _gravest_first(remark: Remark) -> tuple[int, int, Remark]:
    sentence = SENTENCES[remark.code]
    return GRAVITY.index(sentence.severity), list(SENTENCES).index(remark.code), remark
