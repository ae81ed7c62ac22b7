"""Addresses that look like those of persons, and mailboxes of functions, which do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import Site
from publisher.people.addresses import personal
from tests.sites import bundled

MAILBOXES = """
info kontakt registrator diarium kansli kommun region support press media post huvudregistrator
dataskyddsombud info.kontakt kontakt.naringsliv smart.specialisering regional.utveckling
smart.industri life.science digital.teknik oppna.data open.data no-reply noreply kund.tjanst
hallbar.utveckling diariet.rus stod.fonder naringslivs.enheten info2 a kommunledningen
ekonomi-och-planering regionala_projekt bygg.miljo stadsbyggnad samhallsplanering
intern.service kultur.skolan it.support press.jour
"""
FUNCTIONS = MAILBOXES.split()

PERSONS = ("fornamn.efternamn", "f.efternamn", "fornamn_efternamn", "fornamn-m.efternamn",
           "fornamn.efternamn2", "förnamn.efternämn")  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_mailbox_is_none(name: str) -> None:
    assert personal(f"<mailto:{name}@example.org>") == ""


@pytest.mark.parametrize("name", PERSONS)
def test_a_first_and_a_last_name_are_one(name: str) -> None:
    assert personal(f"<mailto:{name}@example.org>") == f"{name}@example.org"
    assert personal(f'"Skriv till {name}@sub.example.org, så ordnar vi det."@sv')


def test_words_of_the_site_count_as_functions() -> None:
    assert personal("fjarde.vagen@example.org")
    assert personal("fjarde.vagen@example.org", {"vagen"}) == ""


def test_the_check_warns_at_the_cell_and_not_of_persons_with_a_basis(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    table = root / "data" / "kontaktpunkter.csv"
    text = table.read_text(encoding="utf-8-sig")
    first, second, third = "smart-industry-orebro", "smart-industry-sormland", "energy-vastmanland"
    lines = [
        line + {first: "fornamn.efternamn@example.org", second: "smart.industri@example.org",
                third: "fjarde.vagen@example.org"}.get(line.partition(";")[0], "")
        for line in text.splitlines()
    ]  # fmt: skip
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (root / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[people]\nfunction_words = ["Vägen"]\n')
    found = Site(root).check().findings
    assert found.conforms
    [warning] = [item for item in found.all() if item.severity == "warning"]
    place = warning.place
    assert (place.file, place.row, place.column) == ("kontaktpunkter.csv", 2, "E-post")
    assert warning.value == "fornamn.efternamn@example.org"
    words = dict(warning.sentence)
    assert "function mailbox" in words["en"]
    assert "funktionsbrevlåda" in words["sv"]
