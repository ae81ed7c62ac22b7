"""What one publisher may try against the others: keys that do not count, and what is not its own.

The site is that of :func:`intruded`: ``uppsala`` and ``uppsala-lan``, whose names begin alike, and
``beta``, whose namespace is not its id.
"""

from __future__ import annotations

import http.client
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import openpyxl
import urllib3

from publisher import Site
from publisher.publishers.keys import Keys, Scope
from tests.senders import BASE, QUICK
from tests.sites import tiny

PUBLISHERS: Final = """
[uppsala]
name = { sv = "Uppsala", en = "Uppsala" }

[uppsala-lan]
name = { sv = "Uppsala län", en = "Uppsala county" }

[beta]
name = { sv = "Beta", en = "Beta" }
namespace = "b/"
also = ["https://beta.example.org/id/"]
"""
SPACES: Final = {"uppsala": "uppsala/", "uppsala-lan": "uppsala-lan/", "beta": "b/"}
TITLE: Final = "<http://purl.org/dc/terms/title>"
SPARQL: Final = "application/sparql-update"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def intruded(folder: Path, serve: str = "workers = 1") -> Path:
    """The site, released; ``serve`` says how many processes and threads serve it."""
    root = tiny(folder)
    (root / "publishers.toml").write_text(PUBLISHERS, encoding="utf-8")
    with (root / "site.toml").open("a", encoding="utf-8") as file:
        file.write(QUICK.replace("workers = 1", serve))
    Site(root).build()
    return root


def said(iri: str, title: str) -> str:
    """One statement about ``iri``, a whole one or what follows the base, as N-Triples."""
    name = iri if ":" in iri else BASE + iri
    return f'<{name}> {TITLE} "{title}"@sv .\n'


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire: nothing is tidied on the way."""

    method: str
    path: str
    body: bytes | str = b""
    kind: str = "application/n-triples"
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, url: str, authorization: str | None) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers (names in lower case) and body of the answer."""
        address = urlsplit(url)
        body = self.body.encode() if isinstance(self.body, str) else self.body
        fields = {"Content-Type": self.kind, "Accept": "application/json", **self.headers}
        if authorization is not None:
            fields["Authorization"] = authorization
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=300)
        try:
            connection.putrequest(self.method, f"/{self.path}", skip_accept_encoding=True)
            for name, value in {**fields, "Content-Length": str(len(body))}.items():
                connection.putheader(name, value.encode("utf-8"))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, answer.read()
        finally:
            connection.close()


def bearer(key: str) -> str:
    """The header that sends a key."""
    return f"Bearer {key}"


@dataclass(frozen=True)
class Given:
    """Keys of a site: by publisher those that write, and those of others that may not."""

    writers: Mapping[str, str]
    others: Mapping[str, str | None]
    """By what they are: what stands in the header Authorization; None without one."""
    all: tuple[str, ...]
    """The text of every key that was made."""


def given(root: Path) -> Given:
    """New keys, good ones and others."""
    settings = Site(root).settings
    keys, then = Keys(settings), datetime(2024, 1, 1, tzinfo=UTC)

    def new(publisher: str, *scopes: Scope) -> str:
        return keys.new(publisher, scopes or ("check", "write"))[0]

    writers = {name: new(name) for name in SPACES}
    expired, _ = Keys(settings, lambda: then).new("uppsala", expires=then + timedelta(days=1))
    revoked, known = keys.new("uppsala")
    keys.revoke(known.id)
    gone = new("former")
    right = {scope: new("uppsala", scope) for scope in ("check", "read-audit")}
    good = writers["uppsala"]
    last = "A" if good[-1] != "A" else "B"
    others = {
        "none": None, "empty": "", "bare": good, "only the scheme": "Bearer", "a blank": "Bearer  ",
        "expired": bearer(expired), "revoked": bearer(revoked), "of nobody": bearer(gone),
        "to check": bearer(right["check"]), "to read the log": bearer(right["read-audit"]),
        "one character": bearer(good[:-1] + last), "without the last": bearer(good[:-1]),
        "with one more": bearer(good + "A"), "in capitals": bearer(good.upper()),
        "of another name": bearer(good.replace("uppsala", "beta")),
        "another secret": bearer("pub_uppsala_" + "A" * 43), "long": bearer("x" * 5_000),
        "not ASCII": bearer(good.replace("uppsala", "uppsаla")), "quoted": bearer(f'"{good}"'),
        "a pattern": bearer("pub_uppsala_%"), "a query": bearer("' OR '1'='1"),
        "another scheme": f"Basic {good}", "a token": f"Token {good}",
        "two": bearer(f"{good} {good}"), "a hash": bearer(_hash_of(root)),
    }  # fmt: skip
    made = (*writers.values(), expired, revoked, gone, *right.values())
    return Given(writers, others, made)


