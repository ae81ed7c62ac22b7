"""Identifiers that publishers share: how each is spelt, checked and written as an IRI; pure.

The schemes are a table. ``parse`` reads a text in every scheme it may belong to; a number that
fails its check digit belongs to none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from publisher.linking.counties import COUNTIES, NUTS


@dataclass(frozen=True, order=True)
class Identifier:
    """A value in a scheme, in its canonical form."""

    scheme: str
    value: str

    @property
    def iri(self) -> str:
        """The IRI of what is identified, or an empty text where the scheme has none."""
        template = SCHEMES[self.scheme].iri
        return template.format(self.value) if template else ""

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


@dataclass(frozen=True)
class Scheme:
    """One scheme of identifiers."""

    sv: str
    en: str
    prefixes: tuple[str, ...]
    """How a text may name the scheme before a colon, in lower case."""
    spelling: re.Pattern[str]
    """Every spelling; its first group that takes part is the value."""
    iri: str
    """The IRI with ``{}`` for the value, or empty."""
    bare: bool = True
    """Whether a value that stands alone is recognised."""
    canonical: Callable[[str], str] = str.upper
    valid: Callable[[str], bool] = bool
    single: bool = True
    """Whether a thing has at most one: then two that differ name different things."""


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = [int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(digits)]
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0


def organisation_number(digits: str) -> bool:
    """Ten digits whose third is at least 2, and a check digit: no personal identity number."""
    return len(digits) == 10 and digits[2] >= "2" and luhn(digits)


ROR_LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"


def ror(value: str) -> bool:
    """Seven characters in base 32 and two check digits (ISO/IEC 7064, MOD 97-10)."""
    number = 0
    for letter in value[:7]:
        number = number * 32 + ROR_LETTERS.index(letter)
    return 98 - (number * 100) % 97 == int(value[7:])


def lei(value: str) -> bool:
    """Twenty characters, letters as numbers from 10 on, modulo 97 (ISO 17442)."""
    return int("".join(str(int(letter, 36)) for letter in value)) % 97 == 1


def municipality(value: str) -> bool:
    """Four digits that begin with a county's code."""
    return value[:2] in COUNTIES and value[2:] != "00"


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)[-10:]


COUNTRIES: Final = (
    "AL AT BE BG CH CY CZ DE DK EE EL ES FI FR HR HU IE IS IT LI LT LU LV ME MK MT NL NO PL PT RO "
    "RS SE SI SK TR UK"
)
"""Countries that have NUTS regions or statistical regions (Regulation (EC) No 1059/2003)."""

SCHEMES: Final[Mapping[str, Scheme]] = {
    "nuts": Scheme(
        "NUTS-kod", "NUTS code", ("nuts",),
        re.compile(
            r"(?:https?://data\.europa\.eu/nuts/(?:code|scheme/\d{4})/)?([A-Z]{2}[0-9A-Z]{1,3})",
            re.I,
        ),
        "http://data.europa.eu/nuts/code/{}",
        valid=lambda value: value[:2] in COUNTRIES.split(),
    ),
    "iso3166-2": Scheme(
        "ISO 3166-2-kod", "ISO 3166-2 code", ("iso", "iso3166-2"),
        re.compile(r"([A-Z]{2}-[0-9A-Z]{1,3})", re.I), "",
    ),
    "county": Scheme(
        "länskod", "county code", ("county", "län", "lan", "länskod", "lanskod"),
        re.compile(r"(\d{1,2})"), "", canonical=lambda value: value.zfill(2),
        valid=lambda value: value in COUNTIES,
    ),
    "municipality": Scheme(
        "kommunkod", "municipality code", ("municipality", "kommun", "kommunkod", "lau", "scb"),
        re.compile(r"(?:SE[_-]?)?(\d{4})", re.I), "", valid=municipality,
    ),
    "orgnr": Scheme(
        "organisationsnummer", "organisation number",
        ("orgnr", "org.nr", "org nr", "organisationsnummer", "organisationsnr", "vat", "momsnr"),
        re.compile(r"(?:16)?(\d{6}[- ]?\d{4})|SE[ -]?(\d{6}[- ]?\d{4})[- ]?01", re.I), "",
        canonical=lambda value: f"{_digits(value)[:6]}-{_digits(value)[6:]}",
        valid=lambda value: organisation_number(_digits(value)),
    ),
    "wikidata": Scheme(
        "Wikidata", "Wikidata", ("wikidata", "wd"),
        re.compile(
            r"(?:https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d{0,11})", re.I
        ),
        "http://www.wikidata.org/entity/{}",
    ),
    "ror": Scheme(
        "ROR", "ROR", ("ror",),
        re.compile(
            r"(?:(?:https?://)?(?:www\.)?ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}\d{2})", re.I
        ),
        "https://ror.org/{}", canonical=str.lower, valid=ror,
    ),
    "kohesio": Scheme(
        "Kohesio", "Kohesio", ("kohesio",),
        re.compile(
            r"(?:https?://(?:www\.)?linkedopendata\.eu/(?:entity|wiki)/(?:Item:)?"
            r"|https?://kohesio\.ec\.europa\.eu/[a-z]{2}/(?:projects|beneficiaries)/)(Q[1-9]\d{0,11})"
            r"|(Q[1-9]\d{0,11})", re.I,
        ),
        "https://linkedopendata.eu/entity/{}", bare=False,
    ),
    "lei": Scheme(
        "LEI", "LEI", ("lei",),
        re.compile(
            r"(?:https?://(?:search\.)?gleif\.org/(?:#/)?record/)?([0-9A-Z]{18}\d{2})", re.I
        ),
        "", valid=lei,
    ),
    "geonames": Scheme(
        "GeoNames", "GeoNames", ("geonames",),
        re.compile(r"https?://(?:sws\.|www\.)?geonames\.org/(\d{1,9})(?:/.*)?|(\d{1,9})"),
        "https://sws.geonames.org/{}/", bare=False,
    ),
}  # fmt: skip
"""Every scheme, in the order in which readings of a text are given."""

