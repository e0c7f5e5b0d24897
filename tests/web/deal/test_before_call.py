import re
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from server.deals.queries.planned import Planned
from server.inspections.queries import Call
from server.web.deal.before_call import before, call_on, gates_ahead, planned_calls, together
from server.web.pages.before_call import BeforeCallPage
from tests import pages
from tests.deals.samples import FORM, deal
from tests.inspections import samples as sheets
from tests.inspections.reference import PROCESS, TODAY
from tests.inspections.samples import DEAL

LONGEST = 200
"""Words that are read in sixty seconds."""

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


def test_of_an_inspected_deal_it_is_what_its_page_says_is_missing_with_what_is_not_proven():
    stands = sheets.stands()
    found = before(DEAL, stands, (PROCESS.behaviour["proof-accepted"],))
    assert found is not None
    assert found.looked
    assert found.behaviour == stands.missing
    standing = next(row.standing for row in stands.rows if row.behaviour == found.behaviour)
    assert {clause.id for clause in found.open}.isdisjoint(standing.proven)
    assert found.open


def test_of_a_deal_that_nobody_looked_at_it_is_the_first_gate_of_its_claim():
    ahead = (PROCESS.behaviour["stakeholder-access"], PROCESS.behaviour["buying-process-mapped"])
    found = before(DEAL, None, ahead)
    assert found is not None
    assert (found.behaviour, found.looked) == (ahead[0], False)
    assert [clause.id for clause in found.open] == [clause.id for clause in ahead[0].clauses if not clause.timed]


def test_there_is_nothing_before_a_call_on_a_closed_deal_or_without_a_gate():
    assert before(deal(outcome="won"), None, PROCESS.behaviours) is None
    assert before(DEAL, None, ()) is None


def test_the_gates_ahead_are_those_of_the_claim_and_none_where_the_process_has_no_such_deal():
    ahead = gates_ahead(DEAL, PROCESS)
    assert ahead
    assert {one.stage for one in ahead} == {DEAL.stage}
    assert gates_ahead(replace(DEAL, motion="gone"), PROCESS) == gates_ahead(DEAL, None) == ()
    assert gates_ahead(deal(outcome="won"), PROCESS) == ()


@pytest.mark.parametrize("behaviour", PROCESS.behaviours, ids=lambda one: one.id)
def test_it_is_read_in_sixty_seconds(behaviour: object):
    found = before(DEAL, None, (behaviour,))  # type: ignore[arg-type]  # a behaviour of the process
    call = Call(
        deal=DEAL.id, name=DEAL.name, day=TODAY, purpose="To decide. " * 30, people="Petra Nowak, Jitka Malá, Radim Kolář"
    )
    page = BeforeCallPage(
        deal=DEAL,
        owner="Ada Rep",
        call=call,
        today=TODAY,
        before=found,
        proven=False,
        stage="Propose",
        artifact=("/x", "A page with a long title"),
    )
    text = MAIN.search(pages.render(page, pages.signed_in()))
    assert text
    words = re.sub(r"<[^>]*>", " ", text[0]).split()
    assert 50 < len(words) <= LONGEST


def event(day: date | None, kind: str = "event") -> Planned:
    return Planned(called="HubSpot", kind=kind, subject="A call", day=day, accepted=False)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (event(TODAY), True),
        (event(TODAY + timedelta(days=1)), True),
        (event(TODAY + timedelta(days=2)), False),
        (event(TODAY - timedelta(days=1)), False),
        (event(None), False),
        (event(TODAY, "task"), False),
    ],
)
def test_a_meeting_in_the_crm_is_a_call_today_or_tomorrow(step: Planned, told: bool):
    assert bool(list(planned_calls([DEAL], {DEAL.id: [step]}, TODAY))) is told
    assert (call_on(DEAL, None, [step], TODAY) is not None) is told


def test_of_one_deal_one_call_is_told_and_what_a_buyer_accepted_first():
    accepted = Call(deal=DEAL.id, name="A", day=TODAY, people="Petra")
    other = Call(deal=FORM, name="B", day=TODAY)
    later = replace(accepted, day=TODAY + timedelta(days=1))
    assert together([later, accepted], [replace(accepted, people=""), other]) in ((accepted, other), (other, accepted))
    assert together([accepted], [replace(accepted, people="")]) == (accepted,)
