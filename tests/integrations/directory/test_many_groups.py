"""A directory of many groups: each has its form one link away, because it names every team."""

import re

import httpx

from server import clock, ids
from server.integrations.directory.actions.keeping_groups import GroupTold, add_group
from server.integrations.directory.pages.directory import FEW
from server.ledger import Entry
from tests.cast import assemble, signed_in
from tests.client import send
from tests.databases import Database


async def test_each_of_many_groups_has_its_form_one_link_away(client: httpx.AsyncClient, database: Database):
    cast = await assemble()
    token, _visit = await signed_in(cast.zoe, clock.now())
    client.cookies.set("__Host-plumbline", token)
    groups = [await made(f"Group {n:02}") for n in range(FEW)]
    page = (await client.get("/setup/directory")).text
    assert re.findall(r'action="/setup/directory/groups/([^"]+)"', page) == groups
    groups.append(await made("Team South"))
    page = (await client.get("/setup/directory")).text
    assert "/setup/directory/groups/" not in page
    (link,) = re.findall(rf'href="([^"#]+at={groups[-1]})#g-{groups[-1]}"', page)
    page = (await client.get(link)).text
    assert re.findall(r'action="/setup/directory/groups/([^"]+)"', page) == groups[-1:]
    assert "in Team South</option>" in page
    answer = await send(client, link, f"/setup/directory/groups/{groups[-1]}", means="role:leader")
    assert answer.status_code == 303
    assert "have the role head of sales, <a" in (await client.get("/setup/directory")).text


async def test_groups_stand_by_name(client: httpx.AsyncClient, database: Database):
    cast = await assemble()
    token, _visit = await signed_in(cast.zoe, clock.now())
    client.cookies.set("__Host-plumbline", token)
    for name in ("south", "West", "East"):
        await made(name)
    page = (await client.get("/setup/directory")).text
    assert re.findall(r'<tr id="g-[^"]+"><th scope="row">([^<]+)', page) == ["East", "south", "West"]


async def made(name: str) -> str:
    group = await add_group(GroupTold(name=name, external_id="", members=()), entry=Entry(id=ids.new(), at=clock.now()))
    return str(group.id)
