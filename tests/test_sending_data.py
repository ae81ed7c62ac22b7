"""The examples of ``docs/sending-data.md``, run in one shell against the bundled site, served."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import openpyxl
import pytest

from publisher import Site
from publisher.publishers.keys import Keys
from tests.sites import bundled, served
from tests.transcripts import blocks

BASE = "https://w3id.org/s3r/oms/"
FILES = {
    "projekt.csv": "id;Titel (sv);Titel (en);Slag;Utmaningsområde\n"
    "prov;Prov;Trial;Projekt;Smart industri\n",
    "fel.csv": "id;Titel (sv);Titel (en);Slag;Utmaningsområde\nprov;Prov;Trial;Projekt;Smart\n",
    "annat.csv": "nummer;namn\n7;Sju\n",
    "annat.json": json.dumps({
        "@context": "http://www.w3.org/ns/csvw", "url": "annat.csv",
        "dialect": {"delimiter": ";"},
        "tableSchema": {
            "aboutUrl": BASE + "uppsala/sak/{nummer}",
            "columns": [
                {"name": "nummer", "titles": "nummer", "suppressOutput": True},
                {"name": "namn", "titles": "namn", "lang": "sv",
                 "propertyUrl": "http://purl.org/dc/terms/title"},
            ],
        },
    }),
    "person.ttl": "@prefix dct: <http://purl.org/dc/terms/> .\n"
    f'<{BASE}uppsala/sak/1> dct:title "Ett"@sv .\n',
}  # fmt: skip


@pytest.mark.large
def test_the_examples_run(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    (root / "publishers.toml").write_text(
        '[uppsala]\nname = { sv = "Uppsala", en = "Uppsala" }\n', encoding="utf-8"
    )
    Site(root).build()
    folder = tmp_path / "work"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    script = blocks("docs/sending-data.md", "sh")
    text, _ = Keys(Site(root).settings).new("uppsala")
    with served(root) as url:
        done = subprocess.run(
            ["bash", "-e"], input="\n".join(script), cwd=folder, capture_output=True, text=True,
            timeout=240, check=False, env={**os.environ, "SITE": url, "KEY": text},
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count('\n "conforms": true') == 6
    book = openpyxl.load_workbook(folder / "fel.xlsx")
    comments = [cell.comment for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(comment and "Smart" in comment.text for comment in comments)
