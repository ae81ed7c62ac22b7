"""Metadata files: which files they are, what they hold, and which tables they name.

CSV on the Web metadata may be written as JSON (the standard's own), TOML or YAML; all three become
the same plain content. Nothing is fetched: a table named by an absolute URL is a fault.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any, Final
from urllib.parse import unquote, urldefrag

import yaml

from publisher.errors import SourceFault
from publisher.faults import Fault, Place

ENDING: Final = "-metadata"
SUFFIXES: Final = (".json", ".toml", ".yaml", ".yml")
SUFFIX: Final = re.compile(r"-metadata\.(?:json|toml|ya?ml)$", re.IGNORECASE)

NODES: Final = 100_000
"""Most values in one metadata file, aliases followed."""

DEPTH: Final = 50
"""Deepest nesting of a metadata file."""

ABSOLUTE: Final = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//)")


def is_metadata(name: str) -> bool:
    """Whether a file called ``name`` describes tables."""
    return SUFFIX.search(name) is not None


def paired_metadata(name: str, metadata: Mapping[str, Path]) -> Path | None:
    """The metadata file that belongs to the file ``name`` by its own name.

    ``x.csv-metadata.json`` and ``x-metadata.json`` belong to ``x.csv``.
    """
    return next((metadata[item] for item in _beside(name) if item in metadata), None)


def described_by(name: str, suffix: str = SUFFIXES[0]) -> str:
    """What a description that is sent with the table ``name`` is called."""
    return f"{name}{ENDING}{suffix}"


def own_metadata(data: Path, name: str) -> list[str]:
    """The descriptions in the data folder that belong to the table ``name`` and to no other."""
    return [item for item in _beside(name) if (data / item).is_file()
            and tables_named_by(data / item, item, []) == [name]]  # fmt: skip


def _beside(name: str) -> Iterator[str]:
    """What a description that lies beside the file ``name`` may be called."""
    for start in (name, name.rsplit(".", 1)[0]):
        yield from (described_by(start, suffix) for suffix in SUFFIXES)


def table_beside(name: str) -> str:
    """The file that the metadata file ``name`` belongs to by its own name."""
    return SUFFIX.sub("", name)


def tables_named_by(path: Path, name: str, faults: list[Fault]) -> list[str]:
    """The tables that a metadata file describes, by their names below the data folder.

    What cannot be in the folder, and a file that cannot be read, is added to ``faults``.
    """
    try:
        document = load_document(path, name)
    except SourceFault as fault:
        faults.extend(fault.faults)
        return []
    found = []
    for url in table_urls(document):
        table = local_name(url, name, context_base(document))
        if table is None:
            expected = "a table in the data folder", "en tabell i datamappen"
            code = "remote" if ABSOLUTE.match(url) else "outside"
            faults.append(Fault(Place(name), code, url, *expected))
        else:
            found.append(table)
    return found


def table_urls(document: Mapping[str, Any]) -> Iterator[str]:
    """Each ``url`` of the table, or of the tables of the group, as written."""
    tables = document.get("tables")
    for table in tables if isinstance(tables, list) else [document]:
        if isinstance(table, dict) and isinstance(table.get("url"), str):
            yield table["url"]


def context_base(document: Mapping[str, Any]) -> str:
    """The ``@base`` of the context, or an empty string (Metadata Vocabulary, section 5.2)."""
    context = document.get("@context")
    if isinstance(context, list) and len(context) == 2 and isinstance(context[1], dict):
        base = context[1].get("@base")
        return base if isinstance(base, str) else ""
    return ""


def local_name(url: str, metadata: str, base: str = "") -> str | None:
    """The file below the data folder that ``url`` names, or ``None`` where it leads elsewhere.

    ``url`` is read beside the file ``metadata``, below ``base``; a fragment (a sheet) and a query
    are dropped.
    """
    if ABSOLUTE.match(url) or ABSOLUTE.match(base) or url.startswith("/"):
        return None
    folder = join(dirname(metadata), dirname(base) if not base.endswith("/") else base)
    path = normpath(join(folder, unquote(urldefrag(url).url.partition("?")[0])))
    return None if path.startswith("..") else path


def load_document(path: Path, name: str) -> dict[str, Any]:
    """The content of the metadata file at ``path``, called ``name`` in faults.

    Raises SourceFault where the file is not UTF-8, is malformed, names a key twice, or is nested
    or repeated beyond reason.
    """
    reader = READERS[path.suffix.lower()]
    try:
        document = _plain(reader(path.read_text(encoding="utf-8-sig")), [NODES], 0)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise SourceFault([Fault(Place(name), "syntax", expected=reason)]) from error
    if not isinstance(document, dict):
        shape = "the metadata must be an object.", "metadata måste vara ett objekt."
        raise SourceFault([Fault(Place(name), "syntax", "", *shape)])
    return document


def _read_json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key “{twice}” is given twice.")
    return content


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number.")


class _Loader(yaml.SafeLoader):
    """YAML without custom types, and without a key that silently replaces another."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        for name in names:
            if names.count(name) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{name}” is given twice", node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


def _read_yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of SafeLoader


READERS: Final[dict[str, Callable[[str], Any]]] = {
    ".json": _read_json,
    ".toml": tomllib.loads,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
}


def _plain(value: Any, left: list[int], depth: int) -> Any:
    """``value`` as JSON would hold it; ``left`` counts down the values that may still come."""
    left[0] -= 1
    if left[0] < 0 or depth > DEPTH:
        raise ValueError("the metadata holds too many values, or too deep ones.")
    if isinstance(value, dict):
        return {str(key): _plain(item, left, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, left, depth + 1) for item in value]
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value
