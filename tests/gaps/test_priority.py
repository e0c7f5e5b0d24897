"""Which kind a gap is, why, and what is worth five minutes first."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.gaps import estimate as model
from server.gaps import priority
from server.gaps.estimate import Estimate, Line, Shared
from server.gaps.evidence import Evidence
from server.gaps.prior import DAY, K0
from server.gaps.priority import ENOUGH, Gap, Reading, counts_only, judged, kind_of, worth
from server.sentences.reasons import Coach, Counts, LookNext

numbers = st.floats(allow_nan=True, allow_infinity=True)
chances = st.floats(0, 1)
estimates = st.builds(lambda p, var: Estimate(0.0, var, p, p / 2, (1 + p) / 2), chances, st.floats(0.001, 3))
odd = st.builds(Estimate, numbers, numbers, numbers, numbers, numbers)
small = st.integers(0, 12)


def readings(of: st.SearchStrategy[Estimate], times: st.SearchStrategy[float | None]) -> st.SearchStrategy[Reading]:
    return st.builds(
        Reading,
        behaviour=st.sampled_from("abcdef"),
        know=of,
        do=of,
        right=small,
        asked=small,
        asked_at=times,
        told=st.none() | numbers,
        shown=small,
        deals=small,
        seen_at=times,
        gate=st.booleans(),
        always=st.booleans(),
        needed=numbers,
    )


sensible = readings(estimates, st.none() | st.floats(0, 4e9))
anything = readings(odd, st.none() | numbers)


def estimate(p: float) -> Estimate:
    return Estimate(0.0, 0.3, p, p / 2, (1 + p) / 2)


def reading(know: float = 0.8, asked: int = 7, do: float = 0.4, deals: int = 5, told: float | None = None) -> Reading:
    return Reading("a", estimate(know), estimate(do), right=asked, asked=asked, asked_at=0.0, told=told, shown=2, deals=deals)


def test_worth_is_importance_times_not_doing_times_what_five_minutes_change():
    plain = reading(know=0.8, do=0.4)
    assert worth(plain) == pytest.approx(0.6 * (0.5 * 0.2 + 0.25 * 0.8))
    assert worth(plain._replace(told=0.9)) == pytest.approx(worth(plain) + 0.6 * 0.1)
    asked = plain._replace(gate=True, always=True, needed=1.0)
    assert worth(asked) == pytest.approx(4 * worth(plain))
    assert worth(asked._replace(leads=True)) == pytest.approx(2 * worth(asked)), "as much as all of them together"
    assert priority.unsure(estimate(0.5)) == pytest.approx(0.3 / 16)


def test_the_focus_of_the_company_is_worth_more_the_less_it_is_done():
    plain, done = reading(do=0.4), reading(do=0.95)
    assert worth(plain._replace(leads=True)) > worth(plain._replace(gate=True, always=True, needed=1.0))
    assert worth(done._replace(leads=True)) < worth(plain._replace(gate=True, always=True, needed=1.0))


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        (reading(know=0.59), "teach"),
        (reading(know=0.59, asked=5), "teach"),
        (reading(know=0.59, asked=4), "look-next"),
        (reading(know=0.60), "look-next"),
        (reading(know=0.59, do=0.9), "teach"),
        (reading(know=0.59, told=0.9), "teach"),
        (reading(know=0.75, do=0.69), "coach"),
        (reading(know=0.75, do=0.70), "steady"),
        (reading(know=0.75, do=0.69, deals=4), "look-next"),
        (reading(know=0.75, do=0.69, asked=4), "look-next"),
        (reading(know=0.74, do=0.69), "look-next"),
        (reading(know=0.8, do=0.5, told=0.95), "coach"),
        (reading(know=0.65, do=0.9, told=0.70), "fading"),
        (reading(know=0.65, do=0.9, told=0.68), "steady"),
        (reading(know=0.65, asked=1, deals=0, told=0.8), "fading"),
        (reading(know=0.65, do=0.7), "steady"),
        (reading(asked=0, do=0.7), "steady"),
        (reading(asked=0, deals=0), "look-next"),
    ],
)
def test_a_gap_is_of_the_first_kind_that_holds(seen: Reading, kind: str):
    assert kind_of(seen) == kind


@given(st.lists(anything, max_size=6), st.dictionaries(st.sampled_from("abcdef"), small))
def test_any_numbers_give_an_answer(seen: list[Reading], order: dict[str, int]):
    found = judged(seen)
    assert sorted(gap.behaviour for gap in found) == sorted(one.behaviour for one in seen)
    assert all(0.0 <= gap.look < float("inf") for gap in found)
    assert len(counts_only(found, order)) == len(seen)


@given(st.lists(sensible, max_size=6))
def test_what_is_worth_most_comes_first(seen: list[Reading]):
    found = [gap.priority for gap in judged(seen)]
    assert found == sorted(found, reverse=True)
    most = priority.PLAIN + priority.GATE + priority.ALWAYS + priority.NEEDED + priority.LEADS
    assert all(0 <= one <= 2 * most for one in found)


@given(sensible, st.integers(0, ENOUGH - 1), st.integers(0, ENOUGH - 1))
def test_below_five_there_is_no_percentage(seen: Reading, asked: int, deals: int):
    (gap,) = judged([seen._replace(asked=asked, deals=deals)])
    assert {gap.know.p, gap.know.low, gap.know.high, gap.do.p, gap.do.low, gap.do.high} == {None}
    assert gap.kind in {"fading", "look-next"}


@given(sensible, st.floats(0, 1), st.floats(0, 1))
def test_who_does_less_comes_earlier(seen: Reading, one: float, other: float):
    low, high = sorted((one, other))
    assert worth(seen._replace(do=estimate(low))) >= worth(seen._replace(do=estimate(high)))


@given(sensible)
def test_a_gate_an_always_on_and_the_deals_make_it_more_important(seen: Reading):
    plain = seen._replace(gate=False, always=False, needed=0.0)
    more = [worth(plain._replace(**change)) for change in ({"gate": True}, {"always": True}, {"needed": 0.5})]
    assert all(one >= worth(plain) for one in more)
    assert worth(plain._replace(needed=1.0)) >= worth(plain._replace(gate=True, always=True))


@given(sensible, st.floats(0, 1))
def test_the_less_is_known_the_more_five_minutes_change(seen: Reading, p: float):
    fresh = seen._replace(told=None)
    assert worth(fresh._replace(know=estimate(p))) >= worth(fresh._replace(know=estimate(1.0)))


@given(sensible)
def test_what_has_faded_comes_back_first(seen: Reading):
    knows = seen._replace(know=estimate(0.6), told=0.6)
    assert worth(knows._replace(told=0.9)) >= worth(knows)


@pytest.mark.parametrize(
    ("asked", "deals", "way"), [(0, 0, "ask"), (4, 9, "ask"), (5, 4, "inspect"), (9, 0, "inspect"), (5, 5, "inspect")]
)
def test_the_way_to_look_is_what_is_missing(asked: int, deals: int, way: str):
    (gap,) = judged([reading(asked=asked, deals=deals, know=0.95, do=0.5)])
    assert gap.way == way


def test_a_look_goes_where_least_is_known():
    found = judged([reading(), reading()._replace(behaviour="unsure", do=Estimate(0.0, 1.4, 0.5, 0.1, 0.9))])
    assert max(found, key=lambda gap: gap.look).behaviour == "unsure"


def test_the_reason_holds_what_a_person_can_check():
    (gap,) = judged([reading()])
    assert gap.reason == Coach(Counts(right=7, asked=7, asked_at=datetime(1970, 1, 1, tzinfo=UTC), shown=2, deals=5))
    (gap,) = judged([Reading("a", estimate(0.6), estimate(0.5))])
    assert gap.reason == LookNext(Counts(right=0, asked=0, asked_at=None, shown=0, deals=0), ask=True)


@given(st.lists(sensible, max_size=6, unique_by=lambda one: one.behaviour))
def test_counts_only_leaves_nothing_but_counts(seen: list[Reading]):
    order = {behaviour: place for place, behaviour in enumerate("abcdef")}
    bare = counts_only(judged(seen), order)
    assert [gap.behaviour for gap in bare] == sorted(one.behaviour for one in seen)
    assert all(shows_no_estimate(gap) for gap in bare)
    assert sum(gap.know.of for gap in bare) == sum(one.asked for one in seen)


def shows_no_estimate(gap: Gap) -> bool:
    shown = {gap.kind, gap.know.p, gap.know.low, gap.know.high, gap.do.p, gap.do.low, gap.do.high}
    return shown == {None} and isinstance(gap.reason, Counts) and gap.priority == gap.look == 0.0


def test_the_constants_are_those_of_the_design():
    assert (priority.KNOWS_NOT, priority.KNOWS, priority.DOES, ENOUGH) == (0.60, 0.75, 0.70, 5)


@pytest.mark.parametrize(("answers", "days_between", "fades_after"), [(5, 0, 28), (12, 7, 100), (8, 14, 150)])
def test_what_was_known_fades_in_weeks_or_months_by_how_it_was_learnt(answers: int, days_between: int, fades_after: int):
    line, behaviour = Line(), ("next-step",)
    last = 0.0
    for nth in range(answers):
        last = nth * days_between * DAY
        model.fold(line, Evidence("know", behaviour, f"question {nth % 8}", last, 1.0, 1.0), Shared(), K0)
    told = model.know(line, *behaviour, last, Shared(), K0).p

    def fallen(days: int) -> float:
        return told - model.know(line, *behaviour, last + days * DAY, Shared(), K0).p

    assert fallen(fades_after // 2) < priority.FADED < fallen(fades_after)
