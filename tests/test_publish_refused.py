"""What the form says where it does not go as one would like, in Swedish and English."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from publisher import Site
from publisher.publishers.keys import Keys
from publisher.web.keys import Writing
from tests.officers import (
    HEAD,
    SOURCE,
    WHO,
    application,
    decide,
    inside,
    keys,
    send,
    site,
    token,
)
from tests.visits import Page

LIMITS = "[limits]\nsource_bytes = 40000\n[guards]\nshrink_percent = 1\n"
PASSWORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NEW = f"{HEAD}ett;{{}};One;2024-01-01;industri\ntva;Två;Two;2024-02-01;mat\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = site(tmp_path_factory.mktemp("refused"))
    with (root / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write(LIMITS)
    return root


@pytest.fixture(params=["sv", "en"])
def browser(request: pytest.FixtureRequest, root: Path) -> FlaskClient:
    there = inside(application(root), keys(root, "check", "write")[0])
    there.get(f"/publish?language={request.param}")
    return there


def said(answer: TestResponse, *sentences: str) -> None:
    """Assert that a page says one of ``sentences``: in its own language, which is the chosen one,
    where a person finds it."""
    page = Page(answer)
    language = answer.headers["Content-Language"]
    assert sentences[("sv", "en").index(language)] in page.text
    assert page.all("html", lang=language)
    assert page.all("div", role="alert", tabindex="-1")
    assert "Traceback" not in page.text


def test_a_key_that_has_ended(root: Path) -> None:
    there = application(root).test_client()
    writing = Writing.of(root)
    assert writing is not None
    past = Keys(writing.settings, lambda: datetime.now(UTC) - timedelta(days=400))
    text, key = past.new(WHO, expires=datetime.now(UTC) - timedelta(days=300))
    assert key.expires is not None
    day = key.expires.date()
    for language in ("sv", "en"):
        answer = there.post(f"/publish?language={language}", data={"key": text})
        assert answer.status_code == 401
        said(answer, f"Den här nyckeln gick ut {day}.", f"This key expired on {day}.")


def test_a_file_that_is_none_of_those_taken_in(browser: FlaskClient) -> None:
    for name in ("rapport.pdf", "gammal.xls", "utan"):
        answer = send(browser, PASSWORD, name)
        assert answer.status_code == 403
        said(answer, "Den här sortens fil tas inte emot.", "A file of this kind is not taken in.")
    for size in (41_000, 400_000):
        answer = send(browser, b"x" * size, "stor.csv")
        assert answer.status_code == 413
        said(answer, "Filen är för stor: högst 40,0 kB", "The file is too large: 40.0 kB at most")


@pytest.mark.large
def test_a_workbook_that_cannot_be_read(browser: FlaskClient) -> None:
    for content, sentences in (
        (PASSWORD, ("den har lösenord", "it has a password")),
        (b"PK\3\4" + b"x" * 100, ("arbetsboken är skadad", "the workbook is damaged")),
        (b"", ("Filen är tom", "The file is empty")),
    ):
        draft = send(browser, content, "lista.xlsx")
        said(draft, *sentences)
        said(browser.get(f"{draft.request.path}/columns"), *sentences)
        assert browser.get(f"{draft.request.path}/marked").status_code == 200


def test_two_clicks_and_two_tabs_publish_once(root: Path) -> None:
    app, (text, _) = application(root), keys(root, "check", "write")
    here = inside(app, text)
    first, second = (send(here, NEW.format(name)) for name in ("Första", "Andra"))
    before = set(Site(root).shelf.ids())
    cookie = here.get_cookie("publisher-session", path="/publish")
    assert cookie is not None

    def click(_: int) -> TestResponse:
        there = app.test_client()
        there.set_cookie("publisher-session", cookie.value, path="/publish")
        return decide(there, first, "publish")

    with ThreadPoolExecutor(2) as pool:
        for answer in pool.map(click, range(2)):
            assert answer.status_code in (200, 503)
    assert "Publicerat" in Page(here.get(first.request.path)).text
    assert "Publicerat" in Page(decide(here, first, "publish")).text, "once more is the same"
    assert len(set(Site(root).shelf.ids()) - before) == 1
    for language in ("en", "sv"):
        here.get(f"/publish?language={language}")
        late = decide(here, second, "publish")
        assert late.status_code == 412
        said(late, "Någon annan har publicerat samma källa sedan du skickade filen.",
             "Somebody else has published the same source since you sent the file.")  # fmt: skip
    assert "Första" in (root / "data" / SOURCE).read_text(encoding="utf-8")
    decide(here, second, "discard")
    gone = here.post(second.request.path, data={"token": token(second), "do": "publish"})
    assert gone.status_code == 404
    said(gone, "Det här utkastet finns inte längre.")


def test_what_would_take_away_too_much(root: Path) -> None:
    there = inside(application(root), keys(root, "check", "write")[0])
    rows = [{"id": "ett", "Titel (sv)": "Ett", "Titel (en)": "One", "Startdatum": "2024-05-01",
             "Utmaningsområde": "mat"}]  # fmt: skip
    draft = send(there, json.dumps(rows), "projekt.json", replaces=SOURCE)
    for language in ("sv", "en"):
        there.get(f"/publish?language={language}")
        refused = decide(there, draft, "publish")
        assert refused.status_code == 409
        said(refused, "datamängder och tjänster som finns i webbplatsens katalog skulle försvinna",
             "datasets and services in the site’s catalogue would go at once")  # fmt: skip
        assert "--accept-shrink" not in Page(refused).text
    assert (root / "data" / SOURCE).exists()


def test_what_the_key_may_not_do_and_what_is_not_there(browser: FlaskClient, root: Path) -> None:
    refused = browser.get("/publish/links")
    assert refused.status_code == 403
    said(refused, "den saknar rätten ”accept”", "it lacks the right “accept”")
    nothing = browser.get(f"/publish/draft/{'0' * 16}/marked")
    assert nothing.status_code == 404
    said(nothing, "Det finns inget på den här adressen.", "There is nothing at this address.")
    carried = token(browser.get("/publish"))
    gone = browser.post("/publish/remove", data={"token": carried, "name": f"{WHO}/x.csv"})
    assert gone.status_code == 412
    said(gone, "det finns inget att ta bort", "there is nothing to remove")
