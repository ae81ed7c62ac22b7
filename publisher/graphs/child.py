"""The process in which a graph is worked on: a job on stdin as JSON, what came of it on stdout.

Its memory has an end, set here before anything is read; its time is watched by who started it.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from publisher.errors import EditError, SourceFault
from publisher.graphs.editing import Job, run

MEGABYTE = 1_000_000


def main() -> int:
    """Do one job."""
    record = json.load(sys.stdin)
    room = record.pop("megabytes") * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_answer(record), sys.stdout)
    return 0


def _answer(record: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"file": run(Job.of(record))}
    except SourceFault as fault:
        return {"faults": [asdict(item) for item in fault.faults]}
    except EditError as fault:
        return {"code": fault.code, "said": fault.said, "where": fault.where}
    except MemoryError:
        return {"memory": True}


if __name__ == "__main__":
    sys.exit(main())
