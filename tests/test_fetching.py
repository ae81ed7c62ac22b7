"""Fetching from servers that mean harm, or are only broken: every answer ends, in a clear word."""

from __future__ import annotations

import gzip
import itertools
import os
from collections.abc import Iterator

import pytest

from publisher.errors import (
    AddressRefused,
    BadContent,
    BadStatus,
    FetchError,
    Gone,
    NoAnswer,
    NotYet,
)
from publisher.fetching import Client, Limits, media_of
from publisher.fetching.places import is_outside, place_of
from publisher.fetching.sentences import SENTENCES
from publisher.fetching.unpacking import PIECE, Unpacker
from publisher.store.engine import free_port
from tests.elsewhere import Elsewhere, Request, Send, elsewhere, raw

TURTLE = "<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n"


@pytest.fixture
def server() -> Iterator[Elsewhere]:
    with elsewhere() as found:
        yield found


def client(server: Elsewhere, waits: list[float] | None = None, **limits: float) -> Client:
    """A client that does not wait, and is at home at the server."""
    said = [] if waits is None else waits
    given = {"attempts": 1, **limits}
    return Client(Limits(**given), home=server.address, sleep=said.append)  # type: ignore[arg-type]


def test_a_whole_answer(server: Elsewhere) -> None:
    url = server.say("/a", TURTLE, "text/turtle; charset=UTF-8", ETag='"1"',
                     Link='</feeds/state.json>; rel="state other", <b>; rel=next',
                     Cache_Control="public, max-age=60")  # fmt: skip
    with client(server).fetch(url, accept="text/turtle") as response:
        assert response.read() == TURTLE.encode()
        assert (response.status, response.size, response.url) == (200, len(TURTLE), url)
        assert (response.media_type, response.charset) == ("text/turtle", "utf-8")
        assert response.etag == '"1"'
        assert response.links("other") == [server.address + "/feeds/state.json"]
        assert response.links("next") == [server.address + "/b"]
        assert response.fresh_seconds == 60
    [request] = server.asked
    assert request.headers["accept"] == "text/turtle"
    assert request.headers["host"] == server.address.removeprefix("http://")
    assert request.headers["user-agent"].startswith("publisher/")


def test_what_has_not_changed_is_not_sent_again(server: Elsewhere) -> None:
    url = server.say("/a", TURTLE, ETag='"1"')
    with client(server).fetch(url, etag='"1"') as response:
        assert (response.status, response.read()) == (304, b"")


def test_one_connection_serves_many_questions_and_a_closed_one_is_made_anew(
    server: Elsewhere,
) -> None:
    url, asking = server.say("/a", TURTLE), client(server)
    for _ in range(3):
        asking.fetch(url).close()
    assert server.connections == 1

    def last(request: Request, send: Send) -> None:
        send(raw(200, {"Content-Length": "0"}))

    closing = server.do("/closing", last)
    for _ in range(2):
        asking.fetch(closing).close()
    asking.fetch(url).close()
    assert server.connections == 3


def test_head_has_headers_and_no_body(server: Elsewhere) -> None:
    def huge(request: Request, send: Send) -> None:
        send(raw(200, {"Content-Type": "text/csv", "Content-Length": "10000000000"}))

    with client(server).fetch(server.do("/huge", huge), method="HEAD") as response:
        assert response.headers["content-length"] == "10000000000"
        assert response.size == 0


def test_ten_gigabytes_are_refused_before_they_come(server: Elsewhere) -> None:
    def huge(request: Request, send: Send) -> None:
        send(raw(200, {"Content-Type": "text/turtle", "Content-Length": "10000000000"}))

    with pytest.raises(BadContent, match=r"10,000\.0 MB.*200\.0 MB"):
        client(server).fetch(server.do("/huge", huge))


def test_what_never_ends_is_left_at_the_limit(server: Elsewhere) -> None:
    def endless(request: Request, send: Send) -> None:
        send(raw(200, {"Content-Type": "text/turtle"}))
        while True:
            send(b"# more\n" * 10_000)

    with pytest.raises(BadContent, match="larger than the limit"):
        client(server, body_bytes=1_000_000).fetch(server.do("/endless", endless))


