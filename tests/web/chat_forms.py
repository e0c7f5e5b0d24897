"""Forms of chats and of Slack, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from server import clock, ids
from server.integrations.chat import actions
from server.integrations.chat.actions import Within
from server.ledger import Entry
from tests.client import KEY
from tests.integrations.chat.fake_slack import TOKEN, Slack
from tests.integrations.crm.fakes.serve import serving
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _choose(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/chat", {"url": "https://hooks.slack.com/services/x", "day": "on"}, ("chat-chosen",))


async def _end(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/chat/ending", {}, ("chat-ended",))


async def _connect(house: "House") -> "Sent":
    return every_form.Sent("zoe", "/setup/chat", {"base": base_of(house), "token": TOKEN}, ("slack-connected",))


async def _try(house: "House") -> "Sent":
    await connected(house)
    return every_form.Sent("zoe", "/setup/chat/trial", {})


async def _disconnect(house: "House") -> "Sent":
    await connected(house)
    return every_form.Sent("zoe", "/setup/chat/ending", {}, ("slack-disconnected",))


async def connected(house: "House") -> None:
    """Slack is there."""
    zoe, now = house.cast.zoe, clock.now()
    entry = Entry(id=ids.new(), at=now, actor=zoe.id)
    within = Within(key=KEY, private=True, now=now)
    await actions.connect(zoe.actor, entry, base=base_of(house), token=TOKEN, within=within)


def base_of(house: "House") -> str:
    """Where this house finds its Slack."""
    if "slack" not in house.made:
        house.made["slack"] = house.closing.enter_context(serving(Slack()))
    return f"{house.made['slack']}/api"


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/account/chat": _choose,
    "/account/chat/ending": _end,
    "/setup/chat": _connect,
    "/setup/chat/trial": _try,
    "/setup/chat/ending": _disconnect,
}
