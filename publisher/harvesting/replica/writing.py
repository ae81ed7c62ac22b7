"""A replica -> one file of sorted N-Triples, each statement once, which a site takes as a source.

More lines than fit in memory are sorted in runs, which lie beside the file meanwhile.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from publisher.findings.delivery import whole

FILE_NAME: Final = "records.nt"
RUN: Final = 200_000
"""Lines that are sorted in memory at a time."""


def write(groups: Iterable[tuple[str, ...]], target: Path, *, run: int = RUN) -> int:
    """Write the lines of all groups to ``target``; returns how many there are.

    The file is replaced as a whole. Raises OSError.
    """
    with ExitStack() as stack:
        runs = [stack.enter_context(item)
                for item in _runs(chain.from_iterable(groups), run, target.parent)]  # fmt: skip
        count, last = 0, ""
        with whole(target) as beside, beside.open("w", encoding="utf-8") as out:
            for line in heapq.merge(*runs):
                if line != last:
                    out.write(line)
                    count, last = count + 1, line
    return count


def _runs(lines: Iterable[str], size: int, folder: Path) -> Iterator[IO[str]]:
    """Files without a name, each sorted."""
    rest = iter(lines)
    while some := sorted(f"{line} .\n" for line in islice(rest, size)):
        file = TemporaryFile("w+", encoding="utf-8", dir=folder)  # noqa: SIM115
        file.writelines(dict.fromkeys(some))
        file.seek(0)
        yield file
