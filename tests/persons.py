"""A site that says something of a person through five releases, and where it might say so still."""

from __future__ import annotations

import gzip
import html
import re
import sqlite3
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from publisher import Site
from tests.sites import bundled, get, post

BASE: Final = "https://w3id.org/s3r/oms/"
PERSON: Final = "person/p9"
VALUES: Final = ("Ettexempel", "Provnamn", "+46-000-12345", "tvåexempel")
"""What is said of the person and of nothing else; the last of these in one release only."""

ROW: Final = (
    "p9;{};ettexempel.provnamn@example.org;{};smart-industry-orebro;"
    "Officiell kontaktpunkt;webbsida-sv;2099-12-31"
)
HEADER: Final = "id;Namn;E-post;Telefon;Kontaktpunkt;Grund för publicering;Källa;Omprövas"
STATES: Final = (
    "",
    ROW.format("Ettexempel Provnamn", ""),
    ROW.format("Ettexempel Provnamn", "+46-000-12345"),
    ROW.format("Ettexempel Tvåexempel-Provnamn", "+46-000-12345"),
    ROW.format("Ettexempel Provnamn", "+46-000-12345"),
)
QUERY: Final = "SELECT ?p ?v { ?s ?p ?v FILTER(CONTAINS(STR(?v), 'rovnamn')) } # " + "-" * 900
"""A query that is too long for an address of its own, and finds the person."""

FEEDS: Final = re.compile(
    r"(?:https://w3id\.org/s3r/oms/|http://127\.0\.0\.1:\d+/|(?<=[\"'<=])/)"
    r"((?:feeds|oai|resourcesync|sitemap|catalog|datasets|\.well-known/resourcesync|sparql\?|q/)"
    r"[^\s\"'<>\\]*)"
)
"""Addresses in feeds that lead to more of them."""

MOST: Final = 200


def history(folder: Path, states: Sequence[str] = STATES) -> tuple[Path, list[str]]:
    """The site, and the ids of its releases: one for each state of the person's row."""
    folder.mkdir(exist_ok=True)
    root = bundled(folder)
    with (root / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[serve]\nworkers = 1\nengines = 1\nquery_log = "queries.log"\n')
        settings.write("query_log_text = true\n")
    table = root / "data" / "personer.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()[1:]
    cells = [line.split(";") for line in lines]
    plain = [";".join([*own[:3], "", *own[3:]]) for own in cells]
    found = []
    site = Site(root)
    for number, row in enumerate(states):
        rows = [HEADER, *plain[:2], *([row] if row else []), *plain[2:]]
        table.write_text("\n".join(rows) + "\n", encoding="utf-8")
        note = root / "data" / "anteckning.ttl"
        note.write_text(f'<note/n> <https://example.org/n> "{number}" .\n', encoding="utf-8")
        manifest = site.build().manifest
        assert manifest is not None
        found.append(manifest.id)
    return root, found


def told(text: str) -> list[str]:
    """The values that a text has."""
    folded = text.casefold()
    forms = {item: {item.casefold(), quote(item).casefold(), ascii(item)[1:-1].casefold()}
             for item in VALUES}  # fmt: skip
    return [item for item, wanted in forms.items() if any(form in folded for form in wanted)]


def on_disk(root: Path) -> dict[str, list[str]]:
    """The files below a folder that have a value: as they are, unpacked, and opened as stores."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        for text in _texts(path):
            if values := told(text):
                found.setdefault(str(path.relative_to(root)), []).extend(values)
    for store in sorted(root.rglob("store")):
        for quad in ox.Store.read_only(str(store)):
            if values := told(str(quad)):
                found.setdefault(f"{store.relative_to(root)} (opened)", []).extend(values)
    return found


def _texts(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    yield content.decode("utf-8", "replace")
    yield content.decode("latin-1")
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content).decode("utf-8", "replace")
    if content.startswith(b"SQLite format 3"):
        yield from _blobs(path)


def _blobs(path: Path) -> Iterator[str]:
    """What a database holds packed."""
    with sqlite3.connect(path) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in database.execute(f"SELECT * FROM {table}"):
                for cell in row:
                    if isinstance(cell, bytes) and cell[:1] == b"x":
                        yield zlib.decompress(cell).decode("utf-8", "replace")


def over_http(base: str, releases: list[str]) -> dict[str, list[str]]:
    """The addresses of a served site whose answers have a value."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    waiting = deque(_seeds(releases))
    while waiting and len(seen) < MOST:
        path = waiting.popleft()
        if path in seen:
            continue
        seen.add(path)
        answer = get(base + path, Accept_Encoding="identity")
        body = answer.data
        plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        text = plain.decode("utf-8", "replace")
        if values := told(text + str(answer.headers)):
            found[path] = values
        if path.startswith(("feeds", "oai", "resourcesync", "sitemap", ".well-known")):
            links = map(html.unescape, FEEDS.findall(text))
            waiting.extend(item for item in links if "person" in item or "resumption" in item)
    assert len(seen) < MOST
    for release in releases:
        body = post(f"{base}sparql?release={release}", {"query": QUERY, "format": "json"}).data
        if values := told(body.decode()):
            found[f"sparql {release}"] = values
    return found


def _seeds(releases: list[str]) -> Iterator[str]:
    point = "doc/contact-point/smart-industry-orebro"
    pages = [f"doc/{PERSON}.html", f"doc/{PERSON}.ttl", PERSON, "list/person.html",
             "graph/personer.csv.ttl", "dump.nq.gz", f"{point}.html"]  # fmt: skip
    yield from (f"doc/{PERSON}.jsonld", f"doc/{PERSON}.rdf", "dump.ttl", "dump.nt", *pages)
    for release in releases:
        yield from (f"{path}?release={release}" for path in pages)
        yield f"release/{release}.html"
    yield from ("feeds/ldes/person", "feeds/atom/person.xml", "feeds/activity/person",
                "resourcesync/person/capabilitylist.xml", "sitemap/person/1.xml",
                "feeds/state.json", "oai?verb=ListRecords&metadataPrefix=rdf")  # fmt: skip
    for prefix in ("oai_dc", "rdf"):
        yield f"oai?verb=ListRecords&metadataPrefix={prefix}&set=person"
    queries = quote('{"q0": {"query": "Ettexempel Provnamn"}}')
    yield f"reconcile?queries={queries}"
    yield "reconcile/suggest/entity?prefix=Ettexempel"