def test_a_bomb_is_left_at_the_limit(server: Elsewhere) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    url = server.say("/bomb", bomb, Content_Encoding="gzip")
    with pytest.raises(BadContent, match="larger than the limit"):
        client(server, body_bytes=1_000_000).fetch(url)


def test_packed_bodies_are_unpacked(server: Elsewhere) -> None:
    text = os.urandom(20_000) + bytes(3 * PIECE)
    one, two = gzip.compress(text), gzip.compress(b"end")
    with client(server).fetch(server.say("/a", one + two, Content_Encoding="gzip")) as response:
        assert response.read() == text + b"end"
        assert response.size == len(text) + 3


def test_a_packed_body_in_any_pieces() -> None:
    text = bytes(PIECE * 2) + b"x" * 1_000
    packed = gzip.compress(text) + gzip.compress(b"second")
    for size in (1, 7, 1_000, len(packed)):
        unpacker, found = Unpacker("gzip"), b""
        for start in range(0, len(packed), size):
            found += b"".join(unpacker.feed(packed[start : start + size]))
        assert found == text + b"second"
        assert unpacker.ended()


@pytest.mark.parametrize(
    ("body", "coding", "code"),
    [
        (b"plain text", "gzip", "packed"),
        (gzip.compress(b"x" * 1_000)[:-9], "gzip", "cut"),
        (b"x", "br", "packed"),
    ],
    ids=["not gzip", "cut", "unknown coding"],
)
def test_packed_badly(server: Elsewhere, body: bytes, coding: str, code: str) -> None:
    with pytest.raises(FetchError) as caught:
        client(server).fetch(server.say("/a", body, Content_Encoding=coding))
    assert caught.value.code == code


def test_cut_in_the_middle(server: Elsewhere) -> None:
    def last(request: Request, send: Send) -> None:
        send(raw(200, {"Content-Type": "text/turtle", "Content-Length": "1000"}) + b"<a> <b>")

    with pytest.raises(NoAnswer, match=r"cut off: 7 of 1000 bytes") as caught:
        client(server).fetch(server.do("/a", last))
    assert caught.value.sentence("sv").startswith(server.address + "/a: Svaret bröts av: 7 av 1000")
    assert caught.value.exit_code == 1


def test_cut_in_the_middle_of_a_chunk(server: Elsewhere) -> None:
    def last(request: Request, send: Send) -> None:
        send(raw(200, {"Transfer-Encoding": "chunked"}) + b"a\r\n0123456789\r\nff\r\n01234")

    with pytest.raises(NoAnswer, match="cut off"):
        client(server).fetch(server.do("/a", last))


def test_what_is_cut_off_is_asked_for_again(server: Elsewhere) -> None:
    tries = itertools.count()
    waits: list[float] = []

    def last(request: Request, send: Send) -> None:
        whole = raw(200, {"Content-Type": "text/turtle", "Content-Length": str(len(TURTLE))})
        send(whole + TURTLE.encode()[: 5 if next(tries) < 2 else None])

    with client(server, waits, attempts=3).fetch(server.do("/a", last)) as response:
        assert response.read() == TURTLE.encode()
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize("where", ["headers", "body", "chunk"])
def test_a_slow_drip_ends_when_time_is_up(server: Elsewhere, where: str) -> None:
    """The clock moves by a second at each look at it: no test waits for it."""
    before = {"headers": b"HTTP/1.1 200 OK\r\nX: ", "body": raw(200, {}),
              "chunk": raw(200, {"Transfer-Encoding": "chunked"})}[where]  # fmt: skip

    def drip(request: Request, send: Send) -> None:
        send(before)
        while True:
            send(b"1")

    ticks = itertools.count()
    asking = Client(Limits(total_seconds=40, read_seconds=5, attempts=1), home=server.address,
                    clock=lambda: float(next(ticks)))  # fmt: skip
    with pytest.raises((NoAnswer, BadContent)) as caught:
        asking.fetch(server.do("/drip", drip))
    assert caught.value.code in ("silent", "not-http")
    assert next(ticks) < 100


