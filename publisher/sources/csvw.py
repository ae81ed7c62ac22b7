"""CSV on the Web metadata -> what a table means, bound to the header of its file.

Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015, section 5. The same
content may be written in TOML or YAML. Nothing is fetched: a schema, a dialect or a table elsewhere
is a fault. Read strictly (as a site is), whatever the standard would pass over with a warning is a
fault as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, urldefrag, urljoin

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.sources.csvw_columns import bind, inherited, read_columns
from publisher.sources.csvw_files import ABSOLUTE, context_base, load_document, local_name
from publisher.sources.csvw_keys import read_foreign_keys
from publisher.sources.csvw_kinds import LANGUAGE
from publisher.sources.csvw_problems import Problems
from publisher.sources.csvw_schema import Dialect, TableDescription
from publisher.sources.csvw_templates import resolve
from publisher.sources.csvw_terms import expand_prefix
from publisher.sources.discover import SourceFile
from publisher.sources.rows import Table

NAMESPACE: Final = "http://www.w3.org/ns/csvw"

DIALECT: Final = {
    "commentPrefix": "comment_prefix",
    "delimiter": "delimiter",
    "doubleQuote": "double_quote",
    "encoding": "encoding",
    "header": "header",
    "headerRowCount": "header_row_count",
    "quoteChar": "quote_char",
    "skipBlankRows": "skip_blank_rows",
    "skipColumns": "skip_columns",
    "skipInitialSpace": "skip_initial_space",
    "skipRows": "skip_rows",
}
"""The properties of a dialect that become a field as they are."""


@dataclass(frozen=True)
class _Part:
    """An object of the metadata: its properties, where it stands, and in which file."""

    own: dict[str, Any]
    common: dict[str, Any]
    path: str
    file: str


@dataclass
class _Described:
    """One table of a metadata file, its columns not yet bound."""

    name: str
    sheet: str
    path: str
    description: TableDescription
    above: dict[str, Any]
    schema_file: str
    named: frozenset[str]
    """The columns that have a name of their own: only these can be referred to."""


def dialect_of(source: SourceFile, *, strict: bool = True) -> Dialect | None:
    """How the metadata of ``source`` says that it is cut; ``None`` without metadata.

    Raises SourceFault as :func:`describe` does.
    """
    if source.metadata is None:
        return None
    return _find(source, None, _Reader(source, "", strict=strict)).description.dialect


def describe(
    source: SourceFile, table: Table, *, base_iri: str = "", strict: bool = True
) -> TableDescription:
    """What the metadata of ``source`` says of ``table``, which was read from it.

    Templates are absolute where ``base_iri`` (the IRI of the data folder) is, else relative to it.
    Raises SourceFault where the metadata is malformed, does not fit the header, describes another
    file or leads out of the data folder; with ``strict`` also for all that the standard lets a
    reader pass over, which is otherwise listed in ``warnings``.
    """
    reader = _Reader(source, base_iri, strict=strict)
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


def _find(source: SourceFile, sheet: str | None, reader: _Reader) -> _Described:
    fitting = [table for table in reader.tables() if table.name == source.name]
    named = [table for table in fitting if table.sheet == (sheet or "")] if sheet else fitting
    for table in (*named, *(table for table in fitting if not table.sheet)):
        return table
    others = ", ".join(sorted({table.name for table in reader.tables()})) or "nothing"
    place = Place(reader.name, "", 0, "url")
    raise SourceFault([Fault(place, "metadata", others, source.name, source.name)])


class _Reader:
    """Reads one metadata file."""

    def __init__(self, source: SourceFile, base_iri: str, *, strict: bool) -> None:
        assert source.metadata is not None
        self.folder, self._base_iri, self._strict = source.folder, base_iri, strict
        self._path = source.metadata
        self.name = self._path.relative_to(self.folder).as_posix()
        self.problems = Problems(self.name)
        self._source = source
        self._document = load_document(self._path, self.name)
        self._base = context_base(self._document)
        self._language = self._context()
        self._tables: list[_Described] | None = None

    def tables(self) -> list[_Described]:
        """The tables of the file. Raises SourceFault for its errors."""
        if self._tables is None:
            self._tables = self._read_tables()
            self._check_keys()
            self.problems.check(strict=self._strict)
        return self._tables

    def _context(self) -> str:
        """Check the context (section 5.2); its default language."""
        context = self._document.get("@context")
        local = context[1] if isinstance(context, list) and len(context) == 2 else {}
        names = context[:1] if isinstance(context, list) else [context]
        wanted = f"“{NAMESPACE}”", f"”{NAMESPACE}”"
        if names != [NAMESPACE] and not (context is None and self._path.suffix != ".json"):
            self.problems.error("@context", context, *wanted)
        if isinstance(context, list) and not (
            len(context) == 1 or (isinstance(local, dict) and local)
        ):
            self.problems.error("@context", context, *wanted)
        if isinstance(local, dict) and set(local) - {"@base", "@language"}:
            self.problems.error("@context", context, "@base, @language", "@base, @language")
        language = local.get("@language") if isinstance(local, dict) else None
        if language is not None and not self.problems.fits(LANGUAGE, language, "@context"):
            language = None
        return str(language or "und")

    def _read_tables(self) -> list[_Described]:
        document = self._document
        if "tables" not in document:
            if "url" not in document and document.get("@type") == "TableGroup":
                self.problems.error("tables", "", "a list of tables", "en lista av tabeller")
            return self._table(document, {}, {}, "")
        taken, common = self.problems.take(document, "TableGroup", "")
        self._refuse_scripts(taken, "")
        tables = taken.get("tables", [])
        found = []
        for number, content in enumerate(tables):
            if isinstance(content, dict):
                found += self._table(content, inherited(taken, {}), taken, f"tables[{number}].")
            else:
                self.problems.warn(f"tables[{number}]", content, "an object", "ett objekt")
        if not found:
            self.problems.error("tables", tables, "a list of tables", "en lista av tabeller")
        notes = self._notes(taken, common)
        for table in found:
            table.description = replace(table.description, group_annotations=notes)
        return found

    def _table(
        self, content: dict[str, Any], above: dict[str, Any], group: dict[str, Any], path: str
    ) -> list[_Described]:
        taken, common = self.problems.take(content, "Table", path.rstrip("."))
        self._refuse_scripts(taken, path)
        url = taken.get("url")
        if url is None and not group and self._strict and "tables" not in self._document:
            # A file that lies beside its only table need not repeat the name of it.
            url = self._source.path.name
        if url is None:
            self.problems.error(f"{path}url", "", "the file of the table", "tabellens fil")
            return []
        name = local_name(url, self.name, self._base)
        if name is None:
            expected = "a table in the data folder", "en tabell i datamappen"
            self.problems.error(f"{path}url", url, *expected, code="remote")
            return []
        sheet = urldefrag(url).fragment
        address = urljoin(self._base_iri, quote(name)) + (f"#{sheet}" if sheet else "")
        own = {**group, **taken}
        schema = self._object(own, "tableSchema", "Schema", path)
        below = inherited(schema.own, inherited(taken, above))
        named = frozenset(
            item["name"] for item in schema.own.get("columns", [])
            if isinstance(item, dict) and isinstance(item.get("name"), str)
        )  # fmt: skip
        about = below.get("aboutUrl")
        description = TableDescription(
            url=address,
            about_url=None if about is None else resolve(expand_prefix(about), address),
            columns=read_columns(
                schema.own.get("columns", []),
                below,
                address,
                self._language,
                f"{schema.path}.columns",
                self.problems,
            ),
            dialect=self._dialect(own, path),
            suppress=taken.get("suppressOutput", False),
            annotations=(*self._notes(taken, common), *schema.common.items()),
            primary_key=self._names(schema, "primaryKey", named),
            row_titles=self._names(schema, "rowTitles", named),
            foreign_keys=read_foreign_keys(
                schema.own.get("foreignKeys", []),
                f"{schema.path}.foreignKeys",
                schema.file,
                self._base,
                self.problems,
            ),
            id=content.get("@id") if isinstance(content.get("@id"), str) else None,
        )
        schema_file = schema.file if schema.file != self.name else ""
        return [_Described(name, sheet, path, description, below, schema_file, named)]

    def _object(self, taken: dict[str, Any], key: str, kind: str, path: str) -> _Part:
        """An object property, which may be the name of a file that holds the object."""
        content, at, file = taken.get(key, {}), f"{path}{key}", self.name
        if isinstance(content, str):
            name = local_name(content, self.name, self._base)
            if name is None or not (self.folder / name).is_file():
                expected = "a file in the data folder", "en fil i datamappen"
                code = "remote" if ABSOLUTE.match(content) else "metadata"
                self.problems.error(at, content, *expected, code=code)
                return _Part({}, {}, at, file)
            content, at, file = load_document(self.folder / name, name), name, name
            content = {key: value for key, value in content.items() if key != "@context"}
        own, common = self.problems.take(content, kind, at)
        return _Part(own, common, at, file)

    def _dialect(self, taken: dict[str, Any], path: str) -> Dialect:
        own = self._object(taken, "dialect", "Dialect", path).own
        fields = {DIALECT[key]: value for key, value in own.items() if key in DIALECT}
        if "trim" in own:
            fields["trim"] = str(own["trim"]).lower()
        if "quoteChar" in own and own["quoteChar"] is None:
            fields["unquoted"] = True
        return Dialect(**fields)

    def _refuse_scripts(self, taken: dict[str, Any], path: str) -> None:
        """Transformations are scripts of others: they are checked, and never run."""
        for number, content in enumerate(taken.get("transformations", [])):
            at = f"{path}transformations[{number}]"
            if isinstance(content, dict):
                self.problems.take(content, "Template", at)
            self.problems.unsupported(at, "transformations", "tableSchema")

    @staticmethod
    def _notes(taken: dict[str, Any], common: dict[str, Any]) -> tuple[tuple[str, object], ...]:
        notes = {"notes": taken["notes"]} if "notes" in taken else {}
        return (*common.items(), *notes.items())

    def _names(self, schema: _Part, key: str, named: frozenset[str]) -> tuple[str, ...]:
        """Names of columns; ones that are not there are warned of and passed over (section 5.5)."""
        value = schema.own.get(key, [])
        names = (value,) if isinstance(value, str) else tuple(value)
        for name in names:
            if name not in named:
                has = ", ".join(sorted(named))
                expected = f"the name of a column: {has}", f"namnet på en kolumn: {has}"
                self.problems.warn(f"{schema.path}.{key}", name, *expected)
                return ()
        return names

    def _check_keys(self) -> None:
        """Hold foreign keys to the columns on both sides (section 5.5.2)."""
        tables = self._tables or []
        for table in tables:
            at = f"{table.path}tableSchema.foreignKeys"
            kept = []
            for key in table.description.foreign_keys:
                target = next(
                    (other for other in tables if key.resource in (other.name, other.schema_file)),
                    None,
                )
                there = target.named if target else frozenset()
                if target and set(key.columns) <= table.named and set(key.referenced) <= there:
                    kept.append(replace(key, resource=target.description.url))
                else:
                    shown = f"{', '.join(key.columns)} → {', '.join(key.referenced)}"
                    self.problems.error(at, shown, "columns that exist", "kolumner som finns")
            table.description = replace(table.description, foreign_keys=tuple(kept))