def _hash_of(root: Path) -> str:
    """What is kept of a key: who reads it has no key."""
    with closing(sqlite3.connect(root / "access" / "keys.sqlite")) as database:
        return str(database.execute("SELECT hash FROM keys").fetchone()[0])


def writes(publisher: str, name: str, key: str = "") -> Iterator[Request]:
    """Every way to write to a source of ``publisher``, with what is its own."""
    body = said(f"{SPACES.get(publisher, publisher)}x", "in")
    named = quote(f"{BASE}graph/{publisher}/{name}.nt", safe="")
    form, kind = urllib3.encode_multipart_formdata({"file": (f"{name}.nt", body.encode())})
    yield Request("PUT", f"graph/{publisher}/{name}.nt", body)
    yield Request("POST", f"graph/{publisher}/{name}.nt", body)
    yield Request("PATCH", f"graph/{publisher}/{name}.nt", f"INSERT DATA {{ {body} }}", SPARQL)
    yield Request("DELETE", f"graph/{publisher}/own.nt")
    yield Request("POST", f"graph/{publisher}", body)
    yield Request("PUT", f"graph/{publisher}?default", body)
    yield Request("PUT", f"graphs?graph={named}", body)
    yield Request("POST", f"graphs?graph={named}", body)
    yield Request("PATCH", f"graphs?graph={named}", "DELETE WHERE { ?s ?p ?o }", SPARQL)
    yield Request("PUT", f"upload/{publisher}/{name}.nt", body)
    yield Request("POST", f"upload/{publisher}/{name}.csv", "id;Titel (sv)\nx;X\n", "text/csv")
    yield Request("DELETE", f"upload/{publisher}/own.nt")
    yield Request("POST", f"upload/{publisher}/", form, kind)
    gone = "id;Datum\nx;2024-01-01\n"
    yield Request("PUT", f"upload/{publisher}/withdrawn.csv", gone, "text/csv")
    yield Request("PUT", f"upload/{publisher}/links/x.sssom.tsv", "subject_id\n", "text/csv")
    if key:
        yield Request("PUT", f"graph/{publisher}/{name}.nt?access_token={key}", body)


def astray(publisher: str = "uppsala") -> Iterator[Request]:
    """Ways to another's place by how an address is written, or a file is called."""
    body, csv = said(f"{publisher}/x", "in"), "id;Titel (sv)\nx;X\n"
    for path in (
        "../beta/x.nt", "..%2fbeta/x.nt", "%2e%2e/beta/x.nt", "./../beta/x.nt",
        "%2e%2e%2fbeta%2fx.nt", "..%5cbeta/x.nt", "/beta/x.nt", "%2fbeta/x.nt", "x.nt%00",
        "%00/x.nt", ".x.nt",
        "x.nt%20", "a/../../beta/x.nt", "..%252fbeta/x.nt", "%ff.nt", "..;/beta/x.nt",
        ".journal.json", "x.nt/..", "..",
    ):  # fmt: skip
        yield Request("PUT", f"graph/{publisher}/{path}", body)
        yield Request("PUT", f"upload/{publisher}/{path}", body)
        named = quote(f"{BASE}graph/", safe="") + f"{publisher}/{path}"
        yield Request("PUT", f"graphs?graph={named}", body)
    for other in ("UPPSALA", "Uppsala", "uppsаla", "uppsala-", "b", "graph", "data"):
        yield Request("PUT", f"graph/{quote(other)}/x.nt", body)
        yield Request("PUT", f"upload/{quote(other)}/x.csv", csv, "text/csv")
    for iri in (
        "http://example.org/id/graph/uppsala/x.nt", "https://example.org/id/graph/mer.ttl",
        "https://example.org/id/graph/beta/x.nt", "HTTPS://EXAMPLE.ORG/id/graph/beta/x.nt",
        "https://example.org/def/area", "file:///etc/passwd", "urn:x-arq:DefaultGraph",
        "https://example.org/id/void", "https://example.org:443/id/graph/uppsala/x.nt",
    ):  # fmt: skip
        yield Request("PUT", f"graphs?graph={quote(iri, safe='')}", body)
    yield Request("PUT", "graphs?default", body)
    yield Request("PUT", "graph/mer.ttl", body)
    yield Request("DELETE", "upload/mer.ttl")
    yield Request("PUT", "upload/projekt.csv", csv, "text/csv")
    for name in ("../beta/x.csv", "beta/x.csv", "..\\beta\\x.csv", "/etc/x.csv", "x.csv\x00.exe"):
        form = {"file": (name, csv.encode())}
        # only the last step of the name counts: a file of the publisher's own that has faults
        yield Request("POST", "upload/beta/", *urllib3.encode_multipart_formdata(form))


