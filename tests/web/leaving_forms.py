"""Forms that take something back or give it up: files of deals, CRMs, what was withdrawn. For `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.assignments import actions as assigning
from server.deals import actions
from server.deals.actions import Given
from server.ledger import Entry
from tests.learning.world import PROCESS
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

HEADS = b"id,name,stage,owner\n"
BOTH = HEADS + b"1,Fennel,Meeting,Ada Rep\n2,Sorrel,Meeting,Ada Rep\n"
ONE = HEADS + b"1,Fennel,Meeting,Ada Rep\n"


async def _imported(house: "House", source: str, data: bytes, days: int) -> UUID:
    """A file of this source that came in, made so many days ago."""
    zoe, at = house.cast.zoe, clock.now() - timedelta(days=days)
    given = Given(name="deals.csv", data=data, digest=ids.digest(f"{source} {days}"), source=source, as_of=at)
    entry = Entry(id=ids.new(), at=clock.now(), actor=zoe.id)
    run = await actions.give(zoe.actor, entry, given, zone="UTC", currency="EUR", process=PROCESS)
    meant = {("stage", "", "Meeting"): "engage", ("owner", "", "Ada Rep"): str(house.cast.ada.id)}
    await actions.decide(zoe.actor, entry.child("meant"), run, meant, currency="EUR", process=PROCESS)
    await actions.begin(zoe.actor, entry.child("begin"), run, currency="EUR")
    await actions.run_to_the_end(run, process=PROCESS, currency="EUR", now=clock.now)
    return run


async def _once(house: "House", source: str, *files: tuple[bytes, int]) -> UUID:
    """The last of these files of a source, the same however often it is asked for."""
    if source not in house.made:
        for data, days in files:
            house.made[source] = await _imported(house, source, data, days)
    found: UUID = house.made[source]
    return found


async def _withdraw(house: "House") -> "Sent":
    run = await _once(house, "taken-back", (ONE, 1))
    return every_form.Sent("zoe", f"/setup/deals/{run}/withdrawal", {}, ("deal-file-withdrawn",))


async def _missing(house: "House") -> "Sent":
    run = await _once(house, "part", (BOTH, 2), (ONE, 1))
    return every_form.Sent("zoe", f"/setup/deals/{run}/missing", {"how": "part"}, ("deal-file-called-part",))


async def _retire(house: "House") -> "Sent":
    await _once(house, "given-up", (ONE, 1))
    return every_form.Sent("zoe", "/setup/deals/retirement", {"source": "given-up", "keep": "by-hand"}, ("deal-source-retired",))


async def give_back(house: "House") -> "Sent":
    """What was withdrawn by mistake, assigned and taken back once."""
    if "taken back" not in house.made:
        mira, day = house.cast.mira, clock.today("UTC") + timedelta(days=9)
        entry = Entry(id=ids.new(), at=clock.now(), actor=mira.id)
        given = await assigning.assign(
            mira.actor, entry, person=house.cast.ada.id, lesson="read", reason="Again.", day=day, site="https://test"
        )
        await assigning.withdraw(mira.actor, entry.child("withdrawn"), given)
        house.made["taken back"] = given
    return every_form.Sent("mira", f"/assignments/{house.made['taken back']}/restoration", {}, ("assignment-restored",))


async def _roles(house: "House") -> "Sent":
    path = f"/deals/{await every_form.deal_of(house)}/roles"
    return every_form.Sent("ada", path, {"sdr": "ida@example.org"}, ("deal-role-set",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/setup/deals/{run}/withdrawal": _withdraw,
    "/setup/deals/{run}/missing": _missing,
    "/setup/deals/retirement": _retire,
    "/deals/{deal}/roles": _roles,
}
