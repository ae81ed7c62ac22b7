"""Foreign keys of a schema (Metadata Vocabulary, section 5.5.2.1)."""

from __future__ import annotations

from typing import Any

from publisher.sources.csvw_places import Places
from publisher.sources.csvw_problems import Problems
from publisher.sources.csvw_schema import ForeignKey


def read_foreign_keys(
    contents: list[Any], path: str, file: str, places: Places, problems: Problems
) -> tuple[ForeignKey, ...]:
    """The foreign keys, each ``resource`` the table or schema file that it names in ``file``."""
    keys = [
        _foreign_key(content, f"{path}[{number}]", file, places, problems)
        for number, content in enumerate(contents)
    ]
    return tuple(key for key in keys if key is not None)


def _foreign_key(
    content: Any, path: str, file: str, places: Places, problems: Problems
) -> ForeignKey | None:
    wanted = "columnReference and reference", "columnReference och reference"
    if not isinstance(content, dict):
        problems.warn(path, content, *wanted)
        return None
    reference = content.get("reference")
    if set(content) != {"columnReference", "reference"} or not isinstance(reference, dict):
        problems.error(path, content, *wanted)
        return None
    target = set(reference) - {"columnReference"}
    if "columnReference" not in reference or target not in ({"resource"}, {"schemaReference"}):
        expected = "columnReference and resource", "columnReference och resource"
        problems.error(f"{path}.reference", reference, *expected)
        return None
    resource = places.resource(str(reference[target.pop()]), file)
    return ForeignKey(
        _names(content["columnReference"]), resource, _names(reference["columnReference"])
    )


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(name) for name in value)
    return (str(value),)
