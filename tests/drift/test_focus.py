"""Before and after: each deal once on each side, the moment of the choice belonging to after."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from server.drift.focus import moved
from server.drift.points import Count, Judged

SINCE = datetime(2026, 11, 3, 9, tzinfo=UTC)


def answer(deal: int, days: float, *, met: bool, about: str = "access") -> Judged:
    return Judged(case=UUID(int=deal), at=SINCE + timedelta(days=days), met=met, about=about)


def test_the_newest_answer_of_each_deal_counts_on_each_side():
    found = moved(
        "access",
        SINCE,
        [
            answer(1, 5, met=True),
            answer(1, 2, met=False),
            answer(1, -2, met=False),
            answer(2, -1, met=True),
            answer(2, -9, met=False),
            answer(3, 0, met=True),
            answer(4, -29, met=True),
            answer(5, 1, met=True, about="other"),
        ],
    )
    assert (found.before, found.after) == (Count(1, 2), Count(2, 2))


def test_of_two_answers_of_one_moment_the_one_that_was_not_met_counts_in_whichever_order_they_come():
    tied = [answer(1, 5, met=True), answer(1, 5, met=False), answer(1, -5, met=True), answer(1, -5, met=False)]
    for answers in (tied, tied[::-1]):
        found = moved("access", SINCE, answers)
        assert (found.before, found.after) == (Count(0, 1), Count(0, 1))


def test_nothing_seen_is_nothing_counted():
    found = moved("access", SINCE, [])
    assert (found.before, found.after, found.since) == (Count(), Count(), SINCE)
