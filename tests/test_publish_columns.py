"""A sheet that nobody prepared: the form proposes what its columns mean, and a person decides."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from publisher import Site
from tests.browser import browser as in_browser
from tests.officers import WHO, application, decide, inside, keys, send, site, token
from tests.sites import rows, served
from tests.visits import Page

SHEET = """Region Exempel 2026;;;;;
Nr;Projektnamn;Projnamn eng;Startdag;Utm.omr.;Kommentar
1;Ljus i norr;Northern light;1/2 2026;Smart industri;x
2;Mat åt alla;Food for all;2/3 2026;{area};
"""
GOOD, FAULTY = SHEET.format(area="Hållbar mat"), SHEET.format(area="Hållbar matt")
NAME, OTHER = "Projektlista.csv", "Projektlista-2.csv"
OTHERS = GOOD.replace("\n1;", "\n11;").replace("\n2;", "\n12;")
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
    things = rows(
        Site(root),
        """SELECT ?thing ?area { ?thing <http://purl.org/dc/terms/title>
        "Mat åt alla"@sv ; <http://purl.org/dc/terms/subject> ?area }""",
    )
    assert [row["thing"] for row in things] == [f"<https://example.org/id/{WHO}/project/2>"]


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book, target = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.save(target)
    return target.getvalue()


def test_what_is_left_to_choose_is_told(browser: FlaskClient) -> None:
    page = asked(browser, send(browser, OTHERS, OTHER))
    other = answered(browser, page, kind_1="area")
    assert other.status_code == 422
    assert "Nu visas kolumnerna som uppgifter om ”Område”" in Page(other).text
    assert fields(other)["shown-1"] == "area"
    shown = answered(browser, page, kind_1="area", do="show")
    assert fields(shown) == fields(other), "the same by the other button"
    for changed, said in (
        ({"kind_1": ""}, "Välj vad varje rad är"),
        ({"key_1": ""}, "Välj vilken kolumn som namnger raden"),
        ({"key_1": "99"}, "Välj vilken kolumn som namnger raden"),
        ({"column_1_2": f"{TITLE}@sv"},
         "”Titel (sv)” kan bara stå i en kolumn, och både ”Projektnamn” och ”Projnamn eng”"),
        ({"column_1_4": ""}, "ingen kolumn har det nu: Utmaningsområde"),
        ({"column_1_4": "https://example.org/none"}, "ingen kolumn har det nu: Utmaningsområde"),
    ):  # fmt: skip
        wrong = answered(browser, page, **changed)
        assert wrong.status_code == 422
        assert said in Page(wrong).text
        assert Page(wrong).all("div", role="alert", tabindex="-1")
    english = Page(browser.get(f"{page.request.path}?language=en")).text
    assert "What does each column mean? Projektlista-2.csv" in english
    assert re.search("Proposal: Project, certainty ..%: the table is called", english)
    missing = answered(browser, page, column_1_4="")
    filled = answered(browser, missing, same_1_0="4")
    assert "New (2)" in Page(filled).text, "what no column says may stand in one after all"


@pytest.mark.large
def test_sheets_of_a_workbook_are_asked_about_one_by_one(browser: FlaskClient, root: Path) -> None:
    lines = [line.split(";") for line in OTHERS.splitlines()]
    book = workbook({"Om listan": [["Vem", "När"], ["vi", "nu"]], "Projektlista": lines})
    draft = send(browser, book, "Allt.xlsx")
    page = asked(browser, draft)
    stands = fields(page)
    number = next(name for name, value in stands.items() if value == "project")[-1]
    rest = {name.replace("-", "_"): "" for name in stands if name.startswith("kind-")
            and not name.endswith(number)}  # fmt: skip
    tried = answered(browser, page, **rest)
    assert "Nytt (2)" in Page(tried).text
    assert decide(browser, tried, "discard").status_code == 200
    none = answered(browser, page, **dict.fromkeys(("kind_1", "kind_2"), ""))
    assert none.status_code == 404, "the draft has gone"


