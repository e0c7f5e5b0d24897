"""What the reps of large teams know and do not do, for leaders; nothing where a policy allows counts only, or none is in force."""

from datetime import datetime
from typing import Final
from uuid import UUID

from server.db import Statement
from server.drift.knowing import Knowing, knowing
from server.gaps.priority import Gap
from server.gaps.queries.worked import worked_out
from server.people import queries as people
from server.people.roles import SMALLEST_TEAM

MOST: Final = 2_000
"""Reps of whom it is worked out on one page; of more, each team stands on its own page."""


async def of_large_teams(now: datetime) -> tuple[Knowing, ...]:
    """In four statements at most. Whoever asks has made sure that the reader is a leader."""
    policy = await people.current_policy(now)
    if policy is None or policy.counts_only:
        return ()
    rows = await REPS("%rep%")
    teams: dict[UUID, list[UUID]] = {}
    for row in rows:
        teams.setdefault(row["team"], []).append(row["id"])
    large = {team: reps for team, reps in teams.items() if len(reps) >= SMALLEST_TEAM}
    everybody = [rep for reps in large.values() for rep in reps]
    if not everybody or len(everybody) > MOST:
        return ()
    gaps: dict[UUID, tuple[Gap, ...]] = await worked_out({rep: {} for rep in everybody}, now)
    return knowing({team: [gaps[rep] for rep in reps] for team, reps in large.items()})


REPS: Final = Statement(
    'SELECT "id", "team" FROM "person" WHERE "team" IS NOT NULL AND "deactivated_at" IS NULL AND "roles" LIKE {} ORDER BY "team", "id"'
)
