"""What one reads before a call: of a deal that was inspected, of one that nobody looked at, and where nothing is left."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from server.html import Page
from server.inspections.queries import Call
from server.web.deal.before_call import before
from server.web.pages.before_call import BeforeCallPage
from tests.deals.samples import deal
from tests.inspections import samples as sheets
from tests.inspections.reference import PROCESS, TODAY
from tests.inspections.samples import DEAL

CALL = Call(
    deal=deal().id, name=deal().name, day=TODAY, purpose="To decide <whether> & when.", people="Petra Nowak, Jitka <Malá>"
)


def pages() -> Mapping[str, Page]:
    """Sixty seconds, and why there are none."""
    inspected = BeforeCallPage(
        deal=DEAL,
        owner="",
        call=CALL,
        today=TODAY,
        before=before(DEAL, sheets.stands(), ()),
        proven=False,
        stage="Propose",
        artifact=("/process/templates/meeting-notes", "Meeting <notes>"),
    )
    fresh = before(DEAL, None, (PROCESS.behaviour["stakeholder-access"],))
    return {
        "before a call": inspected,
        "before a call of the team, tomorrow": replace(
            inspected, owner="Ada Rep", call=replace_call(people="", days=1), before=fresh, artifact=("", "meeting notes")
        ),
        "before a call where nothing is left": replace(inspected, call=None, before=None, proven=True, artifact=("", "")),
        "before a call of which the process says nothing": replace(inspected, call=None, before=None, artifact=("", "")),
        "before a call on a deal that is closed": replace(
            inspected, deal=deal(outcome="won"), call=None, before=None, artifact=("", "")
        ),
    }


def replace_call(*, people: str, days: int) -> Call:
    """The same call with other people, so many days later."""
    return Call(deal=CALL.deal, name=CALL.name, day=CALL.day + timedelta(days=days), purpose=CALL.purpose, people=people)
