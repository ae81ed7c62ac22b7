"""A tiny site with a history: things made, changed and deleted from release to release."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

from publisher import Site
from publisher.changes import Log, open_log
from tests.sites import tiny

STREAM: Final = "area"
BASE: Final = "https://example.org/id/"
TABLE: Final = "områden.csv"
KEPT: Final = ("industri", "mat")
"""The things that others refer to: they are never deleted."""


class History:
    """A site whose table of areas is written anew for every release."""

    def __init__(self, folder: Path, things: int, seed: int = 1) -> None:
        self.root = tiny(folder)
        self.random = random.Random(seed)
        self.made = 0
        self.notes = {"industri": "", "mat": "kort"}
        self.names = {"industri": ("Smart industri", "Smart industry"),
                      "mat": ("Hållbar mat", "Sustainable food")}  # fmt: skip
        for _ in range(things - len(KEPT)):
            self._make()

    def release(self) -> str:
        """Write the table, build, and switch; the id of the release."""
        lines = ["id;Namn (sv);Namn (en);Anteckning"]
        lines += [f"{key};{';'.join(self.names[key])};{self.notes[key]}" for key in self.notes]
        (self.root / "data" / TABLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
        Site(self.root).build(gone="allow")
        return Site(self.root).open().identifier

    def edit(self, times: int) -> None:
        """Make, change and delete things, each at most once."""
        for key in self.random.sample(sorted(set(self.notes) - set(KEPT)), times):
            match self.random.randrange(3):
                case 0:
                    self._make()
                case 1:
                    self.notes[key] = f"ändrad {self.random.randrange(10**6)}"
                case _:
                    del self.notes[key]

    def log(self) -> Log:
        """The log as of the current release."""
        site = Site(self.root)
        found = open_log(site.shelf.folder, site.open().identifier)
        assert found is not None
        return found

    def _make(self) -> None:
        self.made += 1
        key = f"o{self.made}"
        self.notes[key] = ""
        self.names[key] = (f"Område {self.made}", f"Area {self.made}")
