"""A site with N made-up projects, the same bytes every time: 14 statements for each project."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
STATEMENTS: Final = 14
"""Statements that the shapes make of one generated row."""

HEADER: Final = (
    "id", "Titel (sv)", "Titel (en)", "Slag", "Beskrivning (sv)", "Beskrivning (en)",
    "Utmaningsområde", "Område", "Startdatum", "Slutdatum",
)  # fmt: skip


def site(folder: Path, projects: int, *, edited: int | None = None) -> Path:
    """Write a site with this many projects beside the bundled data; one may have another title."""
    for name in ("ontology", "shapes", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copyfile(ROOT / "site.toml", folder / "site.toml")
    write_projects(folder, projects, edited=edited)
    return folder


def write_projects(folder: Path, projects: int, *, edited: int | None = None) -> None:
    """Write (again) the table of the made-up projects."""
    areas = _ids(folder / "data" / "utmaningsomraden.csv")
    places = _ids(folder / "data" / "territorier.csv")
    target = folder / "data" / "alster" / "projekt.csv"
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";", lineterminator="\n")
        writer.writerow(HEADER)
        for number in range(projects):
            mark = " (ändrad)" if number == edited else ""
            writer.writerow((
                f"p{number}",
                f"Projekt nummer {number}{mark}",
                f"Project number {number}",
                "Projekt",
                f"Ett påhittat projekt med nummer {number}, för att mäta med.",
                f"A made-up project with the number {number}, to measure with.",
                f"{areas[number % len(areas)]}|{areas[(number + 1) % len(areas)]}",
                f"{places[number % len(places)]}|{places[(number + 1) % len(places)]}",
                f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
                f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}",
            ))  # fmt: skip


def _ids(table: Path) -> list[str]:
    with table.open(encoding="utf-8", newline="") as handle:
        return [row["id"] for row in csv.DictReader(handle, delimiter=";")]
