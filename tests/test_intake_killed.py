"""Intake, killed: what was acknowledged is there afterwards, and nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publisher import Site, config
from publisher.publishers.audit import Audit, Entry
from publisher.publishers.landing import Journal, Landing
from tests.publishing import BASE, Sender, graph, said, with_publishers
from tests.sites import ROOT


def staged(root: Path, name: str, text: str) -> tuple[str, str]:
    """A piece as it lies there when the journal is written."""
    folder = root / "access" / "incoming" / "t1" / "data"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name.replace("/", "_")
    path.write_text(text, encoding="utf-8")
    return name, str(path)


@pytest.mark.parametrize(
    "moved", [pytest.param(0, marks=pytest.mark.large), 1, pytest.param(2, marks=pytest.mark.large)]
)
def test_what_is_half_landed_is_landed_by_the_next_build(tmp_path: Path, moved: int) -> None:
    root = with_publishers(tmp_path)
    (root / "data" / "alfa").mkdir()
    (root / "data" / "alfa" / "old.ttl").write_text(said("z", "0"), encoding="utf-8")
    journal = Journal(config.load(root), root / "data")
    pieces = (
        staged(root, "alfa/a.ttl", said("a", "1")), staged(root, "alfa/b.ttl", said("b", "1")),
        ("alfa/old.ttl", ""),
    )  # fmt: skip
    entry = Entry("t1", "alfa", "k1", "put", tuple(name for name, _ in pieces))
    journal.begin(Landing(entry, pieces))
    for name, path in pieces[:moved]:
        Path(path).replace(root / "data" / name)
    outcome = Site(root).build()
    assert outcome.manifest
    assert graph(root, "alfa/a.ttl") == {f'<{BASE}alfa/a> "1"'}
    assert graph(root, "alfa/b.ttl") == {f'<{BASE}alfa/b> "1"'}
    assert not (root / "data" / "alfa" / "old.ttl").exists()
    assert list(journal.pending()) == []
    (line,) = Audit(config.load(root)).entries()
    assert (line.key, line.outcome, line.release) == ("k1", "taken-up", outcome.manifest.id)


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]


def kill(process: subprocess.Popen[str], chance: random.Random) -> None:
    """Kill the one that waits, the one that works, or both, in one order or the other."""
    found = children(process.pid)
    victims = chance.choice([[process.pid], found, [process.pid, *found], [*found, process.pid]])
    for victim in [*victims, process.pid]:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue


@pytest.mark.large
def test_killed_at_random_moments_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    chance = random.Random(20260501)
    sender = Sender(root, tmp_path, "beta")
    began = time.monotonic()
    sender.intake.submit(sender.key, [sender.piece("beta/a.ttl", said("x", "0", "b/"))])
    usual = time.monotonic() - began
    number, acknowledged = 1, 0
    for turn in range(24):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.submitting", str(root), str(tmp_path), str(number), "3"],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        with process:
            assert process.stdout is not None
            lines = [process.stdout.readline()]
            time.sleep(chance.uniform(0, 2 * usual))
            kill(process, chance)
            lines += process.stdout.read().splitlines()
        told = [line.split() for line in lines if line.strip()]
        begun = max((int(line[1]) for line in told if line[0] == "begun"), default=number - 1)
        acknowledged = max([acknowledged, *(int(line[1]) for line in told if line[0] == "done")])
        received = sender.intake.submit(
            sender.key, [sender.piece("beta/a.ttl", said("x", str(turn), "b/"))]
        )
        assert received.release == Site(root).shelf.current()
        values = {name: graph(root, f"alfa/{name}.ttl") for name in "ab"}
        found = {value.split('"')[1] for held in values.values() for value in held}
        assert len(found) <= 1, f"half of a request is there: {values}"
        held = int(found.pop()) if found else 0
        assert acknowledged <= held <= begun, (turn, acknowledged, held, begun)
        outcome = Site(root).build()
        assert outcome.manifest
        assert outcome.manifest.id == received.release, "the sources and the release differ"
        number = begun + 1
    assert acknowledged
    settings = config.load(root)
    assert list(Journal(settings, root / "data").pending()) == []
    sent = [item for item in Audit(settings).entries("alfa") if item.outcome != "denied"]
    assert len({item.id for item in sent}) == len(sent)
