"""What verbs say when they are done: the same in both languages, and in Swedish where asked for."""

from __future__ import annotations

import shlex
from pathlib import Path
from string import Formatter

import pytest

from publisher.outcomes import OUTCOMES, pasted
from tests.sites import tiny, within


@pytest.mark.parametrize("code", OUTCOMES)
def test_both_languages_say_the_same_values(code: str) -> None:
    said = {
        language: {field for _, field, _, _ in Formatter().parse(text) if field}
        for language, text in OUTCOMES[code].items()
    }
    assert said.keys() == {"sv", "en"}
    assert said["sv"] == said["en"]


@pytest.mark.parametrize("path", ["data/a b.xlsx", "data/å.csv", "C:\\data\\x", "it's", "$HOME"])
def test_a_path_can_be_pasted(path: str) -> None:
    assert shlex.split(pasted(path)) == [path]


def test_a_new_site_may_begin_without_examples(tmp_path: Path) -> None:
    folder = tmp_path / "min region"
    begun = within(folder, "init", str(folder), "--empty", language="sv")
    assert begun.returncode == 0
    assert "utan data" in begun.stderr
    assert f"publisher --site {shlex.quote(str(folder))} template organisation" in begun.stderr
    assert [path.name for path in (folder / "data").iterdir()] == ["kodlistor.ttl"]
    built = within(folder, "build", language="sv")
    assert built.returncode == 0
    assert "Ny utgåva " in built.stderr


def test_builds_are_told_in_swedish(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    assert "Ny utgåva" in within(root, "build", language="sv").stderr
    assert "gäller fortfarande" in within(root, "build", language="sv").stderr
    for path in (root / "data").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8") + "#1;\n", encoding="utf-8")
    assert "Ingen ny utgåva" in within(root, "build", language="sv").stderr


def test_a_template_in_the_data_folder_need_not_be_put_there(tmp_path: Path) -> None:
    root = tiny(tmp_path)
    there = within(root, "template", "projekt", "--output", str(root / "data" / "p.xlsx"))
    assert "put it in" not in there.stderr
    elsewhere = within(
        root, "template", "projekt", "--output", str(tmp_path / "p q.xlsx"), language="sv"
    )
    assert "lägg den i" in elsewhere.stderr
    assert f"'{tmp_path / 'p q.xlsx'}'" in elsewhere.stderr
