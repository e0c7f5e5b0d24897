"""The forecast line: each state by its name, and the three add up to what is claimed."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.drift import forecast
from server.drift.forecast import STATES, Gate, Held, Line, State
from server.inspections import cadence
from server.process.map import Process
from tests.selling import PROCESS

NORTH, SOUTH = UUID(int=1), UUID(int=2)
STAGES = ("engage", "discover", "align", "commit", "gone")


def held(
    stage: str = "align",
    supported: str | None = None,
    *,
    asked: bool = True,
    motion: str = "new",
    team: UUID | None = NORTH,
    currency: str = "EUR",
    deals: int = 1,
    amount: int = 100,
) -> Held:
    return Held(
        team=team,
        category="",
        motion=motion,
        stage=stage,
        currency=currency,
        supported=supported,
        asked=asked,
        deals=deals,
        unpriced=0,
        amount=amount,
    )


groups = st.builds(
    Held,
    team=st.sampled_from([NORTH, SOUTH, None]),
    category=st.sampled_from(["commit", ""]),
    motion=st.sampled_from(["new", "small", "gone"]),
    stage=st.sampled_from(STAGES),
    currency=st.sampled_from(["EUR", "CZK"]),
    supported=st.sampled_from([*STAGES, None]),
    asked=st.booleans(),
    deals=st.integers(1, 50),
    unpriced=st.integers(0, 3),
    amount=st.integers(0, 10**9),
)


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (held("align", "align"), "supported"),
        (held("align", "commit"), "supported"),
        (held("align", "commit", asked=False), "supported"),
        (held("align", "discover"), "overstated"),
        (held("align", "discover", asked=False), "uninspected"),
        (held("align", "align", asked=False), "uninspected"),
        (held("align"), "uninspected"),
        (held("align", "gone"), "uninspected"),
        (held("commit", "align", motion="small"), "uninspected"),
        (held("commit", "discover", motion="small"), "overstated"),
        (held("align", "align", motion="gone"), "uninspected"),
    ],
)
def test_a_deal_is_in_one_state(one: Held, state: State):
    assert forecast.state_of(PROCESS, one) == state


@given(st.lists(groups, max_size=20))
def test_the_three_add_up_to_what_is_claimed_in_deals_and_in_money(claimed: list[Held]):
    for line in forecast.lines(PROCESS, claimed, "EUR"):
        here = [one for one in claimed if one.currency == line.currency]
        assert line.claimed.deals == sum(one.deals for one in here) == sum(line.of(state).deals for state in STATES)
        assert line.claimed.amount == sum(one.amount for one in here) == sum(line.of(state).amount for state in STATES)
        assert line.claimed.unpriced == sum(one.unpriced for one in here)


@given(st.lists(groups, max_size=20))
def test_the_teams_add_up_to_everybody_whatever_the_order(claimed: list[Held]):
    teams = forecast.by(PROCESS, claimed, "EUR", forecast.of_team, str)
    assert [team for team, _lines in teams] == sorted({one.team for one in claimed}, key=str)
    for line in forecast.lines(PROCESS, reversed(claimed), "EUR"):
        parts = [each for _team, lines in teams for each in lines if each.currency == line.currency]
        assert sum(each.overstated.amount for each in parts) == line.overstated.amount
        assert sum(each.claimed.deals for each in parts) == line.claimed.deals


def test_the_currency_of_the_academy_comes_first_then_the_most_claimed():
    found = forecast.lines(
        PROCESS, [held(currency="CZK", amount=9), held(currency="USD", amount=99), held(amount=1)], currency="EUR"
    )
    assert [line.currency for line in found] == ["EUR", "USD", "CZK"]


def test_the_gate_for_which_most_overstated_deals_wait_comes_first():
    gates = [
        replace(held("align", "discover", deals=2), missing="problem-in-buyer-words"),
        replace(held("commit", "align", deals=3), missing="stakeholder-access"),
        replace(held("align", "align", deals=9), missing="stakeholder-access"),
        held("commit", "align"),
    ]
    assert forecast.waiting(PROCESS, gates) == (Gate("stakeholder-access", 3), Gate("problem-in-buyer-words", 2))


def test_nothing_claimed_is_no_line():
    assert forecast.lines(PROCESS, [], "EUR") == ()
    assert Line(currency="EUR").claimed == forecast.Sum()


def test_a_forecast_is_made_of_what_is_looked_at_every_week_and_the_stage_before():
    assert forecast.late(PROCESS, {}) == ("align", "commit")
    assert forecast.late(PROCESS, cadence.read({"align": "delta 7"})) == ("discover", "align", "commit")
    assert forecast.late(PROCESS, cadence.read({"engage": "delta 7", "commit": "full 21"})) == ("engage",)


def test_where_nothing_is_looked_at_every_week_it_is_made_of_the_last_two_stages_that_are_looked_at():
    assert forecast.late(PROCESS, cadence.read({"commit": "full 21"})) == ("align", "commit")
    assert forecast.late(PROCESS, cadence.read({"commit": "none"})) == ("discover", "align")
    assert forecast.late(without_stages(), {}) == ()


def without_stages() -> Process:
    return replace(PROCESS, stages=(), behaviours=(), motions=())


def test_only_deals_that_claim_one_of_the_stages_are_within():
    assert forecast.within([held("align"), held("engage")], ("align",)) == [held("align")]