def foreign(elsewhere: str) -> Iterator[Request]:
    """What ``uppsala`` sends to a source of its own that describes what is another's.

    ``elsewhere`` is an address that nobody is to ask for anything.
    """
    at = "graph/uppsala/tried"
    for iri in (
        "b/x", "area/mat", "uppsala-lan/x", "uppsala", "uppsala?x", "uppsala/../b/x",
        "uppsala/%2e%2e/b/x", "uppsala/%2E./b/x", "uppsala/a/../../b/x", "uppsala/..%2fb/x",
        "UPPSALA/x", "Uppsala/x", "uppsаla/x", "uppsala／x", "uppsala\u200d/x", "/uppsala/x",
        ".well-known/genid/beta/x", ".well-known/genid/x", "graph/beta/own.nt", "graph/mer.ttl",
        "graph/uppsala-lan/own.nt", "https://beta.example.org/id/x", "HTTPS://EXAMPLE.ORG/id/b/x",
        "http://example.org/id/uppsala/x", "https://example.org./id/uppsala/x",
        "https://example.org:443/id/uppsala/x", "https://example.org/id//uppsala/x",
        "https://example.org@evil.example/id/uppsala/x", "urn:x:y",
    ):  # fmt: skip
        yield Request("PUT", f"{at}.nt", said("uppsala/x", "own") + said(iri, "evil"))
    b, terms = f"{BASE}b/", "https://example.org/def/terms#"
    for body in (
        f"<{b}x> <http://www.w3.org/2002/07/owl#sameAs> <{BASE}uppsala/x> .",
        f"<{b}x> a <{terms}Project> .", f'@prefix : <{b}> . :x {TITLE} "evil"@sv .',
        f'@base <{b}> . <x> {TITLE} "evil"@sv .', f'<../../b/x> {TITLE} "evil"@sv .',
        f'[] {TITLE} "a" ; <http://www.w3.org/2002/07/owl#sameAs> <{b}x> . <{b}x> {TITLE} "e"@sv .',
        f'<{BASE}uppsala/x> {TITLE} "a"@sv {{| {TITLE} "evil"@sv |}} .',
        f'<< <{b}x> {TITLE} "evil"@sv >> {TITLE} "evil"@sv .',
    ):  # fmt: skip
        yield Request("PUT", f"{at}.ttl", body, "text/turtle")
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" ' \
          f'xmlns:t="http://purl.org/dc/terms/" xml:base="{b}">%s</rdf:RDF>'  # fmt: skip
    for node in ('rdf:about="x"', 'rdf:ID="x"', 'xml:base="../b/" rdf:about="y"'):
        body = rdf % f'<rdf:Description {node}><t:title xml:lang="sv">e</t:title></rdf:Description>'
        yield Request("PUT", f"{at}.rdf", body, "application/rdf+xml")
    entity = f'<!DOCTYPE r [<!ENTITY e SYSTEM "{elsewhere}">]>' + rdf % "&e;"
    yield Request("PUT", f"{at}.rdf", entity, "application/rdf+xml")
    title = TITLE[1:-1]
    for content in (
        {"@context": elsewhere, "@id": f"{BASE}uppsala/x", "title": "evil"},
        {"@context": {"@base": b}, "@id": "x", title: "evil"},
        {"@id": f"{BASE}uppsala/x", "@reverse": {title: {"@id": f"{b}x"}}},
        {"@id": f"{BASE}uppsala/x", "@included": [{"@id": f"{b}x", title: "evil"}]},
        {"@id": f"{BASE}graph/beta/own.nt", "@graph": [{"@id": f"{BASE}uppsala/x", title: "evil"}]},
        {"@context": {"@import": elsewhere}, "@id": f"{BASE}uppsala/x"},
    ):  # fmt: skip
        yield Request("PUT", f"{at}.jsonld", json.dumps(content), "application/ld+json")
    other = f"<{BASE}graph/beta/own.nt>"
    inside = f'{{ <{b}x> {TITLE} "evil"@sv }}'
    yield Request("PUT", f"{at}.trig", f"{other} {inside}", "application/trig")
    yield Request("PUT", "upload/uppsala/tried.trig", f"{other} {inside}", "application/trig")
    yield Request("PUT", "upload/uppsala/tried.nq", f'<{b}x> {TITLE} "e"@sv {other} .',
                  "application/n-quads")  # fmt: skip
    for update in (
        f"INSERT DATA {inside}", f"INSERT DATA {{ GRAPH {other} {inside} }}", f"LOAD <{elsewhere}>",
        f"WITH {other} DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", "CLEAR ALL", "DROP NAMED",
        f"DELETE {{ ?s ?p ?o }} USING {other} WHERE {{ ?s ?p ?o }}", f"COPY {other} TO DEFAULT",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}",
        f"INSERT {{ GRAPH ?g {inside} }} WHERE {{ BIND({other} AS ?g) }}",
        f"MOVE {other} TO DEFAULT",
        f"INSERT {{ ?s ?p ?o }} WHERE {{ S\\u0045RVICE <{elsewhere}> {{ ?s ?p ?o }} }}",
        f"\\u004COAD <{elsewhere}>", f"ADD {other} TO DEFAULT", "LOAD <file:///etc/passwd>",
        f"INSERT DATA {{ <{BASE}uppsala/x> {TITLE} 'a' }} ; INSERT DATA {inside}",
    ):  # fmt: skip
        yield Request("PATCH", "graph/uppsala/own.nt", update, SPARQL)
    yield from _tables(elsewhere)


