"""A source that is one file at an address: a table as it is, RDF as sorted N-Triples."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast
from urllib.parse import unquote, urlsplit

from publisher.canonical import canonical
from publisher.errors import SourceFault
from publisher.fetching import Response, media_of
from publisher.fetching.media import ACCEPT, beginning, must_be_data
from publisher.fetching.unpacking import Unpacker
from publisher.formats import TABLES
from publisher.harvesting.bounds import Bounds
from publisher.harvesting.feeds.reading import document, quads
from publisher.names import slug
from publisher.obtaining.guards import require_own
from publisher.obtaining.manner import Asked, Received
from publisher.obtaining.remarks import Refusal
from publisher.remote_sources import RDF, TABLE
from publisher.sources.csvw_files import load_document
from publisher.sources.skolem import skolemise

SUFFIXES: Final = frozenset(TABLES.values())
SURE: Final = frozenset((".csv", ".tsv", ".xlsx", ".ods"))
"""Endings that nothing but a table has."""

ACCEPTED: Final = "text/csv, */*;q=0.5"
PACKED: Final = b"\x1f\x8b"
"""What gzip begins with."""

CHUNK: Final = 262_144


def ask(asked: Asked, accept: str) -> Response:
    """The answer of a source, where it has not what is known of it; raises FetchError."""
    known, client = asked.known, asked.client()
    try:
        return client.fetch(
            asked.section.address, accept=accept, etag=known.etag if known else "",
            modified=known.modified if known else "",
        )  # fmt: skip
    finally:
        client.close()


def read_table(asked: Asked) -> Received:
    """A table. Raises FetchError, and Refusal where it is none."""
    with ask(asked, ACCEPTED) as response:
        if response.status == 304:
            assert asked.state is not None
            assert asked.kept is not None
            found = Received(TABLE, asked.state.file, asked.kept, b"", asked.state.etag,
                             asked.state.modified)  # fmt: skip
        else:
            found = _table(asked, response)
    return replace(found, description=described(asked, PurePosixPath(found.file).name))


def read_statements(asked: Asked) -> Received:
    """RDF in any syntax. Raises FetchError, SourceFault and Refusal."""
    with ask(asked, ACCEPT) as response:
        if response.status == 304:
            assert asked.state is not None
            assert asked.kept is not None
            return Received(RDF, asked.state.file, asked.kept, b"", asked.state.etag,
                            asked.state.modified)  # fmt: skip
        return statements_of(asked, response)


def statements_of(asked: Asked, response: Response) -> Received:
    """An answer that is RDF, as sorted N-Triples. Raises FetchError, SourceFault and Refusal."""
    name = f"{asked.name}.nt"
    plain = _unpacked(response, asked.section.bytes)
    bounds = Bounds(json_bytes=asked.section.bytes)
    with plain, document(plain, media_of(plain), bounds) as source:
        found = require_own(quads(source, plain.url), asked)
        named = skolemise(found, asked.genid, file=asked.prefix + name)
        lines = sorted(set(canonical(str(quad.triple) for quad in named)))
    path = asked.work / name
    write_lines(path, lines)
    return Received(RDF, name, path, b"", response.etag, response.modified)


def write_lines(path: Path, lines: list[str]) -> None:
    """Write N-Triples statements without the final dot to a file."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line} .\n" for line in lines)


def suffix_of(response: Response) -> str:
    """How the file of a table ends, by its type or its address; empty where it is none."""
    found = PurePosixPath(urlsplit(response.url).path).suffix.lower()
    return found if found in SUFFIXES else TABLES.get(response.media_type, "")


def is_table(response: Response) -> bool:
    """Whether an answer is plainly a table."""
    return suffix_of(response) in SURE


def described(asked: Asked, table: str) -> bytes:
    """The metadata of a table called ``table``, as JSON; nothing without any.

    Raises Refusal where the file cannot be read, or describes several tables of which none is it.
    """
    file = asked.section.description
    if not file:
        return b""
    path = asked.settings.root / file
    try:
        content = load_document(path, file)
    except OSError as error:
        raise Refusal.of("description", f"{file}: {error.strerror}.") from error
    except SourceFault as error:
        told = {language: f"{file}: {error.faults[0].sentence(language)}"
                for language in ("sv", "en")}  # fmt: skip
        raise Refusal.of("description", told, faults=error.faults) from error
    tables = content.get("tables")
    if isinstance(tables, list):
        _name_among(tables, table, file)
    else:
        content["url"] = table
    if "@context" not in content:
        content = {"@context": "http://www.w3.org/ns/csvw", **content}
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _name_among(tables: list[Any], table: str, file: str) -> None:
    """Give the one that describes the table its name, where that is the only one."""
    known = [item for item in tables if isinstance(item, dict)]
    if len(known) == 1:
        known[0]["url"] = table + _sheet(known[0].get("url"))
        return
    for item in known:
        url = str(item.get("url", ""))
        if PurePosixPath(unquote(url.partition("#")[0])).name != table:
            what = {"sv": f"{file}: ”{url}” är inte {table}.", "en": f"{file}: “{url}” is not "
                    f"{table}."}  # fmt: skip
            raise Refusal.of("description", what)
        item["url"] = table + _sheet(url)


def _sheet(url: Any) -> str:
    """The part of an address that names a sheet, with its mark."""
    _, mark, sheet = str(url or "").partition("#")
    return mark + sheet


def _table(asked: Asked, response: Response) -> Received:
    suffix = suffix_of(response)
    must_be_data(response.url, beginning(response))
    if not suffix:
        raise Refusal.of("table-kind", response.media_type or response.url)
    name = f"{asked.name}/{stem_of(asked)}{suffix}"
    path = asked.work / PurePosixPath(name).name
    response.file.seek(0)
    with path.open("wb") as out:
        shutil.copyfileobj(response.file, out, CHUNK)
    return Received(TABLE, name, path, b"", response.etag, response.modified)


def stem_of(asked: Asked) -> str:
    """What a table is called, which says the class that it is of."""
    if asked.section.table:
        return asked.section.table
    last = PurePosixPath(unquote(urlsplit(asked.section.address).path)).stem
    return slug(last) or asked.name


def _unpacked(response: Response, most: int) -> Response:
    """A file that is packed with gzip, unpacked; any other as it is. Raises Refusal."""
    response.file.seek(0)
    head = response.file.read(len(PACKED))
    response.file.seek(0)
    if head != PACKED:
        return response
    unpacker, size = Unpacker("gzip"), 0
    target = cast(IO[bytes], SpooledTemporaryFile(max_size=CHUNK))  # noqa: SIM115
    try:
        while data := response.file.read(CHUNK):
            for piece in unpacker.feed(data):
                size += len(piece)
                if size > most:
                    raise Refusal.of("large", f"> {size / 1e6:.0f} MB", f"{most / 1e6:.0f} MB")
                target.write(piece)
        if not unpacker.ended():
            raise ValueError("cut off")
    except ValueError as error:
        raise Refusal.of("unreadable", f"gzip: {error}.") from error
    target.seek(0)
    headers = {name: value for name, value in response.headers.items() if name != "content-type"}
    address = response.url.removesuffix(".gz")
    return Response(address, response.status, headers, target, size, response.redirects)
