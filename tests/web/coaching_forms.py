"""The forms of coaching, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, db, ids
from server.coaching import actions as coaching
from server.commitments import actions as commitments
from server.commitments.actions import Promise
from server.inspections import actions as inspections
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
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


async def met(house: "House", who: str, manager: str = "mira") -> UUID:
    """A one-to-one on a deal of theirs."""
    boss = house.person(manager)
    entry = Entry(id=ids.new(), at=clock.now(), actor=boss.id)
    deal = await every_form.deal_of(house, who)
    return await coaching.prepare(boss.actor, entry, person=house.person(who).id, deal=deal)


async def _prepare(house: "House") -> "Sent":
    fields = {"deal": str(await every_form.deal_of(house))}
    return every_form.Sent("mira", f"/people/{house.cast.ada.id}/one-to-one", fields, ("one-to-one-begun",))


async def _meeting(house: "House") -> UUID:
    if "meeting" not in house.made:
        house.made["meeting"] = await met(house, "ada")
    found: UUID = house.made["meeting"]
    return found


async def _side(house: "House") -> "Sent":
    return every_form.Sent("ada", f"/one-to-ones/{await _meeting(house)}/sheet", {}, ("inspection-begun",))


async def _compare(house: "House") -> "Sent":
    """Ada saves her side and Mira answers hers."""
    meeting, now = await _meeting(house), clock.now()
    for who in ("ada", "mira"):
        if f"side of {who}" not in house.made:
            actor = house.person(who).actor
            entries = [Entry(id=ids.new(), at=now, actor=actor.id) for _ in range(2)]
            sheet = house.made[f"side of {who}"] = await coaching.open_sheet(actor, entries[0], meeting)
            rows = {"next-step-confirmed": Done(ticked=Ticked(looked=True))}
            if who == "ada":
                await inspections.close(actor, entries[1], sheet, rows)
            else:
                await inspections.answer(actor, entries[1], sheet, "next-step-confirmed", rows["next-step-confirmed"])
    return every_form.Sent("mira", f"/one-to-ones/{meeting}/comparison", {}, ("one-to-one-compared",))


async def _close(house: "House") -> "Sent":
    fields = {"note": "Go together.", "about": "step"}
    facts = ("behaviour-seen", "inspection-closed", "note-written", "one-to-one-closed")
    return every_form.Sent("mira", f"/one-to-ones/{await _meeting(house)}/closing", fields, facts)


async def _part(house: "House") -> "Sent":
    return every_form.Sent("ada", f"/one-to-ones/{await _meeting(house)}/parting", {"answer": "yes"}, ("parting-said",))


async def _pin(house: "House") -> "Sent":
    fields = {"words": "I stop five minutes early."}
    return every_form.Sent("mira", "/process/next-step-confirmed/note", fields, ("note-pinned",) * 3)


async def _several(house: "House") -> "Sent":
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    fields = {"course": "lesson:walked", "whom": "team", "reason": "For Friday.", "day": day}
    facts = ("lesson-assigned", "several-assigned")
    return every_form.Sent("tom", "/team/assignments", fields, facts)


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/commitments/{commitment}/outcome": _settle,
    "/people/{person}/one-to-one": _prepare,
    "/process/{behaviour}/note": _pin,
    "/team/assignments": _several,
    "/one-to-ones/{meeting}/sheet": _side,
    "/one-to-ones/{meeting}/comparison": _compare,
    "/one-to-ones/{meeting}/closing": _close,
    "/one-to-ones/{meeting}/parting": _part,
}
"""They are sent before the deal is closed."""
