"""What ``publisher withdraw`` says of what it cannot reach, and finds where nobody looks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from publisher import Site, config
from publisher.erasing.elsewhere import elsewhere
from publisher.erasing.finding import Sources
from publisher.erasing.places import folders
from publisher.erasing.scope import Scope
from publisher.store.engine import free_port
from publisher.store.serving import Served
from publisher.web import create_app
from tests.persons import on_disk
from tests.sites import tiny, within

THING: Final = "project/p9"
ROW: Final = "p9;Ettexempel Provnamn;;{};;mat;;tvaexempel@example.org;nej;;;\n"
SOURCE: Final = "https://example.org/grannen.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with a thing to withdraw, of which a part was fetched."""
    site = tiny(tmp_path)
    with (site / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[sources.grannen]\naddress = "{SOURCE}"\ntable = "projekt"\n')
        settings.write(f'[serve]\nstores = ["http://127.0.0.1:{free_port()}/"]\n')
    files = site / "fetched" / "files" / "fetched"
    files.mkdir(parents=True)
    head = (site / "data" / "projekt.csv").read_text(encoding="utf-8").partition("\n")[0]
    (files / "projekt.csv").write_text(f"{head}\n{ROW.format(2024)}", encoding="utf-8")
    (site / "fetched" / "grannen").mkdir()
    state = {"address": SOURCE, "kind": "table", "file": "projekt.csv"}
    (site / "fetched" / "grannen" / "state.json").write_text(json.dumps(state))
    return site


@pytest.mark.parametrize(("language", "said"), [
    ("en", ("Stores elsewhere still have it", "by hand", f"{SOURCE} was read and still sends it",
            "Backups, folders that publisher export wrote")),
    pytest.param("sv", ("Externa databaser har den kvar", "för hand", "Säkerhetskopior, mappar",
                        f"{SOURCE} har hämtats och skickar den"), marks=pytest.mark.large),
])  # fmt: skip
def test_what_is_to_be_done_by_hand_is_told(
    root: Path, language: str, said: tuple[str, ...]
) -> None:
    assert Site(root).build().manifest
    done = within(root, "withdraw", THING, "--yes", language=language)
    assert done.returncode == 0, done.stderr
    for words in said:
        assert words in done.stderr
    assert Site(root).settings.serve.stores[0] in done.stderr
    assert on_disk(root) == {}


def test_what_a_release_says_of_a_row_that_it_left_out_goes(root: Path) -> None:
    table = root / "data" / "projekt.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good + ROW.format("2099").replace(";mat;", ";saknas;"), encoding="utf-8")
    (root / "fetched" / "files" / "fetched" / "projekt.csv").write_text(
        good.partition("\n")[0] + "\n", encoding="utf-8"
    )
    assert within(root, "build", "--faulty", "include").returncode == 0
    assert within(root, "withdraw", THING, "--yes").returncode == 0
    assert on_disk(root) == {}


def test_a_repository_is_told_wherever_it_begins(root: Path) -> None:
    (root.parent / ".git").mkdir()
    settings = config.load(root)
    for language, words in (("en", "under version control"), ("sv", "versionshanterad")):
        assert f"{root.parent} " in "".join(elsewhere(settings, [], language))
        assert words in "".join(elsewhere(settings, [], language))


def test_folders_are_followed_wherever_the_settings_name_them(tmp_path: Path) -> None:
    site = tiny(tmp_path)
    (site / "data").rename(tmp_path / "data")
    (site / "data").symlink_to(tmp_path / "data")
    assert folders(config.load(site)) == [tmp_path / "data", site]
    scope = Scope("https://example.org/id/area/mat", "https://example.org/.well-known/genid/")
    own = Site(site)
    assert Sources(own.settings, own.contract, scope).find()[0]


@pytest.mark.parametrize("text", [False, True])
def test_the_log_has_what_was_asked_only_where_the_site_says_so(tmp_path: Path, text: bool) -> None:
    own = Site(tiny(tmp_path))
    assert own.build().manifest
    log = tmp_path / "queries.log"
    serve = replace(own.settings.serve, query_log=str(log), query_log_text=text)
    served = Served(own.open(), datetime(2024, 5, 2, tzinfo=UTC))
    client = create_app(lambda: served, serve=serve).test_client()
    answer = client.get("/sparql", query_string={"query": "ASK { ?s ?p 'Ettexempel' }"},
                        environ_base={"REMOTE_ADDR": "192.0.2.7"})  # fmt: skip
    answer.close()
    said = log.read_text(encoding="utf-8")
    assert said.count("\n") == 1
    assert ("Ettexempel" in said) is text
    assert "192.0.2.7" not in said
