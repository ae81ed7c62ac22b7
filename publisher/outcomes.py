"""What a verb says when it has done its work, in Swedish and English."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final

OUTCOMES: Final[Mapping[str, Mapping[str, str]]] = {
    "started": {
        "en": "A new site is in {0}. Fill the tables in {1}, then run\n"
        "  publisher --site {2} serve",
        "sv": "En ny webbplats finns i {0}. Fyll tabellerna i {1} och kör sedan\n"
        "  publisher --site {2} serve",
    },
    "started-empty": {
        "en": "A new site without data is in {0}. Put your tables in {1}, or get one to fill in:\n"
        "  publisher --site {2} template organisation",
        "sv": "En ny webbplats utan data finns i {0}. Lägg era tabeller i {1}, eller hämta en att "
        "fylla i:\n  publisher --site {2} template organisation",
    },
    "template": {
        "en": "Fill in {0}, see what publisher check {1} says, and put it in {2}.",
        "sv": "Fyll i {0}, se vad publisher check {1} säger och lägg den i {2}.",
    },
    "template-in-place": {
        "en": "Fill in {0}, and see what publisher check {1} says.",
        "sv": "Fyll i {0} och se vad publisher check {1} säger.",
    },
    "refused": {"en": "Nothing was released.", "sv": "Ingen ny utgåva."},
    "refused-because": {"en": "Nothing was released: {0}", "sv": "Ingen ny utgåva: {0}"},
    "unchanged": {
        "en": "Nothing has changed: release {0} stays current.",
        "sv": "Inget har ändrats: utgåva {0} gäller fortfarande.",
    },
    "first": {"en": "Released {0}: {1} quads.", "sv": "Ny utgåva {0}: {1} påståenden."},
    "released": {
        "en": "Released {0}: {1} quads (−{2} +{3}).",
        "sv": "Ny utgåva {0}: {1} påståenden (−{2} +{3}).",
    },
    "gone": {
        "en": "gone: <{0}>. If it is withdrawn, add it to data/withdrawn.csv: it then answers 410.",
        "sv": "borta: <{0}>. Är den indragen, lägg till den i data/withdrawn.csv: då svarar den "
        "410.",
    },
    "serving": {
        "en": "Serving release {0} at {1} (Ctrl-C stops).",
        "sv": "Utgåva {0} visas på {1} (Ctrl-C stoppar).",
    },
    "serving-next": {"en": "Now serving release {0}.", "sv": "Nu visas utgåva {0}."},
    "serving-still": {
        "en": "Still serving release {0}: {1}", "sv": "Utgåva {0} visas fortfarande: {1}",
    },
}  # fmt: skip
"""Every outcome, by its code: what is said in each language."""


def outcome(code: str, language: str, *values: object) -> str:
    """An outcome in ``language`` (``sv`` or ``en``)."""
    return OUTCOMES[code][language].format(*values)


def pasted(path: str | Path) -> str:
    """A path as it is written in a shell: in quotes where it has a space.

    >>> pasted("data/a b.xlsx"), pasted("data/ö.csv")
    ("'data/a b.xlsx'", 'data/ö.csv')
    """
    text = str(path)
    return text if all(letter.isalnum() or letter in SAFE for letter in text) else shlex.quote(text)


SAFE: Final = frozenset("@%+=:,./-_")
"""What else than letters and digits a shell takes as it is."""
