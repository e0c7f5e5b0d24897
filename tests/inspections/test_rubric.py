from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.inspections import rubric
from server.inspections.rubric import Item, Ticked, conclude, judge, passes, stood
from server.process.map import Behaviour
from tests.inspections.judging import rows
from tests.inspections.reference import INES, NOW, PROCESS, TODAY, TOM, all_met, answered, clauses, met, proof, unmet

ACCESS = "stakeholder-access"
ALL = {behaviour.id: clauses(behaviour.id) for behaviour in PROCESS.behaviours}


# The evidence test


@pytest.mark.parametrize(
    ("behaviour", "clause", "source", "form", "passing"),
    [
        ("problem-in-buyer-words", "buyer-quoted", "buyer", "quote", True),
        ("problem-in-buyer-words", "buyer-quoted", "seller-note", "quote", False),
        ("problem-in-buyer-words", "buyer-quoted", "system", "event", False),
        ("stakeholder-access", "spoken-live", "seller-note", "quote", True),
        ("stakeholder-access", "spoken-live", "buyer", "quote", True),
        ("stakeholder-access", "spoken-live", "delivery", "file", True),
        ("next-step-confirmed", "buyer-accepted", "system", "event", True),
        ("next-step-confirmed", "buyer-accepted", "buyer", "event", True),
        ("next-step-confirmed", "buyer-accepted", "buyer", "quote", False),
        ("next-step-confirmed", "buyer-accepted", "seller-note", "event", False),
        ("close-date-buyer-owned", "buyer-date", "buyer", "event", True),
        ("close-date-buyer-owned", "crm-matches", "buyer", "quote", False),
        ("close-date-buyer-owned", "crm-matches", "system", "link", True),
        ("criteria-agreed", "weakest-named", "seller-note", "quote", True),
        ("criteria-agreed", "ranked", "seller-note", "quote", False),
        ("handover-complete", "brief-accepted", "buyer", "quote", False),
        ("handover-complete", "brief-accepted", "delivery", "quote", True),
    ],
)
def test_a_clause_takes_proof_from_the_source_it_asks_for(
    behaviour: str, clause: str, source: str, form: str, *, passing: bool
) -> None:
    (item,) = proof(behaviour, clause, source=source, form=form)
    assert passes(item, PROCESS.behaviour[behaviour], clause, TODAY) is passing


def test_what_has_no_date_is_a_claim() -> None:
    (item,) = proof(ACCESS, "spoken-live", dated=None)
    assert not passes(item, PROCESS.behaviour[ACCESS], "spoken-live", TODAY)


def test_what_shows_another_clause_shows_nothing_of_this_one() -> None:
    (item,) = proof(ACCESS, "needs-noted")
    assert not passes(item, PROCESS.behaviour[ACCESS], "spoken-live", TODAY)


def test_proof_dated_ahead_is_no_proof_unless_it_is_an_invite() -> None:
    ahead = TODAY + timedelta(days=3)
    (quote,) = proof("agenda-agreed", "purpose-in-invite", dated=ahead)
    (invite,) = proof("agenda-agreed", "purpose-in-invite", dated=ahead, source="system", form="event")
    agenda = PROCESS.behaviour["agenda-agreed"]
    assert [passes(one, agenda, "purpose-in-invite", TODAY) for one in (quote, invite)] == [False, True]


def test_a_next_step_counts_until_its_day() -> None:
    found = PROCESS.behaviour["next-step-confirmed"]
    days = [TODAY + timedelta(days=day) for day in (-1, 0, 15)]
    invites = [proof("next-step-confirmed", "purpose-stated", dated=day, form="event")[0] for day in days]
    assert [passes(invite, found, "purpose-stated", TODAY) for invite in invites] == [False, True, True]


@given(row=rows(), later=st.integers(0, 2000))
def test_age_changes_no_answer(row: tuple[Behaviour, Ticked, list[Item]], later: int) -> None:
    behaviour, ticked, evidence = row
    assume(behaviour.fresh_days > 0)
    after = TODAY + timedelta(days=31)
    assert judge(behaviour, ticked, evidence, after) == judge(behaviour, ticked, evidence, after + timedelta(days=later))


# The answer of a row


@pytest.mark.parametrize(
    ("ticks", "shown", "looked", "answer"),
    [
        (("spoken-live", "needs-noted"), ("spoken-live", "needs-noted"), False, "met"),
        (("spoken-live", "needs-noted"), ("spoken-live",), False, "claimed"),
        (("spoken-live",), (), False, "claimed"),
        (("spoken-live",), ("spoken-live", "needs-noted"), False, "partly"),
        (("spoken-live",), ("spoken-live",), True, "partly"),
        ((), ("spoken-live", "needs-noted"), True, "not-met"),
        ((), ("spoken-live", "needs-noted"), False, "not-asked"),
    ],
)
def test_the_answer_follows_from_ticks_and_evidence(
    ticks: tuple[str, ...], shown: tuple[str, ...], answer: str, *, looked: bool
) -> None:
    evidence = proof(ACCESS, *shown) if shown else []
    assert answered(ACCESS, *ticks, evidence=evidence, looked=looked).answer == answer


