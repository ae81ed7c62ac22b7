"""Links that were proposed are decided on in a browser, by those who have the right to."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import Site
from publisher.errors import NotYours
from publisher.intake import Intake, Piece
from publisher.linking.pending import keep
from publisher.linking.sssom import Link
from publisher.namespaces import SKOS
from tests.officers import SOURCE, TABLE, WHO, application, inside, keys, site, token
from tests.sites import rows
from tests.visits import Page

BASE = "https://example.org/id/"
OWN = f"{BASE}{WHO}/project/ett"
LINKS = f"{WHO}/links/uppsala--site.sssom.tsv"
LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"


def proposed(root: Path) -> None:
    """Two proposals: one from a thing of the publisher, and one to it."""
    common = {"confidence": 0.91, "comment": "Namnen liknar varandra. ‖ The names are alike."}
    keep(root, "uppsala--site", [
        Link(OWN, f"{BASE}project/alfa", SKOS + "exactMatch", "semapv:LexicalMatching",
             subject_label="Ett", object_label="alfa", **common),  # type: ignore[arg-type]
        Link(f"{BASE}project/beta", OWN, SKOS + "exactMatch", "semapv:LexicalMatching",
             subject_label="beta", object_label="Ett", **common),  # type: ignore[arg-type]
    ], BASE, LICENCE)  # fmt: skip


def test_who_may_accept_decides_on_links_and_writes_nothing_else(tmp_path: Path) -> None:
    root = site(tmp_path)
    proposed(root)
    there = inside(application(root), keys(root, "accept")[0])
    start = Page(there.get("/publish"))
    assert "/publish/links" in start.hrefs()
    assert not start.all("input", type="file"), "nothing is offered that the key may not do"
    assert not [href for href in start.hrefs() if href.endswith("/history")]
    refused = there.post(
        "/publish/remove", data={"token": token(there.get("/publish")), "name": SOURCE}
    )
    assert refused.status_code == 403
    assert "saknar rätten ”check”" in Page(refused).text

    asked = there.get("/publish/links")
    page = Page(asked)
    assert len(page.all("fieldset")) == 2
    assert "Namnen liknar varandra." in page.text
    assert "Säkerhet 91 %." in page.text
    pairs = {found["name"]: found["value"] for found in page.all("input", type="hidden")
             if found["name"].startswith("pair-")}  # fmt: skip
    done = there.post(
        "/publish/links", follow_redirects=True,
        data={**pairs, "token": token(asked), "answer-1": "exact", "answer-2": "close"},
    )  # fmt: skip
    assert "Antal publicerade beslut: 2." in Page(done).text
    assert "Inga förslag väntar" in Page(done).text
    assert "semapv:LexicalMatching" in (root / "data" / LINKS).read_text(encoding="utf-8")
    wanted = f'<{OWN}> ?how ?other FILTER(STRSTARTS(STR(?how), "{SKOS}"))'
    found = rows(Site(root), f"SELECT ?how ?other {{ GRAPH ?graph {{ {wanted} }} }}")
    assert sorted(row["other"] for row in found) == [f"<{BASE}project/{name}>"
                                                     for name in ("alfa", "beta")]  # fmt: skip


def test_who_may_write_decides_on_no_links(tmp_path: Path) -> None:
    root = site(tmp_path)
    proposed(root)
    (text, writer), (_, checker), (_, decider) = (
        keys(root, "check", "write"), keys(root, "check"), keys(root, "accept")
    )  # fmt: skip
    there = inside(application(root), text)
    assert "/publish/links" not in Page(there.get("/publish")).hrefs()
    for answer in (
        there.get("/publish/links"),
        there.post("/publish/links", data={"token": token(there.get("/publish"))}),
    ):
        assert answer.status_code == 403
        assert "saknar rätten ”accept”" in Page(answer).text
    links, table = (Piece(name, tmp_path / "sent") for name in (LINKS, SOURCE))
    (tmp_path / "sent").write_text(TABLE, encoding="utf-8")
    intake = Intake(root)
    for key, pieces, lacking in (
        (writer, [links], "accept"), (writer, [table, links], "accept"),
        (writer, [Piece(LINKS, None)], "accept"), (decider, [table], "write"),
        (decider, [links, table], "write"), (checker, [links], "accept"),
    ):  # fmt: skip
        with pytest.raises(NotYours, match=lacking):
            intake.submit(key, pieces)
    with pytest.raises(NotYours, match="check"):
        intake.submit(decider, [table], dry_run=True)
    assert not (root / "data" / LINKS).exists()
    assert (root / "data" / SOURCE).read_text(encoding="utf-8") == TABLE
