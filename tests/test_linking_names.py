"""Names and identifiers as they are written: what is the same, and what may never be."""

from __future__ import annotations

import pytest

from publisher.linking.identifiers import Identifier, differing, equivalents, of_iri, parse
from publisher.linking.kinds import COMPOUNDS, KINDS
from publisher.linking.names import apart, read

SAME = (
    ("Linköpings kommun", "Linköping kommun", "Municipality of Linköping", "LINKÖPINGS K:N"),
    ("Borås Stad", "Borås kommun", "City of Borås"),
    ("Göteborgs Stad", "City of Gothenburg", "Gbg kommun"),
    ("Region Örebro län", "Region Örebro", "Örebro läns landsting", "Örebro County Council"),
    ("Region Sörmland", "Landstinget Sörmland", "Södermanlands läns landsting"),
    ("Västra Götalandsregionen", "Region Västra Götaland", "Västra Götaland Region"),
    ("Gotlands kommun", "Region Gotland"),
    ("Uppsala universitet", "Uppsala University", "Uppsala univ."),
    ("Göteborgs universitet", "University of Gothenburg"),
    ("Luleå tekniska universitet", "Luleå University of Technology"),
    ("Länsstyrelsen i Uppsala län", "Uppsala County Administrative Board", "Lst Uppsala"),
    ("Upplandsmuseet", "Upplands museum"),
    ("Volvo AB", "Aktiebolaget Volvo (publ)", "AB VOLVO", "Volvo Ltd.", "Volvo A/S"),
    ("S:t Erik", "Sankt Erik", "St Erik"),
)


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({read(text).key for text in spellings}) == 1


@pytest.mark.parametrize(
    "others",
    [
        ("Region Örebro län", "Örebro kommun", "Örebro län", "Örebro universitet",
         "Länsstyrelsen i Örebro län", "Örebro läns museum", "Örebro tingsrätt"),
        ("Uppsala universitet", "Uppsala universitetsbibliotek", "Uppsala University Hospital",
         "Uppsala kommun", "Uppsala folkhögskola"),
    ],
)  # fmt: skip
def test_what_shares_a_place_is_of_different_kinds(others: tuple[str, ...]) -> None:
    names = [read(text) for text in others]
    assert all(apart(one, other) for one in names for other in names if one is not other)


def test_marks_are_lost_in_the_core_and_kept_beside_it() -> None:
    assert read("Habo kommun").key == read("Håbo kommun").key
    assert read("Habo kommun").core_folded != read("Håbo kommun").core_folded


@pytest.mark.parametrize("text", ["", "!!!", "AB", "kommun", "län", "&", "s", "i", "A" * 5_000])
def test_a_name_of_almost_nothing_is_read(text: str) -> None:
    name = read(text)
    assert bool(name.core) == bool(name.folded)


def test_what_stands_in_the_tables_fits_together() -> None:
    assert set(COMPOUNDS.values()) <= set(KINDS)
    phrases = [phrase for kind in KINDS.values() for phrase in kind.phrases]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SE121", "nuts:SE121"),
        ("http://data.europa.eu/nuts/code/SE121", "nuts:SE121"),
        ("se-c", "iso3166-2:SE-C"),
        ("3", "county:03"),
        ("0380", "municipality:0380"),
        ("orgnr: 2321000024", "orgnr:232100-0024"),
        ("SE232100002401", "orgnr:232100-0024"),
        ("16 232100-0024", ""),
        ("162321000024", "orgnr:232100-0024"),
        ("232100-0025", ""),
        ("8001010008", ""),
        ("https://www.wikidata.org/wiki/Q42", "wikidata:Q42"),
        ("kohesio: Q42", "kohesio:Q42"),
        ("https://kohesio.ec.europa.eu/en/projects/Q3456", "kohesio:Q3456"),
        ("https://ror.org/048a87296", "ror:048a87296"),
        ("048A87296", "ror:048a87296"),
        ("048a87297", ""),
        ("0299", ""),
        ("Uppsala", ""),
        ("", ""),
        ("1" * 5_000, ""),
    ],
)
def test_identifiers_are_read_and_checked(text: str, expected: str) -> None:
    assert " ".join(map(str, parse(text))) == expected


def test_an_identifier_has_the_iri_of_its_scheme() -> None:
    assert parse("048A87296")[0].iri == "https://ror.org/048a87296"
    assert parse("232100-0024")[0].iri == ""
    for text in ("http://www.wikidata.org/entity/Q42", "https://linkedopendata.eu/entity/Q7"):
        found = of_iri(text)
        assert found is not None
        assert found.iri == text
    assert of_iri("Q42") is None


def test_codes_of_one_county_are_equivalent() -> None:
    assert set(equivalents(Identifier("county", "03"))) == {
        Identifier("county", "03"), Identifier("nuts", "SE121"), Identifier("iso3166-2", "SE-C")
    }  # fmt: skip
    assert equivalents(Identifier("wikidata", "Q42")) == (Identifier("wikidata", "Q42"),)


def test_two_things_with_different_identifiers_of_a_scheme_differ() -> None:
    one, other = parse("232100-0024"), parse("202100-2932")
    assert differing(one, other) == ("orgnr",)
    assert differing(one, (*one, *other)) == ()
    assert differing(one, parse("Q42")) == ()
