"""The rooms of ``publisher/`` and the one direction of imports between them.

ROOMS is the order in which data flows: a room imports only from rooms above it. Imports inside
functions and under TYPE_CHECKING count like any other; only a door may reach down (DOORS).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

PACKAGE: Final = Path(__file__).parents[1] / "publisher"

ROOMS: Final = (
    # what everything stands on
    "fault_sentences",
    "faults",
    "errors",
    "namespaces",
    "names",
    "xmlsafe",
    "canonical",
    "formats",
    "sparql_tokens",
    "negotiate",
    "iris",
    "datatypes",
    "swedish",
    "outcomes",
    "processes",
    # what the site says of itself
    "sections",
    "remote_sources",
    "config",
    "publishers",
    "vocabulary",
    "contract",
    "scaffold",
    "shacl",
    "queries",
    # data in
    "sources",
    "fetched",
    "values",
    "mapping",
    "csvw",
    "proposals",
    "people",
    "gather",
    "check",
    # what is kept
    "release",
    "store",
    # what is read from it
    "describe",
    "catalog",
    "changes",
    "guards",
    "linking",
    # what goes out
    "render",
    "findings",
    "workbooks",
    "fetching",
    "harvesting",
    "obtaining",
    "graphs",
    "publishing",
    "erasing",
    "intake",
    "web",
    "serve",
    # the doors
    "review",
    "site",
    "watch",
    "console",
    "fetching_sources",
    "withdrawing",
    "building",
    "checking",
    "asking",
    "harvest_checking",
    "syncing",
    "converting",
    "describing",
    "drafting",
    "proposing",
    "granting",
    "arguments",
    "parsing",
    "cli",
    "__main__",
)

DOORS: Final = {"": ("site",)}
"""The package itself hands out Site, and imports it when it is asked for."""

ABSENT: Final = ("utils", "util", "common", "misc")
"""Names that say nothing of what is inside."""

LONGEST: Final = 320
"""Lines of a module."""


def modules() -> dict[str, Path]:
    """Every module by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("publisher", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES: Final = modules()


def room(module: str) -> str:
    """The room of a module; that of the package itself is nameless."""
    return module.split(".")[1] if "." in module else ""


def imports(module: str) -> Iterator[tuple[int, str]]:
    """What a module imports of ours, anywhere in its text, with the line."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}, line {node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            while name and name not in MODULES:
                name = name.rpartition(".")[0]
            if name:
                yield node.lineno, name


def test_every_room_has_its_place() -> None:
    assert {room(module) for module in MODULES} - {""} <= set(ROOMS)


def test_contributors_are_told_the_order() -> None:
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text[text.index("|---|---|") :].partition("\n\n")[0]
    told = re.findall(r"`(\w+)`", table)
    present = {room(module) for module in MODULES}
    order = [name for name in ROOMS if name in present and name != "__main__"]
    assert [name for name in told if name in order] == order


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_run_one_way(module: str) -> None:
    own = room(module)
    above = ROOMS[: ROOMS.index(own) + 1] if own else DOORS[own]
    wrong = [
        f"line {line}: {name}" for line, name in imports(module) if room(name) not in (*above, "")
    ]
    assert not wrong, f"{module} imports from rooms below its own: {', '.join(wrong)}"


def test_no_module_imports_itself_by_way_of_another() -> None:
    graph = {
        module: {name for _, name in imports(module)} - {"publisher", module} for module in MODULES
    }
    graph["publisher"] = set()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle of imports: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_is_one_idea(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST, f"{module} is long: divide it by its ideas"
    assert module.rpartition(".")[2] not in ABSENT
    assert ast.get_docstring(ast.parse(text)), f"{module} does not say what lives there"