def _tables(elsewhere: str) -> Iterator[Request]:
    table = "nummer;namn\n7;Sju\n"
    column = {"name": "namn", "titles": "namn", "propertyUrl": TITLE[1:-1], "lang": "sv"}
    number = {"name": "nummer", "titles": "nummer", "suppressOutput": True}
    context = ["http://www.w3.org/ns/csvw", {"@language": "sv"}]
    virtual = {"name": "v", "virtual": True, "aboutUrl": f"{BASE}b/7", "propertyUrl": TITLE[1:-1],
               "default": "evil"}  # fmt: skip
    own = BASE + "uppsala/thing/{nummer}"
    for about, cells, more in (
        (BASE + "b/thing/{nummer}", [number, column], {}),
        (BASE + "uppsala/../b/{nummer}", [number, column], {}),
        (BASE + "{namn}/{nummer}", [number, column], {}),
        (own, [number, {**column, "aboutUrl": BASE + "b/{nummer}"}], {}),
        (own, [number, column, virtual], {}),
        (own, [number, column], {"url": "../beta/lista.csv"}),
        (own, [number, column], {"url": "../../site.toml"}),
        (own, [number, column], {"url": "../../access/keys.sqlite"}),
        (own, [number, column], {"url": "file:///etc/passwd"}),
        (own, [number, column], {"url": elsewhere}),
        (own, [number, column], {"tableSchema": elsewhere}),
        (own, [number, column], {"@context": elsewhere}),
    ):  # fmt: skip
        described = {"@context": context, "url": "tried.csv", "dialect": {"delimiter": ";"},
                     "tableSchema": {"aboutUrl": about, "columns": cells}, **more}  # fmt: skip
        form = {"file": ("tried.csv", table.encode()),
                "description": ("d.json", json.dumps(described).encode())}  # fmt: skip
        yield Request("POST", "upload/uppsala/", *urllib3.encode_multipart_formdata(form))
        if "url" in more:
            alone = {"file": ("lista.csv-metadata.json", json.dumps(described).encode())}
            yield Request("POST", "upload/uppsala/", *urllib3.encode_multipart_formdata(alone))
    for name, row in (("projekt", f"{BASE}b/x;evil"), ("projekt", "../../b/x;evil"),
                      ("withdrawn", f"{BASE}b/x;2024-01-01")):  # fmt: skip
        head = "id;Titel (sv)" if name == "projekt" else "id;Datum"
        yield Request("PUT", f"upload/uppsala/{name}.csv", f"{head}\n{row}\n", "text/csv")
    link = (f"{BASE}b/x", "skos:exactMatch", f"{BASE}uppsala/x", "semapv:ManualMappingCuration")
    headings = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    sssom = "".join("\t".join(row) + "\n" for row in (headings, link))
    for name in ("x.sssom.tsv", "links/x.sssom.tsv"):
        yield Request("PUT", f"upload/uppsala/{name}", sssom, "text/tab-separated-values")
    yield Request("PUT", "upload/uppsala/projekt.xlsx", outward(elsewhere), XLSX)


def outward(elsewhere: str) -> bytes:
    """A workbook that refers to another one at ``elsewhere``, by a link, a formula, an entity."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "projekt"
    for row in (["id", "Titel (sv)"], ["x", f"='[{elsewhere}]Blad1'!A1"],
                ["y", f'=WEBSERVICE("{elsewhere}")']):  # fmt: skip
        sheet.append(row)
    plain, made = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{elsewhere}">]>'.encode()
                content = content.replace(b"<workbook", head + b"<workbook", 1)
            new.writestr(name, content)
        new.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" TargetMode="External" Type="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships/externalLinkPath" Target="{elsewhere}"/>'
            "</Relationships>"
        ))  # fmt: skip
    return made.getvalue()
