"""A person's behaviours before they are judged: two estimates, what was counted, and what the process and the company say of each."""

import pytest

from server.gaps import estimate
from server.gaps.book import Rules
from server.gaps.prior import DAY, K0
from server.gaps.priority import Reading
from server.gaps.shown import NOTHING, Lacks, Shown
from server.gaps.standing import Counted, readings
from tests.gaps.pieces import PLAIN, START, answered, line_of, looked
from tests.selling import PROCESS

UNDER = Rules(PLAIN, K0)
BEHAVIOURS = PROCESS.behaviours[:3]
FIRST, SECOND, THIRD = (one.id for one in BEHAVIOURS)
NOW = START + 10 * DAY
LINE = line_of(
    answered(1.0, "q1", START, 1.0, FIRST),
    answered(0.0, "q2", START + DAY, 1.0, THIRD),
    looked(1.0, "deal 1", START, SECOND),
    looked(0.0, "deal 2", START, THIRD),
)
DOES = estimate.do_each(LINE, [FIRST, SECOND, THIRD], NOW, *UNDER)


def read(counts: dict[str, Counted], shown: dict[str, Shown], needed: dict[str, float], leads: str = "") -> list[Reading]:
    return readings(LINE, DOES, counts, shown, UNDER, NOW, BEHAVIOURS, needed, leads)


def test_each_behaviour_has_its_own_estimates_and_what_the_process_says_of_it():
    found = read({}, {}, {})
    knows = estimate.know_each(LINE, [FIRST, SECOND, THIRD], NOW, *UNDER)
    assert found == [
        Reading(FIRST, knows[0], DOES[0], gate=True, always=True),
        Reading(SECOND, knows[1], DOES[1], gate=True),
        Reading(THIRD, knows[2], DOES[2]),
    ]
    assert len({one.know for one in found}) == len({one.do for one in found}) == 3


def test_what_was_counted_of_one_is_said_of_that_one():
    lacks = Lacks(2, (("named", "A person is named", 1),))
    counts = {SECOND: Counted(3, 4, None, START + 5 * DAY)}
    found = read(counts, {SECOND: Shown(5, 9, 1, 7, 6, lacks)}, {SECOND: 0.25}, leads=SECOND)[1]
    assert (found.right, found.asked, found.asked_at, found.seen_at) == (3, 4, None, START + 5 * DAY)
    assert (found.shown, found.deals, found.claimed, found.fair, found.lacks) == (5, 9, 1, (6, 7), lacks)
    assert (found.needed, found.leads) == (0.25, True)


def test_what_is_said_of_one_is_said_of_no_other():
    first, _, third = read({SECOND: Counted(3, 4, START, START)}, {SECOND: Shown(5, 9, 1, 7, 6)}, {SECOND: 0.25}, leads=SECOND)
    for one in (first, third):
        assert one[3:13] == (0, 0, None, None, 0, 0, None, 0, (0, 0), NOTHING)
        assert (one.needed, one.leads) == (0.0, False)


@pytest.mark.parametrize("leads", ["", "a behaviour that is gone"])
def test_where_nothing_of_the_process_leads_nothing_does(leads: str):
    assert [one.leads for one in read({}, {}, {}, leads)] == [False, False, False]


def test_what_knowing_was_at_the_last_answer_is_told_until_time_has_passed():
    def told(asked_at: float | None) -> float | None:
        return read({FIRST: Counted(1, 1, asked_at)}, {}, {})[0].told

    assert told(None) is None
    assert told(NOW) is None
    assert told(NOW + 1.0) is None
    before = told(START)
    assert before == estimate.chance_to_know(LINE, FIRST, START, *UNDER)
    assert before != read({}, {}, {})[0].know.p
