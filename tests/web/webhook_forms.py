"""Forms of webhooks, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from server import clock, ids
from server.integrations.webhooks import actions
from server.integrations.webhooks.signature import secret_of
from server.ledger import Entry
from tests.client import KEY
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _make(house: "House") -> "Sent":
    fields: dict[str, str | list[str]] = {"name": "Warehouse", "url": "https://hooks.example.com/x", "events": ["person.added"]}
    return every_form.Sent("zoe", "/setup/webhooks", fields, ("webhook-made",))


async def _change_secret(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/webhooks/{await made(house)}/secret", {}, ("webhook-secret-changed",))


async def _test(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/webhooks/{await made(house)}/trial", {})


async def _end(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/webhooks/{await made(house)}/ending", {}, ("webhook-ended",))


async def made(house: "House") -> str:
    """A webhook that nothing here is told to."""
    entry = Entry(id=ids.new(), at=clock.now(), actor=house.cast.zoe.id)
    made = await actions.make(
        house.cast.zoe.actor,
        entry,
        name="Warehouse",
        url="https://hooks.example.com/x",
        events=("calibration.revealed",),
        secret=secret_of(b"s" * 32),
        key=KEY,
        private=False,
    )
    return str(made)


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/setup/webhooks": _make,
    "/setup/webhooks/{webhook}/secret": _change_secret,
    "/setup/webhooks/{webhook}/trial": _test,
    "/setup/webhooks/{webhook}/ending": _end,
}
