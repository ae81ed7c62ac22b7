"""Names of Swedish public bodies in their many forms, as lists to be matched; see README.md."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

HERE: Final = Path(__file__).parent
Half = Literal["development", "test"]
LISTS: Final = 3
"""Forms of each body beside the official one: each is a list to be matched with that of these."""
ABSENT: Final = 10
"""One body in so many is missing from either list: what is nearest to it is another one."""

ENDING_IN_S: Final = (
    "Borås", "Västerås", "Strängnäs", "Tranås", "Mönsterås", "Torsås", "Höganäs", "Alingsås",
    "Bengtsfors", "Sotenäs", "Grums", "Hagfors", "Munkfors", "Storfors", "Degerfors", "Hällefors",
    "Hofors", "Bollnäs", "Kramfors", "Robertsfors", "Vännäs",
)  # fmt: skip
"""Places whose own name ends with s."""
CITIES: Final = {"Göteborg": "Gothenburg"}
"""Places that have an English name."""


@dataclass(frozen=True)
class Body:
    """A body: its official Swedish name, and three other forms of it."""

    official: str
    forms: tuple[str, ...]

    @property
    def key(self) -> str:
        """What it is told by."""
        return self.official

    def drawn(self, what: str, parts: int) -> int:
        """A number below ``parts`` that is always the same for this body."""
        digest = hashlib.sha256(f"{what} {self.official}".encode()).digest()
        return digest[0] % parts


def _dropped(place: str, kind: str) -> str:
    """A typing error: a letter in the middle is missing."""
    at = len(place) // 2
    return f"{place[:at]}{place[at + 1 :]} {kind}"


def _ascii(place: str, kind: str) -> str:
    return f"{place} {kind}".translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))


OTHERS: Final[tuple[Callable[[str, str], str], ...]] = (
    lambda place, kind: f"{place} k:n",
    lambda place, kind: f"{place}, {kind}",
    lambda place, kind: f"{kind.capitalize()}en {place}" if kind == "kommun" else f"{place} kommun",
    _ascii,
    _dropped,
    lambda place, kind: f"{place} ({kind})",
)
"""Forms that occur now and then, each for one municipality in six."""


def _municipality(official: str, number: int) -> Body:
    named, _, kind = official.rpartition(" ")
    place = _place(named)
    english = CITIES.get(place, place)
    of = "City" if kind == "stad" else "Municipality"
    first = f"{of} of {english}" if number % 2 else f"{english} Municipality"
    return Body(official, (first, official.upper(), OTHERS[number % len(OTHERS)](place, kind)))


def _place(named: str) -> str:
    """The place in the official name, without the genitive."""
    if named == "Falu":
        return "Falun"
    return named if named in ENDING_IN_S else named.removesuffix("s")


def bodies() -> list[Body]:
    """Every body."""
    text = (HERE / "municipalities.txt").read_text("utf-8")
    names = [name.strip() for line in text.splitlines() for name in line.split(";")]
    found = [_municipality(name, number) for number, name in enumerate(names)]
    for line in (HERE / "bodies.tsv").read_text("utf-8").splitlines():
        official, *forms = line.split("\t")
        found.append(Body(official, tuple(forms)))
    return found


def half(which: Half) -> list[Body]:
    """The bodies of one half, drawn by their names."""
    return [body for body in bodies() if ("development", "test")[body.drawn("half", 2)] == which]


def lists(which: Half, number: int) -> tuple[list[str], list[tuple[str, str]], int]:
    """The official names of one list; forms and the names they stand for of another; the pairs.

    ``number`` (from 0) says which form. A body in :data:`ABSENT` is missing from the one, and
    another from the other: what is left of their names has no match.
    """
    known = half(which)
    left = [body.official for body in known if body.drawn(f"left {number}", ABSENT)]
    right = [(body.forms[number], body.official) for body in known
             if body.drawn(f"right {number}", ABSENT)]  # fmt: skip
    both = {official for _, official in right} & set(left)
    return left, right, len(both)
