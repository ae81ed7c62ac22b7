"""Writing to a file: the whole of it, or the file stays as it was."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A file beside ``target`` to write to, which takes its place when the context ends well.

    Raises OSError where the folder cannot be written to.
    """
    handle, name = tempfile.mkstemp(prefix=".", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def write_whole(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target``, whole or not at all."""
    with whole(target) as beside:
        beside.write_bytes(content)


def _umask() -> int:
    """The process's mask for new files; it can be asked for only by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
