"""Column descriptions -> :class:`Column`, and columns -> the header of a file.

Metadata Vocabulary, sections 5.6 and 5.7. The standard matches columns by their place; here a
column that says its title is found wherever it stands, so that columns may change places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from publisher.faults import Fault, Place
from publisher.names import nearest, normalise
from publisher.sources.csvw_datatypes import read_datatype
from publisher.sources.csvw_kinds import INHERITED
from publisher.sources.csvw_problems import Problems
from publisher.sources.csvw_schema import STRING, Column
from publisher.sources.csvw_templates import resolve
from publisher.sources.csvw_terms import SCHEMES, expand_prefix

UNDETERMINED: Final = "und"


def inherited(taken: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The inherited properties that hold in an object: its own before those from above."""
    return above | {key: value for key, value in taken.items() if key in INHERITED}


def read_columns(
    columns: list[Any], above: dict[str, Any], url: str, language: str, path: str,
    problems: Problems, *, strict: bool,
) -> tuple[Column, ...]:  # fmt: skip
    """The columns of a schema, ``index`` counted from 0, virtual ones last."""
    found: list[Column] = []
    virtual = False
    for number, content in enumerate(columns):
        at = f"{path}[{number}]"
        if not isinstance(content, dict):
            problems.warn(at, content, "an object", "ett objekt")
            continue
        taken, common = problems.take(content, "Column", at)
        is_virtual = taken.get("virtual", False)
        if virtual and not is_virtual:
            expected = "virtual columns after all others", "virtuella kolumner efter alla andra"
            problems.error(at, taken.get("name", number + 1), *expected)
        virtual = virtual or is_virtual
        index = None if is_virtual else len(found)
        titles = titles_of(taken.get("titles"), language)
        column = Column(
            name=taken.get("name") or _name_of(titles, language, number, strict=strict),
            index=index,
            titles=tuple(titles),
            languages=tuple(titles.values()),
            suppress=taken.get("suppressOutput", False),
            annotations=tuple(common.items()),
        )
        found.append(apply(column, inherited(taken, above), url, at, problems))
    _check_names(found, path, problems)
    return tuple(found)


def apply(
    column: Column, properties: dict[str, Any], url: str, path: str, problems: Problems
) -> Column:
    """``column`` with inherited properties; templates resolve against the table's ``url``."""
    null = properties.get("null", "")
    language = properties.get("lang")
    datatype = properties.get("datatype")
    return replace(
        column,
        about_url=_template(properties, "aboutUrl", url, path, problems),
        property_url=_template(properties, "propertyUrl", url, path, problems),
        value_url=_template(properties, "valueUrl", url, path, problems),
        datatype=STRING
        if datatype is None
        else read_datatype(datatype, f"{path}.datatype", problems),
        lang=None if language in (None, UNDETERMINED) else language,
        separator=properties.get("separator") or None,
        default=properties.get("default", ""),
        null=(null,) if isinstance(null, str) else tuple(null),
        required=properties.get("required", False),
        ordered=properties.get("ordered", False),
    )


def _template(
    properties: dict[str, Any], key: str, url: str, path: str, problems: Problems
) -> str | None:
    text = properties.get(key)
    if text is None:
        return None
    expanded = expand_prefix(str(text))
    prefix, colon, _ = expanded.partition(":")
    if colon and "{" not in prefix and prefix.isalnum() and prefix.lower() not in SCHEMES:
        expected = "a known prefix or a whole IRI", "ett känt prefix eller en hel IRI"
        problems.warn(f"{path}.{key}", text, *expected)
    return resolve(expanded, url)


def titles_of(titles: Any, language: str) -> dict[str, str]:
    """The titles of a column, each with its language: those in the default language first."""
    if isinstance(titles, dict):
        tags = sorted(titles, key=lambda tag: (tag != language, tag == UNDETERMINED, tag))
        found: dict[str, str] = {}
        for tag in tags:
            found = found | {text: own for text, own in titles_of(titles[tag], tag).items()
                             if text not in found}  # fmt: skip
        return found
    if titles is None:
        return {}
    return dict.fromkeys([titles] if isinstance(titles, str) else titles, language)