def test_what_is_no_sheet_of_its_own_form_is_not_asked_about(browser: FlaskClient) -> None:
    for text, name in (("[]", "lista.json"), ("id;Titel (sv);Okänd\nx;X;Y\n", "projekt.csv")):
        draft = send(browser, text, name)
        asks = [href for href in Page(draft).hrefs() if href.endswith("/columns")]
        assert bool(asks) is ("Okänd" in text), name
        assert Page(draft).all("div", role="alert")
        again = browser.get(f"{draft.request.path}/columns", follow_redirects=True)
        assert again.status_code == 200
    assert browser.get(f"/publish/draft/{'0' * 16}/columns").status_code == 404


@pytest.mark.large
def test_a_description_made_elsewhere_gives_way(tmp_path: Path) -> None:
    root = site(tmp_path)
    browser = inside(application(root), keys(root, "check", "write")[0])
    folder = root / "data" / WHO
    (folder / "Lista.csv").write_text(GOOD, encoding="utf-8")
    done = answered(browser, asked(browser, send(browser, GOOD, NAME)))
    kept = next((root / "access" / "drafts").rglob(f"{NAME}-metadata.json"))
    (folder / "Lista-metadata.json").write_text(
        kept.read_text("utf-8").replace(NAME, "Lista.csv"), encoding="utf-8"
    )
    decide(browser, done, "discard")
    Site(root).build()
    new = GOOD.replace("Kommentar", "Anm.")
    draft = send(browser, new, "Lista.csv")
    tried = answered(browser, asked(browser, draft))
    assert decide(browser, tried, "publish").status_code == 200
    assert sorted(path.name for path in folder.glob("Lista*")) == [
        "Lista.csv", "Lista.csv-metadata.json",
    ]  # fmt: skip

    later = send(browser, new.replace("Ljus i norr", "Mer ljus i norr"), "Lista.csv")
    assert "Ändrat (1)" in Page(later).text, "the next file is read in the same way"
    gone = browser.post(
        "/publish/remove", follow_redirects=True,
        data={"token": token(browser.get("/publish")), "name": f"{WHO}/Lista.csv"},
    )  # fmt: skip
    decide(browser, gone, "publish")
    assert not list(folder.glob("Lista*")), "a description goes with its table"


@pytest.mark.clients
def test_in_a_browser_by_keyboard(root: Path, tmp_path: Path) -> None:
    """Every field has a name, what is left to choose has the focus, and nothing is too wide."""
    (tmp_path / OTHER).write_text(OTHERS, encoding="utf-8")
    text, _ = keys(root, "check", "write")
    with served(root) as base, in_browser(tmp_path / "profile") as there:
        there.open(f"{base}publish?language=en")
        there.look("document.querySelector('#key').focus()")
        there.type(text)
        there.press("Enter", 13)
        there.reach("#file")
        there.size(320, 800)
        there.choose("#file", tmp_path / OTHER)
        there.look("document.querySelector('form.drop button').focus()")
        there.press(" ", 32)
        there.reach("a.go")
        there.look("document.querySelector('a.go').focus()")
        there.press("Enter", 13)
        there.reach("#key-1")
        assert there.look("document.documentElement.scrollWidth") <= 320
        names = there.look(
            "[...document.querySelectorAll('main input:not([type=hidden]), main select')]"
            ".map(field => field.labels.length === 1 && field.labels[0].textContent)"
        )
        assert all(names)
        assert "Projektnamn" in names
        told = there.look(
            "[...document.querySelectorAll('select[aria-describedby]')].every(field =>"
            " document.getElementById(field.getAttribute('aria-describedby')).textContent.trim())"
        )
        assert told, "what is proposed, and why, is told with each field"
        there.look("document.querySelector('#key-1').value = ''")
        there.look("document.querySelector('button[value=publish]').focus()")
        there.press(" ", 32)
        there.reach("div[role=alert]")
        assert "Choose which column names the row" in there.look("document.activeElement.innerText")
        there.look("document.querySelector('#key-1').value = '0'")
        there.look("document.querySelector('button[value=publish]').focus()")
        there.press(" ", 32)
        there.reach("div[role=status]")
        assert "All is well" in there.look("document.activeElement.innerText")
        assert there.look("document.documentElement.scrollWidth") <= 320
        assert [text for text in there.said if "422" not in text] == []
