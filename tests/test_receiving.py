"""A worker whose clients are slow: a request is whole or is not, and others do not wait for it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

import pytest
import urllib3

from publisher.store.engine import free_port
from publisher.web.arriving import LONGEST_BODY, LONGEST_HEAD, Arriving

GET: Final = b"GET /short HTTP/1.1\r\nHost: x\r\n\r\n"
POST: Final = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"
CHUNKED: Final = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
LARGE: Final = b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n"
EXPECTING: Final = POST[:-2] + b"Expect: 100-continue\r\n\r\n"
KEYED: Final = b"PUT /upload/x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n"
"""What takes a key, with the length of its body and further lines."""

APPLICATION: Final = """
def application(environ, start_response):
    if "publisher.looking" in environ:
        may = environ["PATH_INFO"] != "/upload/x" or environ.get("HTTP_AUTHORIZATION") == "good"
        environ["publisher.looking"] = may
        start_response("204 No Content" if may else "401 Unauthorized", [("Vary", "Accept")])
        return [] if may else [b"no key"]
    body = b"" if environ["PATH_INFO"] == "/refuse" else environ["wsgi.input"].read()
    body = body or b"short"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


application.extensions = {"publisher.gate": True}
"""
THREADS: Final = 2


@pytest.mark.parametrize(
    "request_bytes",
    [
        GET,
        POST + b"abcd",
        CHUNKED + b"4\r\nabcd\r\n0\r\n\r\n",
        EXPECTING + b"abcd",
        CHUNKED + b"5\r\n0\r\n\r\n\r\n2;a=b\r\nab\r\n00\r\nX: y\r\n\r\n",
    ],
    ids=["no body", "a body", "in chunks", "after an invitation", "chunks that look like the end"],
)
def test_a_request_is_whole_with_its_last_byte_and_not_before(request_bytes: bytes) -> None:
    arriving = Arriving()
    said = [arriving.add(bytes([byte])) for byte in request_bytes]
    assert said == [False] * (len(request_bytes) - 1) + [True]
    assert arriving.received == request_bytes


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_it_does_not_matter_how_a_request_is_cut(size: int) -> None:
    text = POST + b"abcd"
    arriving = Arriving()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [arriving.add(piece) for piece in pieces][-1]


def test_what_is_too_long_is_not_waited_for() -> None:
    assert Arriving().add(LARGE)
    assert Arriving().add(b"x" * (LONGEST_HEAD + 1))
    assert Arriving().add(CHUNKED + b"x" * (LONGEST_BODY + 1))
    assert not Arriving().add(CHUNKED + b"x" * 1_000)


def test_a_client_is_invited_once_and_only_to_send_what_is_taken() -> None:
    arriving = Arriving()
    assert not arriving.add(EXPECTING)
    assert [arriving.invitation(), arriving.invitation()] == [True, False]
    refused = Arriving()
    assert refused.add(LARGE[:-2] + b"Expect: 100-continue\r\n\r\n")
    assert not refused.invitation()


@pytest.mark.parametrize("size", [1, 60, 10_000])
def test_a_head_is_to_be_looked_at_before_the_body_comes(size: int) -> None:
    for length in (100, 20_000_000):
        text = KEYED % (length, b"") + b"x" * 50
        arriving, asked = Arriving(), 0
        for piece in [text[at : at + size] for at in range(0, len(text), size)]:
            arriving.add(piece)
            asked += arriving.asks()
        assert asked == 1
    for text in (POST, GET, KEYED % (2, b"") + b"ab", KEYED % (0, b"Expect: 100-continue\r\n")):
        arriving = Arriving()
        arriving.add(text)
        assert not arriving.asks()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("application")
    (folder / "small.py").write_text(APPLICATION, encoding="utf-8")
    with worker(folder) as number:
        yield number


@contextmanager
def worker(folder: Path) -> Iterator[int]:
    """One worker with few threads that serves the application; its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "small:application", "--chdir", str(folder),
               "--worker-class", "publisher.web.receiving.Receiver", "--workers", "1",
               "--threads", str(THREADS), "--bind", f"127.0.0.1:{port}",
               "--no-control-socket"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if "Booting worker" in line:
                    break
            else:
                pytest.fail("the worker does not start")
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read()
            assert "Traceback" not in rest, rest


