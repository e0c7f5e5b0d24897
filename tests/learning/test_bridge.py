"""The bridge from what somebody knows to the deal that is about to need it."""

from typing import NamedTuple

from server.learning.bridge import bridge
from tests.selling import PROCESS


class Deal(NamedTuple):
    """An open deal."""

    name: str
    stage: str
    motion: str = "new"


def test_it_leads_to_the_deal_that_needs_the_behaviour_most_and_names_its_stage_and_question():
    found = bridge(PROCESS, ["stakeholder-access"], [Deal("Alder", "discover"), Deal("Birch", "align")])
    assert found is not None
    assert (found.deal.name, found.stage, found.behaviour.id) == ("Birch", "Align", "stakeholder-access")


def test_of_deals_that_need_it_alike_the_first_is_named():
    found = bridge(PROCESS, ["stakeholder-access"], [Deal("Alder", "align"), Deal("Birch", "align")])
    assert found is not None
    assert found.deal.name == "Alder"


def test_of_several_behaviours_the_one_that_a_deal_needs_most_is_named():
    found = bridge(PROCESS, ["insight-shared", "problem-in-buyer-words"], [Deal("Alder", "discover")])
    assert found is not None
    assert found.behaviour.id == "problem-in-buyer-words"


def test_nothing_is_invented():
    assert bridge(PROCESS, ["stakeholder-access"], []) is None
    assert bridge(PROCESS, ["stakeholder-access"], [Deal("Alder", "commit")]) is None
    assert bridge(PROCESS, ["gone"], [Deal("Alder", "align")]) is None
    assert bridge(PROCESS, [], [Deal("Alder", "align")]) is None
