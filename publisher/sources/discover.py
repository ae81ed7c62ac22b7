"""Which files of the data folder are sources, and which metadata describes them.

Nothing is read here but metadata; a file that nobody can read is a fault rather than a file left
out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from publisher.config import LimitsSection
from publisher.errors import ConfigError, SourceFault
from publisher.faults import Fault, Place
from publisher.names import nearest
from publisher.sources.csvw_files import (
    is_metadata,
    paired_metadata,
    table_beside,
    tables_named_by,
)
from publisher.sources.sssom import is_links

Kind: TypeAlias = Literal["table", "json", "rdf", "query", "links", "layer"]

LAYER: Final = ".layer.toml"
"""What the name of a file ends with that says on what grounds persons are published."""

KINDS: Final[dict[str, Kind]] = {
    ".csv": "table",
    ".tsv": "table",
    ".txt": "table",
    ".xlsx": "table",
    ".ods": "table",
    ".json": "json",
    ".jsonld": "rdf",
    ".n3": "rdf",
    ".nq": "rdf",
    ".nt": "rdf",
    ".owl": "rdf",
    ".rdf": "rdf",
    ".rq": "query",
    ".trig": "rdf",
    ".ttl": "rdf",
    ".xml": "rdf",
}
"""What a file is, by suffix; a ``.txt`` only where metadata describes it."""

TABLES: Final = ("table", "json")
"""Kinds that are rows to be mapped."""

LEFT_BEHIND: Final = ("desktop.ini", "thumbs.db")
"""What Windows leaves in a folder."""


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """How much a source may hold; bytes, characters and counts."""

    file_bytes: int = 100_000_000
    unpacked_bytes: int = 400_000_000
    cell_characters: int = 1_000_000
    columns: int = 2_000
    rows: int = 2_000_000

    @classmethod
    def of(cls, section: LimitsSection) -> SourceLimits:
        """The limits that a site sets."""
        return cls(
            file_bytes=section.source_bytes,
            unpacked_bytes=section.unpacked_bytes,
            cell_characters=section.cell_characters,
            columns=section.columns,
            rows=section.rows,
        )


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One source; ``name`` is its path below the data folder, with ``/``."""

    path: Path
    name: str
    kind: Kind
    metadata: Path | None = None

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.path.parents[self.name.count("/")]

    @property
    def checksum(self) -> str:
        """SHA-256 in hex of the bytes, or of both checksums where metadata describes the file."""
        own = _sha256(self.path)
        if self.metadata is None:
            return own
        return hashlib.sha256(f"{own} {_sha256(self.metadata)}".encode()).hexdigest()


def discover(
    folder: Path, limits: SourceLimits, given: Sequence[SourceFile] = ()
) -> list[SourceFile]:
    """Every source below ``folder``, sorted by name, paired with the metadata that describes it.

    What is ``given`` comes first, each in place of what has its name in the folder; what is wrong
    with the folder itself is then passed over, for it is not what is asked about.

    Raises :class:`~publisher.errors.SourceFault` with a fault for each file that is of an unknown
    kind, too large, no file, or outside the folder, and for each description of a table that is
    not there; ConfigError where there is no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise ConfigError(
            "there is no such folder.", where=str(folder), todo="Make it, and put the tables in it."
        )
    faults: list[Fault] = []
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder, folder, faults)}
    if not files and not faults:
        raise ConfigError(
            "there is nothing in this folder, and a site without data is not published.",
            where=str(folder),
            todo="Put the tables in it, or see whether the disk that holds them is there.",
        )
    metadata = {name: path for name, path in sorted(files.items()) if is_metadata(name)}
    described = _described(files, metadata, limits, faults)
    sources = []
    for name, path in sorted(files.items()):
        if name not in metadata:
            own = paired_metadata(name, metadata) or described.get(name)
            kind = _kind(name, own, faults)
            if kind and _fits(name, path, limits, faults):
                sources.append(SourceFile(path, name, kind, own))
    used = {*described.values(), *(source.metadata for source in sources)}
    explained = {fault.place.file for fault in faults}
    faults += [
        Fault(Place(name), "no-table", table_beside(name))
        for name, path in metadata.items()
        if path not in used and name not in explained
    ]
    if faults and not given:
        raise SourceFault(sorted(faults))
    names = {source.name for source in given}
    return [*given, *(source for source in sources if source.name not in names)]


def _described(
    files: dict[str, Path], metadata: dict[str, Path], limits: SourceLimits, faults: list[Fault]
) -> dict[str, Path]:
    """The metadata that names each table; of several, the one that comes first by name."""
    found: dict[str, Path] = {}
    for name, path in metadata.items():
        if not _fits(name, path, limits, faults):
            continue
        for table in tables_named_by(path, name, faults):
            if table in files:
                found.setdefault(table, path)
            else:
                faults.append(Fault(Place(name), "no-table", table))
    return found


def _files(folder: Path, root: Path, faults: list[Fault]) -> Iterator[Path]:
    """The files below ``folder`` that are not passed over, links followed inside ``root`` only."""
    for path in sorted(folder.iterdir()):
        if _passed_over(path):
            continue
        if path.is_symlink() and (path.is_dir() or not _inside(path, root)):
            # A linked folder could lead back to itself; only linked files are followed.
            name = path.relative_to(root).as_posix()
            faults.append(Fault(Place(name), "outside", name))
        elif path.is_dir():
            yield from _files(path, root, faults)
        elif path.is_file() and _is_text(path.relative_to(root).as_posix()):
            yield path
        else:
            # A link to nothing, a pipe, or a name in another encoding: nobody could read it.
            name = path.relative_to(root).as_posix().encode("utf-8", "replace").decode()
            faults.append(Fault(Place(name), "no-file", name))


def _is_text(name: str) -> bool:
    """Whether a file's name is UTF-8: it becomes part of an IRI."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _passed_over(path: Path) -> bool:
    name = path.name
    return (
        name.startswith((".", "~$"))
        or name.lower() in LEFT_BEHIND
        or name.upper().startswith(("README", "LICENSE", "LICENCE"))
        or path.suffix.lower() == ".md"
    )


def _inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _kind(name: str, metadata: Path | None, faults: list[Fault]) -> Kind | None:
    suffix = Path(name).suffix.lower()
    named: Kind | None = "layer" if name.lower().endswith(LAYER) else None
    kind = "links" if is_links(name) else named or KINDS.get(suffix)
    if kind is None or (suffix == ".txt" and metadata is None):
        understood = [item for item in KINDS if item != ".txt"]
        like = nearest(suffix, understood) if suffix and suffix != ".txt" else ""
        faults.append(Fault(Place(name), "unknown-kind", name, ", ".join(understood), nearest=like))
        return None
    return kind


def _fits(name: str, path: Path, limits: SourceLimits, faults: list[Fault]) -> bool:
    size = path.stat().st_size
    if size > limits.file_bytes:
        faults.append(
            Fault(Place(name), "too-large", megabytes(size), megabytes(limits.file_bytes))
        )
    return size <= limits.file_bytes


def megabytes(size: int) -> str:
    """``size`` in bytes as megabytes, for a sentence."""
    return f"{size / 1_000_000:.1f} MB" if size < 10_000_000 else f"{size / 1_000_000:.0f} MB"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
