from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  # the chances of a simulation, repeatable from its seed

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.inspections.rubric import Standing, kept, seen_at_import
from server.inspections.standard import MOST, of_stage_left, past, rows
from tests.inspections.merged import MERGED
from tests.inspections.reference import INES, NOW, PROCESS, all_met, met, unmet

TODAY = NOW.date()
ALWAYS = ["agenda-agreed", "next-step-confirmed"]
NON_GATES = {one.id for one in PROCESS.behaviours if not one.gate}


def asked(
    claimed: str,
    standings: Mapping[str, Standing] | None = None,
    *,
    motion: str = "new",
    by_team: Mapping[str, datetime] | None = None,
    mode: str = "full",
    outcome: str = "",
    focus: Collection[str] | None = None,
) -> list[tuple[str, str]]:
    sheet = rows(PROCESS, motion, claimed, standings or {}, by_team or {}, today=TODAY, mode=mode, outcome=outcome, focus=focus)
    return [(one.behaviour, one.why) for one in sheet]


@st.composite
def standings(draw: st.DrawFn) -> Mapping[str, Standing]:
    made = st.sampled_from([met, unmet])
    at = st.integers(0, 200).map(lambda days: NOW - timedelta(days=days))
    return {one: draw(made)(one, draw(at)) for one in draw(st.sets(st.sampled_from(sorted(PROCESS.behaviour))))}


def test_the_rows_stand_in_the_order_of_the_standard() -> None:
    found = {**all_met("new", "engage", "discover"), "impact-quantified": met("impact-quantified", NOW - timedelta(days=100))}
    assert asked("prove", {**found, "stakeholders-mapped": unmet("stakeholders-mapped")}) == [
        ("agenda-agreed", "always-on"),
        ("next-step-confirmed", "always-on"),
        ("criteria-agreed", "stage"),
        ("proof-plan-agreed", "stage"),
        ("proof-accepted", "stage"),
        ("stakeholders-mapped", "not-met"),
        ("stakeholder-access", "not-asked"),
        ("fit-checked", "rotation"),
    ]


def test_what_leads_everywhere_stands_after_what_is_always_on_once_a_deal_has_come_so_far() -> None:
    def sheet(claimed: str, mode: str = "full") -> list[tuple[str, str]]:
        found = rows(PROCESS, "new", claimed, {}, {}, today=TODAY, mode=mode, leads="stakeholder-access")
        return [(one.behaviour, one.why) for one in found]

    assert sheet("prove")[2] == ("stakeholder-access", "focus")
    assert sheet("prove", "delta") == [*((one, "always-on") for one in ALWAYS), ("stakeholder-access", "focus")]
    assert len(sheet("commit")) == MOST
    assert [one for one, _why in sheet("prove")].count("stakeholder-access") == 1
    assert "stakeholder-access" not in dict(sheet("discover"))


def test_gates_with_old_proof_come_after_those_not_met() -> None:
    found = {**all_met("new", "engage", "discover"), "impact-quantified": met("impact-quantified", NOW - timedelta(days=91))}
    assert asked("align", found)[5:] == [("impact-quantified", "old"), ("fit-checked", "rotation")]
    fresh = {**found, "impact-quantified": met("impact-quantified", NOW - timedelta(days=90))}
    assert asked("align", fresh)[5:] == [("fit-checked", "rotation")]


def test_the_last_place_is_for_what_the_team_has_not_asked_for_longest() -> None:
    days = {"fit-checked": 3, "insight-shared": 60, "champion-tested": 20}
    by_team = {one: NOW - timedelta(days=day) for one, day in days.items()}
    assert asked("align", by_team=by_team)[-1] == ("insight-shared", "rotation")
    del by_team["champion-tested"]
    assert asked("align", by_team=by_team)[-1] == ("champion-tested", "rotation")


def test_gates_of_stages_after_the_claim_are_not_asked() -> None:
    assert {PROCESS.behaviour[one].stage for one, _ in asked("discover")} == {"engage", "discover"}


def test_a_behaviour_that_this_motion_does_not_gate_takes_its_turn() -> None:
    by_team = {one.id: NOW for one in PROCESS.behaviours if one.id != "proof-accepted"}
    assert asked("propose", motion="renewal", by_team=by_team)[-1] == ("proof-accepted", "rotation")


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_decided_deal_gets_its_decision_reviewed(outcome: str) -> None:
    assert asked("launch", outcome=outcome)[-1] == ("decision-reviewed", "decided")


