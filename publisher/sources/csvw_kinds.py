"""What may stand in each object of the metadata: one row per property, with the kind of its value.

Metadata Vocabulary for Tabular Data, section 5. Adding a property is adding a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from publisher.sources.csvw_templates import Template

LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|[xi](?:-[A-Za-z0-9]{1,8})+")
VARIABLE: Final = re.compile(r"(?:[A-Za-z0-9]|%[0-9A-Fa-f]{2})(?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True)
class Kind:
    """What a property may hold: a check, and the words for what was expected."""

    accepts: Callable[[Any], bool]
    en: str
    sv: str
    mend: Callable[[Any], Any] = lambda value: None
    """What a reader takes instead of a value that is not permitted; None for nothing at all
    (section 5.1, and the rules for each kind of property)."""


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_template(value: Any) -> bool:
    try:
        return isinstance(value, str) and Template(value) is not None
    except ValueError:
        return False


def _is_encoding(value: Any) -> bool:
    try:
        return isinstance(value, str) and "".encode(value) is not None
    except (LookupError, ValueError):
        return False


def _is_titles(value: Any) -> bool:
    if isinstance(value, dict):
        return all(
            LANGUAGE_TAG.fullmatch(key) is not None and (_is_text(item) or _is_texts(item))
            for key, item in value.items()
        )
    return _is_text(value) or _is_texts(value)


def _texts_of(value: Any) -> list[str] | None:
    """The texts in a list of all sorts."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else None


def _titles_of(value: Any) -> Any:
    """The titles among what stands for titles: texts, each in a language that there can be."""
    if not isinstance(value, dict):
        return _texts_of(value)
    return {
        key: item if isinstance(item, str) else _texts_of(item) or []
        for key, item in value.items()
        if LANGUAGE_TAG.fullmatch(key)
    }


def _one_of(*words: Any) -> Callable[[Any], bool]:
    # True is 1 in Python and not in JSON, hence the types.
    allowed = {(type(word), word) for word in words}
    return lambda value: isinstance(value, str | bool) and (type(value), value) in allowed


def _is_break(value: Any) -> bool:
    texts = [value] if isinstance(value, str) else value
    return bool(texts) and _is_texts(texts) and {"\n", "\r\n", "\r"}.issuperset(texts)


