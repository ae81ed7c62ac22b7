"""What changed from release to release: one log, from which every feed is made.

A release is announced here before it becomes current (:mod:`recorder`), and read as it was when
some release was current (:mod:`log`). The log itself is :mod:`database`.
"""

from __future__ import annotations

from publisher.changes.log import Log, open_log
from publisher.changes.records import CATALOG, Change, Kind, Record

__all__ = ["CATALOG", "Change", "Kind", "Log", "Record", "open_log"]
