"""Tables and workbooks sent over HTTP: as they are, or in a form, with or without a description."""

from __future__ import annotations

import io
import json
import resource
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
import urllib3

from publisher import Site
from tests.senders import BASE, Sender, fields_of, near, sender, site
from tests.sites import get

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
TABLE = "id;Titel (sv);Utmaningsområde\nx1;Ett;mat\nx2;Två;mat\n"
WRONG = TABLE.replace("Två;mat", "Två;matt")
OTHER = "nummer;benämning\n7;Sju\n"
DESCRIBED = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
    "url": "annat.csv",
    "dialect": {"delimiter": ";"},
    "tableSchema": {
        "aboutUrl": BASE + "alfa/thing/{nummer}",
        "columns": [
            {"name": "nummer", "titles": "nummer", "suppressOutput": True},
            {"name": "namn", "titles": "benämning", "lang": "sv",
             "propertyUrl": "http://purl.org/dc/terms/title"},
        ],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("site"), "\n[limits]\nsource_bytes = 6000000\n")


@pytest.fixture(scope="module")
def alfa(root: Path) -> Iterator[Sender]:
    with near(root) as found:
        yield found


def put(alfa: Sender, text: str, accept: str = JSON, more: str = "") -> urllib3.BaseHTTPResponse:
    return alfa.send("PUT", f"upload/alfa/projekt.csv{more}", text.encode(), "text/csv",
                     Accept=accept)  # fmt: skip


def form(
    alfa: Sender, path: str, *files: tuple[str, str, str], **headers: str
) -> urllib3.BaseHTTPResponse:
    """Send files, each by its field, its name and its text."""
    fields = [(field, (name, text.encode())) for field, name, text in files]
    body, kind = urllib3.encode_multipart_formdata(fields)
    return alfa.send("POST", path, body, kind, Accept=JSON, **headers)


def test_a_table_comes_back_with_its_faults_marked(root: Path, alfa: Sender) -> None:
    answer = put(alfa, WRONG, BOOK)
    assert answer.status == 422, answer.data
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert sheet["C3"].comment is not None
    assert "mat" in sheet["C3"].comment.text
    assert 'filename*="' not in answer.headers["Content-Disposition"]
    assert not (root / "data/alfa").exists()


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("upload/alfa/projekt.csv", b"x", "application/x-www-form-urlencoded", 415),
        ("upload/alfa/projekt.csv", b"x", BOOK, 415),
        ("upload/alfa/projekt.exe", b"x", "text/csv", 415),
        ("upload/alfa/projekt.exe", b"x", "", 400),
        ("upload", b"x", "text/csv", 400),
        ("upload", b"x", "multipart/form-data; boundary=a", 400),
        ("upload/projekt.csv", b"x", "text/csv", 403),
        ("upload/alfa/projekt.csv", b"x" * 6_200_000, "text/csv", 413),
    ],
)
def test_what_cannot_be_taken_is_said(
    alfa: Sender, path: str, body: bytes, kind: str, status: int
) -> None:
    answer = alfa.send("POST", path, body, kind, Accept=JSON)
    assert answer.status == status, answer.data
    assert fields_of(answer)["detail"]


def test_a_packed_body_is_not_taken(alfa: Sender) -> None:
    answer = alfa.send("PUT", "upload/alfa/projekt.csv", b"x", "text/csv", Content_Encoding="gzip")
    assert answer.status == 415


@pytest.mark.large
def test_a_table_is_published_replaced_and_removed(root: Path, alfa: Sender) -> None:
    first = put(alfa, TABLE)
    assert first.status == 201, first.data
    assert fields_of(first)["changed"]["created"]["count"] == 2
    assert first.headers["Location"] == alfa.url + "graph/alfa/projekt.csv"
    tag = get(first.headers["Location"], "text/turtle").headers["ETag"]
    second = alfa.send("PUT", "upload/alfa/projekt.csv", TABLE.replace("Ett", "Etta").encode(),
                       "text/csv", If_Match=tag, Accept=JSON)  # fmt: skip
    assert second.status == 200
    assert fields_of(second)["changed"]["updated"]["things"] == [BASE + "alfa/project/x1"]
    late = alfa.send("PUT", "upload/alfa/projekt.csv", TABLE.encode(), "text/csv", If_Match=tag)
    assert late.status == 412
    gone = alfa.send("DELETE", "upload/alfa/projekt.csv", Accept=JSON)
    assert fields_of(gone)["changed"]["deleted"]["count"] == 2
    assert alfa.send("DELETE", "upload/alfa/projekt.csv").status == 404


