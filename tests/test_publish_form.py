"""The form for who has only a browser: a key, a file, its faults at its cells, a preview."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from publisher import Site
from publisher.config import ServeSection
from publisher.publishers.keys import Key
from publisher.web import create_app
from tests.browser import browser as in_browser
from tests.officers import (
    HEAD,
    SOURCE,
    TABLE,
    Follows,
    application,
    decide,
    inside,
    keys,
    revoke,
    send,
    site,
    token,
)
from tests.sites import served
from tests.visits import Page

FAULTY = f"{HEAD}ett;Ett;One;i våras;industri\ntva;Två;Two;2024-02-01;matt\n"
MENDED = f"{HEAD}ett;Ett, ändrat;One;2024-01-01;industri|mat\ntre;Tre <b>;Three;2024-03-01;mat\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("form"))


@pytest.fixture(scope="module")
def app(root: Path) -> Flask:
    return application(root)


@pytest.fixture(scope="module")
def key(root: Path) -> tuple[str, Key]:
    return keys(root, "check", "write", "read-audit")


@pytest.fixture
def browser(app: Flask, key: tuple[str, Key]) -> FlaskClient:
    return inside(app, key[0])


def test_a_site_without_publishers_has_no_form(root: Path) -> None:
    there = create_app(Follows(root), serve=ServeSection()).test_client()
    assert there.get("/publish").status_code == 404
    assert there.post("/publish", data={"key": "x"}).status_code == 405


def test_the_key_is_asked_for_and_kept_out_of_the_browser(app: Flask, key: tuple[str, Key]) -> None:
    there = app.test_client()
    asked = there.get("/publish")
    assert asked.status_code == 200
    assert Page(asked).all("input", name="key", type="password")
    wrong = there.post("/publish", data={"key": "pub_uppsala_" + "x" * 43})
    assert wrong.status_code == 401
    assert "Ingen har den här nyckeln" in Page(wrong).text
    english = there.post("/publish?language=en", data={"key": "pub_"})
    assert "Nobody has this key" in Page(english).text
    entered = there.post("/publish", data={"key": f" {key[0]}\n"})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/publish")
    cookie = next(text for text in entered.headers.getlist("Set-Cookie") if "session" in text)
    assert key[0] not in cookie
    assert {"HttpOnly", "SameSite=Strict", "Path=/publish"} <= set(cookie.split("; "))
    page = there.get("/publish")
    assert "Uppsala Region" in Page(page).text
    assert page.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Access-Control-Allow-Origin"] != "*"


def test_over_https_the_cookie_is_secure(app: Flask, key: tuple[str, Key]) -> None:
    entered = app.test_client().post(
        "/publish", data={"key": key[0]}, base_url="https://example.org"
    )
    assert "Secure" in next(
        text for text in entered.headers.getlist("Set-Cookie") if "session" in text
    ).split("; ")


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
     {"Origin": "https://elsewhere.example.org"}, {"Origin": "null"}],
)  # fmt: skip
def test_a_form_of_another_site_is_not_looked_at(
    app: Flask, browser: FlaskClient, key: tuple[str, Key], headers: dict[str, str]
) -> None:
    carried = token(browser.get("/publish"))
    data = {"token": carried, "name": SOURCE}
    assert browser.post("/publish/remove", data=data, headers=headers).status_code == 403
    other = app.test_client().post("/publish", data={"key": key[0]}, headers=headers)
    assert other.status_code == 403


def test_a_form_without_the_token_of_its_session_is_not_looked_at(
    app: Flask, key: tuple[str, Key]
) -> None:
    others = token(inside(app, key[0]).get("/publish"))
    for carried in ("", "å", others):
        there = inside(app, key[0])
        answer = there.post("/publish/remove", data={"token": carried, "name": SOURCE})
        assert answer.status_code == 403
        assert Page(there.get("/publish")).all("input", name="key"), "the session is over"


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c.d", "å.1.2.3", "..."])
def test_a_forged_session_is_none(app: Flask, cookie: str) -> None:
    there = app.test_client()
    there.set_cookie("publisher-session", cookie, path="/publish")
    assert Page(there.get("/publish")).all("input", name="key")
    assert there.post("/publish/remove", data={"name": SOURCE}).status_code == 401


def test_a_changed_session_is_none(app: Flask, browser: FlaskClient) -> None:
    found = browser.get_cookie("publisher-session", path="/publish")
    assert found is not None
    claim, _, signature = found.value.rpartition(".")
    identifier, until, chance = claim.split(".")
    there = app.test_client()
    for forged in (f"{identifier}.{int(until) + 1}.{chance}.{signature}",
                   f"00000000.{until}.{chance}.{signature}"):  # fmt: skip
        there.set_cookie("publisher-session", forged, path="/publish")
        assert Page(there.get("/publish")).all("input", name="key")


def test_a_revoked_key_ends_its_sessions(app: Flask, root: Path) -> None:
    text, known = keys(root, "check", "write")
    there = inside(app, text)
    revoke(root, known.id)
    answer = there.get("/publish")
    assert answer.status_code == 401
    assert "återkallades" in Page(answer).text


def test_leaving_ends_the_session(browser: FlaskClient) -> None:
    browser.post("/publish/leave", data={"token": token(browser.get("/publish"))})
    assert Page(browser.get("/publish")).all("input", name="key")


def test_a_form_without_a_file_says_so(browser: FlaskClient) -> None:
    answer = browser.post("/publish/file", data={"token": token(browser.get("/publish"))})
    assert answer.status_code == 400
    assert "Välj en fil" in Page(answer).text


def test_what_is_not_there_is_told(browser: FlaskClient) -> None:
    assert browser.get(f"/publish/draft/{'0' * 16}").status_code == 404
    assert browser.get("/publish/draft/..%2f..").status_code == 404
    answer = browser.post(
        "/publish/remove", data={"token": token(browser.get("/publish")), "name": "mer.ttl"}
    )
    assert answer.status_code == 412


def test_a_file_is_tried_mended_previewed_and_published(browser: FlaskClient, root: Path) -> None:
    before = Site(root).open().identifier

    faulty = send(browser, FAULTY)
    page = Page(faulty)
    assert "2 fel behöver rättas" in page.text
    assert "Menade du ”mat”" in page.text
    for row, column in ((2, 4), (3, 5)):
        cell = page.all("td", id=f"cell-1-{row}-{column}")
        assert "faulty" in cell[0]["class"]
        assert page.all("a", href=f"#cell-1-{row}-{column}"), "the summary leads there"
    assert page.all("div", role="alert", tabindex="-1")
    assert not page.all("button", value="publish")
    assert (root / "data" / SOURCE).read_text(encoding="utf-8") == TABLE
    marked = browser.get(f"{faulty.request.path}/marked")
    sheet = load_workbook(BytesIO(marked.data)).worksheets[0]
    assert "i våras" in sheet["D2"].comment.text

    tried = send(browser, MENDED, draft=faulty.request.path.rpartition("/")[2])
    page = Page(tried)
    assert browser.get(faulty.request.path).status_code == 404, "the draft before has gone"
    assert "Ett, ändrat" in page.text
    assert [word for word in ("Nytt (1)", "Ändrat (1)", "Borttaget (1)") if word in page.text]
    links = re.findall(r'href="([^"]+/thing\?iri=[^"]+)"', tried.get_data(as_text=True))
    assert len(links) == 2
    new = browser.get(links[0])
    assert "Tre <b>" in Page(new).text
    assert "Förhandsvisning" in Page(new).text
    assert "<b>" not in new.get_data(as_text=True)
    assert "Hållbar mat" in Page(new).text, "what it refers to is named"
    assert Site(root).open().identifier == before

    done = decide(browser, tried, "publish")
    page = Page(done)
    now = Site(root).open().identifier
    assert now != before
    assert now in page.text
    copies = [path for path in (root / "access").rglob("*") if path.is_file()
              and MENDED.encode() in path.read_bytes()]  # fmt: skip
    assert not copies, "no second copy is kept"
    assert any(href.endswith("uppsala/project/tre.sv.html") for href in page.hrefs())
    assert (root / "data" / SOURCE).read_text(encoding="utf-8") == MENDED
    assert decide(browser, done, "publish").status_code == 200, "once more changes nothing"
    assert Site(root).open().identifier == now

    history = Page(browser.get("/publish/history")).text
    assert "Publicerat" in history
    assert "Bara kontrollerat" in history
    assert now in history


def test_a_key_that_may_only_check_publishes_nothing(app: Flask, root: Path) -> None:
    there = inside(app, keys(root, "check")[0])
    tried = send(there, f"{HEAD}fyra;Fyra;Four;2024-01-01;mat\n")
    assert not Page(tried).all("button", value="publish")
    assert "får bara kontrollera" in Page(tried).text
    refused = decide(there, tried, "publish")
    assert refused.status_code == 403
    assert "saknar rätten" in Page(refused).text
    gone = decide(there, tried, "discard")
    assert tried.request.path not in Page(gone).hrefs()


@pytest.mark.large
def test_a_source_goes_when_it_is_removed_or_replaced_by_another_kind(
    browser: FlaskClient, root: Path
) -> None:
    rows = [{"id": "fem", "Titel (sv)": "Fem", "Startdatum": "2024-05-01",
             "Utmaningsområde": "mat"}]  # fmt: skip
    tried = send(browser, json.dumps(rows), "fem.json", replaces=SOURCE)
    assert "uppsala/projekt.json" in Page(tried).text
    decide(browser, tried, "publish")
    assert not (root / "data" / SOURCE).exists()
    assert (root / "data" / "uppsala" / "projekt.json").exists()
    carried = token(browser.get("/publish"))
    asked = browser.post(
        "/publish/remove", data={"token": carried, "name": "uppsala/projekt.json"},
        follow_redirects=True,
    )  # fmt: skip
    assert "Källan kan tas bort" in Page(asked).text
    decide(browser, asked, "publish")
    assert not (root / "data" / "uppsala" / "projekt.json").exists()
    assert "Inget ännu" in Page(browser.get("/publish")).text


@pytest.mark.clients
def test_in_a_browser_by_keyboard(root: Path, key: tuple[str, Key], tmp_path: Path) -> None:
    """Every field has a name, what is wrong has the focus, and nothing is forbidden or too wide."""
    (tmp_path / "projekt.csv").write_text(FAULTY, encoding="utf-8")
    with served(root) as base, in_browser(tmp_path / "profile") as there:
        there.open(f"{base}publish?language=en")
        there.look("document.querySelector('#key').focus()")
        there.type(key[0])
        there.press("Enter", 13)
        there.reach("#file")
        there.size(320, 800)
        assert there.look("document.documentElement.scrollWidth") <= 320
        names = there.look(
            "[...document.querySelectorAll('input:not([type=hidden]), select')]"
            ".map(field => field.labels.length === 1 && field.labels[0].textContent)"
        )
        assert all(names)
        there.choose("#file", tmp_path / "projekt.csv")
        there.look("document.querySelector('form.drop button').focus()")
        there.press(" ", 32)
        there.reach("td.faulty")
        assert "2 errors" in there.look("document.activeElement.innerText")
        assert there.look("document.title").startswith("To mend")
        there.press("Tab", 9)
        there.press("Enter", 13)
        there.wait("document.activeElement.matches('td.faulty')")
        assert "Error:" in there.look("document.activeElement.innerText")
        assert there.look("document.documentElement.scrollWidth") <= 320, (
            "tables scroll by themselves"
        )
        assert there.said == []
