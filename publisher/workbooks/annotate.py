"""The officer's own workbook back, with marks: colours, comments, and a sheet that sums it up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from publisher.check.findings import Finding
from publisher.findings.delivery import whole
from publisher.sources.sheets import SheetLimit, Unsafe
from publisher.sources.workbook import DAMAGE
from publisher.workbooks.book import Book
from publisher.workbooks.commenting import Commenting
from publisher.workbooks.marked import Marked, comment, gravest, mark
from publisher.workbooks.ooxml_sheet import SheetRewriter
from publisher.workbooks.ooxml_styles import Styles
from publisher.workbooks.plain import write_plain
from publisher.workbooks.summary import Looks, Summary, phrase
from publisher.workbooks.xmledit import Malformed

EDITED: Final = (".xlsm", ".xlsx", ".xltm", ".xltx")
"""What is edited in place; anything else becomes a new workbook."""

MOST_COMMENTS: Final = 10_000
"""Comments that a workbook gets; programs become slow with more."""


def annotate(source: Path, findings: Iterable[Finding], target: Path, language: str) -> None:
    """Write ``source`` to ``target`` as a workbook in which every finding is marked.

    A workbook (XLSX, XLSM) stays what it is but for the marks: each cell that a finding concerns
    is coloured by its severity and says in a comment, in ``language`` (``sv`` or ``en``), what is
    wrong; a last sheet lists them all. Marks of an earlier check are replaced. A table of another
    kind (CSV, TSV, ODS, JSON), and a workbook that cannot be read, becomes a new workbook with the
    texts of the file. Findings name the file by its path, or by the end of it; those of other
    files are passed over.

    ``target`` is written whole or not at all, and may be ``source``. Raises OSError where a file
    cannot be read or written.
    """
    source, target = Path(source), Path(target)
    findings = list(findings)
    with whole(target) as new:
        if source.suffix.lower() in EDITED:
            try:
                _edit(source, findings, new, language)
            except (Malformed, SheetLimit, Unsafe, *DAMAGE) as error:
                if isinstance(error, OSError) and error.filename is not None:
                    raise
            else:
                return
        _renew(source, findings, new, language)


def _edit(source: Path, findings: Iterable[Finding], target: Path, language: str) -> None:
    """Mark a workbook in place."""
    with Book(source) as book:
        _mark(book, mark(findings, book.layouts, source), source.name, language)
        book.package.save(target)


def _renew(source: Path, findings: Iterable[Finding], target: Path, language: str) -> None:
    """Write a new workbook with the texts of ``source``, and mark that."""
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.xlsx"
        layouts = write_plain(source, plain)
        with Book(plain, layouts) as book:
            _mark(book, mark(findings, layouts, source), source.name, language)
            book.package.save(target)


def _mark(book: Book, marked: Marked, file: str, language: str) -> None:
    """Mark every cell, take away the marks of an earlier check, and sum up."""
    styles = book.styles()
    old, left, uncommented = styles.marks(), MOST_COMMENTS, 0
    for sheet in book.sheets:
        if sheet.is_summary:
            continue
        cells = marked.cells.get(sheet.name, {})
        texts = {cell: comment(cells[cell], language) for cell in sorted(cells)[:left]}
        left -= len(texts)
        uncommented += len(cells) - len(texts)
        commenting = Commenting(book, sheet.part, texts)
        if cells or old or commenting.changes:
            severities: dict[int, dict[int, str]] = {}
            for (row, column), findings in cells.items():
                severities.setdefault(row, {})[column] = gravest(findings)
            relate = commenting.relate_drawing if commenting.needs_drawing else None
            rewriter = SheetRewriter(styles, severities, old, book.kinds, relate)
            part = book.package.open(sheet.part)
            book.package.rewrite(sheet.part, partial(rewriter.run, part))
            commenting.write(rewriter.drawing)
    _sum_up(book, marked, file, language, styles, uncommented)
    book.keep_styles(styles)


def _sum_up(
    book: Book, marked: Marked, file: str, language: str, styles: Styles, uncommented: int
) -> None:
    part = book.summary_part(phrase("name", language))
    relate = partial(book.package.relate, part, book.kind("hyperlink"), external=True)
    summary = Summary(
        marked, file, language, Looks.of(styles), namespace=book.namespace, relations=book.kinds,
        relate=relate, uncommented=uncommented,
    )  # fmt: skip
    book.package.rewrite(part, summary.write)
