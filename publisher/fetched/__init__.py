"""What was fetched of sources that are addresses, as it lies on disk; the build reads it from here.

``state`` says what is kept of each source; ``listing`` which files the build reads.
"""

from publisher.fetched.listing import fetched_sources, folder_of, states_by_file
from publisher.fetched.state import State, read_state

__all__ = ["State", "fetched_sources", "folder_of", "read_state", "states_by_file"]
