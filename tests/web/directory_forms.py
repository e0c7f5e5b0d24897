"""The forms about people from elsewhere, for `tests/web/every_form.py`."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from server import clock, ids
from server.integrations.directory.actions import files
from server.integrations.directory.actions.keeping_groups import GroupTold, add_group
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


async def _rules(house: "House") -> "Sent":
    return every_form.Sent("zoe", "/setup/directory/rules", {"roles": ["rep"], "teams": "departments"}, ("directory-rules-set",))


async def _mean(house: "House") -> "Sent":
    entry = Entry(id=ids.new(), at=clock.now())
    group = await add_group(GroupTold(name="West", external_id="", members=()), entry=entry)
    facts = ("directory-group-meant", "team-made")
    return every_form.Sent("zoe", f"/setup/directory/groups/{group.id}", {"means": "team:new"}, facts)


FORMS: Mapping[str, "Callable[[House], Awaitable[Sent]]"] = {
    "/setup/people/import": _give,
    "/setup/people/import/{file}/columns": _columns,
    "/setup/people/import/{file}/taking-over": _take,
    "/setup/people/import/{file}/discarding": _discard,
    "/setup/directory/rules": _rules,
    "/setup/directory/groups/{group}": _mean,
}


async def there(house: "House") -> Mapping[str, str]:
    """A file of people that waits, and a group of the directory."""
    entry = Entry(id=ids.new(), at=clock.now())
    group = await add_group(GroupTold(name="East", external_id="", members=()), entry=entry)
    return {"file": str(await _waits(house)), "group": str(group.id)}
