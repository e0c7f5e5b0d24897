"""The forecast line in words and addresses."""

from uuid import UUID

import pytest

from server.drift.forecast import Gate, Line, Sum
from server.drift.queries.forecast import Scope
from server.web.drift import forecast
from tests.drift.samples import LINE, NORTH, board
from tests.inspections.reference import PROCESS


def test_why_names_the_one_gate_that_overstated_deals_wait_for():
    assert forecast.why(board(gates=(Gate("stakeholder-access", 4),)), PROCESS) == (
        "4 deals are claimed further than shown, and all wait for one gate: Access to all required stakeholders."
    )
    assert forecast.why(board(), PROCESS) == (
        "4 deals are claimed further than shown; 3 of them wait for one gate: Access to all required stakeholders."
    )
    one = Line(currency="EUR", overstated=Sum(1, 100))
    assert forecast.why(board(lines=(one,), gates=(Gate("stakeholder-access", 1),)), PROCESS) == (
        "One deal is claimed further than shown, and waits for one gate: Access to all required stakeholders."
    )
    assert forecast.why(board(lines=(one,), gates=()), PROCESS) == "One deal is claimed further than shown."
    assert forecast.why(board(lines=()), PROCESS) == ""


@pytest.mark.parametrize(
    ("supported", "uninspected", "words"),
    [
        (3, 0, "No claim goes further than its evidence."),
        (3, 1, "No claim that was inspected goes further than its evidence."),
        (0, 4, "How far the evidence reaches is not known yet."),
    ],
)
def test_what_nobody_asked_about_all_the_way_is_not_called_even(supported: int, uninspected: int, words: str):
    line = Line(currency="EUR", supported=Sum(supported), uninspected=Sum(uninspected))
    assert forecast.why(board(lines=(line,)), PROCESS) == words


def test_a_number_leads_to_the_deals_it_counts():
    row = forecast.row("Team North", LINE, {"team": str(NORTH)})
    assert row.overstated.href == f"/drift/deals?currency=EUR&state=overstated&team={NORTH}"
    asked = dict(part.split("=") for part in row.overstated.href.partition("?")[2].split("&"))
    assert forecast.scope(asked, ("propose",)) == Scope(stages=("propose",), team=NORTH, state="overstated", currency="EUR")


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        ({}, Scope(stages=("commit",))),
        ({"in": "any", "category": "none"}, Scope(category="")),
        ({"in": "any", "category": "best"}, Scope(category="best")),
        ({"team": "none"}, Scope(stages=("commit",), teamless=True)),
        ({"team": "7"}, None),
        ({"state": "wonderful"}, None),
    ],
)
def test_an_address_says_which_deals(asked: dict[str, str], scope: Scope | None):
    assert forecast.scope(asked, ("commit",)) == scope


def test_the_heading_says_what_the_deals_have_in_common():
    assert forecast.heading({"team": str(NORTH), "state": "overstated"}, board(), PROCESS) == (
        "Team North, Propose and Commit: claimed further than shown"
    )
    assert forecast.heading({"team": "none"}, board(), PROCESS) == "In no team, Propose and Commit: claimed"
    assert forecast.heading({"team": str(UUID(int=1)), "in": "any"}, board(), PROCESS) == "One team: claimed"
    assert forecast.heading({"category": "none", "in": "any", "state": "supported"}, board(), PROCESS) == "No category: supported"
    assert forecast.heading({"in": "any", "state": "uninspected"}, board(), PROCESS) == "Not inspected"


def test_a_company_of_one_team_has_no_rows_of_teams():
    assert forecast.by_team(board(teams=((NORTH, (LINE,)),))) == ()
    assert [row.name for row in forecast.by_team(board())] == ["Team North", "Team <South>", "In no team"]
    assert [row.name for row in forecast.by_category(board())] == ["Commit", "No category"]
