"""The counties of Sweden: the codes of the national register, NUTS 2021 and ISO 3166-2; a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class County:
    """A county, which is a NUTS 3 region."""

    name: str
    nuts: str
    iso: str


COUNTIES: Final[dict[str, County]] = {
    "01": County("Stockholms län", "SE110", "SE-AB"),
    "03": County("Uppsala län", "SE121", "SE-C"),
    "04": County("Södermanlands län", "SE122", "SE-D"),
    "05": County("Östergötlands län", "SE123", "SE-E"),
    "06": County("Jönköpings län", "SE211", "SE-F"),
    "07": County("Kronobergs län", "SE212", "SE-G"),
    "08": County("Kalmar län", "SE213", "SE-H"),
    "09": County("Gotlands län", "SE214", "SE-I"),
    "10": County("Blekinge län", "SE221", "SE-K"),
    "12": County("Skåne län", "SE224", "SE-M"),
    "13": County("Hallands län", "SE231", "SE-N"),
    "14": County("Västra Götalands län", "SE232", "SE-O"),
    "17": County("Värmlands län", "SE311", "SE-S"),
    "18": County("Örebro län", "SE124", "SE-T"),
    "19": County("Västmanlands län", "SE125", "SE-U"),
    "20": County("Dalarnas län", "SE312", "SE-W"),
    "21": County("Gävleborgs län", "SE313", "SE-X"),
    "22": County("Västernorrlands län", "SE321", "SE-Y"),
    "23": County("Jämtlands län", "SE322", "SE-Z"),
    "24": County("Västerbottens län", "SE331", "SE-AC"),
    "25": County("Norrbottens län", "SE332", "SE-BD"),
}
"""Each county by its code of two digits."""

NUTS: Final = {county.nuts: code for code, county in COUNTIES.items()}
