"""The documentation: its examples run, its links lead somewhere, and it leaves nothing out.

How they run is told in ``transcripts``; a ``pycon`` block runs there as well, as a doctest. The
tutorial is run by ``test_new_region``.
"""

from __future__ import annotations

import contextlib
import doctest
import re
import runpy
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest

from publisher.cli import VERBS
from publisher.config import SECTIONS, TABLES
from publisher.fault_sentences import SENTENCES
from tests.sites import ROOT
from tests.transcripts import BLOCK, FROM_NOTHING, blocks, run, start, text_of

DOCS: Final = ROOT / "docs"
PAGES: Final = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, DOCS, ROOT / "data")
    for path in folder.glob("*.md")
)
LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING: Final = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page not in FROM_NOTHING and blocks(page, "console")]
)
def test_the_commands_say_what_is_shown(page: str, tmp_path: Path) -> None:
    run(page, tmp_path)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "pycon")])
def test_the_python_examples_run(page: str, tmp_path: Path) -> None:
    source = "\n".join(blocks(page, "pycon"))
    example = doctest.DocTestParser().get_doctest(source, {}, page, page, 0)
    with contextlib.chdir(start(page, tmp_path)):
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        said: list[str] = []
        runner.run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = BLOCK.sub("", text_of(page))
    for target in (found or image for found, image in LINK.findall(text)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), f"{page} links to {target}, which is not there"
        if anchor:
            assert anchor in anchors(file), f"{page} links to {target}: no such heading"


def anchors(file: Path) -> set[str]:
    """What the headings of a page are called in links to them."""
    text = BLOCK.sub("", file.read_text(encoding="utf-8"))
    found: set[str] = set()
    for heading in HEADING.findall(text):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = sum(1 for other in found if re.fullmatch(rf"{re.escape(name)}(-\d+)?", other))
        found.add(f"{name}-{number}" if number else name)
    return found


def test_the_reference_says_what_the_program_does() -> None:
    generate = runpy.run_path(str(DOCS / "generate.py"))
    assert text_of("docs/reference.md") == generate["reference"](), "run `python docs/generate.py`"


def test_every_verb_setting_and_fault_is_documented() -> None:
    reference = text_of("docs/reference.md")
    for verb in VERBS:
        name = verb.__name__.replace("_", "-")
        assert f"\n### {name}\n" in reference
        assert f"publisher {name}" in text_of("docs/tutorial.md"), "shown in the tutorial"
    for name, section in SECTIONS.items():
        assert f"\n### [{name}]\n" in reference
        for item in fields(section):
            assert f"| `{item.name}` |" in reference
    assert all(f"\n### [{name}]\n" in reference for name in TABLES)
    assert all(f"| `{code}` |" in reference for code in SENTENCES)
