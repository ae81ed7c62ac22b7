"""A process of its own that matches a pattern, so that it can be stopped; see ``regex``.

Reads ``[pattern, flags, seconds, texts]`` as JSON and answers 1 or 0 for each text as it goes. It
imports nothing of ours, so that it starts at once.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys


def main() -> None:
    """Match, and end by itself when it has computed for longer than it may."""
    pattern, flags, seconds, texts = json.load(sys.stdin.buffer)
    limit = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    search = re.compile(pattern, flags).search
    for text in texts:
        os.write(1, b"1" if search(text) else b"0")


if __name__ == "__main__":
    main()