def _name_of(titles: dict[str, str], language: str, number: int, *, strict: bool) -> str:
    """The name of a column that has none of its own (section 5.6): the first title in the default
    language; for a site, that in any language rather than a number."""
    for title, tag in titles.items():
        if strict or tag in (language, UNDETERMINED):
            return encode_name(title)
    return f"_col.{number + 1}"


def encode_name(title: str) -> str:
    """A title as the name of a column: percent-encoded but for letters and digits, ``_`` and
    ``.`` (section 5.6)."""
    return quote(title, safe="").replace("-", "%2D").replace("~", "%7E")


def _check_names(columns: list[Column], path: str, problems: Problems) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            problems.error(path, column.name, "each name once", "varje namn en gång")
        seen.add(column.name)


def bind(
    columns: tuple[Column, ...], header: tuple[str, ...], above: dict[str, Any], url: str,
    path: str, table: Place, problems: Problems, *, by_place: bool,
) -> tuple[Column, ...]:  # fmt: skip
    """``columns`` with the index of the heading of ``table`` that each stands for.

    Without described columns, one for each heading. Warnings: a described column that is not in
    the table, a heading that no column describes. ``by_place`` goes by the order alone.
    """
    real = [column for column in columns if column.index is not None]
    virtual = [column for column in columns if column.index is None]
    if not real:
        made = [Column(encode_name(heading) or f"_col.{at + 1}", at, (heading,))
                for at, heading in enumerate(header)]  # fmt: skip
        return (*(apply(column, above, url, path, problems) for column in made), *virtual)
    places = _by_place(real, header) if by_place else _by_title(real, header)
    bound = []
    for column in real:
        at = places.get(column.name)
        if at is None:
            shown = (column.titles or (column.name,))[0]
            _warn_missing(shown, header, path, problems)
        elif by_place and not fits(column, header[at]):
            problems.warn(path, header[at], " / ".join(column.titles), " / ".join(column.titles))
        if at is not None:
            bound.append(replace(column, index=at))
    known = [title for column in real for title in (column.titles or (column.name,))]
    for at, heading in enumerate(header):
        if at not in places.values():
            _warn_unknown(heading, known, table, problems)
            extra = Column(f"_col.{at + 1}", at, (heading,))
            bound.append(apply(extra, above, url, path, problems))
    return (*sorted(bound, key=lambda column: column.index or 0), *virtual)


def fits(column: Column, heading: str) -> bool:
    """Whether a heading is one of the titles; a column without titles fits any."""
    return not column.titles or heading in column.titles


def speak_alike(one: str, other: str) -> bool:
    """Whether two language tags match as far as the shorter one goes (section 5.1.6)."""
    if UNDETERMINED in (one, other):
        return True
    parts = zip(one.casefold().split("-"), other.casefold().split("-"), strict=False)
    return all(here == there for here, there in parts)


def _by_place(columns: list[Column], header: tuple[str, ...]) -> dict[str, int]:
    return {column.name: at for at, column in enumerate(columns) if at < len(header)}


def _by_title(columns: list[Column], header: tuple[str, ...]) -> dict[str, int]:
    """The place of each column, by title or name."""
    normal = [normalise(heading) for heading in header]
    places: dict[str, int] = {}
    for column in columns:
        exact = [at for at, heading in enumerate(header) if heading in column.titles]
        names = {normalise(name) for name in (*column.titles, column.name)}
        loose = [at for at, name in enumerate(normal) if name and name in names]
        free = [at for at in (*exact, *loose) if at not in places.values()]
        if free:
            places[column.name] = free[0]
    return places


def _warn_missing(shown: str, header: tuple[str, ...], path: str, problems: Problems) -> None:
    place = Place(problems.file, "", 0, path)
    has = ", ".join(header)
    problems.warnings.append(
        Fault(place, "undescribed-column", shown, has, nearest=nearest(shown, header))
    )


def _warn_unknown(heading: str, known: list[str], table: Place, problems: Problems) -> None:
    place = replace(table, column=heading)
    has = ", ".join(known)
    problems.warnings.append(
        Fault(place, "unknown-column", heading, has, nearest=nearest(heading, known))
    )
