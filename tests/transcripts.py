"""Pages of the documentation as transcripts of a shell, and how they are run.

A block marked ``console`` is a transcript. A line that begins with ``$ `` is a command (``> `` goes
on with it), and what follows is what it says on stdout and stderr. The commands of a page run from
its top to its end in one folder: a copy of the bundled site, in which ``./run`` is the publisher;
for the tutorial an empty folder. Ids, times and numbers may differ; ``...`` stands for anything. A
block marked ``csv`` with the name of a file is what a person types into it at that place.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.sites import ROOT, bundled

FROM_NOTHING: Final = {"docs/tutorial.md"}

BLOCK: Final = re.compile(r"^```([a-z]*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK: Final = "=== next"

SHAPES: Final = (
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"), "TIME"),
    (re.compile(r"\b[0-9a-f]{20}\b"), "ID"),
    (re.compile(r"\d+"), "0"),
)


@dataclass(frozen=True)
class Step:
    """A command and what it should say; where it is none of the page, a person's typing."""

    command: str
    expected: str
    of_page: bool = True


def text_of(page: str) -> str:
    """A page, by its path below the root."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The blocks of a page in a language."""
    return [body for kind, _, body in BLOCK.findall(text_of(page)) if kind == language]


def commands(body: str) -> Iterator[Step]:
    """Each command of a block with what it should say."""
    for piece in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        lines = piece.splitlines()
        rest = [line.startswith("> ") or line == ">" for line in lines[1:]]
        end = 1 + (rest.index(False) if False in rest else len(rest))
        command = "\n".join([lines[0], *(line[2:] for line in lines[1:end])])
        yield Step(command, "\n".join(lines[end:]).strip())


def steps(page: str, until: str = "") -> Iterator[Step]:
    """What is done on a page, from its top to its end or to the heading ``until``."""
    text = text_of(page).partition(f"\n## {until}\n")[0] if until else text_of(page)
    for kind, name, body in BLOCK.findall(text):
        if kind == "console":
            yield from commands(body)
        elif kind == "csv" and name.strip():
            python, file = shlex.quote(sys.executable), shlex.quote(name.strip())
            yield Step(f"{python} -m tests.filling {file} <<'TYPED'\n{body}TYPED", "", False)


def shape(text: str) -> str:
    """``text`` without what differs from one run to the next."""
    for pattern, word in SHAPES:
        text = pattern.sub(word, text)
    return text.strip()


def matches(expected: str, said: str) -> bool:
    """Whether a command said what is shown."""
    pieces = (re.escape(shape(piece)) for piece in expected.split("..."))
    return re.fullmatch(r"\s*.*?\s*".join(pieces), shape(said), re.DOTALL) is not None


def transcript(
    script: list[str], folder: Path, programs: Path, language: str = "en_GB.UTF-8"
) -> list[str]:
    """What each command says when all are run in one shell, one after the other."""
    programs.mkdir()
    for name, arguments in (("publisher", '"$@"'), ("run", '--site . "$@"')):
        text = f'#!/bin/sh\nexec "{sys.executable}" -m publisher {arguments}\n'
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    if not (folder / "run").exists():
        (folder / "run").symlink_to(programs / "run")
    lines = [f"kept=$?; echo; echo '{MARK}'; (exit $kept)\n{command}\n" for command in script]
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANG": language,
    }
    environment.pop("LC_ALL", None)
    done = subprocess.run(
        ["bash"], input="exec 2>&1\n" + "".join(lines), cwd=folder, env=environment,
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    return done.stdout.split(f"\n{MARK}\n")[1:]


def start(page: str, folder: Path) -> Path:
    """The folder in which the examples of a page run."""
    if page not in FROM_NOTHING:
        return bundled(folder)
    (folder / "empty").mkdir()
    return folder / "empty"


def run(page: str, folder: Path, until: str = "") -> Path:
    """Do what a page says in ``folder``, as far as ``until``; returns where it was done.

    Raises AssertionError where a command says something else than what is shown.
    """
    there, script = start(page, folder), list(steps(page, until))
    said = transcript([step.command for step in script], there, folder / "programs")
    assert len(said) == len(script)
    for step, output in zip(script, said, strict=True):
        assert matches(step.expected, output), (
            f"$ {step.command}\n{output}\n--- is shown as\n{step.expected}"
        )
    return there