def knock(port: int, text: bytes) -> socket.socket:
    """A client that has sent ``text``, and goes on or not."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30.0)
    connection.sendall(text)
    return connection


def heard(connection: socket.socket, end: bytes) -> bytes:
    """What a client hears, up to ``end``."""
    found = b""
    while not found.endswith(end):
        piece = connection.recv(65_536)
        assert piece, found
        found += piece
    return found


def is_quick(port: int) -> None:
    """Others are answered: all of them before the slow clients are done, which they never are."""
    for _ in range(5):
        answer = urllib3.request("GET", f"http://127.0.0.1:{port}/short", retries=False,
                                 timeout=10.0)  # fmt: skip
        assert answer.data == b"short"


@pytest.mark.parametrize(
    "begun",
    [b"", GET[:20], POST[:-2], POST + b"ab", CHUNKED + b"4\r\nab", EXPECTING,
     GET + GET[:10], LARGE + b"x" * 100_000],
    ids=["nothing", "half a head", "no end of the head", "half a body", "half a chunk",
         "waits to be invited", "half of a second request", "a body that is not read"],
)  # fmt: skip
def test_slow_clients_take_no_thread_from_others(port: int, begun: bytes) -> None:
    with ExitStack() as clients:
        for _ in range(5 * THREADS):
            clients.enter_context(closing(knock(port, begun)))
        is_quick(port)


def test_clients_that_do_not_close_take_no_time_from_others(port: int) -> None:
    with ExitStack() as clients:
        for _ in range(5 * THREADS):
            client = knock(port, GET[:-2] + b"Connection: close\r\n\r\n")
            clients.enter_context(closing(client))
            assert heard(client, b"short")
            is_quick(port)


def test_a_request_that_comes_in_pieces_is_answered(port: int) -> None:
    with closing(knock(port, POST[:10])) as client:
        for byte in POST[10:] + b"abcd":
            is_quick(port) if byte == ord("\n") else None
            client.sendall(bytes([byte]))
        assert heard(client, b"abcd").startswith(b"HTTP/1.1 200")


def test_requests_that_come_together_are_answered_one_after_the_other(port: int) -> None:
    with closing(knock(port, POST + b"1111" + CHUNKED + b"4\r\n2222\r\n0\r\n\r\n" + GET)) as client:
        said = heard(client, b"short")
    assert said.index(b"1111") < said.index(b"2222") < said.index(b"short")


def test_an_invited_client_sends_and_is_answered(port: int) -> None:
    with closing(knock(port, EXPECTING)) as client:
        assert heard(client, b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        client.sendall(b"abcd")
        assert heard(client, b"abcd").count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize("length", [4, 3_000_000, 20_000_000])
@pytest.mark.parametrize("before", [b"", POST + b"1111"], ids=["alone", "after another"])
@pytest.mark.parametrize("lines", [b"", b"Expect: 100-continue\r\n"], ids=["", "expects"])
def test_who_has_no_key_is_told_so_before_the_body(
    port: int, length: int, before: bytes, lines: bytes
) -> None:
    with closing(knock(port, before + KEYED % (length, lines))) as client:
        said = heard(client, b"no key")
        assert client.recv(1) == b""
    assert b"HTTP/1.1 100" not in said
    assert said[said.index(b"HTTP/1.1 401") :].startswith(b"HTTP/1.1 401 Unauthorized\r\nVary: ")


@pytest.mark.parametrize("length", [4, 3_000_000, 20_000_000])
def test_who_has_a_key_is_invited(port: int, length: int) -> None:
    lines = b"Authorization: good\r\nExpect: 100-continue\r\n"
    with closing(knock(port, KEYED % (length, lines))) as client:
        assert heard(client, b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        client.sendall(b"x" * (length - 1) + b"!")
        said = heard(client, b"x!" if length < 5 else b"xxx!")
        assert said.count(b"HTTP/1.1 200") == 1


def test_heads_that_are_looked_at_take_no_thread_from_others(port: int) -> None:
    with ExitStack() as clients:
        for _ in range(20 * THREADS):
            lines = b"Authorization: good\r\nExpect: 100-continue\r\n"
            clients.enter_context(closing(knock(port, KEYED % (3_000_000, lines))))
        is_quick(port)


def test_a_body_that_is_not_read_is_answered_and_the_connection_closed(port: int) -> None:
    with closing(knock(port, LARGE + b"x" * 100_000)) as client:
        assert heard(client, b"short").startswith(b"HTTP/1.1 200")
        assert client.recv(1) == b""


def test_what_is_no_http_is_told_so(port: int) -> None:
    with closing(knock(port, b"hello\r\n\r\n")) as client:
        assert client.recv(65_536).startswith(b"HTTP/1.1 400")


def test_a_large_body_arrives_whole(port: int) -> None:
    body = bytes(range(256)) * 8_000
    answer = urllib3.request("POST", f"http://127.0.0.1:{port}/echo", body=body, retries=False,
                             timeout=30.0)  # fmt: skip
    assert answer.data == body
