"""What a release holds, in one small document by which a replica is compared with its source.

``count``, ``length`` and ``state`` of a stream are how many records it has, how many changes led
there, and its state hash (:meth:`publisher.changes.Log.state`). Addresses are relative to it.
"""

from __future__ import annotations

import json
from typing import Final

from publisher.changes import Log

PATH: Final = "feeds/state.json"
HASHED: Final = 'SHA-256 of "<digest> <IRI>\\n" for each record, sorted by IRI; the digest is ' \
    "the SHA-256 of its statements as sorted N-Triples (RDFC-1.0)"  # fmt: skip


def state(log: Log) -> bytes:
    """The streams by name, with what makes up their state and where their feeds are."""
    found = {
        "release": log.release,
        "time": log.time,
        "hash": HASHED,
        "streams": {
            name: {
                "count": log.count(name),
                "length": log.length(name),
                "state": log.state(name),
                "ldes": f"ldes/{name}.trig",
                "activity": f"activity/{name}.json",
            }
            for name in log.streams()
        },
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
