"""The forms of an inspection, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec.structs import replace

from server import clock, ids
from server.deals import actions as deals
from server.deals.actions import Told as DealTold
from server.inspections import actions, queries
from server.inspections.actions import Done, FileTold, Told
from server.inspections.rubric import Ticked
from server.ledger import Entry
from tests.learning.world import PROCESS
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

STEP = "next-step-confirmed"
INVITE = Told(artifact="calendar-invite", source="system", form="event", dated=None, words="Accepted.")
GIVEN = {"kind": "quote", "source": "buyer", "artifact": "calendar-invite", "words": "Yes.", "sender": "Petra", "sheet": ""}


async def _add_evidence(house: "House") -> "Sent":
    fields: dict[str, str | list[str]] = {**GIVEN, "show": [f"{STEP}/buyer-accepted"]}
    return every_form.Sent("ada", f"/deals/{await every_form.deal_of(house)}/evidence", fields, ("evidence-added",))


async def evidence_of(house: "House", name: str) -> UUID:
    """An item of Ada's deal, the same one for each name."""
    if name not in house.made:
        ada, deal = house.cast.ada, await every_form.deal_of(house)
        entry = Entry(id=ids.new(), at=clock.now(), actor=ada.id)
        house.made[name] = await actions.add_evidence(ada.actor, entry, deal, INVITE, process=PROCESS)
    found: UUID = house.made[name]
    return found


async def _link_evidence(house: "House") -> "Sent":
    fields: dict[str, str | list[str]] = {"show": [f"{STEP}/buyer-accepted"], "sheet": ""}
    return every_form.Sent("ada", f"/evidence/{await evidence_of(house, 'linked')}/clauses", fields, ("evidence-linked",))


async def _withdraw(house: "House") -> "Sent":
    path = f"/evidence/{await evidence_of(house, 'withdrawn')}/withdrawal"
    return every_form.Sent("ada", path, {"why": "Petra left."}, ("evidence-withdrawn",))


async def _confirm_past(house: "House") -> "Sent":
    if "with a past" not in house.made:
        ida, told = house.cast.ida, DealTold(name="Juniper", stage="discover")
        entry = Entry(id=ids.new(), at=clock.now(), actor=ida.id)
        house.made["with a past"] = await deals.add(ida.actor, entry, told, motion="new", currency="EUR", process=PROCESS)
    fields: dict[str, str | list[str]] = {"gate": [STEP]}
    facts = ("inspection-begun", "row-answered", "inspection-closed", "behaviour-seen")
    return every_form.Sent("tom", f"/deals/{house.made['with a past']}/baseline", fields, facts)


async def _begin(house: "House") -> "Sent":
    path = f"/deals/{await every_form.deal_of(house)}/inspections"
    return every_form.Sent("mira", path, {"mode": "full", "pick": "chosen"}, ("inspection-begun",))


async def sheet_of(house: "House") -> UUID:
    """Mira's sheet of Ada's deal."""
    if "sheet" not in house.made:
        mira, deal = house.cast.mira, await every_form.deal_of(house)
        entry = Entry(id=ids.new(), at=clock.now(), actor=mira.id)
        house.made["sheet"] = await actions.begin(mira.actor, entry, deal, mode="full", pick="chosen")
    found: UUID = house.made["sheet"]
    return found


async def _tick(house: "House") -> "Sent":
    house.made.setdefault("row", str(ids.new()))
    fields: dict[str, str | list[str]] = {f"row.{STEP}": house.made["row"], "tick": [f"{STEP}/buyer-accepted"]}
    return every_form.Sent("mira", f"/inspections/{await sheet_of(house)}/rows/{STEP}", fields, ("row-answered",))


async def _keep_rows(house: "House") -> "Sent":
    return every_form.Sent("mira", f"/inspections/{await sheet_of(house)}/rows", {"looked": STEP}, ("row-answered",))


async def _misfit(house: "House") -> "Sent":
    fields = {"clause": f"{STEP}/buyer-accepted", "words": "A tender has no meeting."}
    return every_form.Sent("mira", f"/inspections/{await sheet_of(house)}/misfits", fields, ("clause-misfit",))


async def _close(house: "House") -> "Sent":
    facts = ("inspection-closed", "behaviour-seen", "note-written")
    fields = {"looked": STEP, "note": "Ask for the date.", "about": "step", "behaviour": STEP}
    return every_form.Sent("mira", f"/inspections/{await sheet_of(house)}/closing", fields, facts)


async def _reply(house: "House") -> "Sent":
    path = f"/deals/{await every_form.deal_of(house)}/replies"
    await _looked(house)
    return every_form.Sent("ada", path, {"behaviour": STEP, "reply": "The invite is there."}, ("reply-given",))


async def _answer_reply(house: "House") -> "Sent":
    if "reply" not in house.made:
        (waiting,) = await queries.waiting_replies(house.cast.mira.actor, clock.now())
        house.made["reply"] = waiting.id
    return every_form.Sent("mira", f"/replies/{house.made['reply']}", {"words": "It names nobody."}, ("reply-answered",))


async def _looked(house: "House") -> None:
    """Mira looked at the step on Ada's deal, in this house or just now."""
    mira, deal = house.cast.mira, await every_form.deal_of(house)
    if not await queries.last_answers(deal, STEP):
        entry = Entry(id=ids.new(), at=clock.now(), actor=mira.id)
        sheet = await actions.begin(mira.actor, entry, deal, mode="full", pick="chosen")
        await actions.close(mira.actor, entry.child("closed"), sheet, {STEP: Done(ticked=Ticked(looked=True))})


async def looked(house: "House", who: str, manager: str) -> Mapping[str, str]:
    """What comes of an inspection of somebody's deal, by the name of the part of a path: evidence with a file, a closed sheet, a reply to it."""
    owner, inspector = house.person(who), house.person(manager)
    deal, entry = await every_form.deal_of(house, who), Entry(id=ids.new(), at=clock.now(), actor=inspector.id)
    file = FileTold(name="invite.ics", type="text/calendar", data=b"BEGIN", digest="d" * 64)
    own = Entry(id=ids.new(), at=clock.now(), actor=owner.id)
    evidence = await actions.add_evidence(owner.actor, own, deal, replace(INVITE, form="file", file=file), process=PROCESS)
    sheet = await actions.begin(inspector.actor, entry, deal, mode="full", pick="chosen")
    await actions.close(inspector.actor, entry.child("closed"), sheet, {STEP: Done(ticked=Ticked(looked=True))})
    reply = await actions.give_reply(owner.actor, own.child("reply"), deal, STEP, "The invite is there.")
    return {"evidence": str(evidence), "inspection": str(sheet), "reply": str(reply)}


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/deals/{deal}/evidence": _add_evidence,
    "/evidence/{evidence}/clauses": _link_evidence,
    "/evidence/{evidence}/withdrawal": _withdraw,
    "/deals/{deal}/baseline": _confirm_past,
    "/deals/{deal}/inspections": _begin,
    "/inspections/{inspection}/rows/{behaviour}": _tick,
    "/inspections/{inspection}/rows": _keep_rows,
    "/inspections/{inspection}/misfits": _misfit,
    "/inspections/{inspection}/closing": _close,
    "/deals/{deal}/replies": _reply,
    "/replies/{reply}": _answer_reply,
}
"""They are sent before the deal is closed."""
