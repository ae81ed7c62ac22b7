"""Named graphs as what is written to (SPARQL 1.1 Graph Store HTTP Protocol), without the HTTP.

What is sent for a graph becomes the file that the graph is read from: as it was sent, added to what
is there, or edited by a SPARQL Update of that one graph. The work is done in a process of its own,
with an end to its time and memory.
"""

from publisher.graphs.edits import Edits, Sent
from publisher.graphs.naming import source_of

__all__ = ["Edits", "Sent", "source_of"]
