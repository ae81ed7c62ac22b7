"""The bundled data: every table is read whole, conforms, and carries the facts that it must."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from publisher import config, contract, vocabulary
from publisher.check import reference
from publisher.gather import Content, Gatherer
from tests.facts import FACTS

ROOT = Path(__file__).parent.parent
MEND = "run “python -m publisher check” and mend the tables it names"


def gathered(root: Path) -> Content:
    """What the tables below ``root`` say."""
    return Gatherer(config.load(root), contract.read(vocabulary.read(root))).gather()


@cache
def content() -> Content:
    """What the bundled tables say."""
    return gathered(ROOT)


def store(found: Content) -> ox.Store:
    """The statements of all sources, in one graph."""
    text = "".join(f"{line} .\n" for source in found.sources for line in source.lines)
    filled = ox.Store()
    filled.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    return filled


@cache
def bundled() -> ox.Store:
    """The bundled data."""
    return store(content())


def dangling(data: ox.Store, base: str) -> set[str]:
    """The addresses under ``base`` that are pointed at but about which nothing is said."""
    said = {quad.subject for quad in data}
    return {quad.object.value for quad in data
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(base)
            and quad.object not in said}  # fmt: skip


def contact_points(data: ox.Store) -> set[str]:
    """The contact points that an organisation or a cooperation has."""
    predicate = ox.NamedNode("http://data.europa.eu/m8g/contactPoint")
    return {str(quad.object) for quad in data.quads_for_pattern(None, predicate, None, None)}


@pytest.fixture
def site_without_people(tmp_path: Path) -> Path:
    """A copy of the bundled site whose table of persons is deleted."""
    for name in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "site.toml", tmp_path)
    (tmp_path / "data" / "personer.csv").unlink()
    return tmp_path


def test_every_row_is_published_without_a_fault() -> None:
    sentences = [f"{fault.place.words('en')}: {fault.sentence('en')}" for fault in content().faults]

    assert sentences == [], MEND
    assert all(not source.rejected for source in content().sources), MEND
    assert sum(source.rows for source in content().sources) > 40


def test_the_data_conform_without_a_warning() -> None:
    lines = [line for source in content().sources for line in source.lines]

    assert reference.check(lines, vocabulary.read(ROOT)).results == (), MEND


def test_there_are_no_blank_nodes() -> None:
    terms = {term for quad in bundled() for term in (quad.subject, quad.object)}

    assert not any(isinstance(term, ox.BlankNode) for term in terms)


def test_nothing_points_at_what_is_not_there() -> None:
    assert dangling(bundled(), config.load(ROOT).site.base_iri) == set()


@pytest.mark.parametrize("fact", FACTS, ids=[sentence for sentence, _ in FACTS])
def test_the_data_carry_the_fact(fact: tuple[str, str]) -> None:
    sentence, query = fact

    assert bool(bundled().query(query)), sentence


def test_contact_points_remain_when_the_persons_are_deleted(site_without_people: Path) -> None:
    found = gathered(site_without_people)
    data = store(found)

    assert found.faults == []
    assert dangling(data, config.load(ROOT).site.base_iri) == set()
    before, after = contact_points(bundled()), contact_points(data)
    assert before == after
    assert len(after) == 6
    assert "@region" not in "".join(line for source in found.sources for line in source.lines)


def test_persons_stand_in_one_table_and_their_addresses_give_no_name_away() -> None:
    people = {line.split()[0] for source in content().sources for line in source.lines
              if "vcard/ns#Individual" in line}  # fmt: skip

    assert len(people) == 5
    assert all(subject.rpartition("/")[2].startswith("p") for subject in people)
    for source in content().sources:
        if source.file != "personer.csv":
            assert not any("mailto:" in line for line in source.lines), source.file
