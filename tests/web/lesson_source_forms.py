"""Forms about the repository of the lessons, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

PAGE = "/setup/lessons"


async def _fetch(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/fetching", {})


async def _look(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/looking", {"branch": "next"})


async def _token(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/token", {"token": "glpat-0123456789"}, ("lesson-token-set",))


async def _end_token(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/token/ending", {}, ("lesson-token-set",))


async def _secret(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/secret", {}, ("lesson-hook-set",))


async def _end_secret(_house: "House") -> "Sent":
    return every_form.Sent("zoe", f"{PAGE}/secret/ending", {}, ("lesson-hook-set",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    f"{PAGE}/fetching": _fetch,
    f"{PAGE}/looking": _look,
    f"{PAGE}/token": _token,
    f"{PAGE}/token/ending": _end_token,
    f"{PAGE}/secret": _secret,
    f"{PAGE}/secret/ending": _end_secret,
}