def test_silence_ends_when_time_is_up(server: Elsewhere) -> None:
    def silent(request: Request, send: Send) -> None:
        send(raw(200, {"Content-Length": "10"}))
        event.wait(20)

    import threading

    event = threading.Event()
    with pytest.raises(NoAnswer, match=r"within 0\.05 seconds"):
        client(server, read_seconds=0.05).fetch(server.do("/silent", silent))
    event.set()


def test_redirects_are_followed_and_counted(server: Elsewhere) -> None:
    url = server.say("/end", TURTLE)
    server.say("/2", "", status=308, Location="end")
    first = server.say("/1", "", status=302, Location=server.address + "/2#part")
    with client(server).fetch(first) as response:
        assert response.url == url
        assert response.redirects == (first, server.address + "/2")
    around = server.say("/around", "", status=301, Location="/around")
    with pytest.raises(AddressRefused, match="more than 5 times"):
        client(server).fetch(around)
    with pytest.raises(BadStatus, match="without saying where to"):
        client(server).fetch(server.say("/nowhere", "", status=302))


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://example.org/", "http://user@example.org/", "javascript:1",
     "http://exa mple.org/", "http:///x", "gopher://127.0.0.1/", "http://[::1"],
)  # fmt: skip
def test_only_web_addresses_are_called(server: Elsewhere, target: str) -> None:
    with pytest.raises(AddressRefused, match="no address that can be fetched"):
        client(server).fetch(target)
    if " " not in target and not target.startswith("http:///"):
        with pytest.raises(AddressRefused):
            client(server).fetch(server.say("/r", "", status=302, Location=target))


def test_the_own_network_is_open_only_where_the_operator_says_so(server: Elsewhere) -> None:
    url = server.say("/a", TURTLE)
    with elsewhere() as other:
        inside = other.say("/secret", TURTLE)
        sent_on = server.say("/r", "", status=302, Location=inside)
        for refused in (inside, sent_on):
            with pytest.raises(AddressRefused, match="own network"):
                client(server).fetch(refused)
        assert not other.asked
        Client(home=url, inside=True).fetch(sent_on).close()
        assert len(other.asked) == 1
    with pytest.raises(AddressRefused, match="own network"):
        Client().fetch(url)


@pytest.mark.parametrize(("status", "kind"), [(404, BadStatus), (410, Gone), (500, BadStatus)])
def test_other_answers(server: Elsewhere, status: int, kind: type[BadStatus]) -> None:
    url = server.say("/a", "no", status=status)
    with pytest.raises(kind) as caught:
        client(server).fetch(url)
    assert caught.value.status == status
    with client(server).fetch(url, any_status=True) as response:
        assert response.status == status


def test_whoever_asks_to_wait_is_asked_again_after_that(server: Elsewhere) -> None:
    tries, waits = itertools.count(), list[float]()

    def answer(request: Request, send: Send) -> None:
        number = next(tries)
        after = ["7", "Wed, 21 Oct 2026 07:28:30 GMT", ""][min(number, 2)]
        more = {"Retry-After": after, "Date": "Wed, 21 Oct 2026 07:28:00 GMT"} if after else {}
        send(raw(200 if number == 3 else 503, {"Content-Length": "0", **more}))

    client(server, waits, attempts=4).fetch(server.do("/busy", answer)).close()
    assert waits == [7.0, 30.0, 4.0]


def test_nobody_waits_for_an_hour(server: Elsewhere) -> None:
    waits = list[float]()
    url = server.say("/busy", "", status=429, Retry_After="3600")
    with pytest.raises(NotYet, match="in 3600 seconds") as caught:
        client(server, waits, attempts=4).fetch(url)
    assert (caught.value.seconds, caught.value.status, waits) == (3600.0, 429, [])


