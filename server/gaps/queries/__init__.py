"""What is known about a person's gaps, from rows that follow from their facts: never from a scan of facts or answers."""

from server.gaps.queries.gaps import Stand, chances, fading, gaps, gaps_of, history, priorities
from server.gaps.queries.snapshots import Snapshot, calibration, snapshots

__all__ = [
    "Snapshot",
    "Stand",
    "calibration",
    "chances",
    "fading",
    "gaps",
    "gaps_of",
    "history",
    "priorities",
    "snapshots",
]
