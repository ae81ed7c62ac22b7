"""A sheet that nobody prepared: the form proposes what its columns mean, and a person decides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from publisher import Site
from tests.officers import WHO, application, decide, inside, keys, send, site, token
from tests.sites import rows
from tests.visits import Page

SHEET = """Region Exempel 2026;;;;;
Nr;Projektnamn;Projnamn eng;Startdag;Utm.omr.;Kommentar
1;Ljus i norr;Northern light;1/2 2026;Smart industri;x
2;Mat åt alla;Food for all;2/3 2026;{area};
"""
GOOD, FAULTY = SHEET.format(area="Hållbar mat"), SHEET.format(area="Hållbar matt")
NAME = "Projektlista.csv"
TITLE, AREA = (f"https://example.org/def/project#Project-{name}" for name in ("title", "area"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("columns"))


@pytest.fixture(scope="module")
def app(root: Path) -> Flask:
    return application(root)


@pytest.fixture
def browser(app: Flask, root: Path) -> FlaskClient:
    return inside(app, keys(root, "check", "write")[0])


def fields(answer: TestResponse) -> dict[str, str]:
    """What the form with the questions would send as it stands."""
    found: dict[str, str] = {"token": token(answer)}
    name, asked = "", False
    for tag, attributes in Page(answer).elements:
        if tag == "form":
            asked = attributes.get("action", "").endswith("/columns")
        if not asked:
            continue
        if tag == "select":
            name = attributes["name"]
        elif tag == "option" and "selected" in attributes:
            found[name] = attributes["value"]
        elif tag == "input":
            found[attributes["name"]] = attributes.get("value", "")
    return found


def asked(browser: FlaskClient, draft: TestResponse) -> TestResponse:
    """Follow the way from a draft to the questions."""
    (href,) = {href for href in Page(draft).hrefs() if href.endswith("/columns")}
    return browser.get(href)


def answered(browser: FlaskClient, page: TestResponse, **changed: str) -> TestResponse:
    """Send the questions as they stand, but for what is ``changed`` (``_`` for a hyphen)."""
    data = {**fields(page), "do": "publish"}
    data |= {name.replace("_", "-"): value for name, value in changed.items()}
    return browser.post(page.request.path, data=data, follow_redirects=True)


def test_columns_are_proposed_decided_on_mended_and_published(
    browser: FlaskClient, root: Path
) -> None:
    draft = send(browser, FAULTY, NAME)
    assert "Webbplatsen känner inte igen tabellen ”Projektlista”" in Page(draft).text
    page = asked(browser, draft)
    text = Page(page).text
    assert re.search("Förslag: Projekt, säkerhet .. %: tabellen heter ”Projektlista”", text)
    assert re.search(r"Förslag: Titel \(sv\), säkerhet .. %: rubriken betyder ”Titel”", text)
    assert "Inget förslag: inget i datamodellen liknar den." in text
    stands = fields(page)
    assert {name: stands[name] for name in ("kind-1", "key-1", "column-1-1", "column-1-5")} == {
        "kind-1": "project", "key-1": "0", "column-1-1": f"{TITLE}@sv", "column-1-5": "",
    }  # fmt: skip

    assert "Inget säkert förslag. Närmast: Utmaningsområde" in text, "half of its values fit"
    assert "Utmaningsområde: samma på alla rader" in text, "each row must have it"
    faulty = answered(browser, page, column_1_4=AREA)
    assert "Menade du ”Hållbar mat”" in Page(faulty).text
    assert Page(faulty).all("td", id="cell-1-4-5"), "the fault is at its cell"
    again = fields(asked(browser, faulty))
    assert again["column-1-4"] == AREA, "what was decided stands"
    assert "filling-1-0" not in again

    (before,) = {field["value"] for field in Page(faulty).all("input", name="draft")}
    mended = send(browser, GOOD, NAME, draft=before)
    assert "Nytt (2)" in Page(mended).text, "what the columns mean is not asked again"
    done = decide(browser, mended, "publish")
    assert "Publicerat" in Page(done).text
    metadata = json.loads((root / "data" / WHO / f"{NAME}-metadata.json").read_text("utf-8"))
    assert metadata["url"] == NAME
    assert metadata["dialect"] == {"skipRows": 1}
    things = rows(Site(root), """SELECT ?thing ?area { ?thing <http://purl.org/dc/terms/title>
        "Mat åt alla"@sv ; <http://purl.org/dc/terms/subject> ?area }""")
    assert [row["thing"] for row in things] == [f"<https://example.org/id/{WHO}/project/2>"]

    # The next file with the same name is read in the same way, and both go together.
    later = send(browser, GOOD.replace("Ljus i norr", "Mer ljus i norr"), NAME)
    assert "Ändrat (1)" in Page(later).text
    carried = token(browser.get("/publish"))
    gone = browser.post("/publish/remove", data={"token": carried, "name": f"{WHO}/{NAME}"},
                        follow_redirects=True)  # fmt: skip
    decide(browser, gone, "publish")
    assert not list((root / "data" / WHO).glob("Projektlista*"))
