"""Any tabular source -> tables, by the suffix of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from publisher.sources.csvfile import read_csv
from publisher.sources.csvw import dialect_of
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.jsonrows import read_json
from publisher.sources.rows import Table
from publisher.sources.workbook import read_workbook

READERS: Final[dict[str, Callable[[SourceFile, SourceLimits, Dialect], Iterator[Table]]]] = {
    ".csv": read_csv,
    ".json": read_json,
    ".ods": read_workbook,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".xlsx": read_workbook,
}

BOOKS: Final = (".ods", ".xlsx")


def read_tables(
    source: SourceFile, limits: SourceLimits, dialect: Dialect | None = None
) -> Iterator[Table]:
    """The tables of ``source``, each to be read before the next is asked for.

    Without a ``dialect`` the one in the source's metadata applies, and what neither says is found
    out. Raises SourceFault where the source, its metadata or one of its tables cannot be read.
    """
    suffix = source.path.suffix.lower()
    if suffix in BOOKS and dialect is None and source.metadata is not None:
        # Each sheet of a workbook is a table of its own, and begins where its metadata says.
        yield from read_workbook(
            source, limits, lambda sheet: dialect_of(source, sheet) or Dialect()
        )
        return
    if dialect is None:
        dialect = dialect_of(source) or Dialect()
    yield from READERS[suffix](source, limits, dialect)
