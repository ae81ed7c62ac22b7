"""Nights on which a source is not as it was: what is valid is taken, of all else is said why not.

Whatever comes, the last good state stays, and the report tells it in Swedish and in English.
"""

from __future__ import annotations

import gzip
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from publisher import Site
from publisher.store.engine import free_port
from tests.elsewhere import Behaviour, Elsewhere, Request, Send, elsewhere, raw
from tests.engines import listening_to, writable
from tests.sites import post
from tests.test_remote_queries import CONSTRUCT, asking, put, update
from tests.test_remote_sources import (
    FAR,
    PREFIXES,
    get,
    one,
    project,
    site_with,
    titles,
    turtle,
)

GOOD: Final = turtle(project("a", "Ett"))
N_TRIPLES: Final = (
    f"<{FAR}p/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<https://example.org/def/terms#Project> .\n"
    f'<{FAR}p/a> <http://purl.org/dc/terms/title> "Ett"@sv .\n'
    f"<{FAR}p/a> <http://purl.org/dc/terms/subject> <https://example.org/id/area/industri> .\n"
)
ERROR: Final = "<!doctype html><title>Internt fel</title><p>Försök senare"
LOGIN: Final = "<html><title>Logga in</title><input type=password name=x>"
MOST: Final = 100_000

Answer = tuple[str | bytes | Behaviour, dict[str, Any]]


def cut(_: Request, send: Send) -> None:
    """Half a body; the connection is closed."""
    send(raw(200, {"Content-Type": "text/turtle", "Connection": "close",
                   "Content-Length": str(len(GOOD) * 2)}) + GOOD.encode())  # fmt: skip
    raise ConnectionAbortedError


def cut_in_a_chunk(_: Request, send: Send) -> None:
    send(raw(200, {"Content-Type": "text/turtle", "Transfer-Encoding": "chunked"})
         + b"ffff\r\n" + GOOD.encode())  # fmt: skip


def endless(_: Request, send: Send) -> None:
    send(raw(200, {"Content-Type": "text/turtle"}) + PREFIXES.encode())
    while True:
        send(b"# and more\n" * 1_000)


def another_protocol(_: Request, send: Send) -> None:
    send(b"SSH-2.0-x\r\n")


def said(body: str | bytes, kind: str = "text/turtle", **more: Any) -> Answer:
    return body, {"kind": kind, **more}


TAKEN: Final[dict[str, Answer]] = {
    "as text": said(GOOD, "text/plain"),
    "as anything": said(GOOD, "application/octet-stream"),
    "without a type": said(GOOD, ""),
    "as N-Triples": said(N_TRIPLES, "application/n-triples"),
    "packed on the way": said(gzip.compress(GOOD.encode()), Content_Encoding="gzip"),
    "packed as a file": said(gzip.compress(GOOD.encode()), "application/gzip"),
    "moved for now": said("", status=302, Location="/new.ttl"),
    "moved for good": said("", status=308, Location="/way.ttl"),
}
"""The same in other ways."""

REFUSED: Final[dict[str, tuple[Answer, str]]] = {
    "half a body": ((cut, {}), "cut"),
    "half a chunk": ((cut_in_a_chunk, {}), "cut"),
    "half of what is packed": (
        said(gzip.compress(GOOD.encode() * 9)[:-12], Content_Encoding="gzip"), "cut"),
    "half a file that looks whole": (said(GOOD[:-20]), "unreadable"),
    "a bomb": (said(gzip.compress(b"# \n" * 1_000_000), Content_Encoding="gzip"), "too-large"),
    "a bomb as a file": (said(gzip.compress(b"# \n" * 1_000_000), "application/gzip"), "large"),
    "packed otherwise": (said(GOOD, Content_Encoding="br"), "packed"),
    "no end": ((endless, {}), "too-large"),
    "an error that says it is well": (said(ERROR, "text/html"), "page"),
    "an error that says it is data": (said(ERROR), "page"),
    "a page to log in": (said(LOGIN, "text/html"), "login"),
    "a picture": (said(b"\x89PNG\r\n", "image/png"), "no-rdf"),
    "another type than it is": (said(GOOD, "application/rdf+xml"), "media-type"),
    "sent in a circle": (said("", status=301, Location="/p.ttl"), "redirects"),
    "sent nowhere": (said("", status=303), "redirect-nowhere"),
    "sent to a file": (said("", status=302, Location="file:///etc/passwd"), "address"),
    "not found": (said("no", status=404), "status"),
    "not HTTP": ((another_protocol, {}), "not-http"),
    "nothing": (said(""), "empty"),
    "nothing in it": (said(PREFIXES), "nothing"),
}  # fmt: skip
"""What cannot be taken, and the code of what is said."""


