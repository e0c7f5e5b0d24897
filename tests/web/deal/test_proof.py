"""What proof of a deal is likely to show."""

from msgspec.structs import replace

from server.web.deal.proof import asked_of
from tests.deals.samples import deal
from tests.inspections.reference import PROCESS

RENAMED = replace(
    PROCESS,
    motions=tuple(replace(one, aliases=("hunting",)) if one.id == "new" else one for one in PROCESS.motions),
    moved={"agree": "align"},
)


def test_a_deal_that_closed_under_former_names_of_its_kind_and_stage_is_asked_for_the_gates_of_today():
    asked = asked_of(RENAMED, deal(stage="align", outcome="won"), None)
    gates = {gate.id for stage in ("diagnose", "align") for gate in RENAMED.gates.get(("new", stage), ())}
    assert gates
    assert gates <= {one.id for one in asked}
    assert asked_of(RENAMED, replace(deal(stage="agree", outcome="won"), motion="hunting"), None) == asked
