"""What keeps a release from being switched to: that it takes away what is published, unsaid.

A harvester deletes what a feed no longer has. Nothing published is therefore lost but on purpose:
things are withdrawn by name, and a catalogue shrinks only where somebody says so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from publisher.changes import CATALOG
from publisher.changes.recorder import Announced
from publisher.errors import LossError
from publisher.names import normalise
from publisher.release.parts import replace

Gone = Literal["refuse", "withdraw", "allow"]
"""What becomes of a release without things that are published: it is refused; they are withdrawn,
by name, and it is built with that; or it is let through, and their addresses answer 404."""

TABLE: Final = "withdrawn.csv"
HEADINGS: Final = ("id", "Datum")
DATES: Final = frozenset(map(normalise, ("Datum", "Dag", "Date", "Withdrawn at", "Tillbakadraget")))
SHOWN: Final = 10
DELIMITERS: Final = ";,\t"


SAID: Final[dict[str, dict[str, str]]] = {
    "vanishing": {
        "en": "Nothing was published: what has been published may not vanish without a trace, and "
        "here it would. It concerns {0} ({1}). Put it back in the file and send it again, or ask "
        "whoever is in charge of the site to withdraw it.",
        "sv": "Inget publicerades: det som en gång är publicerat får inte försvinna spårlöst, och "
        "det skulle det göra här. Det gäller {0} ({1}). Lägg tillbaka det i filen och skicka den "
        "igen, eller be den som ansvarar för webbplatsen att dra tillbaka det.",
    },
    "shrinking": {
        "en": "Nothing was published: {0} of the {1} datasets and services in the site’s catalogue "
        "would go at once, more than {2} per cent. See whether something is missing in the file. "
        "Where all is right, ask whoever is in charge of the site to let it through.",
        "sv": "Inget publicerades: {0} av de {1} datamängder och tjänster som finns i "
        "webbplatsens katalog skulle försvinna på en gång, mer än {2} procent. Se efter om något "
        "fattas i filen. Är allt rätt, be den som ansvarar för webbplatsen att släppa igenom det.",
    },
}
"""What those who sent data are told, where it would take away what is published."""

THINGS: Final = {"en": ("one thing", "{} things"), "sv": ("en sak", "{} saker")}


class Vanishing(LossError):
    """Things that are published would be gone; ``iris`` are theirs."""

    def __init__(self, iris: Sequence[str]) -> None:
        shown = ", ".join(f"<{iri}>" for iri in iris[:SHOWN])
        more = f" and {len(iris) - SHOWN} more" if len(iris) > SHOWN else ""
        count = f"{len(iris)} things that are" if len(iris) > 1 else "one thing that is"
        super().__init__(
            f"{count} published would be gone: {shown}{more}.",
            todo=f"Put them back, or withdraw them: --gone withdraw adds them to data/{TABLE}, "
            "and their addresses answer 410. With --gone allow they go without a trace.",
            said={tag: SAID["vanishing"][tag].format(
                      THINGS[tag][len(iris) > 1].format(len(iris)),
                      ", ".join(iris[:SHOWN]) + (", …" if len(iris) > SHOWN else ""))
                  for tag in THINGS},
        )  # fmt: skip
        self.iris = tuple(iris)


def require_kept(vanished: Sequence[str], genid: str) -> None:
    """Raise Vanishing where things would be gone.

    Nodes without an address of their own (RDF 1.1 Concepts, section 3.5), named below ``genid``,
    may come and go.
    """
    found = [iri for iri in vanished if not iri.startswith(genid)]
    if found:
        raise Vanishing(found)


def require_size(found: Announced, percent: int) -> None:
    """Raise LossError where a release would take more than ``percent`` of the catalogue, or all."""
    before = found.before.get(CATALOG, 0)
    lost = found.lost.get(CATALOG, 0)
    after = found.after.get(CATALOG, 0)
    if before and (lost * 100 > percent * before or not after):
        raise LossError(
            f"{lost} of the {before} datasets and services in the catalogue would be deleted "
            f"everywhere, more than {percent} per cent (guards.shrink_percent).",
            todo="See whether a source is missing; where all is right, say --accept-shrink.",
            said={tag: text.format(lost, before, percent)
                  for tag, text in SAID["shrinking"].items()},
        )  # fmt: skip


@contextmanager
def withdrawing(data: Path, base_iri: str, vanishing: Vanishing, now: str) -> Iterator[None]:
    """Add things to the table of what is withdrawn, with the time ``now`` (ISO 8601).

    The table is as it was where an error comes of it. Raises LossError where the table has other
    columns than the ones known here.
    """
    path = data / TABLE
    before = path.read_bytes() if path.exists() else None
    replace(path, _with(vanishing.iris, before, base_iri, now, path).encode())
    try:
        yield
    except BaseException:
        path.unlink() if before is None else replace(path, before)
        raise


def _with(iris: Sequence[str], before: bytes | None, base_iri: str, now: str, path: Path) -> str:
    text = before.decode("utf-8-sig") if before else ";".join(HEADINGS) + "\n"
    first = text.partition("\n")[0].strip()
    delimiter = next((sign for sign in DELIMITERS if sign in first), ";")
    headings = [normalise(item) for item in next(csv.reader([first], delimiter=delimiter), [])]
    when = next((index for index, item in enumerate(headings) if item in DATES), -1)
    if "id" not in headings or when < 0:
        raise LossError(
            "the table has no columns “id” and “Datum”, so nothing can be added to it.",
            where=str(path), todo="Add the things by hand: their IRI, and when.",
        )  # fmt: skip
    lines = []
    for iri in iris:
        cells = ["" for _ in headings]
        cells[headings.index("id")], cells[when] = iri.removeprefix(base_iri), now
        lines.append(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in cells))
    ending = "" if text.endswith("\n") else "\n"
    return text + ending + "\n".join(lines) + "\n"
