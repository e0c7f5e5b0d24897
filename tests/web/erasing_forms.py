"""The form that erases somebody."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from server import clock, ids
from server.db import Statement
from server.ledger import Entry
from server.people import actions as people
from tests.web import every_form

if TYPE_CHECKING:
    from tests.web.every_form import House, Sent


async def _erase(house: "House") -> "Sent":
    """Vanya, who was here for a day. What waits of files is thrown away first."""
    if "vanya" not in house.made:
        entry = Entry(id=ids.new(), at=clock.now())
        vanya = await people.add_person(None, name="Vanya Gone", email="vanya@example.org", roles=["rep"], entry=entry)
        await people.deactivate(None, vanya.id, entry=entry.child("leaves"))
        await Statement('DELETE FROM "deal_file"')()
        await Statement('UPDATE "people_file" SET "body" = NULL')()
        house.made["vanya"] = vanya.id
    path = f"/setup/people/{house.made['vanya']}/erasure"
    return every_form.Sent("zoe", path, {"name": "vanya  gone"}, ("person-erased",), stride=90)


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {"/setup/people/{person}/erasure": _erase}
