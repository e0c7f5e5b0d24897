"""Forms of how it runs, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, db, ids, outbox
from server.outbox import Mail
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _ask(house: "House") -> "Sent":
    return every_form.Sent("zoe", "/setup/operations/jobs/settle-gaps/asking", {}, ("job-asked",))


async def _try(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/operations/messages/{await unsent()}/trial", {}, ("message-asked",))


async def _drop(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/operations/messages/{await unsent()}/dropping", {}, ("message-dropped",))


async def unsent() -> UUID:
    """A mail that its server would not take."""
    id, now = ids.new(), clock.now()
    await db.run(lambda: outbox.put(id, Mail(to="bo@example.org", subject="Hello", text="Hello"), at=now))
    await outbox.given_up(id, "SMTPRecipientsRefused: 550 bo@example.org is unknown")
    return id


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/setup/operations/jobs/{job}/asking": _ask,
    "/setup/operations/messages/{message}/trial": _try,
    "/setup/operations/messages/{message}/dropping": _drop,
}
