"""CSV on the Web metadata -> what a table means, bound to the header of its file.

Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015, section 5. The same
content may be written in TOML or YAML. Nothing is fetched: a schema, a dialect or a table elsewhere
is a fault. Read strictly (as a site is), whatever the standard would pass over with a warning is a
fault as well.
"""

from __future__ import annotations

from dataclasses import replace

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvw_columns import bind
from publisher.sources.csvw_files import context_base, load_document
from publisher.sources.csvw_places import FolderPlaces
from publisher.sources.csvw_reader import Described, Reader
from publisher.sources.csvw_schema import Dialect, TableDescription
from publisher.sources.discover import SourceFile
from publisher.sources.rows import Table


def dialect_of(
    source: SourceFile, sheet: str | None = None, *, strict: bool = True
) -> Dialect | None:
    """How the metadata of ``source`` says that it, or its ``sheet``, is cut; ``None`` without
    metadata.

    Raises SourceFault as :func:`describe` does.
    """
    if source.metadata is None:
        return None
    return _find(source, sheet, _reader(source, "", strict=strict)).description.dialect


def describe(
    source: SourceFile, table: Table, *, base_iri: str = "", strict: bool = True
) -> TableDescription:
    """What the metadata of ``source`` says of ``table``, which was read from it.

    Templates are absolute where ``base_iri`` (the IRI of the data folder) is, else relative to it.
    Raises SourceFault where the metadata is malformed, does not fit the header, describes another
    file or leads out of the data folder; with ``strict`` also for all that the standard lets a
    reader pass over, which is otherwise listed in ``warnings``.
    """
    reader = _reader(source, base_iri, strict=strict)
    found = _find(source, table.sheet, reader)
    columns = bind(
        found.description.columns, table.header, found.above, found.description.url,
        f"{found.path}tableSchema.columns", Place(table.file, table.sheet or ""), reader.problems,
        by_place=not strict or table.header[:1] == ("_col.1",),
    )  # fmt: skip
    reader.problems.check(strict=strict)
    return replace(
        found.description, columns=columns, warnings=tuple(sorted(set(reader.problems.warnings)))
    )


def _reader(source: SourceFile, base_iri: str, *, strict: bool) -> Reader:
    assert source.metadata is not None
    name = source.metadata.relative_to(source.folder).as_posix()
    document = load_document(source.metadata, name)
    places = FolderPlaces(source.folder, name, context_base(document), base_iri)
    # A file that lies beside its only table need not repeat the name of it.
    return Reader(document, places, strict=strict, own=source.path.name if strict else "")


def _find(source: SourceFile, sheet: str | None, reader: Reader) -> Described:
    fitting = [table for table in reader.tables() if table.name == source.name]
    named = [table for table in fitting if table.sheet == (sheet or "")] if sheet else fitting
    for table in (*named, *(table for table in fitting if not table.sheet)):
        return table
    others = ", ".join(sorted({table.name for table in reader.tables()})) or "nothing"
    place = Place(reader.name, "", 0, "url")
    raise SourceFault([Fault(place, "metadata", others, source.name, source.name)])
