"""What an erasure cannot reach, by name as far as the site knows it: what is to be done by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.config import Settings
from publisher.erasing.finding import InFile
from publisher.erasing.places import histories
from publisher.erasing.telling import word
from publisher.fetched import states_by_file


def elsewhere(settings: Settings, files: Sequence[InFile], language: str) -> Iterator[str]:
    """Sentences, one for each thing to do.

    ``files`` are the sources that had something of the thing.
    """
    fetched = states_by_file(settings)
    for item in files:
        if (state := fetched.get(item.source.name)) is not None:
            yield word("source", language, state.address)
    for folder in histories(settings):
        yield word("history", language, folder)
    yield word("elsewhere", language)