def _is_character(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1


BOOLEAN: Final = Kind(lambda value: isinstance(value, bool), "true or false", "true eller false")
CHARACTER: Final = Kind(_is_character, "one character", "ett tecken")
CHARACTER_OR_NULL: Final = Kind(
    lambda value: value is None or _is_character(value),
    "one character or null", "ett tecken eller null",
)  # fmt: skip
COUNT: Final = Kind(_is_count, "a whole number from 0", "ett heltal från 0")
DATATYPE: Final = Kind(
    lambda value: isinstance(value, dict | str), "the name of a datatype", "namnet på en datatyp"
)
DIRECTION: Final = Kind(
    _one_of("ltr", "rtl", "auto", "inherit"),
    "ltr, rtl, auto or inherit", "ltr, rtl, auto eller inherit",
)  # fmt: skip
ENCODING: Final = Kind(_is_encoding, "the name of an encoding", "namnet på en teckenkodning")
FORMAT: Final = Kind(lambda value: isinstance(value, str | dict), "a format", "ett format")
LANGUAGE: Final = Kind(
    lambda value: isinstance(value, str) and LANGUAGE_TAG.fullmatch(value) is not None,
    "a language tag", "en språkkod",
)  # fmt: skip
LIST: Final = Kind(lambda value: isinstance(value, list), "a list", "en lista", lambda value: [])
NAME: Final = Kind(
    lambda value: isinstance(value, str) and VARIABLE.fullmatch(value) is not None,
    "letters, digits and underscores, not first an underscore",
    "bokstäver, siffror och understreck, inte först ett understreck",
)
NULLS: Final = Kind(
    lambda value: _is_text(value) or _is_texts(value), "a text or texts", "en text eller texter",
    _texts_of,
)  # fmt: skip
OBJECT: Final = Kind(
    lambda value: isinstance(value, dict | str), "an object or a file", "ett objekt eller en fil"
)
REFERENCES: Final = Kind(
    lambda value: _is_text(value) or (bool(value) and _is_texts(value)),
    "the name of a column", "namnet på en kolumn",
)  # fmt: skip
TABLE_DIRECTION: Final = Kind(
    _one_of("ltr", "rtl", "auto"), "ltr, rtl or auto", "ltr, rtl eller auto"
)
TEMPLATE: Final = Kind(_is_template, "a URI template", "en URI-mall", lambda value: "")
TERMINATORS: Final = Kind(_is_break, "line breaks", "radbrytningar")
TEXT: Final = Kind(_is_text, "text", "text")
TEXT_OR_NULL: Final = Kind(
    lambda value: value is None or _is_text(value), "text or null", "text eller null"
)
TITLES: Final = Kind(
    _is_titles, "a text, texts, or texts by language", "text, texter eller texter per språk",
    _titles_of,
)  # fmt: skip
TRIM: Final = Kind(
    _one_of("true", "false", "start", "end", True, False),
    "true, false, start or end", "true, false, start eller end",
)  # fmt: skip
VALUE: Final = Kind(
    lambda value: isinstance(value, str | int | float) and not isinstance(value, bool),
    "a value", "ett värde",
)  # fmt: skip

INHERITED: Final[dict[str, Kind]] = {
    "aboutUrl": TEMPLATE,
    "datatype": DATATYPE,
    "default": TEXT,
    "lang": LANGUAGE,
    "null": NULLS,
    "ordered": BOOLEAN,
    "propertyUrl": TEMPLATE,
    "required": BOOLEAN,
    "separator": TEXT_OR_NULL,
    "textDirection": DIRECTION,
    "valueUrl": TEMPLATE,
}
"""Properties that hold for all below where they are given (section 5.7)."""

SHARED: Final[dict[str, Kind]] = {
    "dialect": OBJECT,
    "notes": LIST,
    "tableDirection": TABLE_DIRECTION,
    "tableSchema": OBJECT,
    "transformations": LIST,
}

OBJECTS: Final[dict[str, dict[str, Kind]]] = {
    "TableGroup": {**INHERITED, **SHARED, "tables": LIST},
    "Table": {**INHERITED, **SHARED, "suppressOutput": BOOLEAN, "url": TEXT},
    "Schema": {
        **INHERITED,
        "columns": LIST,
        "foreignKeys": LIST,
        "primaryKey": REFERENCES,
        "rowTitles": REFERENCES,
    },
    "Column": {
        **INHERITED,
        "name": NAME,
        "suppressOutput": BOOLEAN,
        "titles": TITLES,
        "virtual": BOOLEAN,
    },
    "Dialect": {
        "commentPrefix": TEXT_OR_NULL,
        "delimiter": CHARACTER,
        "doubleQuote": BOOLEAN,
        "encoding": ENCODING,
        "header": BOOLEAN,
        "headerRowCount": COUNT,
        "lineTerminators": TERMINATORS,
        "quoteChar": CHARACTER_OR_NULL,
        "skipBlankRows": BOOLEAN,
        "skipColumns": COUNT,
        "skipInitialSpace": BOOLEAN,
        "skipRows": COUNT,
        "trim": TRIM,
    },
    "Template": {
        "scriptFormat": TEXT,
        "source": TEXT_OR_NULL,
        "targetFormat": TEXT,
        "titles": TITLES,
        "url": TEXT,
    },
    "Datatype": {
        "base": TEXT,
        "format": FORMAT,
        "length": COUNT,
        "maxExclusive": VALUE,
        "maxInclusive": VALUE,
        "maxLength": COUNT,
        "maximum": VALUE,
        "minExclusive": VALUE,
        "minInclusive": VALUE,
        "minLength": COUNT,
        "minimum": VALUE,
    },
}
"""What may stand in each object, by ``@type``; common properties may stand anywhere."""
