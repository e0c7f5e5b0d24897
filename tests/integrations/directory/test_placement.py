"""Roles and teams that follow from the directory: by groups as an admin said, by departments, or by who reports to whom."""

from collections.abc import AsyncIterator

import httpx
import pytest

from server import clock
from server.errors import Forbidden, Invalid
from server.integrations.directory.actions import ruling
from server.integrations.directory.queries import directory as queries
from server.people import queries as people
from server.people.queries import Person
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.integrations.directory.scim import CORE, ENTERPRISE, grouped, inside, made, patch


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


@pytest.fixture
async def scim(cast: Cast) -> AsyncIterator[httpx.AsyncClient]:
    async with inside() as client:
        yield client


async def means(cast: Cast, group: str, means: str, *, team: str = "", role: str = "") -> None:
    found = next(one for one in await queries.groups() if str(one.id) == group)
    await ruling.set_meaning(cast.zoe.actor, cast.entry(cast.zoe), found.id, means=means, team=team, role=role)


async def who(name: str) -> Person:
    found = await people.person_by_address(f"{name}@x.example")
    assert found is not None
    return found


async def managers(person: Person) -> list[str]:
    return [one.name for one in await people.managers_of(person.id, clock.now())]


async def came(client: httpx.AsyncClient, group: str, *users: str) -> None:
    add = {"op": "Add", "path": "members", "value": [{"value": one} for one in users]}
    assert (await client.patch(f"Groups/{group}", json=patch(add))).status_code in {200, 204}


async def went(client: httpx.AsyncClient, group: str, user: str) -> None:
    remove = {"op": "Remove", "path": "members", "value": [{"value": user}]}
    assert (await client.patch(f"Groups/{group}", json=patch(remove))).status_code in {200, 204}


async def test_a_group_means_nothing_until_an_admin_says_what(scim: httpx.AsyncClient, cast: Cast):
    nia = await made(scim, "nia@x.example")
    group = await grouped(scim, "Team North", nia)
    assert (await who("nia")).team is None
    await means(cast, group, "team", team="new")
    assert (await who("nia")).team == cast.north, "the team of that name is the one"
    with pytest.raises(Invalid):
        await means(cast, group, "role", role="astronaut")
    with pytest.raises(Forbidden):
        await ruling.set_meaning(cast.ada.actor, cast.entry(cast.ada), (await queries.groups())[0].id, means="none")


async def test_people_come_into_a_team_and_go_with_its_group(scim: httpx.AsyncClient, cast: Cast):
    nia, pat = await made(scim, "nia@x.example"), await made(scim, "pat@x.example")
    west, heads = await grouped(scim, "West", nia), await grouped(scim, "Heads", pat)
    await means(cast, west, "team", team="new")
    await means(cast, heads, "managers", team=str((await who("nia")).team))
    assert "manager" in (await who("pat")).roles
    assert await managers(await who("nia")) == ["Pat New"]
    kim = await made(scim, "kim@x.example")
    await came(scim, west, kim)
    assert (await who("kim")).team_name == "West"
    await went(scim, west, kim)
    assert (await who("kim")).team is None
    await went(scim, heads, pat)
    assert await managers(await who("nia")) == []
    assert (await scim.delete(f"Groups/{west}")).status_code == 204
    assert (await scim.get(f"Groups/{west}")).status_code == 404
    assert (await who("nia")).team is None


async def test_a_role_is_given_and_taken_with_its_group_and_what_was_given_by_hand_stays(scim: httpx.AsyncClient, cast: Cast):
    ada, mira = await made(scim, "ada@example.org"), await made(scim, "mira@example.org")
    authors = await grouped(scim, "Enablement", ada, mira)
    await means(cast, authors, "role", role="author")
    assert [one.roles for one in await people.everyone() if one.id in {cast.ada.id, cast.mira.id}] == [
        frozenset({"rep", "author"}),
        frozenset({"manager", "author"}),
    ]
    await went(scim, authors, ada)
    found = await people.person(cast.ada.id)
    assert found is not None
    assert (found.roles, found.team) == (frozenset({"rep"}), cast.north)


async def test_who_comes_back_is_in_the_team_of_their_group_again(scim: httpx.AsyncClient, cast: Cast):
    nia = await made(scim, "nia@x.example")
    await means(cast, await grouped(scim, "West", nia), "team", team="new")
    for active in (False, True):
        await scim.patch(f"Users/{nia}", json=patch({"op": "replace", "path": "active", "value": active}))
    assert (await who("nia")).team_name == "West"


async def test_teams_may_come_from_departments(scim: httpx.AsyncClient, cast: Cast):
    await ruling.set_rules(cast.zoe.actor, cast.entry(cast.zoe), roles=["rep", "author"], teams="departments")
    nia = await made(scim, "nia@x.example", schemas=[CORE, ENTERPRISE], **{ENTERPRISE: {"department": "Team South"}})
    assert ((await who("nia")).team, (await who("nia")).roles) == (cast.south, frozenset({"rep", "author"}))
    await scim.patch(f"Users/{nia}", json=patch({"op": "Replace", "path": f"{ENTERPRISE}:department", "value": "West"}))
    assert (await who("nia")).team_name == "West"


async def test_teams_may_come_from_managers_in_whatever_order_they_arrive(scim: httpx.AsyncClient, cast: Cast):
    await ruling.set_rules(cast.zoe.actor, cast.entry(cast.zoe), roles=["rep"], teams="managers")
    nia, pat, kim = [await made(scim, f"{name}@x.example") for name in ("nia", "pat", "kim")]
    for one, chief in ((nia, pat), (pat, kim)):
        # As Entra sends it, with the id alone.
        add = patch({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": chief})
        assert (await scim.patch(f"Users/{one}", json=add)).status_code in {200, 204}
    assert await managers(await who("nia")) == ["Pat New", "Kim New"]
    round_about = patch({"op": "Add", "path": f"{ENTERPRISE}:manager", "value": nia})
    assert (await scim.patch(f"Users/{kim}", json=round_about)).status_code in {200, 204}
    assert await managers(await who("nia")) == ["Pat New", "Kim New"], "who report to each other in a circle stay as they are"
