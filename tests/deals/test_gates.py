from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.deals import gates
from tests.selling import PROCESS


class At(NamedTuple):
    """A deal of this motion that claims this stage."""

    stage: str
    motion: str = "new"


DEALS = st.lists(
    st.builds(At, st.sampled_from(["engage", "discover", "align", "commit", "gone"]), st.sampled_from(["new", "small", "gone"]))
)


def test_the_stages_of_a_motion_stand_in_the_buyers_order():
    assert gates.stages(PROCESS, PROCESS.motion["small"]) == ("engage", "discover", "commit")


def test_the_gates_ahead_are_those_of_the_claimed_stage():
    assert [gate.id for gate in gates.ahead(PROCESS, PROCESS.motion["new"], "discover")] == ["problem-in-buyer-words"]


def test_a_gate_whose_stage_the_motion_leaves_out_belongs_to_the_next_one_it_keeps():
    assert [gate.id for gate in gates.ahead(PROCESS, PROCESS.motion["small"], "commit")] == ["stakeholder-access"]


def test_a_stage_without_a_gate_asks_for_what_is_always_on():
    assert [gate.id for gate in gates.ahead(PROCESS, PROCESS.motion["small"], "engage")] == ["next-step-confirmed"]


def test_every_gate_of_a_motion_is_ahead_at_exactly_one_stage():
    for motion in PROCESS.motions:
        asked = [gate.id for stage in motion.stages for gate in gates.ahead(PROCESS, motion, stage) if gate.id in motion.gates]
        assert sorted(asked) == sorted(motion.gates)


@pytest.mark.parametrize(
    ("deal", "needs"),
    [
        (At("engage"), {"next-step-confirmed": 1.0, "problem-in-buyer-words": 0.5}),
        (
            At("discover"),
            {"problem-in-buyer-words": 1.0, "stakeholder-access": 0.5, "next-step-confirmed": 0.5, "insight-shared": 0.25},
        ),
        (
            At("discover", "small"),
            {"problem-in-buyer-words": 1.0, "stakeholder-access": 0.5, "next-step-confirmed": 0.5, "insight-shared": 0.25},
        ),
        (At("commit"), {"close-date-buyer-owned": 1.0, "next-step-confirmed": 0.5}),
        (At("align", "small"), {}),
        (At("gone"), {}),
        (At("engage", "gone"), {}),
    ],
)
def test_a_deal_needs_its_gates_first_then_those_of_the_next_stage(deal: At, needs: dict[str, float]):
    assert gates.needs(PROCESS, deal) == needs


def test_what_one_deal_needs_is_half_as_much_of_all_of_them_and_each_more_halves_what_is_left():
    assert gates.needed(PROCESS, [At("engage")]) == {"next-step-confirmed": 0.5, "problem-in-buyer-words": 0.25}
    both = gates.needed(PROCESS, [At("engage"), At("discover")])
    assert both["next-step-confirmed"] == pytest.approx(1 - 0.5 * 0.75)
    assert both["problem-in-buyer-words"] == pytest.approx(1 - 0.75 * 0.5)
    assert gates.needed(PROCESS, [At("engage")] * 3)["next-step-confirmed"] == pytest.approx(1 - 0.5**3)


@given(DEALS)
def test_what_deals_need_together_is_more_with_each_and_never_above_one(deals: list[At]):
    before: dict[str, float] = {}
    for n in range(len(deals)):
        now = dict(gates.needed(PROCESS, deals[: n + 1]))
        assert all(0 < need <= 1 for need in now.values())
        assert all(now[behaviour] >= need for behaviour, need in before.items())
        before = now


@given(DEALS, st.sampled_from([behaviour.id for behaviour in PROCESS.behaviours]))
def test_the_neediest_deal_is_the_first_of_those_that_need_it_most(deals: list[At], behaviour: str):
    found = gates.neediest(PROCESS, deals, behaviour)
    needs = [gates.needs(PROCESS, deal).get(behaviour, 0.0) for deal in deals]
    assert found == (deals[needs.index(max(needs))] if max(needs, default=0.0) else None)


@pytest.mark.parametrize(
    ("deal", "ahead"),
    [
        (At("engage"), {"next-step-confirmed", "problem-in-buyer-words"}),
        (At("discover"), {"problem-in-buyer-words", "stakeholder-access"}),
        (At("align"), {"stakeholder-access", *(gate.id for gate in PROCESS.gates.get(("new", "commit"), ()))}),
        (At("gone"), set()),
        (At("discover", "gone"), set()),
    ],
)
def test_only_gates_of_this_stage_and_the_next_are_ahead(deal: At, ahead: set[str]):
    assert {one.id for one in PROCESS.behaviours if gates.is_ahead(PROCESS, deal, one.id)} == ahead
