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
from publisher.web.arriving import BODY, CHUNKS, HEAD, LONGEST_BODY, LONGEST_HEAD, Arriving

GET: Final = b"GET /short HTTP/1.1\r\nHost: x\r\n\r\n"
POST: Final = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n"
CHUNKED: Final = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
LARGE: Final = b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n"
EXPECTING: Final = POST[:-2] + b"Expect: 100-continue\r\n\r\n"
KEYED: Final = b"PUT /upload/x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n"
"""What takes a key, with the length of its body and further lines."""

APPLICATION: Final = """
from publisher.web.patience import EXTENSION, Patience

EVER = 1e9  # no time runs out by itself


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


patience = Patience(head=EVER, body=EVER, streamed=EVER, trusted=("127.0.0.9",))
application.extensions = {"publisher.gate": True, EXTENSION: patience}
"""
THREADS: Final = 2
CONNECTIONS: Final = 40
"""Connections of the worker whose connections are to run out."""


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
    assert not arriving.fault


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_it_does_not_matter_how_a_request_is_cut(size: int) -> None:
    text = POST + b"abcd"
    arriving = Arriving()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert [arriving.add(piece) for piece in pieces][-1]


def given(text: bytes, size: int = 1) -> Arriving:
    """A request that has come in pieces, up to where no more of it is waited for."""
    arriving = Arriving()
    any(arriving.add(text[at : at + size]) for at in range(0, len(text), size))
    return arriving


@pytest.mark.parametrize("size", [1, 5, 1_000])
def test_chunks_are_joined_and_what_comes_after_them_is_kept(size: int) -> None:
    text = CHUNKED + b'2\r\nab\r\n1;x="y;\\"" ; z\r\nc\r\n0\r\nX: y\r\n\r\n'
    assert given(text, size).text() == CHUNKED + b"3\r\nabc\r\n0\r\n\r\n"
    assert given(CHUNKED + b"0\r\n\r\n", size).text() == CHUNKED + b"0\r\n\r\n"
    assert given(text + GET, len(text + GET)).text().endswith(b"\r\n0\r\n\r\n" + GET)


def test_a_body_that_a_door_reads_as_it_comes_goes_on_in_the_middle_of_a_chunk() -> None:
    door = CHUNKED.replace(b"/echo", b"/upload/x")
    arriving = given(door + b"1\r\na\r\n" + b"%x\r\n" % 9_000_000 + b"b" * LONGEST_BODY, 100_000)
    assert arriving.streams
    assert not arriving.fault
    text = arriving.text()
    assert text.startswith(door + b"1\r\na\r\n895440\r\nbbb")
    assert text.count(b"b") > LONGEST_BODY - 100_000


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (HEAD, GET[:-2] + b"X: y\r\n" * 12_000),
        (HEAD, GET[:-2] + b"X: y\r\n" * 12_000 + b"\r\n"),
        (BODY, CHUNKED + b"%x\r\n" % 9_000_000 + b"x" * LONGEST_BODY),
        (CHUNKS, CHUNKED + b"-1\r\n"),
        (CHUNKS, CHUNKED + b"0x1\r\n"),
        (CHUNKS, CHUNKED + b"1\nx\r\n"),
        (CHUNKS, CHUNKED + b"1 \r\nx\r\n"),
        (CHUNKS, CHUNKED + b"1\r\nxyz\r\n"),
        (CHUNKS, CHUNKED + b"1;\x01\r\nx\r\n"),
        (CHUNKS, CHUNKED + b"0\r\nno trailer\r\n\r\n"),
        (CHUNKS, CHUNKED + b"1" * 9_000),
    ],
)
def test_what_is_wrong_is_known_without_a_thread(fault: str, text: bytes) -> None:
    for size in (7, len(text)):
        assert given(text, size).fault == fault


@pytest.mark.parametrize("length", [b"0000000000000000000004", b"99999999999999999999", b"0"])
def test_a_length_is_read_however_it_is_written(length: bytes) -> None:
    text = POST.replace(b"Length: 4", b"Length: " + length)
    assert Arriving().add(text) == (not length.endswith(b"4"))


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


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a worker that has few connections."""
    folder = tmp_path_factory.mktemp("crowded")
    (folder / "small.py").write_text(APPLICATION, encoding="utf-8")
    with worker(folder, CONNECTIONS) as number:
        yield number


@contextmanager
def worker(folder: Path, connections: int = 1_000) -> Iterator[int]:
    """One worker with few threads that serves the application; its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "small:application", "--chdir", str(folder),
               "--worker-class", "publisher.web.receiving.Receiver", "--workers", "1",
               "--threads", str(THREADS), "--worker-connections", str(connections),
               "--graceful-timeout", "1", "--bind", f"127.0.0.1:{port}",
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


def knock(port: int, text: bytes, address: str = "127.0.0.1") -> socket.socket:
    """A client at an address that has sent ``text``, and goes on or not."""
    connection = socket.create_connection(("127.0.0.1", port), 30.0, (address, 0))
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
    for _ in range(5):  # each on a connection of its own: the server may end one that is idle
        with urllib3.HTTPConnectionPool("127.0.0.1", port, retries=False, timeout=10.0) as pool:
            assert pool.request("GET", "/short").data == b"short"


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
    with urllib3.HTTPConnectionPool("127.0.0.1", port, retries=False, timeout=30.0) as pool:
        assert pool.request("POST", "/echo", body=body).data == body


