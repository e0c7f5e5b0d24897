from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from server.coaching.pair import Paired, paired
from server.inspections.rubric import Ticked
from tests.inspections.reference import PROCESS, clauses

IMPACT, STEP, ACCESS = "impact-quantified", "next-step-confirmed", "stakeholder-access"
ROWS = (STEP, IMPACT, ACCESS)


def ticked(*ticks: str) -> Ticked:
    return Ticked(ticks=frozenset(ticks))


def row(behaviour: str) -> st.SearchStrategy[Ticked]:
    ticks = st.frozensets(st.sampled_from(clauses(behaviour)))
    return st.builds(Ticked, ticks=ticks, looked=st.booleans(), na=st.sampled_from(("", "", "renewal")))


SHEET = st.fixed_dictionaries({}, optional={one: row(one) for one in ROWS})


def test_what_differs_comes_first_and_the_counts_say_how_much():
    every = {one: ticked(*clauses(one)) for one in ROWS}
    rep, manager = every, {**every, IMPACT: ticked(*(one for one in clauses(IMPACT) if one != "source-and-owner"))}
    found = paired(PROCESS, ROWS, rep, manager)
    assert [pair.behaviour for pair in found.pairs] == [IMPACT, STEP, ACCESS]
    assert (found.agree, found.of) == (7, 8)
    assert found.clauses == ((IMPACT, "Source and owner named"),)
    (difference,) = [mark for mark in found.differing[0].marks if mark.differs]
    assert (difference.clause, difference.rep, difference.manager) == ("source-and-owner", True, False)


def test_a_row_that_one_of_them_did_not_look_at_is_no_difference():
    found = paired(PROCESS, ROWS, {IMPACT: ticked(*clauses(IMPACT))}, {IMPACT: Ticked(), STEP: Ticked(looked=True)})
    assert (found.differing, found.of) == ((), 0)
    found = paired(PROCESS, ROWS, {ACCESS: Ticked(na="renewal")}, {ACCESS: Ticked(looked=True)})
    assert (found.differing, found.of) == ((), 0)


def test_what_only_one_of_them_looked_at_is_not_among_what_is_alike():
    found = paired(PROCESS, ROWS, {one: ticked(*clauses(one)) for one in ROWS}, {STEP: ticked(*clauses(STEP))})
    assert [pair.behaviour for pair in found.alike] == [STEP]
    assert {pair.behaviour for pair in found.alone} == {IMPACT, ACCESS}


def test_looking_and_finding_nothing_differs_from_ticking():
    found = paired(PROCESS, ROWS, {ACCESS: ticked(*clauses(ACCESS))}, {ACCESS: Ticked(looked=True)})
    assert (found.agree, found.of) == (0, 2)


def test_a_behaviour_that_is_gone_is_left_out():
    assert paired(PROCESS, ("gone", STEP), {}, {}).pairs[0].behaviour == STEP


@given(SHEET, SHEET)
def test_it_does_not_matter_who_is_named_first(one: Mapping[str, Ticked], other: Mapping[str, Ticked]):
    there, back = paired(PROCESS, ROWS, one, other), paired(PROCESS, ROWS, other, one)
    assert (there.agree, there.of, there.clauses) == (back.agree, back.of, back.clauses)
    assert there.agree + len(there.clauses) == there.of


@given(SHEET)
def test_nobody_differs_from_themselves(one: Mapping[str, Ticked]):
    found: Paired = paired(PROCESS, ROWS, one, one)
    assert found.differing == ()
    assert found.agree == found.of
