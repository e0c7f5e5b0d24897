"""Forms of chats, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _choose(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/chat", {"url": "https://hooks.slack.com/services/x", "day": "on"}, ("chat-chosen",))


async def _end(house: "House") -> "Sent":
    return every_form.Sent("ada", "/account/chat/ending", {}, ("chat-ended",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {"/account/chat": _choose, "/account/chat/ending": _end}