BEGUN: Final = (b"", GET[:20], POST + b"ab", CHUNKED + b"4\r\nab", EXPECTING)


@pytest.mark.parametrize("begun", BEGUN, ids=["nothing", "head", "body", "chunk", "invited"])
@pytest.mark.parametrize("addresses", [1, 5, 2 * CONNECTIONS])
def test_half_requests_keep_no_connection_from_others(
    crowded: int, begun: bytes, addresses: int
) -> None:
    with ExitStack() as clients:
        for number in range(2 * CONNECTIONS):
            address = f"127.1.0.{1 + number % addresses}"
            clients.enter_context(closing(knock(crowded, begun, address)))
        is_answered(crowded, "127.0.0.2")


def test_a_proxy_is_many_clients_and_yet_takes_no_connection_from_others(crowded: int) -> None:
    with ExitStack() as clients:
        first, *others = (
            clients.enter_context(closing(knock(crowded, POST, "127.0.0.9")))
            for _ in range(CONNECTIONS // 2)
        )
        is_answered(crowded, "127.0.0.2")
        first.sendall(b"abcd")
        assert heard(first, b"abcd")
        for _ in range(2 * CONNECTIONS):
            clients.enter_context(closing(knock(crowded, POST, "127.0.0.9")))
        is_answered(crowded, "127.0.0.2")
        assert heard(others[0], b"close\r\n\r\n").startswith(b"HTTP/1.1 408")


def test_who_has_begun_little_is_not_ended_for_who_has_begun_much(crowded: int) -> None:
    with ExitStack() as clients:
        mine = clients.enter_context(closing(knock(crowded, POST, "127.0.0.2")))
        theirs = [
            clients.enter_context(closing(knock(crowded, POST, f"127.1.0.{1 + number % 8}")))
            for number in range(4 * CONNECTIONS)
        ]
        assert heard(theirs[0], b"close\r\n\r\n").startswith(b"HTTP/1.1 408")
        mine.sendall(b"abcd")
        assert heard(mine, b"abcd").startswith(b"HTTP/1.1 200")


def test_large_halves_of_one_client_leave_room_for_those_of_others(port: int) -> None:
    large = POST.replace(b"Length: 4", b"Length: 3900000") + b"x" * 3_800_000
    with ExitStack() as clients:
        mine = clients.enter_context(closing(knock(port, large, "127.0.0.2")))
        theirs = [clients.enter_context(closing(knock(port, large))) for _ in range(20)]
        assert heard(theirs[0], b"close\r\n\r\n").startswith(b"HTTP/1.1 503")
        mine.sendall(b"x" * 99_999 + b"!")
        assert heard(mine, b"x!").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (b"431", GET[:-2] + b"X: y\r\n" * 12_000),
        (b"413", CHUNKED + b"%x\r\n" % 9_000_000 + b"x" * LONGEST_BODY),
        (b"400", CHUNKED + b"1\r\nxyz\r\n"),
        (b"400", POST[:-2] + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET),
        (b"400", POST[:-2] + b"Content-Length: 5\r\n\r\nabcde"),
        (b"400", CHUNKED.replace(b"1.1", b"1.0") + b"0\r\n\r\n"),
    ],
    ids=[
        "a long head",
        "a long body",
        "no chunks",
        "two framings",
        "two lengths",
        "an old version",
    ],
)
def test_what_cannot_be_read_is_refused_once_and_the_connection_closed(
    port: int, status: bytes, text: bytes
) -> None:
    with ExitStack() as clients:
        for _ in range(2 * THREADS):
            clients.enter_context(closing(knock(port, text)))
        is_quick(port)
        client = clients.enter_context(closing(knock(port, text)))
        said = b""
        while piece := client.recv(65_536):
            said += piece
    assert said.startswith(b"HTTP/1.1 " + status)
    assert said.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("zeros", [b"", b"0" * 20])
def test_a_thread_never_waits_for_a_body(port: int, zeros: bytes) -> None:
    with ExitStack() as clients:
        for number in (4, 3_000_000, 20_000_000, 10**20):
            length = POST.replace(b"Length: 4", b"Length: %b%d" % (zeros, number))
            for text in (length, GET[:-2] + length.split(b"\r\n", 2)[2]):
                for _ in range(THREADS):
                    clients.enter_context(closing(knock(port, text + b"ab")))
        is_quick(port)


def test_a_body_in_very_many_chunks_is_read_in_no_time(port: int) -> None:
    with closing(knock(port, CHUNKED + b"1\r\nx\r\n" * 200_000 + b"1\r\n!\r\n0\r\n\r\n")) as client:
        assert heard(client, b"xxx!").startswith(b"HTTP/1.1 200")


def is_answered(port: int, address: str) -> None:
    """Somebody at another address is answered, on a connection of its own."""
    with closing(knock(port, GET, address)) as client:
        assert heard(client, b"short").startswith(b"HTTP/1.1 200")
