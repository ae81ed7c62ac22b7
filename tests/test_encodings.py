"""Content codings: what is packed, how it is chosen, and ETags that tell the forms apart."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import zstandard
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from publisher.web.encodings import Encoded, choose_coding
from tests.releases import release
from tests.visits import app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def unpack(data: bytes, coding: str) -> bytes:
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return gzip.decompress(data)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("zstd;q=0, *", "gzip"),
        ("identity", ""),
        ("identity;q=1, gzip;q=0.5", ""),
        ("identity;q=0.5, gzip;q=1", "gzip"),
        ("br", ""),
        ("GZIP", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=x", ""),
        (",,;q=1, gzip", "gzip"),
    ],
)
def test_the_coding_that_the_client_likes_best(header: str, coding: str) -> None:
    assert choose_coding(header) == coding


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return app(release(tmp_path_factory.mktemp("releases"))).test_client()


PATHS = ["/doc/project/alfa.ttl", "/", "/dump.trig", "/dump.nq", "/dump.nt",
         "/graph/projekt.csv.nq", "/sparql.ttl", "/context.jsonld"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_what_is_large_is_packed_and_is_the_same_unpacked(
    web: FlaskClient, path: str, coding: str
) -> None:
    plain, packed = web.get(path), web.get(path, headers={"Accept-Encoding": coding})
    if len(plain.data) < 1_000:
        assert "Content-Encoding" not in packed.headers
        assert packed.data == plain.data
        return
    assert packed.headers["Content-Encoding"] in ("gzip", coding)
    assert unpack(packed.data, packed.headers["Content-Encoding"]) == plain.data
    assert len(packed.data) < len(plain.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
    head = web.head(path, headers={"Accept-Encoding": coding})
    assert head.headers["ETag"] == packed.headers["ETag"]
    assert head.headers["Content-Encoding"] == packed.headers["Content-Encoding"]


@pytest.mark.parametrize("path", PATHS)
def test_each_form_has_its_tag_and_is_not_sent_again(web: FlaskClient, path: str) -> None:
    tags = []
    for coding in ("", "gzip", "zstd"):
        first = web.get(path, headers={"Accept-Encoding": coding})
        tags.append(first.headers["ETag"])
        again = web.get(path, headers={"Accept-Encoding": coding, "If-None-Match": tags[-1]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tags[-1]
        assert "Accept-Encoding" in again.headers["Vary"]
    assert len(set(tags)) == len({web.get(path, headers={"Accept-Encoding": coding}).headers.get(
        "Content-Encoding") for coding in ("", "gzip", "zstd")})  # fmt: skip


def test_what_is_packed_already_is_left_as_it_is(web: FlaskClient) -> None:
    plain = web.get("/dump.nq.gz")
    packed = web.get("/dump.nq.gz", headers={"Accept-Encoding": "gzip, zstd"})
    assert "Content-Encoding" not in packed.headers
    assert packed.data == plain.data
    assert packed.headers["Content-Length"] == plain.headers["Content-Length"]


def streaming(pieces: Iterator[bytes]) -> FlaskClient:
    own = Flask("streaming")
    own.add_url_rule("/", view_func=lambda: Response(pieces, content_type="text/csv"))
    own.wsgi_app = Encoded(own.wsgi_app)  # type: ignore[method-assign]
    return own.test_client()


def test_a_stream_is_packed_as_it_comes_and_let_go_when_it_is_left() -> None:
    given, closed = [], []

    def pieces() -> Iterator[bytes]:
        try:
            for number in range(10_000):
                given.append(number)
                yield b"%d," % number * 5_000
        finally:
            closed.append(True)

    with streaming(pieces()).get("/", headers={"Accept-Encoding": "gzip"}, buffered=False) as got:
        first = next(iter(got.iter_encoded()))
        assert first
        assert len(given) < 1_000
    assert closed


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_stream_that_breaks_never_looks_whole(coding: str) -> None:
    def broken(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/csv")])
        yield b"x" * 100_000
        raise OSError("broken off")

    got = bytearray()
    environ = EnvironBuilder(headers=[("Accept-Encoding", coding)]).get_environ()
    body = Encoded(broken)(environ, lambda *_: lambda piece: None)
    with pytest.raises(OSError, match="broken off"):
        got.extend(byte for piece in body for byte in piece)
    unpacker = (zlib.decompressobj(31) if coding == "gzip"
                else zstandard.ZstdDecompressor().decompressobj())  # fmt: skip
    unpacker.decompress(bytes(got))
    assert not unpacker.eof
