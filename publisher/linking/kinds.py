"""Kinds of organisations and territories by the words that name them, and legal forms; a table.

"Region Örebro län", "Örebro kommun", "Örebro län" and "Örebro universitet" share a place and
nothing else: what a name says of the kind of thing is worth more than how alike two names are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what it is called, and the phrases by which a name says it."""

    sv: str
    en: str
    phrases: tuple[str, ...]
    strength: int = 3
    """Of several kinds in a name only the strongest count: a county is often but a place."""


def _kind(sv: str, en: str, *phrases: str, strength: int = 3) -> Kind:
    return Kind(sv, en, phrases, strength)


KINDS: Final[dict[str, Kind]] = {
    "county": _kind(
        "län", "county",
        "län", "läns", "länet", "county of", "county", "lan", "lans",
        strength=0,
    ),
    "municipality": _kind(
        "kommun", "municipality",
        "kommun", "kommuns", "kommunen", "stad", "stads", "municipality of", "municipality",
        "city of", "town of", "city council", "municipal council",
        strength=1,
    ),
    "region": _kind(
        "region", "region",
        "region", "regionen", "landsting", "landstinget", "county council of", "county council",
        "regional council of", "regional council",
        strength=2,
    ),
    "county-board": _kind(
        "länsstyrelse", "county administrative board",
        "länsstyrelsen", "länsstyrelse", "lansstyrelsen", "lansstyrelse",
        "county administrative board of", "county administrative board", "county administration",
    ),
    "regional-association": _kind(
        "regionförbund", "regional association",
        "regionförbund", "regionförbundet", "regional development council", "kommunförbund",
        "kommunförbundet", "kommunalförbund", "kommunalförbundet", "municipal association",
        "association of local authorities",
    ),
    "university": _kind(
        "universitet eller högskola", "university",
        "universitet", "universitets", "universitetet", "högskola", "högskolan", "högskole",
        "hogskola", "hogskolan", "university of", "university", "university college",
        "university college of",
    ),
    "technical-university": _kind(
        "tekniskt universitet", "university of technology",
        "tekniska universitet", "tekniska universitetet", "tekniska högskola",
        "tekniska högskolan", "tekniska hogskolan", "university of technology",
        "institut of technology", "technical university", "technical university of",
    ),
    "business-school": _kind(
        "handelshögskola", "school of economics",
        "handelshögskola", "handelshögskolan", "handelshogskolan", "school of economics",
        "business school", "school of business",
    ),
    "university-library": _kind(
        "universitetsbibliotek", "university library",
        "universitetsbibliotek", "universitetsbiblioteket", "university library",
        "högskolebibliotek", "högskolebiblioteket",
    ),
    "library": _kind(
        "bibliotek", "library",
        "bibliotek", "biblioteket", "stadsbibliotek", "stadsbiblioteket", "library",
        "public library", "city library",
    ),
    "folk-high-school": _kind(
        "folkhögskola", "folk high school",
        "folkhögskola", "folkhögskolan", "folk high school", "folk high school of",
    ),
    "vocational": _kind(
        "yrkeshögskola", "vocational college",
        "yrkeshögskola", "yrkeshögskolan", "vocational college", "higher vocational education",
    ),
    "upper-secondary": _kind(
        "gymnasium", "upper secondary school",
        "gymnasium", "gymnasiet", "gymnasieskola", "gymnasieskolan", "upper secondary school",
        "high school",
    ),
    "hospital": _kind(
        "sjukhus", "hospital",
        "sjukhus", "sjukhuset", "lasarett", "lasarettet", "universitetssjukhus",
        "universitetssjukhuset", "university hospital", "hospital",
    ),
    "health-centre": _kind(
        "vårdcentral", "health centre",
        "vårdcentral", "vårdcentralen", "health centre", "health center", "health care centre",
    ),
    "museum": _kind(
        "museum", "museum",
        "museum", "museet", "länsmuseum", "länsmuseet", "stadsmuseum", "stadsmuseet",
        "konstmuseum", "konstmuseet", "museum of",
    ),
    "court": _kind(
        "domstol", "court",
        "tingsrätt", "tingsrätten", "hovrätt", "hovrätten", "kammarrätt", "kammarrätten",
        "förvaltningsrätt", "förvaltningsrätten", "district court", "court of appeal",
        "administrative court",
    ),
    "diocese": _kind("stift", "diocese", "stift", "diocese of", "diocese"),
    "parish": _kind("församling", "parish", "församling", "parish of", "parish", "pastorat"),
    "chamber": _kind(
        "handelskammare", "chamber of commerce",
        "handelskammare", "handelskammaren", "chamber of commerce",
    ),
    "foundation": _kind(
        "stiftelse", "foundation", "stiftelse", "stiftelsen", "foundation",
        strength=2,
    ),
    "association": _kind(
        "förening", "association",
        "förening", "föreningen", "ideell förening", "ekonomisk förening", "ek för", "ek förening",
        strength=2,
    ),
    "science-park": _kind(
        "science park", "science park",
        "science park", "teknikpark", "technology park", "teknikbyn", "företagspark",
    ),
    "airport": _kind("flygplats", "airport", "flygplats", "flygplatsen", "airport"),
}  # fmt: skip
"""Every kind. A phrase stands in a name as whole words; the longest phrase counts first."""

