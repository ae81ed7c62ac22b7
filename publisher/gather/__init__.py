"""``data/`` -> content: every source read and mapped into its named graph, every row accounted for.

Rows in = rows published + rows rejected, for each source.
"""

from publisher.gather.content import Content, RowPlace, SourceContent
from publisher.gather.gatherer import Gatherer
from publisher.gather.sources import DATA

__all__ = ["DATA", "Content", "Gatherer", "RowPlace", "SourceContent"]
