"""Which one deal a day holds, and why."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.sentences.reasons import ClosePassed, NeedsNext, PromiseDue, StageMoved, WaitsFor
from server.web.today.nudge import SOON, Check, Nudge, nudge
from tests.selling import PROCESS
from tests.web.rep_samples import NOW, ZONE


class Deal(NamedTuple):
    """An open deal."""

    id: UUID
    name: str
    stage: str = "discover"
    motion: str = "new"
    close_date: date | None = None


class Promise(NamedTuple):
    """Something promised."""

    deal: UUID
    words: str
    due_at: datetime


A, B, C = (Deal(UUID(int=n), name) for n, name in enumerate(("Alder", "Birch", "Corran"), 1))
DAYS = st.integers(-30, 30)
DEALS = st.lists(
    st.builds(
        Deal,
        st.integers(1, 9).map(lambda n: UUID(int=n)),
        st.text(max_size=3),
        st.sampled_from(["engage", "discover", "align", "commit", "gone"]),
        st.sampled_from(["new", "small", "gone"]),
        st.none() | DAYS.map(lambda days: (NOW + timedelta(days=days)).date()),
    ),
    unique_by=lambda deal: deal.id,
    max_size=5,
)
PROMISES = st.lists(
    st.builds(
        Promise, st.integers(1, 12).map(lambda n: UUID(int=n)), st.just("Ask"), DAYS.map(lambda days: NOW + timedelta(days=days))
    ),
    max_size=4,
)


def found(deals: list[Deal], promises: list[Promise] | None = None, **worth: float) -> Nudge | None:
    priorities = {behaviour.replace("_", "-"): value for behaviour, value in worth.items()}
    return nudge(deals, promises or [], PROCESS, priorities, now=NOW, zone=ZONE)


@given(DEALS, PROMISES, st.dictionaries(st.sampled_from([one.id for one in PROCESS.behaviours]), st.floats(0, 1)))
def test_it_is_about_an_open_deal_and_a_promise_comes_before_a_close_date_before_a_gate(
    deals: list[Deal], promises: list[Promise], priorities: dict[str, float]
):
    made = nudge(deals, promises, PROCESS, priorities, now=NOW, zone=ZONE)
    own = {deal.id for deal in deals}
    due = [one.due_at for one in promises if one.deal in own and one.due_at <= NOW + SOON]
    passed = [deal.close_date for deal in deals if deal.close_date and deal.close_date < NOW.date()]
    placed = [deal for deal in deals if deal.motion in PROCESS.motion and deal.stage in PROCESS.motion[deal.motion].stages]
    if made is None:
        assert not due
        assert not passed
        assert not placed
        return
    assert made.deal in own
    if due:
        assert made.why == PromiseDue("Ask", min(due))
    elif passed:
        assert made.why == ClosePassed(min(passed))
    else:
        assert isinstance(made.why, NeedsNext)


def test_somebody_without_open_deals_has_none():
    assert found([], [Promise(A.id, "Ask Petra", NOW)]) is None


def test_a_promise_that_is_due_in_two_days_opens_its_deal_and_a_later_one_does_not():
    made = found([A, B], [Promise(B.id, "Ask Petra", NOW + SOON), Promise(A.id, "Later", NOW + SOON + timedelta(seconds=1))])
    assert made == Nudge(deal=B.id, name="Birch", why=PromiseDue("Ask Petra", NOW + SOON))


def test_a_close_date_of_today_has_not_passed():
    today, yesterday = A._replace(close_date=NOW.date()), B._replace(close_date=NOW.date() - timedelta(days=1))
    made = found([today, yesterday])
    assert made == Nudge(deal=B.id, name="Birch", why=ClosePassed(NOW.date() - timedelta(days=1)))


def test_of_the_gates_ahead_the_one_that_is_worth_most_to_the_person_is_named():
    access = B._replace(stage="align")
    made = found([A, access], problem_in_buyer_words=0.4, stakeholder_access=0.9)
    assert made is not None
    assert made.why == NeedsNext(
        "Align", "Access to all required stakeholders", "Is it there: access to all required stakeholders?"
    )


def test_of_deals_that_need_the_same_the_first_to_close_is_named():
    made = found(
        [A, B._replace(close_date=NOW.date() + timedelta(days=9)), C._replace(close_date=NOW.date() + timedelta(days=3))]
    )
    assert made is not None
    assert made.name == "Corran"


class Concluded(NamedTuple):
    """What an inspection found."""

    missing: str
    waits: tuple[str, ...] = ("written",)


def gap(deals: list[Deal], concluded: dict[UUID, Concluded], **worth: float) -> Nudge | None:
    priorities = {behaviour.replace("_", "-"): value for behaviour, value in worth.items()}
    return nudge(deals, [], PROCESS, priorities, now=NOW, zone=ZONE, concluded=concluded)


def test_what_an_inspection_found_missing_comes_before_what_the_stage_asks_for():
    made = gap([A, B], {B.id: Concluded("stakeholder-access")}, problem_in_buyer_words=1.0)
    why = WaitsFor("Access to all required stakeholders", "Written down by a named buyer", 1)
    assert made == Nudge(deal=B.id, name="Birch", why=why)


def test_the_smallest_gap_comes_first_and_of_gaps_alike_what_is_worth_most():
    concluded = {
        A.id: Concluded("stakeholder-access", ("written", "in-time")),
        B.id: Concluded("stakeholder-access"),
        C.id: Concluded("problem-in-buyer-words"),
    }
    made = gap([A, B, C], concluded, stakeholder_access=0.2, problem_in_buyer_words=0.4)
    assert made
    assert made.deal == C.id
    made = gap([A, B, C], concluded, stakeholder_access=0.5, problem_in_buyer_words=0.4)
    assert made
    assert made.deal == B.id


def test_of_gaps_alike_the_first_to_close_comes_first():
    soon = B._replace(close_date=(NOW + timedelta(days=3)).date())
    made = gap([A, soon], {deal.id: Concluded("stakeholder-access") for deal in (A, B)})
    assert made
    assert made.deal == B.id


def test_what_waits_for_nothing_or_for_what_the_process_has_no_more_is_no_gap():
    for nothing in (
        Concluded(""),
        Concluded("gone"),
        Concluded("stakeholder-access", ()),
        Concluded("stakeholder-access", ("gone",)),
    ):
        made = gap([A], {A.id: nothing})
        assert made
        assert isinstance(made.why, NeedsNext)


def test_a_promise_and_a_close_date_come_before_a_gap():
    concluded = {A.id: Concluded("stakeholder-access")}
    promise = [Promise(B.id, "Ask Petra", NOW)]
    made = nudge([A, B], promise, PROCESS, {}, now=NOW, zone=ZONE, concluded=concluded)
    assert made
    assert isinstance(made.why, PromiseDue)
    late = B._replace(close_date=(NOW - timedelta(days=1)).date())
    made = nudge([A, late], [], PROCESS, {}, now=NOW, zone=ZONE, concluded=concluded)
    assert made
    assert isinstance(made.why, ClosePassed)


def moved(deal: Deal, boxes: int = 1, stage: str = "align") -> Check:
    return Check(deal=deal.id, left="discover", stage=stage, at=NOW - timedelta(days=1), boxes=PROCESS.behaviours[:boxes])


def test_a_claim_that_moved_takes_the_place_of_the_deal():
    promise = [Promise(B.id, "Ask Petra", NOW)]
    made = nudge([A, B], promise, PROCESS, {}, now=NOW, zone=ZONE, check=moved(A))
    assert made == Nudge(deal=A.id, name="Alder", why=StageMoved("Align", NOW - timedelta(days=1)), check=moved(A))


def test_a_claim_that_moved_is_not_asked_about_when_nothing_is_left_to_ask():
    for check in (moved(A, 0), moved(C), moved(A, stage="gone")):
        made = nudge([A, B], [], PROCESS, {}, now=NOW, zone=ZONE, check=check)
        assert made
        assert made.check is None
