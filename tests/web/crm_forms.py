"""Forms of a CRM that is asked, for `tests/web/every_form.py`."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from server import clock, ids
from server.integrations.crm import actions, queries
from server.integrations.crm.actions import Within
from server.integrations.crm.outside import Access
from server.ledger import Entry
from tests.client import KEY
from tests.integrations.crm.fakes.hubspot import TOKEN
from tests.integrations.crm.fakes.serve import serving
from tests.integrations.crm.world import small
from tests.learning.world import PROCESS
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

PAGE = "/setup/crm/hubspot"


def within() -> Within:
    return Within(key=KEY, private=True, process=PROCESS, currency="EUR", now=clock.now)


def base_of(house: "House") -> str:
    """Where this house finds its HubSpot."""
    if "hubspot" not in house.made:
        house.made["hubspot"] = house.closing.enter_context(serving(small(2)))
    found: str = house.made["hubspot"]
    return found


async def connected(house: "House") -> str:
    """The source of a CRM that is connected and was looked at."""
    zoe = house.cast.zoe
    if not await queries.connections():
        entry = Entry(id=ids.new(), at=clock.now(), actor=zoe.id)
        await actions.connect(zoe.actor, entry, "hubspot", base_of(house), Access(token=TOKEN), within())
    if not await queries.runs("hubspot"):
        await actions.begin(zoe.actor, Entry(id=ids.new(), at=clock.now(), actor=zoe.id), "hubspot", "look")
    await ended(house)
    return "hubspot"


async def ended(_house: "House") -> None:
    """Goes on with what was begun until its end."""
    run = await queries.open_run("hubspot")
    if run is not None:
        await actions.go_on(run, within())


async def _connect(house: "House") -> "Sent":
    fields = {"base": base_of(house), "secret": TOKEN}
    return every_form.Sent("zoe", PAGE, fields, ("crm-connected", "deal-mapping-set"))


async def _test(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/test", {})


async def _look(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/looking", {})


async def _map(house: "House") -> "Sent":
    await ended(house)
    page = (await house.browsers["zoe"].get(PAGE)).text
    [field] = re.findall(r'<select class="w-auto" id="(w\w+)"', page)[:1]
    return every_form.Sent("zoe", f"{PAGE}/mapping", {field: "engage"}, ("deal-mapping-set",))


async def _schedule(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/schedule", {"every": "60"}, ("crm-scheduled", "deal-mapping-set"))


async def _pull(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/pulling", {})


async def _make(house: "House") -> "Sent":
    await connected(house)
    return every_form.Sent("zoe", f"{PAGE}/evidence-stage/field", {})


async def _probe(house: "House") -> "Sent":
    zoe = house.cast.zoe
    await actions.make_field(zoe.actor, await connected(house), within())
    return every_form.Sent("zoe", f"{PAGE}/evidence-stage/test", {})


async def _write(house: "House") -> "Sent":
    await _probe(house)
    return every_form.Sent("zoe", f"{PAGE}/evidence-stage", {"active": "yes"}, ("crm-writing-set",))


async def _end(house: "House") -> "Sent":
    await ended(house)
    return every_form.Sent("zoe", f"{PAGE}/ending", {}, ("crm-disconnected",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/setup/crm/{source}": _connect,
    "/setup/crm/{source}/test": _test,
    "/setup/crm/{source}/looking": _look,
    "/setup/crm/{source}/mapping": _map,
    "/setup/crm/{source}/schedule": _schedule,
    "/setup/crm/{source}/pulling": _pull,
    "/setup/crm/{source}/evidence-stage/field": _make,
    "/setup/crm/{source}/evidence-stage/test": _probe,
    "/setup/crm/{source}/evidence-stage": _write,
    "/setup/crm/{source}/ending": _end,
}
