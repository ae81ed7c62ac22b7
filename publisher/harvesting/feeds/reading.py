"""An answer -> statements: parsed within bounds, nothing else fetched, faults with their lines."""

from __future__ import annotations

import codecs
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

import pyoxigraph as ox

from publisher.errors import BadContent
from publisher.fetching import Media, Remark, Response
from publisher.fetching.media import JSON_LD
from publisher.harvesting.bounds import Bounds
from publisher.sources.discover import SourceFile, SourceLimits
from publisher.sources.rdf import SYNTAXES, read_lines, read_rdf

CHUNK: Final = 1_048_576
DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{1,40})")
ENCODINGS: Final = re.compile(
    r"(iso-?8859-?\d{1,2}|latin-?1|windows-?125\d|cp125\d|utf-?16(le|be)?)"
)
"""The encodings that XML is read in besides UTF-8, in lower case with hyphens."""

PLAIN: Final = ("", "utf-8", "utf8", "us-ascii", "ascii")
NOWHERE: Final = "http://relative.invalid/"
NO_SCHEME: Final = "No scheme found in an absolute IRI"


@contextmanager
def document(response: Response, media: Media, bounds: Bounds) -> Iterator[SourceFile]:
    """The body as a file in UTF-8, while this lasts. Raises BadContent."""
    if media is JSON_LD and response.size > bounds.json_bytes:
        limit = f"{bounds.json_bytes / 1_000_000:.1f} MB"
        raise Remark(
            response.url, "too-large", f"{response.size / 1_000_000:.1f} MB", f"{limit} (JSON-LD)"
        ).error(BadContent)
    with NamedTemporaryFile(suffix=f".{media.suffix}") as file:
        response.file.seek(0)
        if media.family == "xml":
            _as_utf8(response, file)
        else:
            shutil.copyfileobj(response.file, file, CHUNK)
        file.flush()
        yield SourceFile(Path(file.name), response.url, "rdf")


def quads(source: SourceFile, base: str) -> Iterator[ox.Quad]:
    """The statements of a document.

    Raises SourceFault with the line of what is no RDF, for a context that would have to be fetched,
    and for entities of XML that are unsafe.
    """
    return read_rdf(source, base, SourceLimits())


def lines(source: SourceFile, base: str) -> Iterator[str]:
    """The statements of a document as N-Triples without the final dot; graphs do not matter.

    Raises SourceFault as :func:`quads` does.
    """
    return read_lines(source, base, SourceLimits())


def relative(source: SourceFile) -> Remark | None:
    """A remark on the first relative IRI of a document; it is no fault of its syntax."""
    syntax = SYNTAXES[source.path.suffix]
    base = NOWHERE if syntax == ox.RdfFormat.JSON_LD else None
    try:
        with source.path.open("rb") as stream:
            for quad in ox.parse(stream, syntax, base_iri=base):
                for node in (quad.subject, quad.object):
                    if base and isinstance(node, ox.NamedNode) and node.value.startswith(base):
                        return Remark(source.name, "relative", node.value.removeprefix(base))
    except SyntaxError as error:
        text = str(error.msg)
        if NO_SCHEME in text:
            shown = re.search(r"IRI '([^']*)'", text)
            value = shown[1] if shown else _at(source, error)
            return Remark(source.name, "relative", value, line=error.lineno or 0)
    return None


def _at(source: SourceFile, error: SyntaxError) -> str:
    """What stands at the place of an error in a text syntax."""
    if not error.lineno:
        return "<…>"
    with source.path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if number == error.lineno:
                text = line[:10_000].decode("utf-8", "replace")[(error.offset or 1) - 1 :]
                return (re.match(r"<([^>]*)>", text) or ["", "…"])[1]
    return "<…>"


def _as_utf8(response: Response, target: IO[bytes]) -> None:
    """XML in the encoding that it says (RFC 7303, section 3) -> UTF-8. Raises BadContent."""
    file = response.file
    head = file.read(300)
    file.seek(0)
    name = response.charset
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif found := DECLARED.match(head.removeprefix(codecs.BOM_UTF8)):
        name = name or found[1].decode().lower()
    if name in PLAIN:
        if (found := DECLARED.match(head)) and found[1].decode().lower() not in PLAIN:
            file.seek(head.index(b"?>") + 2 if b"?>" in head else 0)
        shutil.copyfileobj(file, target, CHUNK)
        return
    if not ENCODINGS.fullmatch(name):
        raise Remark(response.url, "charset", name, "UTF-8").error(BadContent)
    decoder = codecs.getincrementaldecoder(name)()
    first = True
    try:
        while data := file.read(CHUNK):
            text = decoder.decode(data)
            text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text) if first else text
            first = False
            target.write(text.encode())
        target.write(decoder.decode(b"", final=True).encode())
    except ValueError:
        raise Remark(response.url, "charset", name, name).error(BadContent) from None
