"""The site as files behind nginx, set up as the documentation says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox
import pytest
import urllib3

from publisher import Site
from publisher.render.feeds.cutting import PAGE
from publisher.store.engine import free_port
from tests.histories import STREAM, History
from tests.sites import ROOT, get

pytestmark = pytest.mark.clients

IMMUTABLE = "public, max-age=31536000, immutable"
FRAME = """daemon off; {user}worker_processes 1; pid {0}/nginx.pid; error_log {0}/nginx.log;
events {{ }}
http {{ access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;
fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
{1} }}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    history = History(folder, PAGE + 20)
    history.release()
    Site(history.root).export(folder / "public", immutable=str(folder / "immutable.map"))
    port = free_port()
    text = (ROOT / "docs" / "harvesting.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"^```nginx\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for said, here in (("listen 80", f"listen 127.0.0.1:{port}"), ("/srv/public", "{}/public"),
                       ("/srv/immutable.map", "{}/immutable.map")):  # fmt: skip
        assert said in snippet
        snippet = snippet.replace(said, here.format(folder))
    user = "user root; " if os.geteuid() == 0 else ""
    settings = folder / "nginx.conf"
    settings.write_text(FRAME.format(folder, snippet, user=user), encoding="utf-8")
    with subprocess.Popen([program, "-c", str(settings), "-p", str(folder)]) as process:
        for _ in range(200):
            with suppress(urllib3.exceptions.HTTPError):
                get(f"http://127.0.0.1:{port}/robots.txt")
                break
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("catalog", "", "application/rdf+xml"),
        ("catalog", "text/html,*/*;q=0.8", "application/rdf+xml"),
        ("catalog", "text/turtle", "text/turtle; charset=utf-8"),
        ("datasets/dcat", "", "application/rdf+xml"),
        ("datasets/dcat", "application/ld+json", "application/ld+json"),
        ("catalog/dcat-ap-2", "", "application/rdf+xml"),
        ("catalog/schema.org.jsonld", "", "application/ld+json"),
        (f"feeds/ldes/{STREAM}", "", "application/trig"),
        (f"feeds/ldes/{STREAM}/2", "application/ld+json", "application/ld+json"),
        (f"feeds/activity/{STREAM}.json", "", "application/ld+json"),
        (f"feeds/activity/{STREAM}", "", "application/ld+json"),
        (f"feeds/atom/{STREAM}.xml", "", "application/atom+xml"),
        (".well-known/resourcesync", "", "application/xml"),
        ("sitemap.xml", "", "application/xml"),
        ("robots.txt", "", "text/plain; charset=utf-8"),
        ("feeds", "text/html", "text/html; charset=utf-8"),
        ("feeds/state.json", "", "application/json"),
    ],
)
def test_addresses_without_a_suffix_answer(
    base: str, path: str, accept: str, content_type: str
) -> None:
    answer = get(base + path, accept)
    assert (answer.status, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    head = urllib3.request("HEAD", base + path, headers={"Accept": accept or "*/*"})
    assert head.headers["Content-Length"] == str(len(answer.data))
    assert get(base + path, accept, If_None_Match=answer.headers["ETag"]).status == 304


def test_full_pages_are_immutable_and_the_last_is_not(base: str) -> None:
    for path, kept in ((f"feeds/ldes/{STREAM}/1.trig", IMMUTABLE),
                       (f"feeds/ldes/{STREAM}/2.trig", "public, max-age=60")):  # fmt: skip
        answer = get(base + path)
        assert answer.headers["Cache-Control"] == kept
        packed = get(base + path, Accept_Encoding="gzip")
        assert packed.headers["Content-Encoding"] == "gzip"


def test_an_event_stream_is_read_from_files(base: str) -> None:
    found, waiting = 0, [f"{base}feeds/ldes/{STREAM}.trig"]
    while waiting:
        address = waiting.pop()
        quads = list(ox.parse(get(address).data, format=ox.RdfFormat.TRIG, base_iri=address))
        links = {quad.object.value for quad in quads
                 if quad.predicate.value == "https://w3id.org/tree#node"}  # fmt: skip
        waiting += sorted(links)
        found += sum(quad.predicate.value == "https://w3id.org/tree#member" for quad in quads)
    assert found == PAGE + 20


def test_links_between_pages_for_people_hold(base: str) -> None:
    page = get(base + "feeds.sv.html").data.decode()
    main = page[page.index("<main") : page.index("</main>")]
    for href in set(re.findall(r'href="(/[^"#?]+)"', main)):
        assert get(base + href[1:]).status == 200, href
