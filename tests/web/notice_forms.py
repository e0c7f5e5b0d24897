"""The forms of notices, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from server import clock, ids
from server.ledger import Entry
from server.notices import actions
from server.notices.actions import Letter
from server.notices.queries import Waking
from server.outbox import Mail
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _read_all(house: "House") -> "Sent":
    return every_form.Sent("ada", "/inbox/reading", {})


async def _choose(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/reminders", {"hour": "7", "mail": "on"}, ("morning-mail-chosen",))


async def _make_feed(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/reminders/feed", {}, ("feed-made",))


async def _end_feed(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/reminders/feed/ending", {}, ("feed-ended",))


async def _stop(house: "House") -> "Sent":
    """Pressed at the end of a mail, by nobody who is signed in."""
    bo, token, now = house.person("bo"), ids.token(), clock.now()
    await actions.choose(bo.actor, Entry(id=ids.new(), at=now, actor=bo.id), on=True, hour=8)
    mail = Mail(to=bo.email, subject="Today: 4 min.", text="Today: 4 min.")
    waking = Waking(person=bo.id, hour=8, due=now, chosen=True)
    assert await actions.send(waking, bo, Letter(mail=mail, token=token), now=now)
    return every_form.Sent("", f"/reminders/{token}/ending", {}, ("morning-mail-chosen",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/inbox/reading": _read_all,
    "/account/reminders": _choose,
    "/account/reminders/feed": _make_feed,
    "/account/reminders/feed/ending": _end_feed,
    "/reminders/{token}/ending": _stop,
}
