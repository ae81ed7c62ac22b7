"""Templates: a workbook to fill in, written from the shapes, that the reader needs no mapping for.

``columns`` says what a class has columns for, ``lists`` what may be chosen, ``examples`` what the
example row holds; ``sheets`` and ``guidance`` write it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import IO, Final

import xlsxwriter

from publisher.check.rules import Rules, in_language
from publisher.config import Settings
from publisher.contract import Class, Contract
from publisher.errors import ConfigError, PublisherError
from publisher.gather import Content, Gatherer
from publisher.names import nearest, normalise
from publisher.workbooks.template.columns import Sheet, sheet_of
from publisher.workbooks.template.examples import examples_of
from publisher.workbooks.template.guidance import Guidance
from publisher.workbooks.template.lists import Things
from publisher.workbooks.template.sheets import Lists, write_sheet
from publisher.workbooks.template.styles import Styles
from publisher.workbooks.template.words import both, speakable, word

__all__ = ["choose", "write_template"]

CREATED: Final = datetime.datetime(2000, 1, 1)
"""When every template says that it was made, so that the same shapes give the same bytes."""

OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def choose(contract: Contract, names: Iterable[str]) -> list[Class]:
    """The classes that ``names`` (slugs, labels, or other names of a table) mean, each once.

    Raises PublisherError with the nearest name where one is unknown.
    """
    found: list[Class] = []
    for name in names:
        kind = contract.named(name)
        if kind is None:
            raise _unknown(name, contract)
        if kind not in found:
            found.append(kind)
    return found


def _unknown(name: str, contract: Contract) -> PublisherError:
    slugs = [kind.slug for kind in contract.classes]
    written = [text for kind in contract.classes for texts in (kind.labels, kind.plurals)
               for text in texts.values()]  # fmt: skip
    every = [*slugs, *written, *(text for kind in contract.classes for text in kind.names)]
    guess = nearest(name, every)
    known = f"Known are {', '.join(slugs)}."
    return PublisherError(
        f"no class is called “{name}”.", todo=f"Did you mean “{guess}”? {known}" if guess else known
    )


def template_of(
    settings: Settings, contract: Contract, names: Iterable[str], language: str
) -> bytes:
    """A workbook for the classes that are named, all without; see :func:`write_template`.

    ``language`` comes first in it; else the site's. Raises PublisherError when a class is unknown.
    """
    kinds = choose(contract, names) or list(contract.classes)
    try:
        content = Gatherer(settings, contract).gather()
    except ConfigError:
        content = Content()  # a site may want templates before it has any data
    target = BytesIO()
    write_template(target, kinds, contract, content, settings, language or settings.languages[0])
    return target.getvalue()


def write_template(
    target: IO[bytes],
    kinds: Sequence[Class],
    contract: Contract,
    content: Content,
    settings: Settings,
    language: str,
) -> None:
    """Write a workbook with a sheet for each of ``kinds`` into ``target``.

    ``language`` (``sv`` or ``en``) comes first in headings and guidance; ``content`` is what the
    lists and the examples are taken from. Raises ContractError when no name of a class may be that
    of a sheet.
    """
    language = speakable(language)
    iris = settings.minter()
    things = Things(contract, content, language)
    sheets = [
        sheet_of(kind, contract, things, iris, settings.languages, language) for kind in kinds
    ]
    examples = [examples_of(sheet, things, iris, language) for sheet in sheets]
    book = xlsxwriter.Workbook(target, OPTIONS)
    title = in_language(settings.site.title, language)
    book.set_properties({"title": _title(title, sheets), "created": CREATED})
    columns = [column for sheet in sheets for column in sheet.columns]
    styles = Styles(book, (column.group for column in columns if column.group))
    pages = [book.add_worksheet(sheet.name) for sheet in sheets]
    guidance = book.add_worksheet(_free("guidance", sheets, language))
    lists = Lists(_free("lists", sheets, language))
    author = " / ".join(word("template", name).capitalize() for name in both(language))
    for page, sheet, row in zip(pages, sheets, examples, strict=True):
        page.set_comments_author(author)
        write_sheet(page, sheet, row, contract, styles, lists, language)
    rules = Rules(contract.vocabulary, iris)
    Guidance(guidance, styles, contract, language, lists.name, rules.page).write(
        title, sheets, examples
    )
    if not lists.is_empty:
        lists.write(book.add_worksheet(lists.name), styles)
    pages[0].activate()
    book.close()


def _title(site: str, sheets: Sequence[Sheet]) -> str:
    return f"{site}: {', '.join(sheet.name for sheet in sheets)}"[:255]


def _free(name: str, sheets: Sequence[Sheet], language: str) -> str:
    """A name for a sheet of ours that no class has."""
    text = word(name, language)
    taken = {known for sheet in sheets for known in sheet.kind.names}
    names = (text, *(f"{text} {number}" for number in range(2, len(taken) + 3)))
    return next(free for free in names if normalise(free) not in taken)
