"""The forms of a manager's week, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from server import clock, ids
from server.drift.queries import turns
from server.inspections import actions as inspecting
from server.inspections import queries as inspections
from server.ledger import Entry
from server.people import queries as people
from tests.drift import turning
from tests.people.leave import away
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def planned(house: "House", who: str, manager: str) -> Mapping[str, str]:
    """A pick of their team's week, and days on which they are away; the team has a deal."""
    now, one = clock.now(), house.person(manager)
    (desk,) = await people.desks(one.actor, now)
    found = await inspecting.make_picks(desk, await inspections.pipeline(await people.people_of_desk(desk, now), now), now)
    first = clock.today("Europe/Prague") + timedelta(days=200)
    absence = await away(house.person(who), Entry(id=ids.new(), at=now, actor=house.person(who).id), first, first)
    return {"pick": str(found[0].id), "absence": str(absence)}


async def _swap(house: "House") -> "Sent":
    """The first pick of this week, which the first visit makes."""
    if "pick" not in house.made:
        await every_form.deal_of(house)
        now, mira = clock.now(), house.person("mira")
        (desk,) = await people.desks(mira.actor, now)
        lines = await inspections.pipeline(await people.people_of_desk(desk, now), now)
        house.made["pick"], *_ = await inspecting.make_picks(desk, lines, now)
    path = f"/week/picks/{house.made['pick'].id}/swap"
    return every_form.Sent("mira", path, {"words": "On leave.", "team": ""}, ("pick-swapped",))


async def _go_on(house: "House") -> "Sent":
    day = clock.today("Europe/Prague") + timedelta(days=5)
    fields = {"deal": str(await every_form.deal_of(house)), "words": "Meet the payer.", "by": day.isoformat()}
    return every_form.Sent("mira", "/review", fields, ("commitment-made",))


async def _set_focus(house: "House") -> "Sent":
    return every_form.Sent("lea", "/focus", {"stage": ""}, ("focus-set",))


async def _lead(_house: "House") -> "Sent":
    return every_form.Sent("lea", "/drift/focus", {"behaviour": "next-step-confirmed"}, ("focus-set",))


async def _turn(house: "House") -> "Sent":
    """Of claims that did not hold."""
    if "judged" not in house.made:
        await turning.judged(house.cast, turning.LOW, clock.now())
        house.made["judged"] = True
    fields = {"kind": "accuracy", "about": "", "team": str(house.cast.north), "did": "accepted", "words": "New team"}
    return every_form.Sent("lea", "/drift/turns", fields, ("turn-said",))


async def _turn_back(house: "House") -> "Sent":
    if "turn" not in house.made:
        house.made["turn"] = next(one.id for one in await turns.said(clock.now() - timedelta(days=1)) if one.id)
    return every_form.Sent("lea", f"/drift/turns/{house.made['turn']}/back", {}, ("turn-taken-back",))


async def _away(house: "House") -> "Sent":
    first = clock.today("Europe/Prague") + timedelta(days=30)
    fields = {"first": first.isoformat(), "last": (first + timedelta(days=4)).isoformat()}
    return every_form.Sent("bo", "/account/absences", fields, ("absence-noted",))


async def _back(house: "House") -> "Sent":
    if "absence" not in house.made:
        (house.made["absence"],) = await people.absences([house.cast.bo.id], clock.today("Europe/Prague"))
    path = f"/account/absences/{house.made['absence'].id}/withdrawal"
    return every_form.Sent("bo", path, {}, ("absence-withdrawn",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/week/picks/{pick}/swap": _swap,
    "/review": _go_on,
    "/focus": _set_focus,
    "/drift/focus": _lead,
    "/drift/turns": _turn,
    "/drift/turns/{turn}/back": _turn_back,
    "/account/absences": _away,
    "/account/absences/{absence}/withdrawal": _back,
}
"""They are sent before the deal is closed."""
