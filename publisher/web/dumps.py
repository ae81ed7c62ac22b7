"""Graphs and the whole dataset as files, streamed out of the parts of the release."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from publisher.formats import Format, by_suffix, carrying
from publisher.iris import DUMP
from publisher.release.manifest import GraphEntry
from publisher.release.parts import Frame
from publisher.render.documents import DumpFile, dump_page
from publisher.render.pages import Page
from publisher.render.rdf import DUMP_SUFFIXES, dump_footer, dump_header, dump_separator
from publisher.render.setting import Setting
from publisher.web.asking import Asked, asked, desk
from publisher.web.desk import Desk
from publisher.web.responses import Document, Stream, answer, plain
from publisher.web.structured import structured

blueprint = Blueprint("dumps", __name__)

FORMATS: Final = carrying("page", "graph", "dataset")
PACKED: Final = ".gz"
DIGITS: Final = 32
"""Hexadecimal digits of a digest in an ETag."""

NO_FRAME: Final = Frame(b"", b"", b"")


@blueprint.route("/dump")
@blueprint.route("/dump.<suffix>")
def dump(suffix: str = "") -> Response:
    """The whole dataset, in the format that its suffix names; a page about it for people."""
    if suffix.endswith(PACKED):
        return _packed(suffix.removesuffix(PACKED))
    wanted = asked(f"{DUMP}.{suffix}", FORMATS) if suffix else Asked(DUMP)
    if wanted.stem != DUMP:
        raise NotFound
    here = desk()
    document = Document(
        path=DUMP,
        iri=here.reader.site.base_iri + DUMP,
        formats=FORMATS,
        page=page,
        rdf=lambda chosen: dump_stream(here, chosen),
    )
    return answer(document, wanted)


def page(setting: Setting) -> Page:
    """The page that lists the files."""
    reader = desk().reader
    drawn = dump_page(list(dump_files(desk())), reader.graphs, setting, FORMATS)
    return structured(drawn, reader.site.base_iri + DUMP)


def dump_files(here: Desk) -> Iterator[DumpFile]:
    """The files that the dataset can be had as: compressed ones, then the others."""
    for item in FORMATS:
        if item.suffix in DUMP_SUFFIXES:
            size = here.reader.dump_bytes(item.suffix, frame(here, item.suffix))
            yield DumpFile(f"{DUMP}.{item.suffix}{PACKED}", item, True, size)
    for item in FORMATS:
        if "page" not in item.carries:
            yield DumpFile(f"{DUMP}.{item.suffix}", item, False, None)


def frame(here: Desk, suffix: str) -> Frame:
    """What stands around and between the parts."""
    return Frame(
        dump_header(suffix, here.reader.prefixes, here.context),
        dump_separator(suffix),
        dump_footer(suffix),
    )


def graph_stream(here: Desk, chosen: Format, entry: GraphEntry) -> Stream:
    """One named graph."""
    return Stream(
        lambda: _chunks(here, chosen.suffix, [entry], entry.iri),
        graph_tag(entry.digest, chosen, here),
        packed=_members(here, chosen.suffix, entry.iri),
    )


def graph_tag(digest: str, chosen: Format, here: Desk) -> str:
    """The ETag of a graph in a format, by the digest of what it says."""
    return f"{digest[:DIGITS]}-{here.reader.manifest.rendering}-{chosen.suffix}"


def dump_stream(here: Desk, chosen: Format) -> Stream:
    """The whole dataset; a format that carries a graph has the statements of all graphs."""
    return Stream(
        lambda: _chunks(here, chosen.suffix, here.reader.manifest.entries, None),
        f"{here.reader.edition}-{chosen.suffix}",
        packed=_members(here, chosen.suffix, None),
    )


def _packed(suffix: str) -> Response:
    here = desk()
    if suffix not in DUMP_SUFFIXES:
        raise NotFound
    around = frame(here, suffix)
    stream = Stream(
        lambda: here.reader.dump(suffix, around),
        f"{here.reader.edition}-{suffix}-gz",
        here.reader.dump_bytes(suffix, around),
    )
    response = plain(stream, "application/gzip")
    name = f"{DUMP}-{here.reader.identifier}.{suffix}{PACKED}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chunks(
    here: Desk, suffix: str, entries: Iterable[GraphEntry], graph: str | None
) -> Iterator[bytes]:
    if suffix == "nt":
        return _ntriples(here, entries)
    if suffix == "trig":
        return _trig(here, entries)
    return map(unpack, here.reader.dump(suffix, frame(here, suffix), graph))


def _members(here: Desk, suffix: str, graph: str | None) -> Callable[[], Iterator[bytes]] | None:
    """The same as gzip, in the formats that are kept so."""
    if suffix in ("nt", "trig"):
        return None
    return lambda: here.reader.dump(suffix, frame(here, suffix), graph)


def _ntriples(here: Desk, entries: Iterable[GraphEntry]) -> Iterator[bytes]:
    """N-Triples: the N-Quads of each graph without the graph."""
    for entry in entries:
        end = f" <{entry.iri}> .\n".encode()
        for member in here.reader.dump("nq", NO_FRAME, entry.iri):
            yield unpack(member).replace(end, b" .\n")


def _trig(here: Desk, entries: Iterable[GraphEntry]) -> Iterator[bytes]:
    """TriG: the Turtle of each graph in braces."""
    yield dump_header("ttl", here.reader.prefixes)
    for entry in entries:
        yield f"<{entry.iri}> {{\n".encode()
        between = Frame(b"", dump_separator("ttl"), b"")
        for member in here.reader.dump("ttl", between, entry.iri):
            yield unpack(member)
        yield b"}\n"


def unpack(member: bytes) -> bytes:
    """The content of one gzip member."""
    return zlib.decompress(member, wbits=31)


def suffixes() -> Iterator[str]:
    """The suffixes of the files of the dump."""
    for item in FORMATS:
        if "page" not in item.carries:
            yield item.suffix
    for suffix in DUMP_SUFFIXES:
        if by_suffix(suffix):
            yield suffix + PACKED
