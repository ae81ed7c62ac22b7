"""Workbooks (XLSX, ODS) -> tables: the container, its limits, and which sheets are data.

The sheets are read with the streaming XML parser of the standard library. ``python-calamine`` was
tried: it leaves error values and formulas without a result empty, reads an error in ODS as 0, and
holds the whole rectangle up to the outermost cell in memory.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Final, TypeAlias
from xml.etree import ElementTree

from publisher.errors import SourceFault
from publisher.faults import Fault, Place
from publisher.names import normalise
from publisher.sources.csvw_schema import Dialect
from publisher.sources.discover import SourceFile, SourceLimits, megabytes
from publisher.sources.notes import is_notes_sheet
from publisher.sources.ods import ods_sheets
from publisher.sources.rows import Record, Table, make_table
from publisher.sources.sheets import Opener, PartMissing, PasswordNeeded, SheetLimit, Unsafe
from publisher.sources.xlsx import xlsx_sheets

SheetReader: TypeAlias = Callable[[Opener, SourceLimits], "Iterator[tuple[str, Iterator[Record]]]"]

READERS: Final[dict[str, SheetReader]] = {".ods": ods_sheets, ".xlsx": xlsx_sheets}

GUIDANCE: Final = frozenset({"guidance", "vagledning", "lasmig", "readme"})
"""Names of sheets that are for people, normalised; so is any that begins with an underscore, and
any that says so in its first cell."""

ENCRYPTED: Final = b"\xd0\xcf\x11\xe0"
"""How a workbook with a password begins, and one in the binary format of before 2007."""


DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    PartMissing,
    EOFError,
    OSError,  # a part that begins before the file does
    ValueError,  # a number that is none
    LookupError,  # a text or an attribute that is not there
    OverflowError,  # a date beyond the calendar
    NotImplementedError,  # an unknown compression
    PasswordNeeded,
)
"""What reading a damaged workbook raises."""


def read_workbook(
    source: SourceFile, limits: SourceLimits, dialect: Dialect | Callable[[str], Dialect]
) -> Iterator[Table]:
    """The tables of a workbook, sheet by sheet; empty sheets and guidance are passed over.

    Of a dialect, which may be another for each sheet, the rows before the header count, and
    whether there is one. Raises SourceFault as :func:`book_records` does, and where no sheet has
    any data.
    """
    found = False
    for name, records in book_records(source, limits):
        own = dialect if isinstance(dialect, Dialect) else dialect(name)
        table = make_table(
            source.name, name, name, _after(records, own.skip_rows), limits,
            headless=own.header is False,
        )  # fmt: skip
        if table is not None:
            found = True
            yield table
    if not found:
        expected = "a sheet with a row of headings", "ett blad med en rubrikrad"
        raise SourceFault([Fault(Place(source.name), "empty", "", *expected)])


def book_records(
    source: SourceFile, limits: SourceLimits
) -> Iterator[tuple[str, Iterator[Record]]]:
    """The sheets of a workbook that are data, each with its records just as they stand in it.

    A sheet is read before the next is asked for. Raises SourceFault where the container is
    damaged, has a password, unfolds beyond ``limits.unpacked_bytes`` or holds a document type.
    """
    _check_start(source)
    try:
        with zipfile.ZipFile(source.path) as container:
            _check_size(source, container, limits)
            sheets = READERS[source.path.suffix.lower()](_opener(container), limits)
            for name, records in sheets:
                if name.startswith("_") or normalise(name) in GUIDANCE:
                    continue
                guarded = _guarded(source, name, records)
                first = next(guarded, None)
                if first is None or is_notes_sheet(*first):
                    continue
                yield name, chain([first], guarded)
    except SheetLimit as limit:
        place = Place(source.name, "", limit.row)
        raise SourceFault([Fault(place, limit.code, limit.value, limit.expected)]) from limit
    except DAMAGE as error:
        raise _damaged(source, error) from error
    except Unsafe as error:
        raise _unsafe(source) from error


def _after(records: Iterator[Record], rows: int) -> Iterator[Record]:
    return (record for record in records if record[0] > rows)


def _guarded(source: SourceFile, sheet: str, records: Iterator[Record]) -> Iterator[Record]:
    """The records of a sheet; what breaks on the way becomes a fault at its place."""
    number = 0
    try:
        for number, record in records:
            yield number, record
    except SheetLimit as limit:
        place = Place(source.name, sheet, limit.row or number)
        raise SourceFault([Fault(place, limit.code, limit.value, limit.expected)]) from limit
    except DAMAGE as error:
        raise _damaged(source, error, sheet, number) from error
    except Unsafe as error:
        raise _unsafe(source) from error


def _check_start(source: SourceFile) -> None:
    with source.path.open("rb") as stream:
        start = stream.read(4)
    if not start:
        expected = "a workbook", "en arbetsbok"
        raise SourceFault([Fault(Place(source.name), "empty", "", *expected)])
    if start == ENCRYPTED:
        raise SourceFault([
            Fault(
                Place(source.name), "syntax", "",
                "it has a password, or is in the format of before 2007: save it as XLSX without "
                "a password.",
                "den har lösenord, eller är i formatet från före 2007: spara den som XLSX utan "
                "lösenord.",
            )
        ])  # fmt: skip


def _check_size(source: SourceFile, container: zipfile.ZipFile, limits: SourceLimits) -> None:
    size = sum(part.file_size for part in container.infolist())
    if size > limits.unpacked_bytes:
        place = Place(source.name)
        sizes = megabytes(size), megabytes(limits.unpacked_bytes)
        raise SourceFault([Fault(place, "too-large-unpacked", *sizes)])


def _opener(container: zipfile.ZipFile) -> Opener:
    def open_part(name: str) -> IO[bytes]:
        try:
            return container.open(name)
        except KeyError:
            raise PartMissing(name) from None
        except RuntimeError as error:
            # What zipfile says of a part with a password.
            raise PasswordNeeded(str(error)) from error

    return open_part


def _damaged(source: SourceFile, error: Exception, sheet: str = "", row: int = 0) -> SourceFault:
    kind = Path(source.name).suffix[1:].upper()
    said = str(error) or type(error).__name__
    return SourceFault([
        Fault(
            Place(source.name, sheet, row), "syntax", "",
            f"the workbook is damaged or is no {kind} file ({said}).",
            f"arbetsboken är skadad eller är ingen {kind}-fil. Öppna den och spara om den.",
        )
    ])  # fmt: skip


def _unsafe(source: SourceFile) -> SourceFault:
    return SourceFault([
        Fault(
            Place(source.name), "unsafe", "DOCTYPE",
            "a workbook as a spreadsheet program saves it",
            "en arbetsbok som ett kalkylprogram sparar den",
        )
    ])  # fmt: skip