@pytest.fixture
def server() -> Iterator[Elsewhere]:
    with elsewhere() as found:
        yield found


def answer(server: Elsewhere, path: str, how: Answer) -> str:
    body, more = how
    return server.do(path, body) if callable(body) else server.say(path, body, **more)


def require_told(site: Path, code: str, **more: Any) -> None:
    """See that a new state is not taken, and that it is told why, to all who are told."""
    found = get(site, **more)
    told = one(found)
    assert (told.became, told.state.code) == ("kept", code), told.state.said
    swedish, english = told.state.said["sv"], told.state.said["en"]
    assert swedish
    assert english
    assert swedish != english
    assert "läget från 2023-11-14T22:13:20Z gäller" in " ".join(found.lines("sv"))
    assert "that of 2023-11-14T22:13:20Z stays" in " ".join(found.lines("en"))
    (public,) = json.loads((site / "fetched/sources.json").read_text())["sources"]
    assert public["reason"] == {"code": code, "sv": swedish, "en": english}


def require_kept(site: Path) -> None:
    """See that the last good state is what is released."""
    assert Site(site).build().manifest is not None
    assert titles(site) == ["Ett"]


def of_rdf(folder: Path, url: str) -> Path:
    return site_with(
        folder, f'[sources.uppsala]\naddress = "{url}"\nkind = "rdf"\nbytes = {MOST}'
    )  # fmt: skip


def test_what_comes_in_another_way_is_taken(server: Elsewhere, tmp_path: Path) -> None:
    server.say("/new.ttl", GOOD)
    server.say("/way.ttl", "", status=301, Location="/new.ttl")
    site = of_rdf(tmp_path, server.say("/p.ttl", GOOD))
    assert one(get(site)).became == "new"
    for name, how in TAKEN.items():
        answer(server, "/p.ttl", how)
        told = one(get(site))
        assert told.became == "unchanged", (name, told.state.said)
    require_kept(site)


def test_what_cannot_be_taken_leaves_the_last_good_state(server: Elsewhere, tmp_path: Path) -> None:
    site = of_rdf(tmp_path, server.say("/p.ttl", GOOD))
    get(site)
    for how, code in REFUSED.values():
        answer(server, "/p.ttl", how)
        require_told(site, code)
    require_kept(site)
    server.say("/p.ttl", GOOD)
    assert one(get(site)).became == "unchanged"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://nowhere.invalid/p", "unknown-host"),
        ("http://127.0.0.1:{}/p", "unreachable"),
    ],
)
def test_nobody_is_there(server: Elsewhere, tmp_path: Path, address: str, code: str) -> None:
    url = server.say("/p.ttl", GOOD)
    site = of_rdf(tmp_path, url)
    get(site)
    text = (site / "site.toml").read_text()
    (site / "site.toml").write_text(text.replace(url, address.format(free_port())))
    require_told(site, code)


