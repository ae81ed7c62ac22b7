"""A class -> the columns of its sheet: what each is called, takes and needs, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from publisher.contract import LAST, Class, Contract, Group, Property
from publisher.errors import ContractError
from publisher.iris import Iris
from publisher.mapping.headings import LANGUAGE_WORDS, bilingual_heading
from publisher.names import normalise
from publisher.namespaces import XSD
from publisher.workbooks.template.facets import Facets, facets
from publisher.workbooks.template.lists import Options, Things

KEY: Final = "id"

SHEET_NAME: Final = 31
"""Most characters in the name of a sheet."""

FORBIDDEN: Final = frozenset("[]:*?/\\")
RESERVED: Final = frozenset({"history", "historik"})
"""What the name of a sheet may not hold, and names that spreadsheet programs keep for their own."""

WHOLE: Final = (
    *("integer", "long", "int", "short", "byte", "gYear"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)

FORMS: Final[dict[str, str]] = {
    XSD + "date": "date",
    XSD + "dateTime": "moment",
    **{XSD + name: "number" for name in ("decimal", "double", "float")},
    **{XSD + name: "whole" for name in WHOLE},
}
"""How cells of a datatype are kept; all others are texts, so that nothing is made of them."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet; the first is that of the key, which has no property.

    ``language`` is that of its texts. ``need`` is ``required``, ``one-language``, ``recommended``
    or ``optional``; ``form`` is ``text`` or a value of :data:`FORMS`.
    """

    heading: str
    item: Property | None = None
    language: str = ""
    facets: Facets | None = None
    options: Options | None = None
    need: str = "required"
    form: str = "text"
    group: Group | None = None

    @property
    def splits(self) -> bool:
        """Whether a cell may hold several values."""
        return self.item is not None and self.item.splits


@dataclass(frozen=True)
class Sheet:
    """The sheet of one class."""

    kind: Class
    name: str
    columns: tuple[Column, ...]
    key_is_path: bool
    """Whether the key is a whole address or path, of a thing of any class."""


def sheet_of(
    kind: Class,
    contract: Contract,
    things: Things,
    iris: Iris,
    languages: Sequence[str],
    language: str,
) -> Sheet:
    """The sheet for ``kind``; ``languages`` are the site's, ``language`` that of the template.

    Raises ContractError when no name of the class may be that of a sheet.
    """
    groups = contract.groups
    last = Group("", {}, LAST)

    def place(item: Property) -> tuple[float, str, float, str]:
        group = groups.get(item.group, last)
        return group.order, group.iri, item.order, item.iri

    ordered = sorted(languages, key=lambda tag: tag != language)
    columns = [Column(KEY)]
    for item in sorted(kind.columns, key=place):
        own = facets(item, kind, contract.vocabulary.triples)
        tags = _tags(own, languages) if item.kind == "text" else [""]
        columns += [
            Column(
                heading=bilingual_heading(item, tag, ordered),
                item=item,
                language=tag,
                facets=own,
                options=things.options(item),
                need=_need(item, own, len(tags)),
                form=_form(item),
                group=groups.get(item.group),
            )
            for tag in tags
        ]  # fmt: skip
    return Sheet(kind, _name(kind, language), tuple(columns), iris.fits(kind.slug, "a/b"))


def _tags(own: Facets, languages: Sequence[str]) -> list[str]:
    """The languages that a text has columns for: those of the shape that the reader knows."""
    known = [*languages, *sorted({*LANGUAGE_WORDS.values()} - {*languages})]
    wanted = [tag for tag in known if tag in own.languages]
    return wanted or list(languages)


def _need(item: Property, own: Facets, columns: int) -> str:
    if item.required:
        return "required" if item.min_count >= columns else "one-language"
    return "recommended" if own.recommended else "optional"


def _form(item: Property) -> str:
    single = len(item.datatypes) == 1 and item.kind == "literal" and not item.splits
    return FORMS.get(item.datatypes[0], "text") if single else "text"


def _name(kind: Class, language: str) -> str:
    """The name of the sheet: the class in the plural, else any other name that a sheet may have."""
    texts = (kind.plurals, kind.labels)
    written = [texts[language] for texts in texts if language in texts]
    written += [kind.slug, *sorted(text for some in texts for text in some.values())]
    for name in (*written, *sorted(kind.names)):
        fits = 0 < len(name) <= SHEET_NAME and not FORBIDDEN & {*name} and name.strip("'_ ") == name
        if fits and name.casefold() not in RESERVED and normalise(name) in kind.names:
            return name
    raise ContractError(
        f"no name of the class fits a sheet ({SHEET_NAME} characters, none of []:*?/\\).",
        where=kind.iri,
        todo="Give it a shorter rdfs:label or skos:altLabel.",
    )
