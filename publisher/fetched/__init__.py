"""What was fetched of sources that are addresses, as it lies on disk; the build reads it from here.

``state`` says what is kept of each source, ``listing`` which files the build reads, ``overview``
what the public is told of all sources.
"""

from publisher.fetched.listing import (
    DESCRIPTION,
    FILES,
    fetched_sources,
    folder_of,
    prefixes,
    states_by_file,
)
from publisher.fetched.overview import OVERVIEW, read_overview
from publisher.fetched.state import FILE_NAME, Outcome, State, read_state

__all__ = [
    "DESCRIPTION",
    "FILES",
    "FILE_NAME",
    "OVERVIEW",
    "Outcome",
    "State",
    "fetched_sources",
    "folder_of",
    "prefixes",
    "read_overview",
    "read_state",
    "states_by_file",
]
