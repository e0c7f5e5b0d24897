"""What is known about a person's gaps, from rows that follow from their facts: never from a scan of facts or answers."""

from server.gaps.queries.eyes import as_looked_at
from server.gaps.queries.gaps import Stand, gaps, gaps_of, history, of_large_team, team
from server.gaps.queries.looks import missing
from server.gaps.queries.snapshots import Snapshot, calibration, snapshots

__all__ = [
    "Snapshot",
    "Stand",
    "as_looked_at",
    "calibration",
    "gaps",
    "gaps_of",
    "history",
    "missing",
    "of_large_team",
    "snapshots",
    "team",
]
