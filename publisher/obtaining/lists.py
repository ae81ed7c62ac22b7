"""A reference list at an address: fetched when a person asks for it, read, and not kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from publisher.fetching import Client, Limits, Response, media_of
from publisher.fetching.media import ACCEPT, beginning, must_be_data
from publisher.linking.lists import read_list
from publisher.linking.matching.entities import Entity
from publisher.obtaining.files import is_table, suffix_of
from publisher.sources.discover import SourceLimits

LIMITS: Final = Limits(total_seconds=300.0, body_bytes=200_000_000, attempts=2, wait_seconds=30.0)
"""How much is fetched, and how long it may take."""

ACCEPTED: Final = f"text/csv;q=0.95, {ACCEPT}"


def is_address(text: str) -> bool:
    """Whether what a person gave is an address, and no file."""
    return text.startswith(("http://", "https://"))


def fetched_list(address: str, limits: SourceLimits, base_iri: str) -> list[Entity]:
    """The things of the list at ``address``, a table or RDF, as :func:`read_list` reads a file.

    Raises FetchError where it cannot be had, else what ``read_list`` raises.
    """
    client = Client(LIMITS, home=address)
    try:
        with (
            client.fetch(address, accept=ACCEPTED) as response,
            TemporaryDirectory(prefix="publisher-") as folder,
        ):
            path = Path(folder) / f"list{_suffix(response)}"
            response.file.seek(0)
            with path.open("wb") as out:
                shutil.copyfileobj(response.file, out)
            return read_list(path, limits, base_iri, where=address)
    finally:
        client.close()


def _suffix(response: Response) -> str:
    """How the file ends. Raises BadContent where it is a web page, or nothing that is read."""
    if is_table(response):
        must_be_data(response.url, beginning(response))
        return suffix_of(response)
    return f".{media_of(response).suffix}"
