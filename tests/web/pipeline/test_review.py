"""What a line of the review says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.commitments.queries import Commitment
from server.deals.queries import Deal
from server.inspections.queries import Concluded, Line
from server.people.queries import Person
from server.web.pipeline.review import COMMIT, Reviewed, Scope, chosen, reviewed, scopes
from tests.selling import PROCESS
from tests.web.deal_lines import ADA, BO, NOW, concluded, deal

NORTH, SOUTH = UUID(int=11), UUID(int=12)


def line(found: Deal | None = None, conclusion: Concluded | None = None) -> Line:
    return Line(deal=found or deal(), owner="Ada Rep", entered=NOW, concluded=conclusion)


def one(conclusion: Concluded | None, promise: Commitment | None = None, found: Deal | None = None) -> Reviewed:
    there = line(found, conclusion)
    promised = {there.deal.id: promise} if promise else {}
    (only,) = reviewed([there], promised, PROCESS, {}, now=NOW)
    return only


def test_a_deal_that_nobody_inspected_says_so_and_asks_what_its_stage_needs():
    found = one(None)
    assert (found.state, found.complete, found.missing, found.next) == ("none", "Not inspected yet", "Not known", "Inspect it")
    assert found.says == "Nobody has inspected it yet."
    assert found.behaviour == "stakeholder-access"


def test_a_claim_beyond_its_evidence_says_by_how_much_and_what_is_missing():
    found = one(concluded("discover", 2, 1))
    assert found.says == "Evidence reaches Discover. The claim is one stage further."
    assert (found.state, found.supported, found.claimed_place, found.supported_place) == ("further", "Discover", 3, 2)
    assert found.complete == "Everything up to Engage"
    assert found.missing == "Problem in the buyer’s words: Written down by a named buyer"
    assert found.ask == "What did they say, in their words?"
    assert found.next == "Nothing promised"


@pytest.mark.parametrize(
    ("conclusion", "state", "says"),
    [
        (concluded("align", 3, 0), "even", "Evidence reaches Align, and so does the claim."),
        (concluded("engage", 1, 2), "further", "Evidence reaches Engage. The claim is 2 stages further."),
        (concluded("commit", 4, -1), "back", "Evidence reaches Commit. The claim is one stage behind."),
        (
            concluded("engage", 1, 2, verified=False),
            "unverified",
            "Evidence reaches Engage so far. From here nobody has asked all the way.",
        ),
    ],
)
def test_claimed_and_supported_are_said_in_words(conclusion: Concluded, state: str, says: str):
    found = one(conclusion)
    assert (found.state, found.says) == (state, says)


def test_a_line_names_one_clause_and_the_deal_itself_all_of_them():
    found = one(concluded("discover", 2, 1, waits=("written", "in-time")))
    assert found.missing == "Problem in the buyer’s words: Written down by a named buyer, and one more"
    assert found.waits == "Problem in the buyer’s words: Written down by a named buyer; On the day of the meeting"


def test_where_every_gate_is_met_nothing_is_missing():
    found = one(concluded("commit", 4, 0, missing="", waits=()))
    assert (found.complete, found.missing) == ("Everything", "Nothing")


def test_what_is_promised_comes_next_with_its_day():
    promise = Commitment(
        id=UUID(int=5),
        person=ADA,
        deal=deal().id,
        deal_name="Northgate",
        lesson="",
        question="",
        behaviours=(),
        words="Meet the payer.",
        proof="",
        ask="",
        due_at=NOW + timedelta(days=3),
        made_at=NOW,
        state="open",
    )
    assert one(concluded("discover", 2, 1), promise).next == "Meet the payer, by 20\u00a0Nov"
    west = replace(promise, due_at=datetime(2026, 11, 21, 2, tzinfo=UTC), zone="America/Los_Angeles")
    assert one(concluded("discover", 2, 1), west).next == "Meet the payer, by 20\u00a0Nov"


def test_the_furthest_claim_comes_first_and_early_deals_last():
    lines = [line(deal("A", stage="engage")), line(deal("B", stage="align")), line(deal("C", stage="commit"))]
    found = reviewed(lines, {}, PROCESS, {}, now=NOW)
    assert [(one.name, one.early) for one in found] == [("C", False), ("B", False), ("A", True)]


def test_how_far_a_claim_is_does_not_depend_on_how_many_stages_its_motion_has():
    small = replace(deal("A small one", stage="commit"), motion="small")
    found = reviewed([line(deal("B", stage="align")), line(small)], {}, PROCESS, {}, now=NOW)
    assert [(one.name, one.claimed_place) for one in found] == [("A small one", 3), ("B", 3)]


def test_an_early_deal_of_the_forecast_is_on_the_list():
    (found,) = reviewed([line(deal(stage="engage", category="best"))], {}, PROCESS, {}, now=NOW)
    assert not found.early


def person(id: UUID, name: str, team: UUID) -> Person:
    return Person(
        id=id,
        name=name,
        email=f"{name}@example.org",
        zone="UTC",
        locale="en",
        theme="",
        roles=frozenset({"rep"}),
        process_owner=False,
        team=team,
        team_name="North" if team == NORTH else "South",
        added_at=NOW,
        deactivated_at=None,
    )


def test_a_review_is_by_team_by_rep_or_of_the_commit_list():
    persons = [person(ADA, "Ada", NORTH), person(BO, "Bo", SOUTH)]
    found = scopes(persons, forecast=True)
    assert [one.name for one in found] == ["All teams", "North", "South", "The commit list", "Ada", "Bo"]
    lines = [
        line(deal("A")),
        line(deal("B", owner=BO, stage="commit")),
        line(deal("C", owner=BO, category="omitted", stage="commit")),
    ]
    told = {one.name: [each.deal.name for each in chosen(lines, persons, one, {})] for one in found}
    assert told == {
        "All teams": ["A", "B", "C"],
        "North": ["A"],
        "South": ["B", "C"],
        "The commit list": ["B"],
        "Ada": ["A"],
        "Bo": ["B", "C"],
    }
    assert [one.name for one in scopes(persons[:1], forecast=False)] == ["North", "Ada"]
    assert Scope(COMMIT, "").rep == Scope(COMMIT, "").team == ""
