"""Connections that are kept open: the same answers however requests come, to the last byte."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from tests.sites import served, tiny

QUERY = b"query=SELECT+%3Fs+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+3"
HEAD = (
    b"POST /sparql HTTP/1.1\r\nHost: example.org\r\nAccept: %b\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n%b\r\n"
)
GET = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: example.org\r\n\r\n"
DATE = re.compile(rb"Date: [^\r]*")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tiny(tmp_path_factory.mktemp("worker"))
    with (folder / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[serve]\nworkers = 1\n")
    with served(folder) as address:
        yield address


class Connection:
    """One connection, spoken to in bytes."""

    def __init__(self, base: str, *, narrow: bool = False) -> None:
        place = urlsplit(base)
        self._socket = socket.socket()
        self._socket.settimeout(30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if narrow:  # little is on its way at a time
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1_024)
        self._socket.connect((place.hostname, place.port))
        self._file = self._socket.makefile("rb")

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._socket.sendall(piece)

    def answer(self) -> bytes:
        """The next answer, without its date."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self._file.readline()
            assert line, f"the connection was closed after {head!r}"
            head += line
        if head.startswith(b"HTTP/1.1 100"):
            return self.answer()
        length = re.search(rb"Content-Length: (\d+)", head)
        body = self._file.read(int(length[1])) if length else b""
        while b"Transfer-Encoding: chunked" in head and not body.endswith(b"0\r\n\r\n"):
            body += self._file.readline()
        return DATE.sub(b"", head) + body

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def request(accept: bytes = b"text/csv", body: bytes = QUERY, more: bytes = b"") -> bytes:
    return HEAD % (accept, len(body), more) + body


def alone(base: str, asked: bytes) -> bytes:
    """The answer on a connection of its own."""
    with closing(Connection(base)) as connection:
        connection.send(asked)
        return connection.answer()


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request(b"application/sparql-results+json"),
        request(more=b"Accept-Encoding: gzip\r\n"),
        request(body=QUERY[:-1] + b"900", more=b"Accept-Encoding: gzip\r\n"),
        request(body=QUERY[:-1] + b"901"),
        request(body=b"query=SELECT+wrong"),
        request(more=b'If-None-Match: "0"\r\n'),
        GET,
        GET.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"),
    ],
)
def test_the_same_bytes_get_the_same_bytes(base: str, asked: bytes) -> None:
    for _ in range(2):
        alone(base, asked)
    expected = alone(base, asked)
    with closing(Connection(base)) as connection:
        for _ in range(6):
            connection.send(asked)
            assert connection.answer() == expected
        head, _, body = asked.partition(b"\r\n\r\n")
        for pieces in ([head, b"\r\n\r\n", body], [asked[:9], asked[9:-4], asked[-4:]]):
            connection.send(*pieces)
            assert connection.answer() == expected


def test_requests_that_come_together_are_answered_in_turn(base: str) -> None:
    kinds = [request(), GET, request(b"application/sparql-results+json")]
    expected = [alone(base, asked) for _ in range(3) for asked in kinds][-3:]
    with closing(Connection(base)) as connection:
        for together in (kinds, kinds * 3, kinds[:1] * 5):
            connection.send(b"".join(together))
            for asked in together:
                assert connection.answer() == expected[kinds.index(asked)]


def test_a_request_whose_end_is_late_is_waited_for(base: str) -> None:
    expected = [alone(base, asked) for _ in range(3) for asked in (GET, request())][-1]
    with closing(Connection(base)) as slow, closing(Connection(base)) as other:
        slow.send(GET)
        slow.answer()
        slow.send(request()[:-5])
        for _ in range(3):
            other.send(request())
            assert other.answer() == expected
        slow.send(request()[-5:], GET)
        assert slow.answer() == expected
        assert slow.answer().startswith(b"HTTP/1.1 200")


def test_a_client_that_asks_to_close_is_left(base: str) -> None:
    with closing(Connection(base)) as connection:
        for _ in range(4):
            connection.send(GET)
            connection.answer()
        connection.send(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b"Connection: close" in connection.answer()
        with pytest.raises(AssertionError, match="closed"):
            connection.answer()


@pytest.mark.parametrize(
    "head",
    [
        b"GET %b HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"GET %b HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: gzip\r\nCookie: a=b\r\n\r\n",
        b"GET %b HTTP/1.1\r\nHost: example.org\r\nContent-Length: 0\r\n\r\n",
        b"GET %b HTTP/1.1\r\nhost: example.org\r\ncontent-length: 2\r\n\r\nno",
    ],
)
def test_a_head_that_is_known_means_what_it_meant(base: str, head: bytes) -> None:
    """Other first lines, and other lengths, around the same other lines."""
    targets = [
        b"/", b"/sparql?query=ASK%7B%7D&n=%C3%A5", b"/list/project.html", b"/nothing%20here?a=b",
        b"//elsewhere", b"/a#b", b"/sparql?query=%FF", b"/%2e%2e/doc?x=?y", b"/robots.txt",
    ]  # fmt: skip
    expected = [alone(base, head % target) for target in targets]
    with closing(Connection(base)) as connection:
        for _ in range(2):
            for target, answer in zip(targets, expected, strict=True):
                connection.send(head % target)
                assert connection.answer() == answer


@pytest.mark.parametrize(
    "odd",
    [
        request(more=b"Content-Length: 1\r\n"),
        request().replace(b"Content-Length: ", b"Content-Length: +"),
        request().replace(b"Host: example.org\r\n", b"Host : example.org\r\n"),
        request().replace(b" HTTP/1.1", b" HTTP/1.1 "),
        request().replace(b"POST ", b"post "),
    ],
)
def test_what_must_not_be_read_as_plain_is_not(base: str, odd: bytes) -> None:
    """Beside a head that is known, whatever gunicorn refuses is still refused."""
    with closing(Connection(base)) as connection:
        for number in range(3):
            connection.send(request(body=QUERY + b"%d" % number))
            assert connection.answer().startswith(b"HTTP/1.1 200")
        connection.send(odd)
        assert re.match(rb"HTTP/1.1 [45]", connection.answer())


@pytest.mark.parametrize("together", [1, 20], ids=["one answer", "many answers"])
def test_answers_that_are_not_taken_hold_no_thread(base: str, together: int) -> None:
    """More clients than threads take next to nothing of what they asked for."""
    page = b"GET /catalog HTTP/1.1\r\nHost: example.org\r\n\r\n"
    expected = [alone(base, page) for _ in range(3)][-1]
    with ExitStack() as clients:
        slow = [clients.enter_context(closing(Connection(base, narrow=True))) for _ in range(40)]
        for client in slow:
            client.send(page * together)
        assert [alone(base, page) for _ in range(3)] == 3 * [expected]
        for client in slow[:2]:
            assert [client.answer() for _ in range(together)] == together * [expected]
        slow[0].send(GET)
        assert slow[0].answer().startswith(b"HTTP/1.1 200")


def test_an_answer_is_taken_to_its_end_before_the_connection_is_ended(base: str) -> None:
    page = b"GET /catalog HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
    expected = [alone(base, page) for _ in range(3)][-1]
    with closing(Connection(base, narrow=True)) as slow, closing(Connection(base)) as other:
        slow.send(page)
        for _ in range(5):
            other.send(GET)
            other.answer()
        assert slow.answer() == expected
        with pytest.raises(AssertionError, match="closed"):
            slow.answer()
