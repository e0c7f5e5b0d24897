from server.deals import gates
from tests.selling import PROCESS


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
