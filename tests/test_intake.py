"""Intake: what publishers send is released whole or not at all, one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from publisher import Site, config
from publisher.errors import IntakeError, NotYours, Occupied, Precondition, Repeated, TooLarge
from publisher.intake import Intake, Received
from publisher.publishers.audit import Audit
from publisher.release.shelf import locked
from tests.publishing import BASE, Sender, graph, key_of, said, with_publishers
from tests.sites import bundled


def log(root: Path) -> list[tuple[str, str, str]]:
    """Who, what, and what became of it."""
    entries = Audit(config.load(root)).entries()
    return [(item.publisher, item.action, item.outcome) for item in entries]


def test_what_is_sent_is_released_with_all_that_changes(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    sender = Sender(root, tmp_path)
    send, piece = sender.intake.submit, sender.piece
    first = send(sender.key, [piece("alfa/a.ttl", said("x", "1"))], expected={"alfa/a.ttl": None})
    assert first.new
    assert first.release == Site(root).shelf.current()
    assert first.checked.findings.conforms
    assert first.etags == {"alfa/a.ttl": sender.intake.etag("alfa/a.ttl")}
    tag = first.etags["alfa/a.ttl"]

    more = piece("alfa/a.ttl", said("x", "2") + said("y", "1"))
    tried = send(sender.key, [more], dry_run=True, expected={"alfa/a.ttl": tag})
    assert (tried.release, tried.new) == ("", False)
    assert Site(root).shelf.current() == first.release
    assert graph(root, "alfa/a.ttl") == {f'<{BASE}alfa/x> "1"'}

    second = send(sender.key, [more], expected={"alfa/a.ttl": tag}, idempotency="once")
    assert tried.changed == second.changed
    assert second.changed.created == (f"{BASE}alfa/y",)
    assert second.changed.updated == (f"{BASE}alfa/x",)
    assert second.changed.added == {f"{BASE}graph/alfa/a.ttl": 2}
    assert second.changed.removed == {f"{BASE}graph/alfa/a.ttl": 1}
    again = send(sender.key, [more], expected={"alfa/a.ttl": tag}, idempotency="once")
    assert again == second
    with pytest.raises(Repeated):
        send(sender.key, [piece("alfa/a.ttl", None)], idempotency="once")
    with pytest.raises(Precondition):
        send(sender.key, [more], expected={"alfa/a.ttl": tag})
    assert log(root) == [
        ("alfa", "put", "released"), ("alfa", "try", "tried"), ("alfa", "put", "released"),
        ("alfa", "put", "denied"), ("alfa", "put", "denied"),
    ]  # fmt: skip
    assert sorted(path.name for path in (root / "access" / "incoming").iterdir()) == []


def test_what_does_not_conform_is_refused_whole(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    sender = Sender(root, tmp_path)
    table = "id;Titel (sv);Startdatum\nx;Ett;i går\n"
    received = sender.intake.submit(sender.key, [
        sender.piece("alfa/projekt.csv", table), sender.piece("alfa/a.ttl", said("x", "1")),
        sender.piece("alfa/b.ttl", said("x", "1", "b/")),
    ])  # fmt: skip
    assert not received.checked.findings.conforms
    places = {item.place.words("en") for item in received.checked.findings.all()}
    assert "alfa/projekt.csv, row 2, column “Startdatum”" in places
    assert "alfa/b.ttl, row 1" in places
    assert received.release == ""
    assert not (root / "data" / "alfa").exists()
    assert Site(root).shelf.current() is None
    assert log(root) == [("alfa", "put", "refused")]


def test_nobody_writes_what_is_anothers(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    sender = Sender(root, tmp_path)
    before = sorted(path.name for path in (root / "data").rglob("*"))
    body = said("x", "1")
    names = {
        "beta/a.ttl": "not-your-source", "a.ttl": "nobodys-source", "alfa": "nobodys-source",
        "gamma/a.ttl": "nobodys-source", "../beta/a.ttl": "nobodys-source",
        "alfa/../beta/a.ttl": "source-name", "alfa//a.ttl": "source-name",
        "alfa/./a.ttl": "source-name", "/etc/a.ttl": "nobodys-source", "alfa/.a.ttl": "source-name",
        "alfa/a": "source-name", "alfa/a.exe": "source-name", "alfa/a.ttl\n": "source-name",
        "alfa/README.ttl": "source-name", "alfa/a\\b.ttl": "source-name", "alfa/ .ttl":
        "source-name", f"alfa/{'a' * 300}.ttl": "source-name", "ALFA/a.ttl": "nobodys-source",
    }  # fmt: skip
    for name, code in names.items():
        for content in (body, None):
            with pytest.raises(NotYours) as told:
                sender.intake.submit(sender.key, [sender.piece(name, content)])
            assert told.value.code == code, name
    with pytest.raises(NotYours, match="the right “write”"):
        sender.intake.submit(key_of(root, "alfa", "check"), [sender.piece("alfa/a.ttl", body)])
    with pytest.raises(NotYours, match="twice"):
        sender.intake.submit(sender.key, [sender.piece("alfa/a.ttl", body)] * 2)
    many = [sender.piece(f"alfa/{number}.ttl", body) for number in range(101)]
    with pytest.raises(TooLarge):
        sender.intake.submit(sender.key, many)
    with pytest.raises(Precondition, match="no such source to remove"):
        sender.intake.submit(sender.key, [sender.piece("alfa/a.ttl", None)])
    assert sorted(path.name for path in (root / "data").rglob("*")) == before
    assert {outcome for _, _, outcome in log(root)} == {"denied"}


def test_who_waits_too_long_is_asked_to_come_back(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    with (root / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[intake]\nwait_seconds = 1\n")
    sender = Sender(root, tmp_path)
    with (root / "access" / ".intake.lock").open("w") as held:
        assert locked(held, 0)
        with pytest.raises(Occupied) as told:
            sender.intake.submit(sender.key, [sender.piece("alfa/a.ttl", said("x", "1"))])
    assert told.value.retry > 0
    assert log(root) == []


@pytest.mark.large
def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    root = with_publishers(tmp_path)
    alfa, beta = Sender(root, tmp_path), Sender(root, tmp_path, "beta")
    start = alfa.intake.submit(alfa.key, [alfa.piece("alfa/a.ttl", said("x", "0"))])

    def one(sender: Sender, name: str, space: str, title: str) -> Received | IntakeError:
        tag = start.etags.get(name)
        piece = sender.piece(name, said("x", title, space))
        try:
            return Intake(root).submit(sender.key, [piece], expected={name: tag})
        except IntakeError as error:
            return error

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(one, alfa, "alfa/a.ttl", "alfa/", "1")
        second = pool.submit(one, alfa, "alfa/a.ttl", "alfa/", "2")
        other = pool.submit(one, beta, "beta/a.ttl", "b/", "3")
    answers = {"1": first.result(), "2": second.result()}
    (won,) = [title for title, answer in answers.items() if isinstance(answer, Received)]
    (lost,) = [answer for answer in answers.values() if not isinstance(answer, Received)]
    assert isinstance(lost, Precondition)
    assert isinstance(other.result(), Received)
    assert graph(root, "alfa/a.ttl") == {f'<{BASE}alfa/x> "{won}"'}
    assert graph(root, "beta/a.ttl") == {f'<{BASE}b/x> "3"'}


@pytest.mark.large
def test_what_a_publisher_takes_away_is_withdrawn_until_it_comes_back(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    (root / "publishers.toml").write_text('[alfa]\nname = { sv = "A", en = "A" }\n', "utf-8")
    sender, base = Sender(root, tmp_path), "https://w3id.org/s3r/oms/"
    body = said("x", "1").replace(BASE, base) + said("y", "1").replace(BASE, base)
    sender.intake.submit(sender.key, [sender.piece("alfa/a.ttl", body)])
    gone = sender.intake.submit(sender.key, [sender.piece("alfa/a.ttl", None)], action="delete")
    assert gone.changed.deleted == (f"{base}alfa/x", f"{base}alfa/y")
    assert gone.etags == {"alfa/a.ttl": ""}
    table = root / "data" / "alfa" / "withdrawn.csv"
    assert [line.split(";")[0] for line in table.read_text("utf-8").splitlines()] == [
        "id", "alfa/x", "alfa/y"
    ]  # fmt: skip
    back = said("x", "2").replace(BASE, base)
    again = sender.intake.submit(sender.key, [sender.piece("alfa/b.ttl", back)])
    assert again.changed.created == (f"{base}alfa/x",)
    assert "alfa/x" not in table.read_text("utf-8")
    assert "alfa/y" in table.read_text("utf-8")


@pytest.mark.large
def test_every_write_as_every_other_publisher_at_once(tmp_path: Path) -> None:
    names = [f"r{number}" for number in range(5)]
    root = with_publishers(
        tmp_path,
        "".join(f'[{name}]\nname = {{ sv = "{name}", en = "{name}" }}\n' for name in names),
    )
    senders = {name: Sender(root, tmp_path, name) for name in names}

    def attempt(writer: str, owner: str, way: int) -> bool:
        """Whether ``writer`` gets something in; that it is of ``owner`` in one way or the other."""
        sender = senders[writer]
        title = f"{writer} {way}"
        name = f"{(owner, writer)[way]}/{writer}.ttl"
        piece = sender.piece(name, said(f"x{writer}", title, f"{(writer, owner)[way]}/"))
        try:
            return bool(Intake(root).submit(sender.key, [piece]).release)
        except NotYours:
            return False

    cases = [(writer, owner, way) for writer in names for owner in names for way in (0, 1)]
    with ThreadPoolExecutor(8) as pool:
        landed = list(pool.map(lambda case: attempt(*case), cases))
    assert landed == [writer == owner for writer, owner, _ in cases]
    for name in names:
        assert [path.name for path in (root / "data" / name).iterdir()] == [f"{name}.ttl"]
        assert {line.split()[0] for line in graph(root, f"{name}/{name}.ttl")} == {
            f"<{BASE}{name}/x{name}>"
        }
