"""The form for trying a lesson, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _try(_house: "House") -> "Sent":
    return every_form.Sent("sam", "/academy/try", {"text": "# A lesson"}, went=200, late=200, stores=False)


FORMS: Mapping[str, Callable[["House"], Awaitable["Sent"]]] = {"/academy/try": _try}
