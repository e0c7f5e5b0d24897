"""The forms of coaching, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, db, ids
from server.commitments import actions as commitments
from server.commitments.actions import Promise
from server.ledger import Entry
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def promised(house: "House", who: str) -> UUID:
    """Something that they promised on a deal of theirs, new each time."""
    owner, now = house.person(who), clock.now()
    made = Promise(
        deal=await every_form.deal_of(house, who),
        words="Ask for the date.",
        due=now + timedelta(days=3),
        proof="calendar-invite",
        ask="Show me the invite.",
        behaviours=("next-step-confirmed",),
        process="small-process",
        process_version=3,
    )
    entry = Entry(id=ids.new(), at=now, actor=owner.id)
    return await db.run(lambda: commitments.promise(owner.actor, entry, made))


async def _settle(house: "House") -> "Sent":
    if "promise" not in house.made:
        house.made["promise"] = await promised(house, "ada")
    fields = {"outcome": "kept", "after": "deal"}
    return every_form.Sent("mira", f"/commitments/{house.made['promise']}/outcome", fields, ("commitment-settled",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/commitments/{commitment}/outcome": _settle,
}
"""They are sent before the deal is closed."""
