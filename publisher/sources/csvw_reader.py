"""Reads one metadata file: a table or a group of tables, their columns not yet bound.

Metadata Vocabulary for Tabular Data, W3C Recommendation of 17 December 2015, sections 5.3 to 5.9.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urldefrag

from publisher.sources.csvw_columns import inherited, read_columns
from publisher.sources.csvw_files import ABSOLUTE
from publisher.sources.csvw_keys import read_foreign_keys
from publisher.sources.csvw_kinds import LANGUAGE
from publisher.sources.csvw_places import Places
from publisher.sources.csvw_problems import Problems
from publisher.sources.csvw_schema import Dialect, TableDescription
from publisher.sources.csvw_templates import resolve
from publisher.sources.csvw_terms import expand_prefix

NAMESPACE: Final = "http://www.w3.org/ns/csvw"

PLAIN: Final = (".toml", ".yaml", ".yml")
"""Suffixes of metadata files that need not name the context."""

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
    id: str = ""


@dataclass
class Described:
    """One table of a metadata file, its columns not yet bound."""

    name: str
    sheet: str
    path: str
    description: TableDescription
    above: dict[str, Any]
    """The inherited properties that hold for a column that nobody describes."""
    schema_names: frozenset[str]
    """What the schema is called where it stands in a file of its own."""
    named: frozenset[str]
    """The columns that have a name of their own: only these can be referred to."""


@dataclass(frozen=True)
class Group:
    """The group of the tables; of a single table, one that says nothing."""

    id: str | None = None
    annotations: tuple[tuple[str, object], ...] = ()


class Reader:
    """Reads the ``document`` of one metadata file, whose addresses lead to ``places``.

    Read strictly, whatever the standard would pass over with a warning is an error. ``own`` is the
    file that a table without ``url`` is, where the metadata lies beside it.
    """

    def __init__(
        self, document: dict[str, Any], places: Places, *, strict: bool, own: str = ""
    ) -> None:
        self._document, self._places, self._strict, self._own = document, places, strict, own
        self.name = places.name
        self.problems = Problems(self.name)
        self.language = self._context()
        self.base = places.identifier("")
        self._tables: list[Described] | None = None
        self.group = Group()

    def tables(self) -> list[Described]:
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
        if names != [NAMESPACE] and not (context is None and self.name.lower().endswith(PLAIN)):
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

    def _read_tables(self) -> list[Described]:
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
        self.group = Group(self._identifier(document), self._notes(taken, common))
        return found

    def _table(
        self, content: dict[str, Any], above: dict[str, Any], group: dict[str, Any], path: str
    ) -> list[Described]:
        taken, common = self.problems.take(content, "Table", path.rstrip("."))
        self._refuse_scripts(taken, path)
        url = taken.get("url")
        if url is None and self._own and "tables" not in self._document:
            url = self._own
        if url is None:
            self.problems.error(f"{path}url", "", "the file of the table", "tabellens fil")
            return []
        name = self._places.table(url)
        if name is None:
            expected = "a table in the data folder", "en tabell i datamappen"
            self.problems.error(f"{path}url", url, *expected, code="remote")
            return []
        address = self._places.address(url)
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
                self.language,
                f"{schema.path}.columns",
                self.problems,
                strict=self._strict,
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
                self._places,
                self.problems,
            ),
            id=self._identifier(content),
        )
        sheet = urldefrag(url).fragment
        return [Described(name, sheet, path, description, below, self._schema_names(schema), named)]

    def _identifier(self, content: dict[str, Any]) -> str | None:
        """The IRI that an object gives itself; that of the metadata where it is no text."""
        found = content.get("@id")
        if found is None:
            return None
        return self._places.identifier(found if isinstance(found, str) else "")

    def _schema_names(self, schema: _Part) -> frozenset[str]:
        """What a foreign key may call the schema: the file that it is in, and its identifier."""
        named = [self._places.resource(schema.id, schema.file)] if schema.id else []
        return frozenset([*named, *([schema.file] if schema.file != self.name else [])])

    def _object(self, taken: dict[str, Any], key: str, kind: str, path: str) -> _Part:
        """An object property, which may be the name of a file that holds the object."""
        content, at, file = taken.get(key, {}), f"{path}{key}", self.name
        if isinstance(content, str):
            found = self._places.document(content)
            if found is None:
                expected = "a file in the data folder", "en fil i datamappen"
                code = "remote" if ABSOLUTE.match(content) else "metadata"
                self.problems.error(at, content, *expected, code=code)
                return _Part({}, {}, at, file)
            file, content = found
            at, content = file, {key: value for key, value in content.items() if key != "@context"}
        own, common = self.problems.take(content, kind, at)
        identifier = content.get("@id") if isinstance(content, dict) else None
        return _Part(own, common, at, file, identifier if isinstance(identifier, str) else "")

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
                    (
                        other
                        for other in tables
                        if key.resource in {other.name, *other.schema_names}
                    ),
                    None,
                )
                there = target.named if target else frozenset()
                if target and set(key.columns) <= table.named and set(key.referenced) <= there:
                    kept.append(replace(key, resource=target.description.url))
                else:
                    shown = f"{', '.join(key.columns)} → {', '.join(key.referenced)}"
                    self.problems.error(at, shown, "columns that exist", "kolumner som finns")
            table.description = replace(table.description, foreign_keys=tuple(kept))
