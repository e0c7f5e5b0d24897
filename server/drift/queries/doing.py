"""What sheets answered about behaviours: one judged answer a row, of deals that were picked by turn or by lot."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from server.db import Statement
from server.drift.points import Judged
from server.inspections.rubric import MOVING
from server.inspections.sampling import UNBIASED


async def answers(behaviours: Sequence[str], since: datetime) -> list[Judged]:
    """What those sheets said of these behaviours since then, oldest first. Sheets of people in training say nothing, nor does a claim."""
    if not behaviours:
        return []
    rows = await _answers(len(behaviours))(since, *sorted(MOVING), *sorted(UNBIASED), *behaviours)
    return [
        Judged(
            case=row["deal"],
            at=row["closed_at"],
            met=row["answer"] == "met",
            about=row["behaviour"],
            team=row["team"],
            pick=row["pick"],
        )
        for row in rows
    ]


@cache
def _answers(behaviours: int) -> Statement:
    return Statement(
        'SELECT i."deal", i."closed_at", i."team", i."pick", r."behaviour", r."answer" FROM "inspection" i '  # noqa: S608  # placeholders
        'JOIN "inspection_row" r ON r."inspection" = i."id" WHERE i."closed_at" >= {} AND NOT i."training" '
        f'AND i."mode" IN ({_marks(len(MOVING))}) AND i."pick" IN ({_marks(len(UNBIASED))}) '
        f"AND r.\"answer\" IN ('met', 'partly', 'not-met') AND r.\"behaviour\" IN ({_marks(behaviours)}) "
        'ORDER BY i."closed_at", i."id"'
    )


def _marks(values: int) -> str:
    return ", ".join(["{}"] * values)
