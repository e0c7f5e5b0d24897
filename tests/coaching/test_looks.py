from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coaching import looks
from server.coaching.looks import Count, Moved, Seen
from server.inspections.cadence import Cadence
from tests.inspections.reference import PROCESS

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
DEALS = [UUID(int=n) for n in range(1, 9)]

SEEN = st.lists(
    st.builds(
        Seen,
        st.integers(-200, 200).map(lambda day: NOON + timedelta(days=day)),
        st.sampled_from(DEALS),
        st.sampled_from((0.0, 0.5, 1.0)),
    ),
    max_size=30,
)


def look(day: int, deal: int, y: float = 1.0) -> Seen:
    return Seen(NOON + timedelta(days=day), DEALS[deal], y)


@pytest.mark.parametrize(
    ("behaviour", "said", "days"),
    [
        ("stakeholder-access", {}, 21),
        ("next-step-confirmed", {}, 30),
        ("mutual-plan-live", {}, 7),
        ("handover-complete", {}, 21),
        ("stakeholder-access", {"align": Cadence("full", 14)}, 14),
        ("gone", {}, 21),
    ],
)
def test_a_behaviour_is_looked_at_as_often_as_the_deals_of_its_stage(behaviour: str, said: dict[str, Cadence], days: int):
    assert looks.days(PROCESS, behaviour, said) == days


def test_the_clock_stands_on_days_off():
    assert looks.due(date(2026, 12, 1), 21) == date(2026, 12, 22)
    off = {date(2026, 12, 10), date(2026, 12, 24)}
    assert looks.due(date(2026, 12, 1), 21, off) == date(2026, 12, 23)
    assert looks.due(date(2026, 12, 3), 21, off) == date(2026, 12, 26)


def test_each_deal_counts_once_on_either_side_by_its_newest_look():
    seen = [look(-9, 0, 0.0), look(-8, 0), look(-7, 1, 0.5), look(-6, 2, 0.0), look(0, 0, 0.0), look(3, 0), look(4, 3)]
    assert looks.moved(seen, NOON) == Moved(Count(1, 3), Count(2, 2))


def test_what_is_older_than_half_a_year_says_nothing_about_before():
    assert looks.moved([look(-181, 0), look(-180, 1)], NOON) == Moved(Count(1, 1), Count(0, 0))


def test_few_deals_on_either_side_are_too_few_for_a_cause():
    assert Moved(Count(3, 5), Count(6, 6)).few is False
    assert Moved(Count(3, 4), Count(6, 6)).few
    assert Moved(Count(3, 5), Count(4, 4)).few


@given(SEEN, st.randoms(use_true_random=False))
def test_the_order_of_looks_does_not_matter_and_nothing_is_counted_twice(seen: Sequence[Seen], chance: object):
    once = {(one.at, one.deal): one for one in seen}
    found = looks.moved(list(once.values()), NOON)
    assert found == looks.moved(list(reversed(once.values())), NOON)
    assert 0 <= found.before.shown <= found.before.of <= len({one.deal for one in seen if one.at < NOON})
    assert 0 <= found.since.shown <= found.since.of == len({one.deal for one in seen if one.at >= NOON})


def people(n: int) -> dict[UUID, list[Seen]]:
    return {UUID(int=1000 + n): [look(-2, 0, 0.0), look(2, 1)] for n in range(n)}


def test_of_everybody_who_took_a_lesson_nothing_is_told_below_twenty():
    assert looks.pooled(people(19), dict.fromkeys(people(19), NOON)) is None
    found = looks.pooled(people(20), dict.fromkeys(people(20), NOON))
    assert found is not None
    assert (found.people, found.moved) == (20, Moved(Count(0, 20), Count(20, 20)))


def test_who_was_looked_at_on_one_side_only_is_nobody_of_the_twenty():
    each = people(20)
    each[UUID(int=1000)] = [look(2, 1)]
    assert looks.pooled(each, dict.fromkeys(each, NOON)) is None
    assert looks.pooled(people(20), dict.fromkeys(list(people(20))[:19], NOON)) is None
