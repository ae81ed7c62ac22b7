"""Foreign clients that have a copy of a person drop it at their next run (ldes-client, sickle)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.clients.programs import command, run
from tests.clients.test_feeds import ALL_VERSIONS, CLIENT, LAST_VERSIONS, Copy
from tests.persons import BASE, PERSON, history, told
from tests.sites import publisher, served
from tests.test_oai import sickle

pytestmark = pytest.mark.clients

IRI: Final = BASE + PERSON
SET: Final = {"metadataPrefix": "rdf", "set": "person"}


def installed(folder: Path) -> list[str]:
    """The client of event streams, in a folder of its own."""
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps(CLIENT), encoding="utf-8")
    run([command("npm", "npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts",
         "--silent", "--prefix", str(folder)])  # fmt: skip
    script = folder / "node_modules" / "ldes-client" / "dist" / "bin" / "cli.js"
    return [command("node", "nodejs"), str(script)]


def records(base: str, **since: str) -> dict[str, Any]:
    """What sickle harvests, by identifier: the text of each record, None where it is deleted."""
    found = sickle(base).ListRecords(**SET, **since)
    return {item.header.identifier: None if item.deleted else item.raw for item in found}


def test_clients_drop_the_person_at_their_next_run(tmp_path: Path) -> None:
    program = installed(tmp_path / "client")
    root, _ = history(tmp_path / "site")
    copies = {how: Copy() for how in (LAST_VERSIONS, ALL_VERSIONS)}
    with served(root) as base:
        held = records(base)
        [identifier] = [name for name, text in held.items() if text and told(text)]

        def follow() -> str:
            printed = ""
            for number, (how, copy) in enumerate(copies.items()):
                state = tmp_path / f"state-{number}"
                text = run([*program, f"{base}feeds/ldes/person", *how, "-s", str(state)]).decode()
                copy.read(text.splitlines(keepends=True))
                printed += text
            return printed

        assert told(follow())
        assert all(IRI in copy.things for copy in copies.values())
        done = publisher(root, "withdraw", PERSON, "--yes")
        assert done.returncode == 0, done.stderr
        assert not told(follow())
        assert all(IRI not in copy.things for copy in copies.values())
        again = records(base, **{"from": "2020-01-01T00:00:00Z"})
        assert again[identifier] is None
        assert {name for name, text in again.items() if text} == set(held) - {identifier}
        assert not told("".join(text for text in again.values() if text))
        fresh = Copy()
        fresh.read(run([*program, f"{base}feeds/ldes/person", *ALL_VERSIONS]).decode()
                   .splitlines(keepends=True))  # fmt: skip
        assert set(fresh.things) == set(copies[ALL_VERSIONS].things)
