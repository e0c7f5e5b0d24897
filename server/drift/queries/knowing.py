"""What the reps of large teams know and do not do, for leaders; nothing where a policy allows counts only, or none is in force."""

from datetime import datetime
from typing import Final
from uuid import UUID

from server.db import Statement
from server.drift.knowing import Knowing, knowing, ranked
from server.gaps.priority import Gap
from server.gaps.queries.worked import worked_out
from server.people import queries as people
from server.people.roles import SMALLEST_TEAM

AT_ONCE: Final = 25
"""Teams whose reps are worked out at once, so that the gaps of a large company are not in memory together."""


async def of_large_teams(now: datetime) -> tuple[Knowing, ...]:
    """In four statements for each so many teams. Whoever asks has made sure that the reader is a leader."""
    policy = await people.current_policy(now)
    if policy is None or policy.counts_only:
        return ()
    rows = await REPS("%rep%")
    teams: dict[UUID, list[UUID]] = {}
    for row in rows:
        teams.setdefault(row["team"], []).append(row["id"])
    large = [(team, reps) for team, reps in teams.items() if len(reps) >= SMALLEST_TEAM]
    found: list[Knowing] = []
    for first in range(0, len(large), AT_ONCE):
        some = large[first : first + AT_ONCE]
        gaps: dict[UUID, tuple[Gap, ...]] = await worked_out({rep: {} for _team, reps in some for rep in reps}, now)
        found += knowing({team: [gaps[rep] for rep in reps] for team, reps in some})
    return ranked(found)


REPS: Final = Statement(
    'SELECT "id", "team" FROM "person" WHERE "team" IS NOT NULL AND "deactivated_at" IS NULL AND "roles" LIKE {} ORDER BY "team", "id"'
)