def test_a_disk_that_is_full_is_said(root: Path, alfa: Sender) -> None:
    """A limit on what may be written stands in for the disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        answer = put(alfa, TABLE + "#\n" * 1_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status == 507
    assert "ingen plats kvar" in answer.data.decode()
    assert put(alfa, TABLE, more="?dry-run").status == 200


@pytest.mark.large
def test_a_form_brings_several_files(root: Path, alfa: Sender) -> None:
    answer = form(alfa, "upload?dry-run", ("a", "projekt.csv", TABLE), ("b", "områden.csv",
                  "id;Namn (sv);Namn (en)\nluft;Luft;Air\n"))  # fmt: skip
    assert answer.status == 200, answer.data
    assert [item["name"] for item in fields_of(answer)["sources"]] == [
        "alfa/projekt.csv", "alfa/områden.csv",
    ]  # fmt: skip
    assert fields_of(answer)["changed"]["created"]["count"] == 3
    assert form(alfa, "upload/beta/", ("a", "projekt.csv", TABLE)).status == 403


@pytest.mark.large
def test_a_description_comes_with_its_table_and_stays(root: Path, alfa: Sender) -> None:
    bare = form(alfa, "upload", ("file", "annat.csv", OTHER))
    assert bare.status == 422
    described = ("description", "whatever.json", json.dumps(DESCRIBED))
    answer = form(alfa, "upload", ("file", "annat.csv", OTHER), described)
    assert answer.status == 201, answer.data
    assert (root / "data/alfa/annat.csv-metadata.json").is_file()
    assert b'"Sju"@sv' in get(alfa.url + "graph/alfa/annat.csv", "text/turtle").data
    again = alfa.send("PUT", "upload/alfa/annat.csv", OTHER.replace("Sju", "7 st").encode(),
                      "text/csv", Accept=JSON)  # fmt: skip
    assert again.status == 200, again.data
    assert b'"7 st"@sv' in get(alfa.url + "graph/alfa/annat.csv", "text/turtle").data
    two = form(alfa, "upload", ("a", "annat.csv", OTHER), ("b", "b.csv", OTHER), described)
    assert fields_of(two)["code"] == "which-table"
    assert alfa.send("DELETE", "upload/alfa/annat.csv").status == 200
    assert not list((root / "data/alfa").glob("annat*"))


@pytest.mark.large
def test_a_long_body_is_received_into_a_file_and_not_without_a_key(tmp_path: Path) -> None:
    root = site(tmp_path)
    text = "".join(f'<{BASE}alfa/x/{number}> <http://a.example/p> "{"x" * 80}" .\n'
                   for number in range(45_000))  # fmt: skip
    with sender(root) as alfa:
        address = urlsplit(alfa.url)
        head = (
            f"PUT /graph/alfa/long.nt HTTP/1.1\r\nHost: {address.netloc}\r\n"
            f"Content-Type: application/n-triples\r\nContent-Length: {len(text)}\r\n\r\n"
        )
        with socket.create_connection((address.hostname or "", address.port or 0), 30) as client:
            client.sendall(head.encode())  # and nothing of the body
            assert client.recv(100).startswith(b"HTTP/1.1 401")
        answer = alfa.send("PUT", "graph/alfa/long.nt?dry-run", text, "application/n-triples",
                           Accept=JSON)  # fmt: skip
        assert answer.status == 200, answer.data
        assert fields_of(answer)["changed"]["created"]["count"] == 45_000
        assert not list((root / "access/bodies").iterdir())
        assert Site(root).open().identifier == get(alfa.url).headers["Publisher-Release"]
