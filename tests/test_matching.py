"""Matching: what is found, asked about and forbidden; and the bars that it is held to."""

from __future__ import annotations

import csv
import html
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from publisher.linking.matching.entities import Entity, entity
from publisher.linking.matching.grams import Grams
from publisher.linking.matching.proposing import Proposal, propose
from publisher.linking.matching.scoring import ASKED, AUTOMATIC, CERTAIN, score
from tests.gold import LISTS, Half, lists
from tests.sites import shared

LIKELY = 0.5
"""More likely one than two: the threshold by which a whole matching is judged."""
Pairs = set[tuple[str, str]]


def bodies(prefix: str, *names: str) -> list[Entity]:
    return [entity(f"{prefix}:{name}", [name]) for name in names]


def between(one: str, other: str) -> float:
    return score(entity("a:1", [one]), entity("b:1", [other])).value


def test_the_same_name_is_automatic_and_one_like_it_is_asked_about() -> None:
    assert between("Linköpings kommun", "Municipality of Linköping") >= AUTOMATIC
    assert ASKED <= between("Linköpings kommun", "Linkpings kommun") < AUTOMATIC
    assert ASKED <= between("Håbo kommun", "Habo kommun") < AUTOMATIC
    assert ASKED <= between("Örebro", "Örebro kommun") < AUTOMATIC
    assert between("Örebro kommun", "Karlstads kommun") < ASKED
    part = between("Örebro University School of Business", "Örebro University")
    assert ASKED <= part < AUTOMATIC, "a part of it says more of its kind"


@pytest.mark.parametrize("other", ["Örebro kommun", "Örebro län", "Örebro universitet"])
def test_another_kind_of_body_is_forbidden(other: str) -> None:
    found = score(entity("a:1", ["Region Örebro län"]), entity("b:1", [other]))
    assert (found.value, found.forbidden) == (0, True)
    assert "olika slag: region och" in found.text_sv
    assert "different kinds: region and" in found.text_en


def test_a_shared_identifier_is_enough_and_one_that_differs_forbids() -> None:
    one = entity("a:1", ["Ett namn"], identifiers=["232100-0024"])
    same = entity("b:1", ["Helt annat"], identifiers=["SE232100002401"])
    other = entity("b:2", ["Ett namn"], identifiers=["202100-2932"])
    assert score(one, same).value == CERTAIN
    assert score(one, other).value == 0
    (proposal,) = propose([one], [other, same])
    assert (proposal.other.iri, proposal.automatic) == ("b:1", True)
    assert "232100-0024" in proposal.score.text_sv


def test_identifiers_that_contradict_each_other_are_asked_about() -> None:
    one = entity("a:1", ["Ett namn"], identifiers=["232100-0024", "Q1"])
    other = entity("b:1", ["Ett namn"], identifiers=["232100-0024", "Q2"])
    (proposal,) = propose([one], [other])
    assert not proposal.automatic
    assert proposal.score.forbidden


def test_of_two_that_are_as_good_neither_is_automatic() -> None:
    (proposal,) = propose(bodies("a", "Volvo AB"), bodies("b", "Volvo AB", "AB Volvo"))
    assert (proposal.rivals, proposal.automatic) == (1, False)


def test_each_thing_is_proposed_once_and_the_best_is_chosen() -> None:
    found = propose(
        bodies("a", "Linköpings kommun", "Lidköpings kommun"),
        bodies("b", "Lidköping kommun", "Linköping kommun"),
    )
    assert {(item.one.label, item.other.label) for item in found} == {
        ("Linköpings kommun", "Linköping kommun"), ("Lidköpings kommun", "Lidköping kommun")
    }  # fmt: skip


def test_what_is_decided_is_not_proposed_again() -> None:
    left, right = bodies("a", "Volvo AB"), bodies("b", "Volvo AB")
    assert propose(left, right)
    assert not propose(left, right, decided={("a:Volvo AB", "b:Volvo AB")})
    assert not propose(left, right, decided={("b:Volvo AB", "a:Volvo AB")})


def test_things_of_different_classes_are_not_compared() -> None:
    one = entity("a:1", ["Uppsala"], types=["x:Place"])
    assert not propose([one], [entity("b:1", ["Uppsala"], types=["x:Organisation"])])
    assert propose([one], [entity("b:1", ["Uppsala"], types=["x:Place", "x:Other"])])


def test_facts_weigh_and_are_told() -> None:
    facts = {"date": ["2024-01-31"], "place": ["nuts:SE121"], "amount": ["1000000"]}
    one = entity("a:1", ["Fossilfri industri"], facts=facts, titled=True)
    later = entity("b:1", ["Fossilfri industri"], facts={**facts, "date": ["2019"]}, titled=True)
    same = entity("b:2", ["Fossilfri industri!"], facts=facts, titled=True)
    assert score(one, same).value > AUTOMATIC > score(one, later).value
    assert "beloppen är lika till 100 %" in score(one, same).text_sv
    assert score(one, same).justification == "semapv:CompositeMatching"


