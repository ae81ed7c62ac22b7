"""Sources that are addresses: fetched, tried against the shapes, and kept where they hold.

``fetch`` is one round over all of them; ``files``, ``feeds`` and ``endpoint`` read one kind each;
``guards`` and ``trial`` say what may not be taken; ``keeping`` is what lies on disk.
"""

from publisher.obtaining.fetch import fetch
from publisher.obtaining.manner import Manner
from publisher.obtaining.report import Fetched, Told

__all__ = ["Fetched", "Manner", "Told", "fetch"]
