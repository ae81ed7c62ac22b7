"""Two lists of made-up names, some of them with typing errors: how long matching takes.

``python -m benchmarks.matching [N]``: N names on either side (default 100,000), the same every
time. Of the second list two in five are as in the first, two in five have a typing error, and one
in five is another name. The peer: rapidfuzz over all names, for some of them, and what it would
take for all.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from typing import Final

from rapidfuzz import fuzz, process

from publisher.linking.matching.entities import Entity, entity
from publisher.linking.matching.proposing import propose

SYLLABLES: Final = (
    "ka lo mi ster berg vi sund ta ren ö ny gran hög da lin sko fal mar ju el as tor bo hem äng å "
    "vik fors köp ing"
)
KINDS: Final = ("kommun", "universitet", "AB", "museum", "bibliotek", "", "folkhögskola")
PEERS: Final = 50


def names(count: int, chance: random.Random) -> tuple[list[str], list[str]]:
    """The two lists."""
    parts = SYLLABLES.split()
    words = ["".join(chance.choices(parts, k=chance.randint(2, 3))) for _ in range(8_000)]

    def name() -> str:
        chosen = [word.capitalize() for word in chance.choices(words, k=chance.randint(1, 3))]
        return " ".join([*chosen, chance.choice(KINDS)]).strip()

    def mistyped(text: str) -> str:
        at = chance.randrange(len(text))
        return text[:at] + chance.choice(["", text[at] * 2, "x"]) + text[at + 1 :]

    left = [name() for _ in range(count)]
    right = []
    for text in left:
        drawn = chance.random()
        right.append(text if drawn < 0.4 else mistyped(text) if drawn < 0.8 else name())
    return left, right


def main(count: int) -> None:
    """Measure, and print what was measured."""
    left, right = names(count, random.Random(7))
    begun = time.process_time()
    ours = [entity(f"a:{at}", [text]) for at, text in enumerate(left)]
    others = [entity(f"b:{at}", [text]) for at, text in enumerate(right)]
    print(f"{count:,} names on either side read: {time.process_time() - begun:.1f} s of one core")
    _match(ours, others)
    begun = time.process_time()
    for text in left[:PEERS]:
        process.extractOne(text, right, scorer=fuzz.ratio)
    whole = (time.process_time() - begun) / min(PEERS, count) * count
    print(f"peer, rapidfuzz over all names: {whole:,.0f} s, by {PEERS} of them")


def _match(ours: list[Entity], others: list[Entity]) -> None:
    begun, wall = time.process_time(), time.perf_counter()
    found = propose(ours, others)
    spent, passed = time.process_time() - begun, time.perf_counter() - wall
    right = sum(item.one.iri[2:] == item.other.iri[2:] for item in found)
    certain = sum(item.automatic for item in found)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"matched: {spent:.1f} s of one core, {passed:.1f} s in all, {memory:,.0f} MB")
    print(f"{len(found):,} proposals, {certain:,} certain, {right:,} of them those that were meant")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