PREFIXED: Final = re.compile(r"\s*([^\W\d][\w. -]{0,30}?)\s*:\s*(?!//)(.+)")
LONGEST: Final = 200
"""Characters of a text that may be an identifier."""


def parse(text: str, scheme: str = "") -> tuple[Identifier, ...]:
    """Every identifier a text may be, in the order of the schemes; in ``scheme`` alone where given.

    >>> parse("SE 232100-0024 01"), parse("http://www.wikidata.org/entity/Q104926")[0].value
    ((Identifier(scheme='orgnr', value='232100-0024'),), 'Q104926')
    >>> [str(reading) for reading in parse("kohesio: Q3456")]
    ['kohesio:Q3456']
    >>> parse("232100-0025")
    ()
    """
    short = text.strip()[: LONGEST + 1]
    if not short or len(short) > LONGEST:
        return ()
    if scheme:
        return tuple(_read(short, [scheme], bare=True))
    match = PREFIXED.fullmatch(short)
    named = _named(match[1]) if match else ""
    if match and named:
        return tuple(_read(match[2].strip(), [named], bare=True))
    return tuple(_read(short, SCHEMES, bare=False))


def of_iri(iri: str) -> Identifier | None:
    """The identifier an IRI of a scheme's own stands for, or None."""
    return next((found for found in parse(iri) if iri.startswith("http")), None)


def equivalents(identifier: Identifier) -> tuple[Identifier, ...]:
    """The identifier, and those of other schemes that by definition name the same territory.

    >>> [str(other) for other in equivalents(Identifier("nuts", "SE121"))]
    ['nuts:SE121', 'county:03', 'iso3166-2:SE-C']
    """
    code = {"nuts": NUTS.get(identifier.value, ""), "county": identifier.value}.get(
        identifier.scheme, ISO.get(identifier.value, "") if identifier.scheme == "iso3166-2" else ""
    )
    county = COUNTIES.get(code)
    if county is None:
        return (identifier,)
    others = (
        Identifier("nuts", county.nuts), Identifier("county", code),
        Identifier("iso3166-2", county.iso),
    )  # fmt: skip
    return (identifier, *(other for other in others if other != identifier))


ISO: Final = {county.iso: code for code, county in COUNTIES.items()}


def differing(one: Iterable[Identifier], other: Iterable[Identifier]) -> tuple[str, ...]:
    """Schemes of which both things have one, and none in common: they are different things."""
    sides = []
    for side in (one, other):
        values: dict[str, set[str]] = {}
        for identifier in side:
            values.setdefault(identifier.scheme, set()).add(identifier.value)
        sides.append(values)
    return tuple(
        scheme for scheme in sorted(sides[0].keys() & sides[1].keys())
        if SCHEMES[scheme].single and not sides[0][scheme] & sides[1][scheme]
    )  # fmt: skip


def _named(prefix: str) -> str:
    wanted = prefix.casefold()
    return next((name for name, scheme in SCHEMES.items() if wanted in scheme.prefixes), "")


def _read(text: str, schemes: Iterable[str], *, bare: bool) -> Iterable[Identifier]:
    for name in schemes:
        scheme = SCHEMES[name]
        match = scheme.spelling.fullmatch(text)
        if match is None:
            continue
        group = next(part for part in match.groups() if part is not None)
        if not (scheme.bare or bare or "://" in text):
            continue
        value = scheme.canonical(group)
        if scheme.valid(value):
            yield Identifier(name, value)
