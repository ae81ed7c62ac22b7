"""The package of an OOXML workbook (ECMA-376, part 2): parts, relations, content types.

A part that nobody edits is copied as it is packed, byte for byte; an edited or a new one is kept
aside until the package is saved.
"""

from __future__ import annotations

import re
import shutil
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast
from urllib.parse import quote as uri

from publisher.sources.sheets import PartMissing, PasswordNeeded
from publisher.workbooks.xmledit import appended, prefix_of, quote, spliced, tree

PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "[Content_Types].xml"

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every new part: the first that a zip file can tell."""

IN_MEMORY: Final = 8_000_000
"""Bytes of an edited part that are kept in memory; a larger one goes to a temporary file."""

SAFE: Final = "%/:=&?~#+!$,;'@()*[]"
"""What an address outside keeps beside letters and digits: the rest is percent-encoded."""

LOCAL_HEADER: Final = 30
NAMED: Final = re.compile(r"rId(\d+)")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: ``kind`` is the last segment of ``type``, ``target`` a part's name."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """``worksheet``, ``styles``, ``comments``, …"""
        return self.type.rpartition("/")[2]


class Package:
    """An opened package; edits are seen by later readings, and written by :meth:`save`."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._names = {info.filename: info for info in self._zip.infolist()}
        self._edited: dict[str, IO[bytes]] = {}

    def close(self) -> None:
        """Let go of the file and of what was kept aside."""
        for stream in self._edited.values():
            stream.close()
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._edited or name in self._names

    def open(self, name: str) -> IO[bytes]:
        """A part as it is now. Raises PartMissing, PasswordNeeded."""
        if name in self._edited:
            stream = self._edited[name]
            stream.seek(0)
            return stream
        try:
            return self._zip.open(name)
        except KeyError:
            raise PartMissing(name) from None
        except RuntimeError as error:
            raise PasswordNeeded(str(error)) from error

    def read(self, name: str) -> bytes:
        """The bytes of a part as it is now. Raises PartMissing, PasswordNeeded."""
        return self.open(name).read()

    def write(self, name: str, data: bytes) -> None:
        """Make ``data`` the bytes of a part."""
        self.rewrite(name, lambda target: target.write(data))

    def rewrite(self, name: str, writer: Callable[[IO[bytes]], object]) -> None:
        """Let ``writer`` write a part anew; it may read what the part was."""
        target = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115
        writer(target)
        before = self._edited.pop(name, None)
        if before is not None:
            before.close()
        self._edited[name] = target

    def free_name(self, pattern: str) -> str:
        """The first name that no part has, of a pattern with ``{}`` for a number."""
        return next(
            name for number in range(1, 1_000_000) if (name := pattern.format(number)) not in self
        )

    def relations(self, part: str) -> list[Relation]:
        """What ``part`` refers to; the package itself is the part without a name."""
        name = _relations_part(part)
        if name not in self:
            return []
        return [
            Relation(
                node.attributes.get("Id", ""),
                node.attributes.get("Type", ""),
                target
                if (external := node.attributes.get("TargetMode") == "External")
                else _absolute(part, target),
                external,
            )
            for node in tree(self.read(name)).all("Relationship")
            for target in [node.attributes.get("Target", "")]
        ]

    def relate(self, part: str, type_: str, target: str, *, external: bool = False) -> str:
        """Let ``part`` refer to ``target`` (a part's name, or an address); the relation's id."""
        name = _relations_part(part)
        if name not in self:
            self.write(name, b'<Relationships xmlns="%s"/>' % PACKAGE_RELATIONS.encode())
        numbers = [NAMED.fullmatch(relation.id) for relation in self.relations(part)]
        new = f"rId{max((int(match[1]) for match in numbers if match), default=0) + 1}"
        shown = uri(target, safe=SAFE) if external else relpath(target, dirname(part) or ".")
        mode = b' TargetMode="External"' if external else b""
        self._append(
            name,
            "Relationship",
            b' Id="%s" Type="%s" Target="%s"%s' % (new.encode(), quote(type_), quote(shown), mode),
        )
        return new

    def drop_relations(self, part: str) -> None:
        """Let ``part`` refer to nothing."""
        if _relations_part(part) in self:
            empty = b'<Relationships xmlns="%s"/>' % PACKAGE_RELATIONS.encode()
            self.write(_relations_part(part), empty)

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part holds."""
        attributes = b' PartName="/%s" ContentType="%s"' % (quote(part), content_type.encode())
        self._append(CONTENT_TYPES, "Override", attributes)

    def declare_suffix(self, suffix: str, content_type: str) -> None:
        """Say what parts with this suffix hold, where nothing says so yet."""
        known = tree(self.read(CONTENT_TYPES)).all("Default")
        if all(node.attributes.get("Extension", "").lower() != suffix for node in known):
            attributes = b' Extension="%s" ContentType="%s"'
            self._append(
                CONTENT_TYPES, "Default", attributes % (suffix.encode(), content_type.encode())
            )

    def _append(self, name: str, element: str, attributes: bytes) -> None:
        data = self.read(name)
        root = tree(data)
        prefix = prefix_of(data[root.start : root.inner])
        new = b"<%s%s%s/>" % (prefix, element.encode(), attributes)
        self.write(name, spliced(data, [appended(data, root, new)]))

    def save(self, path: Path) -> None:
        """Write the package: parts in the order they had, new ones last, in order of name."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._zip.infolist():
                if info.filename in self._edited:
                    self._write(target, info.filename, info.date_time)
                else:
                    _copy(self._zip, info, target)
            for name in sorted(set(self._edited) - set(self._names)):
                self._write(target, name, EPOCH)

    def _write(
        self, target: zipfile.ZipFile, name: str, moment: tuple[int, int, int, int, int, int]
    ) -> None:
        info = zipfile.ZipInfo(name, moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system, info.external_attr = 0, 0
        stream = self.open(name)
        info.file_size = stream.seek(0, 2)
        stream.seek(0)
        with target.open(info, "w") as part:
            shutil.copyfileobj(stream, part)


def _relations_part(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return join(folder, "_rels", f"{name}.rels")


def _absolute(part: str, target: str) -> str:
    """The name of a part that ``part`` refers to by an absolute or a relative reference."""
    target = target.replace("\\", "/")
    return target[1:] if target.startswith("/") else normpath(join(dirname(part), target))


def _copy(source: zipfile.ZipFile, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """Copy a packed part as it is, without unpacking it."""
    stream, out = source.fp, target.fp
    if stream is None or out is None:
        raise ValueError(info.filename)
    stream.seek(info.header_offset)
    header = stream.read(LOCAL_HEADER)
    name_length, extra_length = struct.unpack("<26xHH", header)
    stream.seek(info.header_offset + LOCAL_HEADER + name_length + extra_length)
    new = zipfile.ZipInfo(info.filename, info.date_time)
    for attribute in (
        "compress_type", "comment", "create_system", "create_version", "extract_version",
        "internal_attr", "external_attr", "CRC", "compress_size", "file_size",
    ):  # fmt: skip
        setattr(new, attribute, getattr(info, attribute))
    # Sizes stand in the header, so no descriptor follows the data (bit 3); the encoding of the
    # name is found out again when the header is made.
    new.flag_bits = info.flag_bits & ~0x8
    new.header_offset = out.seek(target.start_dir)
    out.write(new.FileHeader(zip64=False))
    left = info.compress_size
    while left:
        chunk = stream.read(min(left, 1 << 20))
        if not chunk:
            raise EOFError(info.filename)
        out.write(chunk)
        left -= len(chunk)
    target.filelist.append(new)
    target.NameToInfo[new.filename] = new
    target.start_dir = out.tell()
