"""Sources: bytes become rows or quads, each knowing its file, row and column.

``discover`` finds them, ``tables`` and ``rdf`` read them, ``csvw`` says what a foreign table means.
"""

from publisher.sources.csvw_schema import (
    Column,
    Datatype,
    Dialect,
    ForeignKey,
    TableDescription,
)
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rows import Cell, CellError, Row, Table

__all__ = [
    "Cell",
    "CellError",
    "Column",
    "Datatype",
    "Dialect",
    "ForeignKey",
    "Row",
    "SourceFile",
    "SourceLimits",
    "Table",
    "TableDescription",
]