def test_each_clause_is_proven_hollow_or_missing() -> None:
    row = answered("buying-process-mapped", "owners", "dates", "no-guesses", evidence=proof("buying-process-mapped", "dates"))
    assert (row.proven, row.hollow, row.missing) == (("dates",), ("owners", "no-guesses"), ("buyer-confirmed",))


def test_a_reason_makes_a_row_not_applicable() -> None:
    row = answered(ACCESS, "spoken-live", evidence=proof(ACCESS), na="one decision maker")
    assert (row.answer, row.proven, row.gate_met) == ("not-applicable", (), False)


def test_nothing_given_so_far_makes_trading_not_applicable_by_itself() -> None:
    assert answered("concessions-traded", "nothing-given").answer == "not-applicable"


def test_trading_is_met_without_the_clause_that_would_end_it() -> None:
    trades = clauses("concessions-traded")
    row = answered("concessions-traded", *trades, evidence=proof("concessions-traded"))
    assert (row.answer, row.missing) == ("met", ())


def test_a_missed_timed_clause_makes_the_row_partly_and_leaves_the_gate_met() -> None:
    shown = clauses("proof-plan-agreed", timed=False)
    row = answered("proof-plan-agreed", *shown, evidence=proof("proof-plan-agreed"))
    assert (row.answer, row.missing, row.gate_met) == ("partly", ("agreed-first",), True)


def test_a_hollow_timed_clause_makes_the_row_a_claim_and_leaves_the_gate_met() -> None:
    shown = clauses("proof-plan-agreed", timed=False)
    row = answered("proof-plan-agreed", *ALL["proof-plan-agreed"], evidence=proof("proof-plan-agreed", *shown))
    assert (row.answer, row.hollow, row.gate_met) == ("claimed", ("agreed-first",), True)


def test_the_date_of_a_row_is_that_of_its_newest_proof() -> None:
    old, new = date(2026, 10, 1), date(2026, 11, 11)
    evidence = [*proof(ACCESS, "spoken-live", dated=old), *proof(ACCESS, "needs-noted", dated=new, id=2)]
    assert answered(ACCESS, "spoken-live", "needs-noted", evidence=evidence).shown_at == new
    assert answered(ACCESS, "spoken-live", evidence=evidence).shown_at == old
    assert answered(ACCESS, looked=True, evidence=evidence).shown_at is None


@given(rows())
def test_each_clause_lies_in_exactly_one_place(row: tuple[Behaviour, Ticked, list[Item]]) -> None:
    behaviour, ticked, evidence = row
    judged = judge(behaviour, ticked, evidence, TODAY)
    assume(judged.answer != "not-applicable")
    assert sorted((*judged.proven, *judged.hollow, *judged.missing)) == sorted(ALL[behaviour.id])


@given(rows())
def test_an_answer_is_named_by_its_rule(row: tuple[Behaviour, Ticked, list[Item]]) -> None:
    behaviour, ticked, evidence = row
    judged = judge(behaviour, ticked, evidence, TODAY)
    rule = {
        "met": bool(judged.proven) and not judged.hollow and not judged.missing,
        "claimed": bool(judged.hollow),
        "partly": bool(judged.proven) and bool(judged.missing) and not judged.hollow,
        "not-met": ticked.looked and not judged.proven and not judged.hollow,
        "not-asked": not ticked.looked and not judged.proven and not judged.hollow,
        "not-applicable": bool(ticked.na) or "nothing-given" in ticked.ticks,
    }
    assert rule[judged.answer]


@given(rows(), st.data())
def test_the_answer_is_a_function_of_ticks_and_evidence_alone(
    row: tuple[Behaviour, Ticked, list[Item]], data: st.DataObject
) -> None:
    behaviour, ticked, evidence = row
    again = Ticked(ticks=frozenset([*sorted(ticked.ticks, reverse=True), "of no clause"]), looked=ticked.looked, na=ticked.na)
    shuffled = [replace(item, id=UUID(int=0)) for item in data.draw(st.permutations(evidence))]
    assert judge(behaviour, ticked, evidence, TODAY) == judge(behaviour, again, shuffled, TODAY)


def test_what_a_person_ticks_about_their_own_deal_stays_hollow() -> None:
    row = answered(ACCESS, *ALL[ACCESS], evidence=())
    assert (row.answer, row.hollow, row.gate_met) == ("claimed", ALL[ACCESS], False)


# Where a behaviour stands


def test_once_met_it_stays_met() -> None:
    before = met(ACCESS)
    access = PROCESS.behaviour[ACCESS]
    for row in (
        answered(ACCESS, "spoken-live", evidence=proof(ACCESS)),
        answered(ACCESS, "spoken-live"),
        answered(ACCESS, na="one decision maker"),
    ):
        after = stood(before, row, access, at=NOW, by=TOM)
        assert after is not None
        assert (after.met, after.answer, after.by, after.met_at) == (True, row.answer, TOM, before.met_at)


