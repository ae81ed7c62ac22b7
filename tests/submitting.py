"""A writer to be killed: it sends one version of a source after the other, and tells each answer.

Arguments: the root of the site, a folder for what it sends, the first number, and how many.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.publishing import Sender, said

if __name__ == "__main__":
    root, folder, first, count = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
    sender = Sender(root, folder)
    for number in range(first, first + count):
        print(f"begun {number}", flush=True)
        pieces = [sender.piece(f"alfa/{name}.ttl", said(name, str(number))) for name in "ab"]
        done = sender.intake.submit(sender.key, pieces)
        print(f"done {number} {done.release}", flush=True)
