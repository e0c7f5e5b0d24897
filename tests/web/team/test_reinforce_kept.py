"""What to reinforce is kept while nothing new is known, and is always what would be drawn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from server.gaps.priority import judged
from server.process.map import Process
from server.web.team import board, reinforce_kept
from server.web.team.board import Beside
from tests.selling import LESSONS, PROCESS
from tests.web.gap_samples import teach
from tests.web.team_samples import REPS

INDIA = "Asia/Kolkata"
MIDNIGHT = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)
"""In India, half an hour after an hour of everybody else's began."""


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    reinforce_kept._drawn.clear()
    yield
    reinforce_kept._drawn.clear()


def drawn(now: datetime, process: Process = PROCESS, *, zone: str = INDIA, lessons: bool = True) -> str:
    """What stands there of one rep, who is where the reader is."""
    rep = replace(REPS[0], zone=zone)
    asked = teach()._replace(behaviour="next-step-confirmed", asked_at=(MIDNIGHT - timedelta(hours=3)).timestamp())
    beside = Beside(
        lessons=LESSONS if lessons else (),
        finished=frozenset(),
        given={},
        deals=(),
        looking=(),
        focus=(),
        stage="",
        counts_only=False,
    )
    made = board.made(process, [rep], {rep.id: judged([asked])}, "", beside, zone=zone, now=now)
    return str(made.next[rep.id].drawn)


def test_a_day_ends_at_the_midnight_of_its_zone_also_between_two_hours():
    before, after = (drawn(MIDNIGHT + timedelta(minutes=minutes)) for minutes in (-1, 1))
    assert ("the last today" in before, "the last yesterday" in after) == (True, True)
    assert ('value="2026-11-26"' in before, 'value="2026-11-27"' in after) == (True, True)


def test_what_is_called_otherwise_by_another_process_is_called_so_also_where_there_are_no_lessons():
    before = drawn(MIDNIGHT, lessons=False)
    behaviours = tuple(replace(one, title=f"{one.title} again") for one in PROCESS.behaviours)
    after = drawn(MIDNIGHT, replace(PROCESS, behaviours=behaviours), lessons=False)
    assert before != after
    assert " again" in after
