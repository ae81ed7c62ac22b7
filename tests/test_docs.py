"""The documentation: its examples run, its links lead somewhere, and it leaves nothing out.

A block marked ``console`` is a transcript of a shell. A line that begins with ``$ `` is a command
(``> `` goes on with it), and what follows is what it says on stdout and stderr. The commands of a
page run from its top to its end in one folder: a copy of the bundled site, in which ``./run`` is
the publisher; for the tutorial an empty folder. Ids, times and numbers may differ; ``...`` stands
for anything. A ``pycon`` block runs there as well, as a doctest.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest

from publisher.cli import VERBS
from publisher.config import SECTIONS, TABLES
from publisher.fault_sentences import SENTENCES
from tests.sites import ROOT, bundled

DOCS: Final = ROOT / "docs"
PAGES: Final = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in (ROOT, DOCS, ROOT / "data")
    for path in folder.glob("*.md")
)
FROM_NOTHING: Final = {"docs/tutorial.md"}

BLOCK: Final = re.compile(r"^```([a-z]*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK: Final = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING: Final = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
MARK: Final = "=== next"

SHAPES: Final = (
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"), "TIME"),
    (re.compile(r"\b[0-9a-f]{20}\b"), "ID"),
    (re.compile(r"\d+"), "0"),
)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text_of(page)) if kind == language]


def commands(page: str) -> Iterator[tuple[str, str]]:
    """Each command of a page with what it should say."""
    for body in blocks(page, "console"):
        for piece in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            lines = piece.splitlines()
            rest = [line.startswith("> ") or line == ">" for line in lines[1:]]
            end = 1 + (rest.index(False) if False in rest else len(rest))
            command = "\n".join([lines[0], *(line[2:] for line in lines[1:end])])
            yield command, "\n".join(lines[end:]).strip()


def shape(text: str) -> str:
    """``text`` without what differs from one run to the next."""
    for pattern, word in SHAPES:
        text = pattern.sub(word, text)
    return text.strip()


def matches(expected: str, said: str) -> bool:
    pieces = (re.escape(shape(piece)) for piece in expected.split("..."))
    return re.fullmatch(r"\s*.*?\s*".join(pieces), shape(said), re.DOTALL) is not None


def transcript(script: list[str], folder: Path, programs: Path) -> list[str]:
    """What each command says when all are run in one shell, one after the other."""
    programs.mkdir()
    for name, arguments in (("publisher", '"$@"'), ("run", '--site . "$@"')):
        text = f'#!/bin/sh\nexec "{sys.executable}" -m publisher {arguments}\n'
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    if not (folder / "run").exists():
        (folder / "run").symlink_to(programs / "run")
    steps = [f"kept=$?; echo; echo '{MARK}'; (exit $kept)\n{command}\n" for command in script]
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANG": "en_GB.UTF-8",
    }
    environment.pop("LC_ALL", None)
    done = subprocess.run(
        ["bash"], input="exec 2>&1\n" + "".join(steps), cwd=folder, env=environment,
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    return done.stdout.split(f"\n{MARK}\n")[1:]


def start(page: str, folder: Path) -> Path:
    """The folder in which the examples of a page run."""
    if page not in FROM_NOTHING:
        return bundled(folder)
    (folder / "empty").mkdir()
    return folder / "empty"


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "console")])
def test_the_commands_say_what_is_shown(page: str, tmp_path: Path) -> None:
    script = list(commands(page))
    said = transcript(
        [command for command, _ in script], start(page, tmp_path), tmp_path / "programs"
    )
    assert len(said) == len(script)
    for (command, expected), output in zip(script, said, strict=True):
        assert matches(expected, output), f"$ {command}\n{output}\n--- is shown as\n{expected}"


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
    for run in VERBS:
        name = run.__name__.replace("_", "-")
        assert f"\n### {name}\n" in reference
        assert f"publisher {name}" in text_of("docs/tutorial.md"), "shown in the tutorial"
    for name, section in SECTIONS.items():
        assert f"\n### [{name}]\n" in reference
        for item in fields(section):
            assert f"| `{item.name}` |" in reference
    assert all(f"\n### [{name}]\n" in reference for name in TABLES)
    assert all(f"| `{code}` |" in reference for code in SENTENCES)
