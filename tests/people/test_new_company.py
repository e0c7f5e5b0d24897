"""Setup of a company that is just beginning: what is missing, one thing after the other."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from server import clock, ids
from server.ledger import Entry
from server.people import actions
from server.people.queries import Person
from tests import client as clients
from tests.cast import signed_in
from tests.client import send
from tests.databases import Database


@pytest.fixture
async def client(sqlite: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with clients.opened(sqlite) as door, clients.visiting(door) as client:
        yield client


async def test_setup_of_a_new_company_names_what_is_missing_and_leads_from_one_thing_to_the_next(
    client: httpx.AsyncClient,
):
    def entry() -> Entry:
        return Entry(id=ids.new(), at=clock.now())

    async def says() -> tuple[str, str]:
        page = (await client.get("/setup")).text
        heading, action = re.search(r"<h1>(.*?)</h1>", page), re.search(r'<a class="button brass" href="([^"]+)"', page)
        assert heading
        assert action
        return heading[1], action[1]

    async def add(name: str, *roles: str, team: UUID | None = None) -> Person:
        email = f"{name.lower()}@example.org"
        return await actions.add_person(None, name=name, email=email, roles=roles, zone="UTC", team=team, entry=entry())

    token, _visit = await signed_in(await add("Zoe", "admin"), clock.now())
    client.cookies.set("__Host-plumbline", token)
    assert await says() == ("4 things are missing: the policy, a team, a manager and a rep", "/setup/policy")
    assert "Until the policy is filled in, a number about a person" in (await client.get("/setup")).text, "of four it is named"
    policy = {"company": "N", "text": "for coaching", "owner": "R", "in_force_from": "2026-11-03", "numbers": "counts"}
    entered = await send(client, "/setup/policy", "/setup/policy", **policy)
    assert "Until a policy is in force" not in (await client.get(entered.headers["location"])).text
    assert await says() == ("3 things are missing: a team, a manager and a rep", "/setup/teams")
    team = await actions.make_team(None, name="North", parent=None, zone="UTC", entry=entry())
    assert await says() == ("2 things are missing: a manager and a rep", "/setup/people#add")
    await actions.join_team(None, (await add("Mira", "manager")).id, team, manages=True, entry=entry())
    assert await says() == ("One thing is missing: a rep", "/setup/people#add")
    ada = await add("Ada", "rep")
    assert await says() == ("One rep is in no team", "/setup/people")
    await actions.join_team(None, ada.id, team, manages=False, entry=entry())
    assert await says() == ("Everything is in place", "/setup/people#add")
    below, south = [
        await actions.make_team(None, name=name, parent=parent, zone="UTC", entry=entry())
        for name, parent in (("Far north", team), ("South", None))
    ]
    await add("Bo", "rep", team=below)
    assert await says() == ("Everything is in place", "/setup/people#add"), "who manages a team manages those below it"
    await add("Ida", "rep", team=south)
    assert await says() == ("One team has nobody who manages it", "/setup/people")
    await actions.join_team(None, (await add("Rui", "manager")).id, south, manages=True, entry=entry())
    assert await says() == ("Everything is in place", "/setup/people#add")
