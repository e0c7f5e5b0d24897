from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.inspections.trends import FEWEST, SPAN, Seen, better, changes, worse

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
ANSWERS = ("met", "partly", "not-met", "claimed", "not-applicable")


def looks(behaviour: str, answers: str, *, days: int, first: int = 0) -> list[Seen]:
    """One look a deal, so many days ago: m for met, p for partly, n for not met."""
    told = {"m": "met", "p": "partly", "n": "not-met", "c": "claimed"}
    return [
        Seen(deal=UUID(int=first + n), behaviour=behaviour, answer=told[letter], at=NOW - timedelta(days=days))
        for n, letter in enumerate(answers)
    ]


SEEN = st.lists(
    st.builds(
        Seen,
        deal=st.uuids(),
        behaviour=st.sampled_from(["access", "next-step"]),
        answer=st.sampled_from(ANSWERS),
        at=st.integers(0, 80).map(lambda days: NOW - timedelta(days=days)),
    ),
    max_size=60,
)


def test_what_clearly_became_more_frequent_is_better():
    found = changes([*looks("access", "mmmmmmmm", days=3), *looks("access", "nnnnnnmn", days=40)], NOW)
    change = better(found)
    assert change is not None
    assert (change.behaviour, change.met, change.deals, change.met_before, change.deals_before) == ("access", 8, 8, 1, 8)
    assert worse(found) is None


def test_what_clearly_became_less_frequent_is_worse():
    found = changes([*looks("access", "nnnnnnnm", days=3), *looks("access", "mmmmmmpm", days=40)], NOW)
    change = worse(found)
    assert change is not None
    assert (change.met, change.deals) == (1, 8)
    assert better(found) is None


def test_a_look_is_of_the_four_weeks_in_which_it_lies():
    each = [look for days in (0, 27, 28, 55, 56) for look in looks("access", "mmmmm", days=days, first=100 + 10 * days)]
    (change,) = changes([*each, *looks("access", "mmmmm", days=-1)], NOW)
    assert (change.deals, change.deals_before) == (10, 10)


def test_each_behaviour_is_compared_with_itself_and_nothing_with_nothing():
    late = [*looks("access", "mmmmmmmm", days=3), *looks("next-step", "nnnnnnnn", days=3)]
    early = [*looks("access", "nnnnnnnn", days=40), *looks("next-step", "mmmmmmmm", days=40)]
    found = changes([*early, *late], NOW)
    assert [(one.behaviour, one.met, one.met_before) for one in found] == [("access", 8, 0), ("next-step", 0, 8)]
    assert (better(found), worse(found)) == (found[0], found[1])
    assert better(()) is worse(()) is None


def test_how_likely_a_change_is_follows_from_both_counts():
    """Beta(4, 3) and Beta(3, 4) have means 4/7 and 3/7 and a variance of 12/392 each: z = .577."""
    (change,) = changes([*looks("access", "mmpnp", days=3), *looks("access", "mmnnn", days=40)], NOW)
    assert abs(change.sure - 0.71813) < 1e-4


def test_what_may_be_chance_is_neither():
    found = changes([*looks("access", "mmmnn", days=3), *looks("access", "mmnnn", days=40)], NOW)
    assert len(found) == 1
    assert better(found) is None
    assert worse(found) is None


def test_a_later_look_at_the_same_deal_replaces_its_answer():
    (change,) = changes(
        [
            *looks("access", "nnnnn", days=9),
            *looks("access", "mmmmm", days=2),
            *looks("access", "mmmmm", days=40),
        ],
        NOW,
    )
    assert (change.met, change.deals) == (5, 5)


def test_claims_are_no_evidence_and_few_deals_are_not_compared():
    assert changes([*looks("access", "mmmmccc", days=3), *looks("access", "nnnnnnn", days=40)], NOW) == ()


@given(SEEN)
def test_more_is_told_only_of_what_was_looked_at_often_enough(seen: list[Seen]):
    for change in changes(seen, NOW):
        assert min(change.deals, change.deals_before) >= FEWEST
        assert 0 <= change.sure <= 1


@given(SEEN)
def test_turning_time_around_turns_the_change_around(seen: list[Seen]):
    turned = [
        Seen(deal=one.deal, behaviour=one.behaviour, answer=one.answer, at=one.at + (-SPAN if NOW - one.at < SPAN else SPAN))
        for one in seen
        if NOW - one.at < 2 * SPAN
    ]
    one_way = {change.behaviour: change.sure for change in changes(seen, NOW)}
    other_way = {change.behaviour: change.sure for change in changes(turned, NOW)}
    assert one_way.keys() == other_way.keys()
    assert all(abs(one_way[name] + other_way[name] - 1) < 1e-9 for name in one_way)
