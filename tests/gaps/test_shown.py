"""What looks come to: counts of deals, and the clause that was missing most often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.gaps.shown import NOTHING, Group, Lacks, Shown, Usual, shown, together
from tests.selling import PROCESS

BEHAVIOUR = PROCESS.behaviour["stakeholder-access"]
CLAUSES = BEHAVIOUR.clauses
FIRST, SECOND = CLAUSES[0], CLAUSES[1]

groups = st.builds(
    lambda missing, deals, shown, claimed, fair, fair_shown: Group(
        missing, deals, min(shown, deals), claimed, min(fair, deals), fair_shown
    ),
    st.sampled_from([(), (FIRST.id,), (SECOND.id,), (FIRST.id, SECOND.id), ("gone",)]),
    *[st.integers(0, 5)] * 5,
)


def group(*missing: str, deals: int = 0, claimed: int = 0) -> Group:
    return Group(missing, deals, 0 if missing else deals, claimed, deals, 0 if missing else deals)


def test_nothing_looked_at_is_nothing():
    assert shown((), CLAUSES) == Shown()
    assert NOTHING.usual is None


def test_deals_are_counted_whatever_was_missing_on_them():
    found = shown([group(deals=2), group(FIRST.id, deals=3), group(FIRST.id, claimed=1)], CLAUSES)
    assert (found.shown, found.deals, found.claimed, found.fair, found.fair_shown) == (2, 5, 1, 5, 2)


def test_the_clause_missing_on_most_deals_is_the_usual_one_and_claims_are_among_them():
    found = shown(
        [group(FIRST.id, deals=2), group(FIRST.id, SECOND.id, deals=1), group(SECOND.id, claimed=3), group(deals=4)], CLAUSES
    )
    assert found.lacks.usual == Usual(SECOND.id, SECOND.text, 4, 6)


def test_of_clauses_missing_alike_the_first_of_the_definition_is_told():
    assert shown([group(SECOND.id, FIRST.id, deals=2)], CLAUSES).lacks.usual == Usual(FIRST.id, FIRST.text, 2, 2)


def test_a_clause_that_the_process_has_no_more_is_not_told():
    assert shown([group("gone", deals=2)], CLAUSES).lacks.usual is None


@given(st.lists(st.lists(groups, max_size=4), max_size=4))
def test_what_several_people_lack_is_what_all_their_deals_lack(people: list[list[Group]]):
    apart = together([shown(of_one, CLAUSES).lacks for of_one in people], CLAUSES)
    assert apart == shown([one for of_one in people for one in of_one], CLAUSES).lacks


@given(st.lists(groups, max_size=6))
def test_no_clause_is_missing_on_more_deals_than_anything_is(found: list[Group]):
    lacks = shown(found, CLAUSES).lacks
    assert all(n <= lacks.of for _clause, _words, n in lacks.clauses)
    assert lacks.usual is None or lacks.usual.deals == max(n for _clause, _words, n in lacks.clauses)


@pytest.mark.parametrize("lacks", [[], [NOTHING], [Lacks(), Lacks()]])
def test_of_nothing_nothing_is_missing(lacks: list[Lacks]):
    assert together(lacks, CLAUSES) == NOTHING
