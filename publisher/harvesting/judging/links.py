"""The addresses of distributions, asked: does each answer?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from publisher.check.data import shown
from publisher.harvesting.judging.remarks import Remark
from publisher.harvesting.judging.things import Things
from publisher.namespaces import DCAT

ADDRESSES: Final = (DCAT + "accessURL", DCAT + "downloadURL")


@dataclass(frozen=True)
class Answer:
    """What an address answered: a status of HTTP, or 0 and why there was none."""

    status: int
    why: tuple[str, str] = ("", "")
    """In Swedish and in English."""

    def words(self, language: str) -> str:
        """The answer, for a sentence."""
        if not self.status:
            return self.why[language == "en"]
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


Ask = Callable[[str], Answer | None]
"""Asks an address with HEAD; None where it is not one that is asked."""


def addresses(things: Things) -> Iterator[tuple[str, str]]:
    """Each address of a distribution, with the dataset that it belongs to; sorted by dataset."""
    for dataset in things.datasets:
        for distribution in things.distributions(dataset):
            for iri in ADDRESSES:
                for value in things.values(distribution, iri):
                    yield shown(value), shown(dataset)


def ask_all(things: Things, ask: Ask | None, most: int) -> dict[str, Answer | None]:
    """The answers, each address asked once and ``most`` of them; None for those not asked."""
    found: dict[str, Answer | None] = {}
    asked = 0
    for address, _ in addresses(things):
        if address in found:
            continue
        if ask is None or asked >= most:
            found[address] = None
            continue
        found[address] = ask(address)
        asked += 1
    return found


def remarks(things: Things, answers: Mapping[str, Answer | None]) -> Iterator[Remark]:
    """The addresses that do not answer as they should, and how many were not asked."""
    told: set[tuple[str, str]] = set()
    for address, dataset in addresses(things):
        answer = answers[address]
        if answer is not None and not 200 <= answer.status < 400 and (address, dataset) not in told:
            told.add((address, dataset))
            yield Remark(
                "broken", dataset, answer.words("sv"), address, dataset, answer.words("en")
            )
    left = sum(answer is None for answer in answers.values())
    if left:
        yield Remark("unasked", value=str(left))