def test_nobody_is_there(server: Elsewhere) -> None:
    with pytest.raises(NoAnswer, match="does not answer"):
        Client(Limits(attempts=1), inside=True).fetch(f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(NoAnswer, match="Nobody knows where"):
        Client(Limits(attempts=1)).fetch("http://nowhere.invalid/")


def test_what_is_no_http(server: Elsewhere) -> None:
    def other(request: Request, send: Send) -> None:
        send(b"SSH-2.0-OpenSSH_9\r\n")

    with pytest.raises(NoAnswer, match="not HTTP"):
        client(server).fetch(server.do("/ssh", other))
    secure = server.address.replace("http:", "https:")
    with pytest.raises(NoAnswer):
        Client(Limits(attempts=1, connect_seconds=0.1), home=secure).fetch(secure + "/")


def test_iris_are_asked_for_as_uris(server: Elsewhere) -> None:
    url = server.say("/%C3%A5/x?q=%C3%A4%20b", TURTLE)
    client(server).fetch(server.address + "/å/x?q=ä%20b").close()
    assert server.asked[-1].target == url.removeprefix(server.address)


XML = '<?xml version="1.0"?>\n<!-- x -->\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        ("text/turtle", TURTLE, "Turtle"),
        ("application/rdf+xml", XML, "RDF/XML"),
        ("application/xml", XML, "RDF/XML"),
        ("text/xml", '<OAI-PMH xmlns="x"/>', "OAI-PMH"),
        ("application/json", '{"@id": "x"}', "JSON-LD"),
        ("application/ld+json; profile=x", "[]", "JSON-LD"),
        ("application/trig", "{ <a> <b> <c> }", "TriG"),
        ("text/plain", TURTLE, "Turtle"),
        ("application/octet-stream", "<a> <b> <c> <d> .", "N-Quads"),
        ("text/turtle", "[] a <x> .", "Turtle"),
        ("", "@prefix a: <b> .", "Turtle"),
    ],
)
def test_what_an_answer_is(server: Elsewhere, kind: str, body: str, name: str) -> None:
    with client(server).fetch(server.say("/a", body, kind)) as response:
        assert media_of(response).name == name


LOGIN = """<!DOCTYPE html>
<html><head><title>Logga in &amp; välj</title></head>
<body><form><input name=a><input type="password"></form></body></html>"""


@pytest.mark.parametrize(
    ("kind", "body", "code", "words"),
    [
        ("text/html", LOGIN, "login", "“Logga in & välj”"),
        ("application/rdf+xml", LOGIN, "login", "A harvester cannot log in"),
        ("text/turtle", "<html><body>Fel 500</body></html>", "page", "a web page (“HTML”)"),
        ("text/html", TURTLE, "media-type", "says that it is text/html, but looks like Turtle"),
        ("image/png", "\x89PNG", "no-rdf", "does not look like RDF"),
        ("text/turtle", XML, "media-type", "looks like RDF/XML"),
        ("application/rdf+xml", TURTLE, "media-type", "looks like Turtle"),
        ("application/ld+json", TURTLE, "media-type", "looks like Turtle"),
        ("application/xml", "<feed/>", "no-rdf", "does not look like RDF"),
        ("text/turtle", " \n", "empty", "The answer is empty"),
    ],
)
def test_what_is_no_feed(server: Elsewhere, kind: str, body: str, code: str, words: str) -> None:
    response = client(server).fetch(server.say("/a", body, kind))
    with response, pytest.raises(BadContent) as caught:
        media_of(response)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_look_at_hostile_beginnings_is_quick(server: Elsewhere) -> None:
    for body in (" \n" * 30_000, "<!--" * 15_000, "<!DOCTYPE a [" * 5_000, "<title>" * 9_000,
                 "<html><input " + "x" * 60_000, "<?" * 30_000, "#" * 60_000,
                 "#\n " * 20_000 + "\x00"):  # fmt: skip
        response = client(server).fetch(server.say("/a", body + "!", "text/plain"))
        with response, pytest.raises(BadContent):
            media_of(response)


def test_every_sentence_is_in_two_languages() -> None:
    for swedish, english in SENTENCES.values():
        assert swedish != english
        assert ("{value}" in swedish) == ("{value}" in english)
        assert ("{expected}" in swedish) == ("{expected}" in english)


def test_places() -> None:
    assert place_of("https://example.org").path == "/"
    assert place_of("https://exämple.org/").host == "xn--exmple-cua.org"
    assert place_of("http://[::1]:81/a?b=c").authority == "[::1]:81"
    assert not is_outside("127.0.0.1")
