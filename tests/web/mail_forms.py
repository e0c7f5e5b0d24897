"""Forms of forwarded mail, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.integrations.mail import actions, queries
from server.ledger import Entry
from tests.integrations.mail.post import INBOX, invitation, with_calendar
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def waits(house: "House", who: str) -> UUID:
    """Something that waits for somebody; a fresh one each time."""
    person, now = house.person(who), clock.now()
    if await queries.address_of(person.id) is None:
        await actions.make_address(person.actor, Entry(id=ids.new(), at=now, actor=person.id), chance=f"{who}-0123456789")
    token, _made = await queries.address_of(person.id) or ("", now)
    meeting = invitation(mine=person.email, uid=f"{ids.new()}@cal.example").replace("petra@", f"{ids.new()}@")
    came = with_calendar(meeting, name=str(ids.new()), sender=person.email)
    came["Delivered-To"] = f"deals+{token}@in.example"
    assert await actions.receive(came.as_bytes(), inbox=INBOX, now=now) == ("waits",)
    return (await queries.waiting(person.id))[-1].id


async def _file(house: "House") -> "Sent":
    item, deal = await waits(house, "ada"), await every_form.deal_of(house, "ada")
    return every_form.Sent("ada", f"/mail/{item}/filing", {"deal": str(deal)}, ("mail-filed", "evidence-added"))


async def _drop(house: "House") -> "Sent":
    return every_form.Sent("ada", f"/mail/{await waits(house, 'ada')}/dropping", {}, ("mail-dropped",))


async def _address(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/mail", {}, ("mail-address-made",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/mail/{item}/filing": _file,
    "/mail/{item}/dropping": _drop,
    "/account/mail": _address,
}