@contextmanager
def secure(folder: Path) -> Iterator[str]:
    """A server whose certificate nobody has signed but itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    names = [str(folder / name) for name in ("key.pem", "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", names[0], "-out", names[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(names[1], names[0])
    server = make_server("127.0.0.1", 0, Flask("secure"), threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_certificate_that_does_not_hold(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/p.ttl", GOOD)
    site = of_rdf(tmp_path, url)
    get(site)
    with secure(tmp_path) as address:
        text = (site / "site.toml").read_text()
        (site / "site.toml").write_text(text.replace(server.address, address))
        require_told(site, "certificate")


def test_tables(server: Elsewhere, tmp_path: Path) -> None:
    table = "id;Titel (sv);Utmaningsområde\nnord;Norr;mat\n"
    site = site_with(
        tmp_path, f'[sources.uppsala]\naddress = "{server.address}/export"\ntable = "projekt"'
    )
    server.say("/export", table, "text/csv")
    get(site)
    for body, kind, code in (
        (table, "application/octet-stream", "table-kind"),
        (ERROR, "text/csv", "page"),
        (ERROR, "text/html", "page"),
        (LOGIN, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "login"),
        (b"PK\x03\x04", "application/vnd.oasis.opendocument.spreadsheet", "unreadable"),
        (table.partition("nord")[0], "text/csv", "nothing"),
        (table.partition(";mat")[0], "text/csv", "faulty"),
    ):
        server.say("/export", body, kind)
        require_told(site, code)
    server.say("/export", table, "text/csv; charset=utf-8")
    assert one(get(site)).became == "unchanged"


CATALOGUE: Final = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


def page(number: int, following: str, total: int = 4) -> str:
    """A page of a catalogue with two datasets."""
    datasets = [f"<{FAR}d/{number}{letter}>" for letter in "ab"]
    return CATALOGUE + (
        f"<{FAR}catalog> a dcat:Catalog ; dcat:dataset {', '.join(datasets)} .\n"
        + "".join(f'{iri} a dcat:Dataset ; dct:title "D"@sv .\n' for iri in datasets)
        + f"<?page={number}> a hydra:PagedCollection ; hydra:totalItems {total} "
        + (f"; hydra:nextPage <{following}> .\n" if following else ".\n")
    )


def test_pages_of_a_feed(server: Elsewhere, tmp_path: Path) -> None:
    url = server.say("/dcat?page=1", page(1, "?page=2"))
    server.say("/dcat?page=2", page(2, ""))
    site = site_with(tmp_path, f'[sources.uppsala]\naddress = "{url}"\nkind = "dcat"')
    assert one(get(site)).became == "new"
    kept = (site / "fetched/files/fetched/uppsala.nt").read_text()
    for second, code in (
        (page(2, "?page=1"), "paging-loop"),
        (page(1, ""), "total"),
        (page(2, "", total=9), "total-moves"),
        (ERROR, "page"),
    ):
        server.say("/dcat?page=2", second)
        require_told(site, code)
    assert (site / "fetched/files/fetched/uppsala.nt").read_text() == kept


@pytest.fixture
def engine() -> Iterator[str]:
    with writable() as url:
        put(url, *(project(f"n{number}", f"T{number}") for number in range(8)))
        yield url


def between(engine: str, change: Callable[[str], str | None]) -> Flask:
    """An endpoint that asks an engine another query, or sends a page where there is none."""
    app = Flask("between")

    @app.post("/query")
    def query() -> Response:
        kind = "application/sparql-results+json"
        text = change(request.form["query"])
        if text is None:
            return Response(ERROR, content_type="text/html")
        return Response(post(engine + "query", {"query": text}, kind).data, content_type=kind)

    return app


def test_pages_of_a_query(engine: str, tmp_path: Path) -> None:
    numbers = count()

    def same_page(text: str) -> str:
        return text.partition(" OFFSET ")[0]

    def overlapping(text: str) -> str:
        return text.replace("OFFSET 3", "OFFSET 2")

    def more_and_more(text: str) -> str:
        if "COUNT(" in text:
            return text
        return "SELECT ?p ?t ?s { VALUES (?p ?t ?s) { " + "".join(
            f'(<{FAR}p/x{next(numbers)}> "T"@sv <{FAR}x>)' for _ in range(3)) + "} }"  # fmt: skip

    changes: list[tuple[Callable[[str], str | None], str]] = [
        (same_page, "repeated"), (overlapping, "repeated"), (more_and_more, "moving"),
        (lambda text: text if "COUNT(" in text else None, "page"), (lambda _: None, "page"),
    ]  # fmt: skip
    current: list[Callable[[str], str | None]] = [lambda text: text]
    with listening_to(between(engine, lambda text: current[0](text))) as url:
        site = asking(tmp_path, url + "query", CONSTRUCT)
        assert one(get(site)).became == "new"
        for change, code in changes:
            current[0] = change
            require_told(site, code)
    kept = (site / "fetched/files/fetched/uppsala.nt").read_text()
    assert kept.count("dc/terms/title") == 8


def test_equal_rows_may_go_over_a_page(engine: str, tmp_path: Path) -> None:
    end = "dct:subject ?s } ORDER"
    assert end in CONSTRUCT
    four_times = CONSTRUCT.replace(end, "dct:subject ?s . VALUES ?x { 1 2 3 4 } } ORDER")
    told = one(get(asking(tmp_path, engine + "query", four_times)))
    assert (told.became, told.state.things) == ("new", 8), told.state.said


def test_what_shrinks_while_it_is_read_is_read_anew(engine: str, tmp_path: Path) -> None:
    site = asking(tmp_path, engine + "query", CONSTRUCT)
    lines: list[str] = []

    def say(text: str) -> None:
        lines.append(text)
        if text == "uppsala: 2 …" and lines.count(text) == 1:
            update(engine, f"DELETE WHERE {{ <{FAR}p/n0> ?p ?o }}")  # the rest moves up by one

    told = one(get(site, say=say))
    assert (told.became, told.state.things) == ("new", 7)
    assert lines.count("uppsala: 2 …") == 2
