"""Several sheets of one deal side by side."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.inspections import calibration
from server.inspections.calibration import Compared, Frozen, Sheet, State, reveal
from server.inspections.rubric import Ticked, judge
from server.inspections.wording import Look
from tests.inspections.reference import PROCESS, TODAY, answered, clauses, met
from tests.inspections.sheets import ACCESS, ALL, AYLIN, BEFORE, FROZEN, HELP, HENRIK, INES, MAP, NEXT, ROWS, sheet


def test_the_same_ticks_are_the_same_conclusion():
    found = reveal(FROZEN, [sheet(INES, **ALL | {"stakeholder_access": ()}), sheet(HENRIK, **ALL | {"stakeholder_access": ()})])
    assert found.same
    assert (found.verdicts[0].supported, found.verdicts[0].missing) == ("align", ACCESS)
    assert found.agreeing == len(found.clauses)
    assert found.alike == found.pairs == len(found.clauses)
    assert found.same_pairs == (1, 1)


def test_a_sheet_as_it_is_stored_concludes_as_it_did_when_it_was_closed():
    """What follows from the clauses is not stored, so it follows from them again."""
    whole = sheet(INES, **ALL | {"stakeholder_access": ()})
    stored = Sheet(inspector=HENRIK, judged=tuple(replace(one, gate_met=False) for one in whole.judged))
    found = reveal(FROZEN, [whole, stored])
    assert found.same
    assert (found.verdicts[0].supported, found.verdicts[0].missing) == ("align", ACCESS)


def test_one_clause_more_may_leave_the_conclusion_and_is_named():
    found = reveal(
        FROZEN,
        [sheet(INES, **ALL | {"stakeholder_access": ()}), sheet(HENRIK, **ALL | {"stakeholder_access": ("needs-noted",)})],
    )
    assert found.same
    (question,) = [one for one in found.questions if one.differing]
    assert [(one.behaviour, one.clause, one.states) for one in question.differing] == [
        (ACCESS, "needs-noted", ("missing", "shown"))
    ]
    assert found.agreeing == len(found.clauses) - 1


def test_conclusions_that_differ_are_told_with_who_reached_them():
    found = reveal(
        FROZEN,
        [sheet(INES, **ALL | {"stakeholders_mapped": ()}), sheet(HENRIK, **ALL), sheet(AYLIN, **ALL)],
    )
    assert not found.same
    assert found.same_stage
    assert [(one.missing, one.inspectors) for one in found.verdicts] == [
        ("buying-process-mapped", (HENRIK, AYLIN)),
        (MAP, (INES,)),
    ]
    assert found.same_pairs == (1, 3)


def test_a_row_that_nobody_answered_is_compared_with_nothing():
    found = reveal(FROZEN, [sheet(INES, **ALL), sheet(HENRIK, next_step_confirmed=clauses(NEXT))])
    assert {one.behaviour for one in found.clauses} == {NEXT}
    assert found.agreeing == 3


def test_what_an_earlier_sheet_answered_is_not_inherited():
    inherited = Frozen(process=PROCESS, motion="new", claimed="propose", behaviours=ROWS, rest=BEFORE | {ACCESS: met(ACCESS)})
    asked = sheet(INES, **ALL | {"stakeholder_access": ()})
    assert calibration.concluded(inherited, asked.judged).missing == ACCESS


def test_gates_that_no_row_asks_about_rest_where_they_stood():
    stood = calibration.rest(list(BEFORE), ["buying-process-mapped"])
    found = reveal(Frozen(process=PROCESS, motion="new", claimed="propose", behaviours=ROWS, rest=stood), [sheet(INES, **ALL)])
    assert found.conclusions[0].missing == "buying-process-mapped"
    assert found.conclusions[0].verified


def test_hollow_ticks_and_rows_that_do_not_apply_are_answers_of_their_own():
    hollow = Sheet(inspector=INES, judged=(judge(PROCESS.behaviour[HELP], Ticked(ticks=frozenset({"act-done"})), [], TODAY),))
    apart = Sheet(inspector=HENRIK, judged=(answered(HELP, na="one decision maker"),))
    found = reveal(FROZEN, [hollow, apart])
    assert [one.states for one in found.clauses] == [("claimed", "not-applicable"), ("missing", "not-applicable")]


def test_a_behaviour_that_the_process_lost_is_left_out():
    frozen = Frozen(process=PROCESS, motion="new", claimed="propose", behaviours=("gone", NEXT), rest={})
    assert [one.behaviour for one in reveal(frozen, [sheet(INES, **ALL)]).questions] == [NEXT]


@given(st.lists(st.sampled_from(["shown", "claimed", "missing", "not-applicable", None]), max_size=8))
def test_pairs_that_agree_are_counted_as_pairs(states: Sequence[State | None]):
    one = Compared(behaviour="b", clause="c", states=tuple(states))
    given_ = [state for state in states if state]
    assert one.pairs == sum(range(len(given_)))
    assert one.alike == sum(given_[a] == given_[b] for a in range(len(given_)) for b in range(a))
    assert one.differs == (one.alike < one.pairs)


@given(st.data())
def test_two_inspectors_with_the_same_ticks_get_the_same_conclusion_in_any_order(data: st.DataObject):
    ticks: Mapping[str, Sequence[str]] = {
        one.replace("-", "_"): data.draw(st.lists(st.sampled_from(clauses(one)), unique=True)) for one in ROWS
    }
    other: Mapping[str, Sequence[str]] = {
        one.replace("-", "_"): data.draw(st.lists(st.sampled_from(clauses(one)), unique=True)) for one in ROWS
    }
    sheets = [sheet(INES, **ticks), sheet(HENRIK, **ticks), sheet(AYLIN, **other)]
    found, turned = reveal(FROZEN, sheets), reveal(FROZEN, sheets[::-1])
    assert found.conclusions[0] == found.conclusions[1]
    assert found.alike == turned.alike
    assert found.conclusions == turned.conclusions[::-1]


def test_how_one_inspector_goes_with_the_others_is_counted_in_pairs():
    found = reveal(FROZEN, [sheet(INES, **ALL | {"stakeholders_mapped": ()}), sheet(HENRIK, **ALL), sheet(AYLIN, **ALL)])
    ticks = sum(map(len, ALL.values()))
    own = calibration.concord([found], HENRIK)
    assert (own.deals, own.same, own.sheets) == (1, 1, 2)
    assert (own.alike, own.pairs) == (2 * ticks - 3, 2 * ticks)
    assert calibration.concord([found], UUID(int=9)).pairs == 0


def test_what_a_comparison_says_of_words_is_under_the_wording_of_its_day():
    found = reveal(FROZEN, [sheet(INES, **ALL | {"stakeholder_access": ()}), sheet(HENRIK, **ALL)])
    told = list(calibration.looks(found, "deal", {ACCESS: 3}))
    assert told == [Look(deal="deal", behaviour=ACCESS, clause=clause, version=3, alike=0, pairs=1) for clause in clauses(ACCESS)]


@pytest.mark.parametrize("inspectors", [0, 1])
def test_of_fewer_than_two_nothing_is_compared(inspectors: int):
    found = reveal(FROZEN, [sheet(INES, **ALL)] * inspectors)
    assert found.clauses == ()
    assert found.same_pairs == (0, 0)
