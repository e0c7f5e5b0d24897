"""The forms about people from elsewhere, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.integrations.directory.actions import files
from server.ledger import Entry
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent

CSV = b"Email,Name\r\nadaline@example.org,Adaline\r\n"


async def _waits(house: "House") -> UUID:
    zoe = house.person("zoe")
    entry = Entry(id=ids.new(), at=clock.now(), actor=zoe.id)
    return await files.give_file(zoe.actor, entry, name="people.csv", data=CSV)


async def _give(house: "House") -> "Sent":
    return every_form.Sent("zoe", "/setup/people/import", {}, ("people-file-given",), files={"file": ("people.csv", CSV)})


async def _columns(house: "House") -> "Sent":
    path = f"/setup/people/import/{await _waits(house)}/columns"
    return every_form.Sent("zoe", path, {"c0": "email", "c1": "name"}, ("people-columns-set",))


async def _take(house: "House") -> "Sent":
    file = await _waits(house)
    seen = (await files.look(file, zone=house.person("zoe").zone)).seen
    return every_form.Sent("zoe", f"/setup/people/import/{file}/taking-over", {"seen": seen}, ("people-imported", "person-added"))


async def _discard(house: "House") -> "Sent":
    return every_form.Sent("zoe", f"/setup/people/import/{await _waits(house)}/discarding", {}, ("people-file-dropped",))


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/setup/people/import": _give,
    "/setup/people/import/{file}/columns": _columns,
    "/setup/people/import/{file}/taking-over": _take,
    "/setup/people/import/{file}/discarding": _discard,
}
