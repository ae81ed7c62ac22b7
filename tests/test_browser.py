"""A real browser reads the pages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import bundled, served

pytestmark = pytest.mark.clients

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(bundled(tmp_path_factory.mktemp("browser"))) as url:
        yield url


def read(url: str, folder: Path, language: str) -> str:
    """The page as the browser has understood it."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("Debian's chromium is not installed")
    done = subprocess.run(
        [browser, *FLAGS, f"--lang={language}", f"--accept-lang={language}",
         f"--user-data-dir={folder}", "--dump-dom", url],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", ("Smart industri", "Hållbar livsmedelsförsörjning", "Projekt")),
     ("en", ("Smart industry", "Sustainable food supply", "Project"))],
)  # fmt: skip
def test_the_start_page_in_the_language_of_the_browser(
    base: str, tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    page = read(base, tmp_path, language)
    assert f'<html lang="{language}"' in page
    for word in words:
        assert word in page


def test_a_thing_leads_to_its_page(base: str, tmp_path: Path) -> None:
    page = read(base + "project/visual-lift", tmp_path, "sv")
    assert "<h1" in page
    assert "Visual LIFT" in page
    assert "application/ld+json" in page
