"""What a person names -> files: data, shapes and vocabularies, folders, and standard input."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from publisher.errors import PublisherError
from publisher.names import nearest
from publisher.sources.csvw_files import is_metadata, paired_metadata
from publisher.sources.discover import KINDS, SourceFile
from publisher.sources.rdf import SYNTAXES

STDIN: Final = "-"


def data_file(path: Path, name: str = "") -> SourceFile:
    """A file of any kind that a source may be, outside the data folder of any site.

    An RDF file goes by the name that it was given, a table by its last part: that is what says
    which class it is of. Metadata beside a table describes it. Raises PublisherError where there
    is no such file, or nobody knows how to read it.
    """
    suffix = path.suffix.lower()
    kind = KINDS.get(suffix)
    if kind is None:
        known = ", ".join(KINDS)
        like = nearest(suffix, list(KINDS)) if suffix else ""
        raise PublisherError(
            f"nobody knows how to read a file called “{path.name}”.",
            where=str(path),
            todo=f"Did you mean “{like}”?" if like else f"Known are {known}.",
        )
    _must_be_there(path)
    if kind == "rdf":
        return SourceFile(path, name or path.as_posix(), kind)
    beside = {other.name: other for other in path.parent.iterdir()
              if is_metadata(other.name) and other.is_file()}  # fmt: skip
    return SourceFile(path, name or path.name, kind, paired_metadata(path.name, beside))


def expanded(paths: Iterable[Path | SourceFile]) -> Iterator[Path | SourceFile]:
    """What is named, and in place of a folder the files in it that may be sources.

    Raises PublisherError for a folder without any.
    """
    for path in paths:
        if isinstance(path, SourceFile) or not path.is_dir():
            yield path
            continue
        members = [member for member in _below(path, KINDS) if not is_metadata(member.name)]
        if not members:
            raise PublisherError("there is nothing in this folder to check.", where=str(path))
        yield from members


def rdf_files(paths: Iterable[Path]) -> list[SourceFile]:
    """RDF files, and those in folders, each once, in the order in which they are named.

    Raises PublisherError for what is not there or no RDF, and for a folder without any.
    """
    found: dict[Path, SourceFile] = {}
    for path in paths:
        _must_be_there(path)
        members = _below(path, SYNTAXES) if path.is_dir() else [path]
        if not members:
            raise PublisherError(
                "there is no RDF in this folder.",
                where=str(path),
                todo=f"Known are {', '.join(SYNTAXES)}.",
            )
        for member in members:
            source = data_file(member)
            if source.kind != "rdf":
                raise PublisherError(
                    "this is no RDF.", where=str(member), todo=f"Known are {', '.join(SYNTAXES)}."
                )
            found.setdefault(member.resolve(), source)
    return list(found.values())


@contextmanager
def standard_input(stream: IO[bytes], kind: str) -> Iterator[SourceFile]:
    """What a stream holds, as a file for as long as the context lasts.

    ``kind`` is a suffix (``ttl``, ``csv``), or a whole name (``projekt.csv``): a table belongs to
    the class that it is named for.
    """
    name = kind if "." in kind.lstrip(".") else f"stdin.{kind.lstrip('.')}"
    if Path(name).name != name:
        raise PublisherError(f"“{name}” is no file name.", todo="Give a suffix, or a plain name.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target)
        yield data_file(path, name)


def named_once(sources: Sequence[SourceFile]) -> None:
    """Raise PublisherError where two files would go by the same name."""
    seen: dict[str, SourceFile] = {}
    for source in sources:
        before = seen.setdefault(source.name, source)
        if before is not source:
            raise PublisherError(
                f"two files are called “{source.name}”.",
                where=str(source.path),
                todo="Check them one at a time.",
            )


def _must_be_there(path: Path) -> None:
    if not path.exists():
        raise PublisherError("there is no such file.", where=str(path))


def _below(folder: Path, suffixes: Collection[str]) -> list[Path]:
    """The files of some kinds in a folder and its folders, but for hidden ones."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in suffixes
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
