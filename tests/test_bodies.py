"""Bodies that are sent many times: the same bytes from memory, from a file, on their way."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.web.bodies import SHORT, Bodies, Body

ROOM = 10_000_000
PIECES = 40


def long(seed: int = 0) -> Iterator[bytes]:
    """More than is held in memory, and not much smaller when packed."""
    source = random.Random(seed)
    for _ in range(PIECES):
        yield source.randbytes(SHORT // 20)


def none() -> Iterator[bytes]:
    pytest.fail("it was kept")


def read(body: Body, *, packed: bool) -> bytes:
    content = b"".join(body.pieces(packed))
    return gzip.decompress(content) if packed else content


@pytest.mark.parametrize("packed", [False, True])
def test_a_short_body_is_written_once(packed: bool, tmp_path: Path) -> None:
    bodies = Bodies(tmp_path, ROOM)
    first = bodies.get("ab", lambda: [b"one, ", b"two"])
    again = bodies.get("ab", none)
    for body in (first, again):
        assert read(body, packed=packed) == b"one, two"
        assert body.length == 8
        assert body.packed_length == len(b"".join(body.pieces(True)))
    assert first.tag == again.tag != bodies.get("cd", lambda: [b"three"]).tag
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("packed", [False, True])
def test_a_long_body_is_kept_when_it_has_come_whole(packed: bool, tmp_path: Path) -> None:
    bodies, content = Bodies(tmp_path / "kept", ROOM), b"".join(long())
    body = bodies.get("ab", long)
    assert body.length is None
    assert read(body, packed=packed) == content
    others = Bodies(tmp_path / "kept", ROOM)  # as another process has it
    for unpacked in (False, True):
        kept = others.get("ab", none)
        assert (kept.length, kept.tag) == (len(content), body.tag)
        assert kept.packed_length == len(b"".join(kept.pieces(True)))
        assert read(others.get("ab", none), packed=unpacked) == content
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".gz"]


def test_a_body_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    bodies = Bodies(tmp_path, ROOM)
    pieces = bodies.get("ab", long).pieces(False)
    assert next(pieces)
    assert list(tmp_path.iterdir())
    pieces.close()  # type: ignore[attr-defined]
    assert not list(tmp_path.iterdir())


def test_files_make_room_for_others(tmp_path: Path) -> None:
    bodies, size = Bodies(tmp_path, 2 * PIECES * SHORT // 20), PIECES * SHORT // 20
    for key in ("aa", "bb", "cc", "dd"):
        read(bodies.get(key, lambda key=key: long(int(key, 16))), packed=False)  # type: ignore[misc]
    kept = list(tmp_path.iterdir())
    assert sum(path.stat().st_size for path in kept) <= 2 * size
    assert kept


def test_what_cannot_be_kept_is_sent_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    for folder in (None, tmp_path / "file"):
        body = Bodies(folder, ROOM).get("ab", long)
        assert zlib.crc32(read(body, packed=True)) == zlib.crc32(b"".join(long()))
