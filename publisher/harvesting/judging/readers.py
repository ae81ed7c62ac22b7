"""The harvesters that are played, and what each does about what is wrong, as tables.

Facts about piveau, EntryScape and ckanext-dcat: their manuals and their code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Effect = Literal["feed", "deletes", "dataset", "value", "takes"]
"""What is lost: the whole feed is not read, what was there is deleted, the dataset, the value, or
nothing: it is taken all the same."""

CKAN_MB: Final = 50
"""Megabytes of a document that ckanext-dcat reads."""


@dataclass(frozen=True)
class Reader:
    """A harvester. ``identity`` says by what it knows a dataset, the first that there is."""

    key: str
    name: str
    identity: tuple[Literal["iri", "identifier", "title"], ...]
    pages: bool
    """Whether it follows pages."""
    effects: Mapping[str, Effect]
    """What it does about each kind of remark; about one that is not there, nothing."""


ALWAYS: Final[Mapping[str, Effect]] = {
    "nothing": "feed", "html": "feed", "media-type": "feed", "mismatch": "feed",
    "unreadable": "feed", "term": "feed", "json-size": "feed", "unfetched": "feed", "loop": "feed",
    "endless": "feed", "empty": "deletes",
    "relative": "takes", "not-ascii": "takes", "broken": "takes", "dangling": "takes",
    "duplicate": "takes", "shrink": "deletes",
}  # fmt: skip
"""What every harvester does."""

READERS: Final[dict[str, Reader]] = {
    item.key: item
    for item in (
        Reader("eu", "data.europa.eu", ("identifier", "iri"), True, {
            **ALWAYS, "no-total": "feed", "total": "takes", "no-identity": "dataset",
            "duplicate": "dataset", "no-title": "takes", "literal-link": "value",
        }),
        Reader("se", "dataportal.se", ("iri",), False, {
            **ALWAYS, "syntax": "feed", "paged": "feed", "no-catalog": "feed",
            "catalog-licence": "feed", "catalog-record": "takes", "blank-dataset": "dataset",
            "no-identity": "dataset", "unlisted": "dataset", "no-title": "dataset",
            "no-publisher": "dataset", "blank-node": "value", "literal-link": "value",
            "untagged": "takes", "publisher-contact": "value", "publisher-type": "takes",
        }),
        Reader("ckan", "CKAN", ("iri", "identifier", "title"), True, {
            **ALWAYS, "too-large": "feed", "no-title": "dataset",
        }),
    )
}  # fmt: skip
"""The harvesters by the key that one asks for them by."""