def test_stages_of_a_project_are_not_taken_for_one() -> None:
    facts = {"date": ["2024"], "place": ["nuts:SE12"]}
    one, two = (
        entity(f"a:{stage}", [f"Fossilfri industri i Mellansverige, etapp {stage}"], facts=facts,
               titled=True)
        for stage in ("I", "II")
    )  # fmt: skip
    assert ASKED <= score(one, two).value < AUTOMATIC


def test_doubles_within_one_list_are_found() -> None:
    found = propose(bodies("a", "Volvo AB", "Scania AB", "AB Volvo"))
    assert [(item.one.label, item.other.label) for item in found] == [("Volvo AB", "AB Volvo")]


def test_the_same_lists_give_the_same_proposals_whatever_stands_first() -> None:
    left = bodies("a", "Volvo AB", "Scania AB", "Region Uppsala", "Uppsala kommun")
    right = bodies("b", "Uppsala k:n", "AB Volvo", "Skania AB", "Region Upsala")

    def told(found: list[Proposal]) -> set[tuple[str, str, float]]:
        return {(item.one.iri, item.other.iri, item.score.value) for item in found}

    assert told(propose(left, right)) == told(propose(left[::-1], right[::-1]))
    assert len(told(propose(left, right))) == 3  # Skania is too short to be told


@pytest.mark.parametrize("names", [(), ("",), ("!!!",), ("a",), ("ж" * 500,), ("A" * 5_000,)])
def test_names_of_almost_nothing_are_matched(names: tuple[str, ...]) -> None:
    things = [entity("a:1", names)]
    assert len(propose(things, [entity("b:1", names)])) <= 1
    assert propose([], things) == propose(things, []) == []


def test_the_nearest_texts_are_found_by_their_letters() -> None:
    index = Grams(["uppsala", "upsala", "orebro", "жук"])
    (first, weights), (none, _) = index.nearest(["uppsala", "zzz"], 2, 0.1)
    assert first.tolist() == [0, 1]
    assert weights[0] == pytest.approx(1)
    assert none.tolist() == []


@pytest.mark.parametrize("which", ["development", "test"])
def test_bar_of_the_swedish_gold_set(which: Half) -> None:
    right = automatic = wanted = 0
    for number in range(LISTS):
        official, forms, pairs = lists(which, number)
        meant = {f"b:{place}": name for place, (_, name) in enumerate(forms)}
        found = propose(
            [entity(f"a:{name}", [name]) for name in official],
            [entity(f"b:{place}", [form]) for place, (form, _) in enumerate(forms)],
        )
        sure = [item for item in found if item.automatic]
        right += sum(item.one.iri == f"a:{meant[item.other.iri]}" for item in sure)
        automatic, wanted = automatic + len(sure), wanted + pairs
    assert wanted > 500
    assert right / automatic >= 0.99
    assert right / wanted >= 0.85


def f1(found: Pairs, gold: Pairs) -> float:
    return 2 * len(found & gold) / (len(found) + len(gold))


def likely(found: list[Proposal]) -> Pairs:
    return {(item.one.iri, item.other.iri) for item in found if item.score.value >= LIKELY}


def read(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def test_bar_of_dblp_and_acm() -> None:
    def papers(name: str) -> list[Entity]:
        return [
            entity(row["id"], [html.unescape(row["title"])], titled=True, facts={
                "agent": html.unescape(row["authors"]).split(","), "date": [row["year"]]
            })
            for row in read(shared("realdata", "matching", "dblp-acm", name), "%")
        ]  # fmt: skip

    answers = read(shared("realdata", "matching", "dblp-acm", "gt.csv"), "%")
    gold = {(row["D2"], row["D1"]) for row in answers}
    assert f1(likely(propose(papers("acm.csv"), papers("dblp.csv"))), gold) >= 0.98


@pytest.mark.large
def test_bar_of_the_list_of_organisations() -> None:
    rows = read(shared("realdata", "matching", "early_childhood_orgs_true_ids.csv"), ",")
    things = [
        entity(row["Id"], [row["Site name"]],
               facts={"address": [row["Address"]], "contact": [row["Phone"]]})
        for row in rows
    ]  # fmt: skip
    order = {row["Id"]: number for number, row in enumerate(rows)}
    clusters = defaultdict(list)
    for row in rows:
        clusters[row["True Id"]].append(row["Id"])
    gold = {
        (min(pair, key=order.__getitem__), max(pair, key=order.__getitem__))
        for members in clusters.values()
        for pair in combinations(members, 2)
    }
    assert f1(likely(propose(things, one_to_one=False)), gold) >= 0.92
