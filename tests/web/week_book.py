"""The book of a manager's week, for tests of what it says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.coaching.queries import Anchored
from server.drift.points import Count
from server.inspections.capacity import Supply, Week
from server.inspections.queries import Line
from server.inspections.room import Room
from server.lessons.compiler.model import Rules
from server.people.queries import Desk
from server.web.week.desk import Book
from tests.selling import PROCESS
from tests.web.deal_lines import concluded, deal

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


DAY = timedelta(days=1)


MIRA, NORTH = UUID(int=1), UUID(int=2)


EMPTY = Book(
    desk=Desk(manager=MIRA, manager_name="Mira North", team=NORTH, team_name="Team North", zone="Europe/Prague", covered=False),
    now=NOW,
    monday=NOW - DAY,
    persons=(),
    process=PROCESS,
    rules=Rules(),
    lines=(),
    as_of=None,
    stale=None,
    picked=(),
    decided=(),
    done=(),
    took=(),
    room=Room(
        supply=Supply(routine=2, full=4, delta=2),
        plan=Week(early=True, stretched=0, waits=None),
        due=(),
        here=True,
        left=2,
        in_time=0,
        clocked=0,
    ),
    promised=(),
    proofs={},
    replies=(),
    open=(),
    seen=(),
    asked={},
    since=None,
    accuracy=Count(),
    anchored=Anchored(),
    focus=None,
)


def lines(*gaps: int, pick: str = "coverage", verified: bool = True) -> tuple[Line, ...]:
    return tuple(
        Line(
            deal=deal(f"{pick} {n}"),
            owner="Ada",
            entered=NOW,
            concluded=concluded("align", 3, gap, pick=pick, verified=verified),
        )
        for n, gap in enumerate(gaps)
    )
