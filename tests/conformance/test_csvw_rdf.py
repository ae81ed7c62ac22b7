"""The suite of the W3C for RDF from tabular data: every entry, by its own verdict.

What a test serves at an address is what the resolver finds there; nothing else is. An entry with a
warning must be warned of, one without must not, and a negative one must be refused.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

import pyoxigraph as ox
import pytest

from publisher.csvw import Found, Mode, Resolver, convert
from publisher.errors import SourceFault
from publisher.fetching.response import LINK
from tests.sites import shared

BASE: Final = "http://www.w3.org/2013/csvw/tests/"
WELL_KNOWN: Final = "http://www.w3.org/.well-known/csvm"

PATTERNS: Final = "{+url}-metadata.json\ncsv-metadata.json\n{+url}.json\ncsvm.json\n"
"""What the suite has at the well-known address of its site."""

COUNTS: Final = {"ToRdfTest": 76, "ToRdfTestWithWarnings": 136, "NegativeRdfTest": 58}


@pytest.fixture(scope="module")
def suite() -> Path:
    return shared("conformance", "w3c", "csvw", "tests")


def test_every_entry_of_the_suite_passes(suite: Path, tmp_path: Path) -> None:
    well_known = tmp_path / "csvm"
    well_known.write_text(PATTERNS)
    manifest = json.loads((suite / "manifest-rdf.jsonld").read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    failing = []
    for entry in manifest["entries"]:
        kind = entry["type"].rpartition(":")[2]
        counts[kind] += 1
        if reason := _failure(suite, entry, kind, _resolver(suite, entry, well_known)):
            failing.append(f"{entry['id']}: {reason}")
    assert failing == []
    assert counts == COUNTS
    assert counts.total() == 270


def _resolver(suite: Path, entry: dict[str, Any], well_known: Path) -> Resolver:
    action = BASE + entry["action"]
    link = LINK.match(entry.get("httpLink", ""))
    links = (urljoin(action, link[1]),) if link else ()

    def resolve(url: str) -> Found | None:
        plain = urldefrag(url).url
        if plain == WELL_KNOWN:
            return Found(plain, well_known)
        # A server knows a query only of the address that the test asks for.
        path = suite / plain.removeprefix(BASE).partition("?")[0]
        if not plain.startswith(BASE) or not path.is_file() or ("?" in plain and plain != action):
            return None
        return Found(plain, path, links if plain == action else ())

    return resolve


def _failure(suite: Path, entry: dict[str, Any], kind: str, resolve: Resolver) -> str:
    """Why an entry fails; empty where it passes."""
    option = entry.get("option", {})
    metadata = BASE + option["metadata"] if "metadata" in option else ""
    mode: Mode = "minimal" if option.get("minimal") else "standard"
    try:
        conversion = convert(BASE + entry["action"], resolve, metadata=metadata, mode=mode)
        graph = _canonical(conversion.triples)
    except SourceFault as error:
        return "" if kind == "NegativeRdfTest" else str(error)
    if kind == "NegativeRdfTest":
        return "nothing is wrong"
    for fault in conversion.warnings:
        assert fault.sentence("sv")
        assert fault.sentence("en")
    if bool(conversion.warned) is not kind.endswith("WithWarnings"):
        return f"warnings: {[fault.sentence('en') for fault in conversion.warnings]}"
    expected = ox.parse(
        path=suite / entry["result"], format=ox.RdfFormat.TURTLE, base_iri=BASE + entry["result"]
    )
    wanted = _canonical(quad.triple for quad in expected)
    return "" if graph == wanted else f"{sorted(graph ^ wanted)[:6]}"


def _canonical(triples: Any) -> set[str]:
    """The statements with blank nodes named by what is said of them (RDF Dataset
    Canonicalization)."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}
