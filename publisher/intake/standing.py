"""What stands there of a source before anything is written, and whether it is what was expected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from publisher.intake.received import Piece
from publisher.publishers.sentences import error
from publisher.release.manifest import Manifest
from publisher.release.shelf import Shelf

ANY: Final = "*"


class Standing:
    """The sources as they are released, or lie in ``data`` where they are of no graph."""

    def __init__(self, shelf: Shelf, data: Path) -> None:
        self._shelf, self._data = shelf, data
        self._read: tuple[str, Mapping[str, str]] = ("", {})

    def etag(self, name: str) -> str | None:
        """Strong validator of the graph of a source, by what it says (RFC 9110, section 8.8.3).

        Of a description of a table, by its bytes. None where there is no such source.
        """
        found = self._graphs().get(name)
        if found is None:
            path = self._data / name
            if not path.is_file() or path.is_symlink():
                return None
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def require(self, pieces: Sequence[Piece], expected: Mapping[str, str | None]) -> None:
        """Raise Precondition where a source is not as ``expected``, or none is there to remove.

        Raises NotYours where the name of a piece is in the way of others.
        """
        for name, wanted in expected.items():
            found = self.etag(name)
            if wanted is None and found is not None:
                raise error("there-already", where=name)
            if wanted is not None and found is None:
                raise error("not-there", where=name)
            if wanted is not None and wanted not in (ANY, found):
                raise error("changed-meanwhile", where=name)
        removed = {piece.name for piece in pieces if piece.content is None}
        for piece in pieces:
            if piece.content is None and self.etag(piece.name) is None:
                raise error("nothing-to-remove", where=piece.name)
            path = self._data / piece.name
            above = [folder for folder in path.parents if folder.is_relative_to(self._data)]
            in_the_way = path.is_dir() or any(
                folder.is_file() and folder.relative_to(self._data).as_posix() not in removed
                for folder in above
            )
            if in_the_way:
                raise error("in-the-way", where=piece.name)

    def _graphs(self) -> Mapping[str, str]:
        current = self._shelf.current() or ""
        if self._read[0] != current or not current:
            manifest: Manifest | None = self._shelf.manifest(current) if current else None
            graphs = manifest.graphs if manifest else ()
            self._read = current, {item.file: item.digest for item in graphs
                                   if item.kind == "source"}  # fmt: skip
        return self._read[1]
