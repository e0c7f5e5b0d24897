"""The forms of tokens, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.ledger import Entry
from server.people import actions as people
from server.people import scopes
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _own(house: "House") -> "Sent":
    fields: dict[str, str | list[str]] = {"name": "Our warehouse", "scopes": ["read", "write"], "lasts": "90"}
    return every_form.Sent("ada", "/account/tokens", fields, ("token-made",))


async def _of_the_installation(house: "House") -> "Sent":
    fields: dict[str, str | list[str]] = {"name": "Our directory", "scopes": ["scim"], "lasts": "0"}
    return every_form.Sent("zoe", "/setup/tokens", fields, ("token-made",))


async def made(house: "House", who: str) -> UUID:
    """A token of theirs, the same one each time."""
    key = f"token of {who}"
    if key not in house.made:
        owner, entry = house.person(who), Entry(id=ids.new(), at=clock.now(), actor=house.person(who).id)
        secret = scopes.PREFIX + ids.token()
        house.made[key] = await people.make_token(
            owner.actor, secret=secret, name="A program", scopes=["read"], lasts="30", entry=entry
        )
    found: UUID = house.made[key]
    return found


async def _end(house: "House") -> "Sent":
    return every_form.Sent("ada", f"/account/tokens/{await made(house, 'ada')}/ending", {}, ("token-ended",))


async def _end_any(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/tokens/{await made(house, 'ida')}/ending", {}, ("token-ended",))


FORMS: Mapping[str, Callable[["House"], Awaitable["Sent"]]] = {
    "/account/tokens": _own,
    "/account/tokens/{token}/ending": _end,
    "/setup/tokens": _of_the_installation,
    "/setup/tokens/{token}/ending": _end_any,
}
"""Path template to the form that is sent there."""
