"""What is read of an engine over HTTP: a server on loopback says what engines could say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.store.engine import free_port
from publisher.store.wire import Reply, Unreachable, Wires

CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"
FIELDS = [("query", "ASK {}")]
ENDS = (b"ASK {}", b"ASK+%7B%7D", b"&last=1")


@contextmanager
def engine(*answers: Sequence[bytes], heard: list[bytes] | None = None) -> Iterator[str]:
    """A server that answers each request with pieces, sent one by one, on one connection.

    What it is asked is added to ``heard``.
    """
    heard = [] if heard is None else heard
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client:
            for answer in answers:
                asked = b""
                while not asked.endswith(ENDS):
                    asked += client.recv(65_536)
                heard.append(asked)
                for piece in answer:
                    client.sendall(piece)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/query"
    finally:
        listener.close()
        thread.join(10)


def post(wires: Wires, url: str) -> Reply:
    return wires.post(url, FIELDS, "text/csv", 10.0)


def whole(reply: Reply, most: int = 65_536) -> bytes:
    body = b"".join(iter(lambda: reply.read(most), b""))
    reply.close()
    return body


@settings(deadline=None, max_examples=30)
@given(
    parts=st.lists(st.binary(min_size=1, max_size=40), max_size=5),
    cuts=st.lists(st.integers(1, 30), max_size=12),
    most=st.integers(1, 50),
)
def test_chunks_come_out_whole_however_they_are_cut(
    parts: list[bytes], cuts: list[int], most: int
) -> None:
    sent = CHUNKED + b"".join(b"%X;x=y\r\n%b\r\n" % (len(part), part) for part in parts)
    sent += b"0\r\n\r\n"
    pieces = []
    for cut in cuts:
        pieces.append(sent[:cut])
        sent = sent[cut:]
    wires = Wires(2)
    with engine([piece for piece in [*pieces, sent] if piece]) as url:
        reply = post(wires, url)
        assert reply.status == 200
        assert whole(reply, most) == b"".join(parts)


def test_a_connection_is_used_again_once_its_answer_is_read() -> None:
    length = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nwrong"
    wires = Wires(2)
    with engine([CHUNKED, b"3\r\nabc\r\n", b"0\r\n\r\n"], [length], [length]) as url:
        assert whole(post(wires, url)) == b"abc"
        for _ in range(2):
            reply = post(wires, url)
            assert (reply.status, whole(reply)) == (400, b"wrong")


@pytest.mark.parametrize(
    ("graph", "target", "body"),
    [
        ("a:b", b"/query?default-graph-uri=a%3Ab&last=1", b"ASK {}"),
        ("a:" + "b" * 3_000, b"/query", b"query=ASK+%7B%7D&default-graph-uri=a%3Abbb"),
    ],
    ids=["short", "long"],
)
def test_what_does_not_fit_into_an_address_is_sent_as_a_form(
    graph: str, target: bytes, body: bytes
) -> None:
    fields, heard = [*FIELDS, ("default-graph-uri", graph), ("last", "1")], list[bytes]()
    with engine([CHUNKED + b"0\r\n\r\n"], heard=heard) as url:
        assert whole(Wires(2).post(url, fields, "text/csv", 10.0)) == b""
    head, _, sent = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST " + target + b" HTTP/1.1\r\n")
    assert f"Content-Length: {len(sent)}".encode() in head
    assert sent.startswith(body)


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"5\r\nab",
        CHUNKED + b"2\r\nab\r\n",
        CHUNKED + b"2\r\nab\r\n0\r\n",
        CHUNKED + b"2\r\nabc\r\n0\r\n\r\n",
        CHUNKED + b"z\r\nab\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"SSH-2.0-x\r\n\r\n",
        b"x" * 100_000,
        b"",
    ],
)
def test_an_answer_that_is_broken_off_never_looks_whole(answer: bytes) -> None:
    with engine([answer]) as url, pytest.raises(OSError, match="engine"):
        whole(post(Wires(2), url))


def test_what_an_engine_that_has_ended_left_open_is_not_asked() -> None:
    wires = Wires(2)
    with engine([CHUNKED + b"0\r\n\r\n"]) as url:
        assert whole(post(wires, url)) == b""
    with pytest.raises(Unreachable):
        post(wires, url)
    with pytest.raises(Unreachable):
        post(wires, f"http://127.0.0.1:{free_port()}/query")
