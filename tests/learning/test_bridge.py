"""The bridge from what somebody knows to the deal that is about to need it."""

from typing import NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from msgspec.structs import replace

from server.gaps.shown import Usual
from server.learning.bridge import bridge
from server.process.map import Clause
from tests.selling import PROCESS


class Deal(NamedTuple):
    """An open deal."""

    name: str
    stage: str
    motion: str = "new"

    @property
    def id(self) -> UUID:
        """Follows from its name."""
        return uuid5(NAMESPACE_OID, self.name)


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


ALDER, BIRCH, CEDAR = Deal("Alder", "align"), Deal("Birch", "align"), Deal("Cedar", "commit")
FIRST, SECOND, TIMED = (
    Clause(id="roles-named", text="each role has a name", source="buyer"),
    Clause(id="needs-noted", text="what each needs", source="buyer"),
    Clause(id="in-time", text="on the day", source="buyer", timed=True),
)
MAPPED = replace(PROCESS.behaviour["stakeholder-access"], clauses=(FIRST, SECOND, TIMED))
MAPPING = replace(PROCESS, behaviours=(*(one for one in PROCESS.behaviours if one.id != MAPPED.id), MAPPED))


def test_a_deal_on_which_a_clause_is_missing_comes_before_one_that_only_needs_it_and_the_clause_is_named():
    found = bridge(MAPPING, [MAPPED.id], [ALDER, BIRCH], {MAPPED.id: {BIRCH.id: (SECOND.id,)}})
    assert found is not None
    assert (found.deal.name, found.clause, found.usually) == ("Birch", SECOND.text, False)


def test_the_clause_that_is_usually_missing_is_named_before_the_others():
    missing = {MAPPED.id: {ALDER.id: (FIRST.id,), BIRCH.id: (FIRST.id, SECOND.id)}}
    found = bridge(MAPPING, [MAPPED.id], [ALDER, BIRCH], missing, {MAPPED.id: Usual(SECOND.id, SECOND.text, 3, 5)})
    assert found is not None
    assert (found.deal.name, found.clause, found.usually) == ("Birch", SECOND.text, True)


def test_a_clause_missing_on_one_deal_or_on_half_of_them_is_not_called_usual():
    for usual in (Usual(FIRST.id, FIRST.text, 1, 1), Usual(FIRST.id, FIRST.text, 2, 4)):
        found = bridge(MAPPING, [MAPPED.id], [ALDER], {MAPPED.id: {ALDER.id: (FIRST.id,)}}, {MAPPED.id: usual})
        assert found is not None
        assert (found.clause, found.usually) == (FIRST.text, False)


def test_a_deal_that_is_further_is_named_when_a_look_found_it_without_an_earlier_gate():
    found = bridge(MAPPING, [MAPPED.id], [CEDAR], {MAPPED.id: {CEDAR.id: (FIRST.id,)}})
    assert found is not None
    assert (found.deal.name, found.stage, found.clause) == ("Cedar", "Commit", FIRST.text)


def test_nobody_is_sent_to_make_good_what_had_its_time():
    assert bridge(MAPPING, [MAPPED.id], [CEDAR], {MAPPED.id: {CEDAR.id: (TIMED.id,)}}) is None
    found = bridge(MAPPING, [MAPPED.id], [ALDER], {MAPPED.id: {ALDER.id: (TIMED.id, SECOND.id)}})
    assert found is not None
    assert found.clause == SECOND.text


def test_only_of_a_gate_that_is_ahead_it_is_said_that_a_deal_is_about_to_need_it():
    for behaviour, stage, ahead in (
        ("stakeholder-access", "align", True),
        ("stakeholder-access", "discover", True),
        ("next-step-confirmed", "engage", True),
        ("next-step-confirmed", "align", False),
        ("insight-shared", "discover", False),
    ):
        found = bridge(PROCESS, [behaviour], [Deal("Alder", stage)])
        assert found is not None
        assert found.ahead is ahead, f"{behaviour} in {stage}"
