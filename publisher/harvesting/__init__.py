"""What others publish, read as harvesters read it: judged, or kept as a replica (:func:`sync`)."""

from __future__ import annotations

from publisher.harvesting.report import Report
from publisher.harvesting.syncing import Manner, sync

__all__ = ["Manner", "Report", "sync"]
