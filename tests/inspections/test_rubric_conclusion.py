from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.inspections import rubric
from server.inspections.rubric import Standing, conclude, judge, stood
from tests.inspections.judging import rows
from tests.inspections.reference import INES, NOW, PROCESS, TODAY, TOM, all_met, answered, clauses, met, proof, unmet

MOTIONS = sorted(PROCESS.motion)
ACCESS = "stakeholder-access"
ALL = {behaviour.id: clauses(behaviour.id) for behaviour in PROCESS.behaviours}


@st.composite
def standings(draw: st.DrawFn) -> Mapping[str, Standing]:
    """Where some of the behaviours of a deal stand."""
    made = st.sampled_from([met, unmet])
    return {one: draw(made)(one) for one in draw(st.sets(st.sampled_from(sorted(PROCESS.behaviour))))}


STAGES = ("engage", "discover", "align", "prove", "propose", "commit", "launch")


@pytest.mark.parametrize(
    ("through", "more", "claimed", "said"),
    [
        (0, (), "engage", ("engage", 1, 0, False, "next-step-confirmed")),
        (2, (), "align", ("align", 3, 0, False, "stakeholders-mapped")),
        (2, ("stakeholders-mapped",), "propose", ("align", 3, 2, True, "stakeholders-mapped")),
        (2, (ACCESS,), "propose", ("align", 3, 2, True, "stakeholders-mapped")),
        (2, (), "propose", ("align", 3, 2, False, "stakeholders-mapped")),
        (4, (), "align", ("propose", 5, -2, True, "business-case-co-owned")),
        (7, (), "launch", ("launch", 7, 0, True, "")),
        (7, (), "commit", ("launch", 7, -1, True, "")),
    ],
)
def test_the_supported_stage_is_the_first_with_a_gate_that_is_not_met(
    through: int, more: tuple[str, ...], claimed: str, said: tuple[str, int, int, bool, str]
) -> None:
    found = {**all_met("new", *STAGES[:through]), **{one: unmet(one) for one in more}}
    concluded = conclude(PROCESS, "new", claimed, found)
    assert (concluded.supported, concluded.place, concluded.gap, concluded.verified, concluded.missing) == said


@pytest.mark.parametrize(
    ("motion", "claimed", "said"),
    [
        ("small", "engage", ("engage", 1)),
        ("renewal", "discover", ("discover", 1)),
        ("expansion", "propose", ("discover", 1)),
    ],
)
def test_a_motion_that_leaves_stages_out_begins_at_its_own_first(motion: str, claimed: str, said: tuple[str, int]) -> None:
    concluded = conclude(PROCESS, motion, claimed, {})
    assert (concluded.supported, concluded.place) == said


def test_a_gate_of_a_stage_that_the_motion_leaves_out_holds_the_next_stage_it_keeps() -> None:
    gates = {stage: [gate.id for gate in PROCESS.gates.get(("small", stage), ())] for stage in rubric.kept(PROCESS, "small")}
    elsewhere = [(stage, gate) for stage in gates for gate in gates[stage] if PROCESS.behaviour[gate].stage != stage]
    assert elsewhere
    for stage, gate in elsewhere:
        found = {one: met(one) for one in PROCESS.motion["small"].gates if one != gate}
        assert conclude(PROCESS, "small", "launch", found).supported == stage


def test_a_deal_that_the_process_cannot_place_gets_no_stage() -> None:
    assert conclude(PROCESS, "gone", "align", {}) == rubric.UNPLACED
    assert conclude(PROCESS, "renewal", "align", {}) == rubric.UNPLACED


def test_complete_missing_and_next_are_the_gates_met_and_those_in_the_way() -> None:
    half = stood(None, answered(ACCESS, "needs-noted", evidence=proof(ACCESS)), PROCESS.behaviour[ACCESS], at=NOW, by=INES)
    assert half is not None
    found = {**all_met("new", "engage", "discover"), "stakeholders-mapped": met("stakeholders-mapped"), ACCESS: half}
    look = rubric.outlook(PROCESS, "new", "propose", found)
    assert look.complete == (*(gate.id for stage in STAGES[:2] for gate in PROCESS.gates["new", stage]), "stakeholders-mapped")
    assert look.missing == ((ACCESS, ("spoken-live",)), ("buying-process-mapped", ALL["buying-process-mapped"]))
    assert look.lapsed == (), "a gate that was asked for and is not met is no lapse"


@given(standings(), st.sampled_from(MOTIONS), st.data())
def test_adding_a_shown_clause_never_lowers_the_stage(found: Mapping[str, Standing], motion: str, data: st.DataObject) -> None:
    behaviour, ticked, evidence = data.draw(rows())
    clause = data.draw(st.sampled_from(ALL[behaviour.id]))
    more = replace(ticked, ticks=ticked.ticks | {clause})
    shown = [*evidence, *proof(behaviour.id, clause, dated=TODAY, form="event")]
    claimed = data.draw(st.sampled_from(rubric.kept(PROCESS, motion)))
    places = []
    for what, proofs in ((ticked, evidence), (more, shown)):
        judged = judge(behaviour, what, proofs, TODAY)
        after = stood(found.get(behaviour.id), judged, behaviour, at=NOW, by=INES)
        places.append(conclude(PROCESS, motion, claimed, {**found, **({behaviour.id: after} if after else {})}).place)
    assert places[0] <= places[1]


@given(standings(), st.sampled_from(MOTIONS), st.data())
def test_two_inspectors_with_the_same_ticks_reach_the_same_conclusion(
    found: Mapping[str, Standing], motion: str, data: st.DataObject
) -> None:
    sheet = data.draw(st.lists(rows(), max_size=8))
    claimed = data.draw(st.sampled_from(rubric.kept(PROCESS, motion)))

    def concluded(by: UUID, at: datetime) -> rubric.Conclusion:
        after = dict(found)
        for behaviour, ticked, evidence in sheet:
            standing = stood(after.get(behaviour.id), judge(behaviour, ticked, evidence, TODAY), behaviour, at=at, by=by)
            if standing is not None:
                after[behaviour.id] = standing
        return conclude(PROCESS, motion, claimed, after)

    assert concluded(INES, NOW) == concluded(TOM, NOW + timedelta(hours=5))


@given(standings(), st.sampled_from(MOTIONS), st.integers(1, 4000), st.data())
def test_age_never_moves_the_stage(found: Mapping[str, Standing], motion: str, days: int, data: st.DataObject) -> None:
    claimed = data.draw(st.sampled_from(rubric.kept(PROCESS, motion)))
    older = {
        one: replace(
            standing,
            asked_at=standing.asked_at - timedelta(days=days),
            shown_at=standing.shown_at and standing.shown_at - timedelta(days=days),
        )
        for one, standing in found.items()
    }
    assert conclude(PROCESS, motion, claimed, older) == conclude(PROCESS, motion, claimed, found)


@given(standings(), st.sampled_from(MOTIONS), st.data())
def test_the_gap_is_how_much_further_the_claim_is(found: Mapping[str, Standing], motion: str, data: st.DataObject) -> None:
    stages = rubric.kept(PROCESS, motion)
    claimed = data.draw(st.sampled_from(stages))
    concluded = conclude(PROCESS, motion, claimed, found)
    assert concluded.gap == stages.index(claimed) - stages.index(concluded.supported)
    assert stages[concluded.place - 1] == concluded.supported