def test_a_lost_deal_is_asked_nothing_else_and_one_without_a_decision_nothing() -> None:
    assert asked("align", outcome="lost") == [("decision-reviewed", "decided")]
    assert asked("align", outcome="no-decision") == []


def test_an_open_deal_is_not_asked_about_its_decision() -> None:
    assert "decision-reviewed" not in dict(asked("launch"))
    leading = rows(PROCESS, "new", "launch", {}, {}, today=TODAY, leads="decision-reviewed")
    assert "decision-reviewed" not in [one.behaviour for one in leading]


@pytest.mark.parametrize("outcome", ["won", "lost", ""])
def test_what_a_deal_claimed_in_a_process_of_old_is_asked_as_what_took_it_over(outcome: str) -> None:
    """A closed deal keeps its kind and its stage; one that becomes an answer key is asked as if it were open."""
    old, now = (rows(MERGED, *place, {}, {}, today=TODAY, outcome=outcome) for place in (("small", "align"), ("new", "discover")))
    assert old == now
    assert old


def test_a_delta_check_has_three_rows() -> None:
    found = {**all_met("new", "engage", "discover", "align", "prove"), "criteria-agreed": unmet("criteria-agreed")}
    assert asked("commit", found, mode="delta") == [
        *((one, "always-on") for one in ALWAYS),
        ("criteria-agreed", "not-met"),
    ]
    assert asked("discover", all_met("new", "engage"), mode="delta")[-1] == ("problem-in-buyer-words", "not-asked")


def test_in_the_first_quarter_nothing_is_asked_but_the_focus_and_what_is_always_on() -> None:
    focus = {one.id for one in PROCESS.in_stage("align")}
    assert [one for one, _ in asked("prove", focus=focus)] == [
        *ALWAYS,
        "stakeholders-mapped",
        "stakeholder-access",
        "buying-process-mapped",
        "champion-tested",
    ]
    assert [one for one, _ in asked("discover", focus=focus)] == ALWAYS


def test_a_row_that_was_met_and_has_nothing_new_folds() -> None:
    found = {**all_met("new", "engage"), "agenda-agreed": met("agenda-agreed", NOW - timedelta(days=31))}

    def folded(mode: str = "full", changed: Collection[str] = ()) -> list[str]:
        sheet = rows(PROCESS, "new", "engage", found, {}, today=TODAY, mode=mode, changed=changed)
        return [one.behaviour for one in sheet if one.folds]

    assert folded() == ["next-step-confirmed"]
    assert folded(changed={"next-step-confirmed"}) == []
    assert folded(mode="blind") == folded(mode="key") == []


def test_a_row_that_was_not_met_or_came_with_the_deal_does_not_fold() -> None:
    step = "next-step-confirmed"
    hollow = replace(met(step), answer="claimed")
    for standing in (unmet(step), hollow, seen_at_import(None, PROCESS.behaviour[step], at=NOW, by=INES)):
        assert not any(one.folds for one in rows(PROCESS, "new", "engage", {step: standing}, {}, today=TODAY))


def test_a_self_check_asks_the_gates_of_the_stage_that_was_left() -> None:
    assert [one.behaviour for one in of_stage_left(PROCESS, "new", "align", {})] == [
        "stakeholders-mapped",
        "stakeholder-access",
        "buying-process-mapped",
    ]
    assert of_stage_left(PROCESS, "new", "align", all_met("new", "align")) == ()


def test_a_baseline_asks_the_gates_of_past_stages_that_are_not_met() -> None:
    found = {"impact-quantified": met("impact-quantified")}
    assert [one.behaviour for one in past(PROCESS, "new", "align", "align", found)] == [
        "next-step-confirmed",
        "problem-in-buyer-words",
        "why-now-established",
    ]


def test_a_baseline_asks_nothing_that_a_sheet_has_answered_nor_of_a_stage_that_was_left_here() -> None:
    found = {"next-step-confirmed": unmet("next-step-confirmed")}
    assert past(PROCESS, "new", "align", "discover", found) == ()
    assert past(PROCESS, "new", "align", "engage", {}) == ()
    assert len(past(PROCESS, "new", "discover", "propose", {})) == 1


def test_a_deal_that_the_process_cannot_place_has_no_rows() -> None:
    assert asked("align", motion="gone") == []
    assert asked("align", motion="renewal") == []
    assert past(PROCESS, "renewal", "align", "align", {}) == ()