def test_not_met_undoes_it() -> None:
    after = stood(met(ACCESS), answered(ACCESS, looked=True), PROCESS.behaviour[ACCESS], at=NOW, by=TOM)
    assert after is not None
    assert (after.met, after.met_at) == (False, None)


def test_not_asked_changes_nothing() -> None:
    before = met(ACCESS)
    assert stood(before, answered(ACCESS), PROCESS.behaviour[ACCESS], at=NOW, by=TOM) is before
    assert stood(None, answered(ACCESS), PROCESS.behaviour[ACCESS], at=NOW, by=TOM) is None


def test_a_lapse_of_what_is_always_on_is_a_flag_and_moves_nothing() -> None:
    step = "next-step-confirmed"
    after = stood(met(step), answered(step, looked=True), PROCESS.behaviour[step], at=NOW, by=TOM)
    assert after is not None
    assert after.met
    found = {**all_met("new", "discover"), step: after}
    assert conclude(PROCESS, "new", "align", found).supported == "align"
    assert rubric.outlook(PROCESS, "new", "align", found).lapsed == (step,)


def test_what_is_always_on_and_was_never_met_gates_its_home_stage() -> None:
    found = {**all_met("new", "engage", "discover"), "next-step-confirmed": unmet("next-step-confirmed")}
    assert conclude(PROCESS, "new", "align", found).supported == "engage"


def test_a_clause_that_ends_the_row_never_passes_a_gate() -> None:
    after = stood(None, answered(ACCESS, na="other"), PROCESS.behaviour[ACCESS], at=NOW, by=INES)
    assert after is not None
    assert not after.met
    found = {**all_met("new", "engage", "discover", "align"), ACCESS: after}
    assert conclude(PROCESS, "new", "prove", found).supported == "align"


def test_a_baseline_is_met_until_an_inspection_says_not_met() -> None:
    access = PROCESS.behaviour[ACCESS]
    seen = rubric.seen_at_import(None, access, at=NOW, by=INES)
    assert (seen.met, seen.baseline, seen.proven) == (True, True, ())
    partly = stood(seen, answered(ACCESS, "spoken-live", evidence=proof(ACCESS)), access, at=NOW, by=INES)
    shown = stood(seen, answered(ACCESS, *ALL[ACCESS], evidence=proof(ACCESS)), access, at=NOW, by=INES)
    undone = stood(seen, answered(ACCESS, looked=True), access, at=NOW, by=INES)
    assert [(one.met, one.baseline) for one in (partly, shown, undone) if one] == [(True, True), (True, False), (False, False)]
    assert rubric.seen_at_import(shown, access, at=NOW, by=TOM) is shown


def test_proof_taken_back_undoes_the_gate_it_alone_had_shown() -> None:
    access = PROCESS.behaviour[ACCESS]
    gone, *left = proof(ACCESS)
    after = rubric.without(met(ACCESS), access, gone, left, TODAY)
    assert (after.met, after.met_at) == (False, None)
    assert (after.answer, after.hollow, after.proven) == ("claimed", ("spoken-live",), ("needs-noted",))
    assert rubric.without(met(ACCESS), access, gone, [*left, *proof(ACCESS, id=7)], TODAY).met
    assert rubric.without(met(ACCESS), access, proof("fit-checked")[0], proof(ACCESS), TODAY) == met(ACCESS)
    other = rubric.without(met(ACCESS), access, gone, [*proof(ACCESS, "spoken-live", id=7)], TODAY)
    assert other == met(ACCESS), "what another item is no longer said to show does not fall with this one"


def test_proof_taken_back_leaves_a_baseline_and_what_is_always_on() -> None:
    seen = rubric.seen_at_import(None, PROCESS.behaviour[ACCESS], at=NOW, by=INES)
    assert rubric.without(seen, PROCESS.behaviour[ACCESS], proof(ACCESS)[0], (), TODAY).met
    step = "next-step-confirmed"
    lapsed = rubric.without(met(step), PROCESS.behaviour[step], proof(step)[0], proof(step)[1:], TODAY)
    assert (lapsed.met, lapsed.answer) == (True, "claimed")


def test_still_true_ticks_what_was_proven() -> None:
    before = met(ACCESS)
    assert judge(PROCESS.behaviour[ACCESS], rubric.still_true(before), proof(ACCESS), TODAY).answer == "met"


@given(row=rows(), was=st.booleans())
def test_the_state_of_a_gate_follows_from_what_was_and_what_is(row: tuple[Behaviour, Ticked, list[Item]], *, was: bool) -> None:
    behaviour, ticked, evidence = row
    judged = judge(behaviour, ticked, evidence, TODAY)
    after = stood(met(behaviour.id) if was else None, judged, behaviour, at=NOW, by=INES)
    is_met = after is not None and after.met
    undone = judged.answer == "not-met" and not behaviour.always
    assert is_met == (judged.gate_met or (was and not undone))