FORMS: Final[dict[str, tuple[str, ...]]] = {
    "limited": (
        "ab", "aktiebolag", "aktiebolaget", "ab publ", "publ", "as", "asa", "aps", "aksjeselskap",
        "aktieselskab", "oy", "oyj", "oy ab", "osakeyhtiö", "ehf", "hf", "gmbh", "ag", "ug", "ltd",
        "limited", "llc", "plc", "inc", "incorporated", "corp", "corporation", "sa", "sas", "sarl",
        "srl", "spa", "bv", "nv", "sl", "se", "sro", "doo", "dd", "sp z oo", "sp z o o", "ou", "oü",
        "uab", "sia", "kft", "zrt", "eood", "ood", "lda", "bhd", "pty ltd", "pty", "co ltd",
        "company", "aktiengesellschaft", "svb", "ab svb",
    ),
    "partnership": (
        "hb", "handelsbolag", "handelsbolaget", "kb", "kommanditbolag", "kommanditbolaget", "ans",
        "da", "ks", "is", "ohg", "kg", "gmbh co kg", "llp", "lp", "snc", "ky", "enkelt bolag",
    ),
}  # fmt: skip
"""Legal forms of companies in the Nordic countries and the Union, without their points; a form
counts only at the beginning or the end of a name."""

COMPOUNDS: Final[dict[str, str]] = {
    "regionen": "region",
    "landstinget": "region",
    "kommunen": "municipality",
    "universitetet": "university",
    "universitet": "university",
    "museet": "museum",
    "museum": "museum",
    "sjukhuset": "hospital",
    "sjukhus": "hospital",
    "lasarett": "hospital",
    "biblioteket": "library",
    "gymnasiet": "upper-secondary",
    "stiftelsen": "foundation",
    "stiftelse": "foundation",
    "föreningen": "association",
    "förening": "association",
    "flygplats": "airport",
}
"""Last parts of compounds that say a kind: Västra Götalandsregionen, Upplandsmuseet."""

SAME_BODY: Final[dict[tuple[str, str], str]] = {("municipality", "gotland"): "region"}
"""Where two kinds are one body: Gotland's municipality has a region's tasks, and that name."""


def phrases() -> dict[tuple[str, ...], str]:
    """Every phrase of every kind, in words, to its kind."""
    return {tuple(phrase.split()): name for name, kind in KINDS.items() for phrase in kind.phrases}


def forms() -> dict[tuple[str, ...], str]:
    """Every spelling of a legal form, in words, to the form."""
    return {
        tuple(spelling.split()): form for form, spellings in FORMS.items() for spelling in spellings
    }
