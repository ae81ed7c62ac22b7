"""What is said to publishers who send data, in one table: Swedish and English."""

from __future__ import annotations

from typing import Final

INTAKE: Final[dict[str, tuple[str, str]]] = {
    # titles of errors
    "401": ("Nyckel krävs", "A key is needed"),
    "403": ("Inte tillåtet", "Not allowed"),
    "408": ("Det tog för lång tid", "It took too long"),
    "409": ("Går inte ihop med det som finns", "In conflict with what is there"),
    "412": ("Något annat finns där", "Something else is there"),
    "413": ("För stort", "Too large"),
    "415": ("Formatet tas inte emot", "Format not taken"),
    "422": ("Går inte att ta emot", "Cannot be taken in"),
    "428": ("Villkor saknas", "A condition is missing"),
    # what came of it
    "intake-released": ("Publicerat", "Published"),
    "intake-same": ("Ingenting ändrades", "Nothing changed"),
    "intake-tried": ("Provat, inget publicerat", "Tried, nothing published"),
    "intake-refused": ("Inte publicerat", "Not published"),
    "intake-released-text": (
        "Allt stämmer. Uppgifterna finns nu i utgåva {}.",
        "All is well. The data is now in release {}.",
    ),
    "intake-same-text": (
        "Det som skickades sa inget nytt. Utgåva {} gäller fortfarande.",
        "What was sent said nothing new. Release {} is still current.",
    ),
    "intake-tried-text": (
        "Inget hindrar publicering. Detta skulle ändras:",
        "Nothing keeps this from being published. This would change:",
    ),
    "intake-created": ("Nya", "New"),
    "intake-updated": ("Ändrade", "Changed"),
    "intake-deleted": ("Borttagna", "Removed"),
    "intake-graph": ("Graf", "Graph"),
    "intake-added-statements": ("Tillagda påståenden", "Statements added"),
    "intake-removed-statements": ("Borttagna påståenden", "Statements removed"),
    "intake-statements": ("Påståenden", "Statements"),
    "intake-more": ("… och {} till.", "… and {} more."),
    "intake-release": ("Utgåvan", "The release"),
}
"""Each phrase in Swedish and in English."""