@given(standings(), st.sampled_from(sorted(PROCESS.motion)), st.data())
def test_there_are_at_most_eight_rows_each_once_and_the_last_place_is_kept(
    found: Mapping[str, Standing], motion: str, data: st.DataObject
) -> None:
    claimed = data.draw(st.sampled_from(kept(PROCESS, motion)))
    sheet = rows(PROCESS, motion, claimed, found, {}, today=TODAY, mode=data.draw(st.sampled_from(["full", "blind", "together"])))
    behaviours = [one.behaviour for one in sheet]
    assert len(behaviours) == len(set(behaviours)) <= MOST
    assert sheet[-1].why == "rotation"
    assert sheet[-1].behaviour not in PROCESS.motion[motion].gates
    order = ["always-on", "stage", "not-met", "not-asked", "old", "rotation"]
    ranks = [order.index(one.why) for one in sheet if one.why != "not-asked"]
    assert ranks == sorted(ranks)


@given(standings(), st.sampled_from(sorted(PROCESS.motion)), st.data())
def test_old_proof_asks_again_and_a_standing_alone_says_what_is_asked(
    found: Mapping[str, Standing], motion: str, data: st.DataObject
) -> None:
    claimed = data.draw(st.sampled_from(kept(PROCESS, motion)))
    other = {one: replace(standing, by=INES, asked_at=NOW) for one, standing in found.items()}
    assert rows(PROCESS, motion, claimed, found, {}, today=TODAY) == rows(PROCESS, motion, claimed, other, {}, today=TODAY)


def test_every_behaviour_is_asked_within_a_quarter_of_normal_use() -> None:
    for seed in range(5):
        assert _quarter(Random(seed)) == set(PROCESS.behaviour)


def _quarter(chance: Random) -> set[str]:
    """What one team of eight was asked in thirteen weeks of seven sheets, on eighty deals that move and some of which end."""
    weights = {"engage": 20, "discover": 20, "align": 10, "prove": 9, "propose": 9, "commit": 8, "launch": 4}
    stages = list(weights)
    claims = chance.choices(stages, [weights[stage] for stage in stages], k=80)
    found: list[dict[str, Standing]] = [{} for _ in claims]
    by_team: dict[str, datetime] = {}
    for week in range(13):
        now = NOW + timedelta(weeks=week)
        for deal in chance.sample(range(80), 7):
            outcome = chance.choice(["won", "lost", "", "", ""]) if claims[deal] in {"commit", "launch"} else ""
            for row in rows(PROCESS, "new", claims[deal], found[deal], by_team, today=now.date(), outcome=outcome):
                by_team[row.behaviour] = now
                found[deal][row.behaviour] = chance.choice([met, unmet])(row.behaviour, now)
            if chance.random() < 0.2:
                claims[deal] = stages[min(stages.index(claims[deal]) + 1, len(stages) - 1)]
    return set(by_team)


def test_what_is_to_be_looked_at_again_stands_right_after_what_is_always_on() -> None:
    sheet = rows(
        PROCESS, "new", "align", {}, {}, today=TODAY, wanted=["insight-shared", "problem-in-buyer-words", "agenda-agreed"]
    )
    assert [(one.behaviour, one.why) for one in sheet[:4]] == [
        ("agenda-agreed", "always-on"),
        ("next-step-confirmed", "always-on"),
        ("problem-in-buyer-words", "again"),
        ("insight-shared", "again"),
    ]
    assert (len(sheet), sheet[-1].why) == (MOST, "rotation")


def test_what_the_deal_has_not_reached_or_is_not_in_focus_waits_for_another_sheet() -> None:
    for wanted in (["proof-accepted"], ["decision-reviewed"], ["gone"]):
        assert rows(PROCESS, "new", "align", {}, {}, today=TODAY, wanted=wanted) == rows(
            PROCESS, "new", "align", {}, {}, today=TODAY
        )
    focus = ["stakeholder-access"]
    sheet = rows(PROCESS, "new", "align", {}, {}, today=TODAY, focus=focus, wanted=["insight-shared"])
    assert "insight-shared" not in [one.behaviour for one in sheet]


@given(standings(), st.sampled_from(sorted(PROCESS.motion)), st.sets(st.sampled_from(sorted(PROCESS.behaviour))), st.data())
def test_looking_again_never_makes_a_sheet_longer_or_asks_twice(
    found: Mapping[str, Standing], motion: str, wanted: set[str], data: st.DataObject
) -> None:
    claimed = data.draw(st.sampled_from(kept(PROCESS, motion)))
    sheet = [one.behaviour for one in rows(PROCESS, motion, claimed, found, {}, today=TODAY, wanted=wanted)]
    assert len(sheet) == len(set(sheet)) <= MOST
