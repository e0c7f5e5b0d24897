"""When a page that somebody has is still what we would send."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from server import clock
from server.coaching import actions as coaching
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Visit
from server.web.frame.freshness import tag
from tests.cast import signed_in
from tests.databases import Database
from tests.web.world import World, opened

NOON = datetime.fromisoformat("2026-03-10T12:00+00:00")
LATER = timedelta(hours=13)


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with opened(sqlite) as made:
        yield made


async def visit_of(world: World) -> Visit:
    token, _csrf = await signed_in(world.cast.ada, clock.now())
    found = await people.visit(token, clock.now())
    assert found is not None
    return found


async def test_a_tag_names_the_address_the_day_the_facts_and_what_is_around(world: World):
    visit = await visit_of(world)
    first = tag("/process", visit, NOON, "academy", "policy")
    assert first == tag("/process", visit, NOON + timedelta(hours=1), "academy", "policy")
    others = [
        tag("/process?words=spin", visit, NOON, "academy", "policy"),
        tag("/process", visit, NOON + LATER, "academy", "policy"),
        tag("/process", visit, NOON, "another academy", "policy"),
        tag("/process", visit, NOON, "academypolicy", ""),
        tag("/process", await visit_of(world), NOON, "academy", "policy"),
    ]
    assert len({first, *others}) == len(others) + 1


async def test_a_page_is_sent_again_when_something_was_done_to_its_reader(world: World):
    async with world.visit(world.cast.ada) as ada:
        etag = (await ada.get("/process")).headers["ETag"]
        assert (await ada.get("/process", headers={"If-None-Match": etag})).status_code == 304
        entry = world.entry(world.cast.mira)
        await coaching.write_note(world.cast.mira.actor, entry, person=world.cast.ada.id, words="Well done.", tag="step")
        assert (await ada.get("/process", headers={"If-None-Match": etag})).status_code == 200


async def test_whose_first_person_comes_may_pin_a_note_at_once(world: World):
    cast = world.cast
    await people_actions.join_team(cast.zoe.actor, cast.ida.id, cast.north, manages=False, entry=world.entry(cast.zoe))
    async with world.visit(cast.tom) as tom:
        alone = await tom.get("/process")
        assert "/note" not in alone.text
        await people_actions.join_team(cast.zoe.actor, cast.ida.id, cast.south, manages=False, entry=world.entry(cast.zoe))
        again = await tom.get("/process", headers={"If-None-Match": alone.headers["ETag"]})
        assert "/note" in again.text


async def test_whose_last_person_goes_is_offered_no_pin_any_more(world: World):
    cast = world.cast
    await people_actions.join_team(cast.zoe.actor, cast.ida.id, cast.south, manages=False, entry=world.entry(cast.zoe))
    async with world.visit(cast.tom) as tom:
        leads = await tom.get("/process")
        assert "/note" in leads.text
        assert (await tom.get("/process", headers={"If-None-Match": leads.headers["ETag"]})).status_code == 304
        await people_actions.leave_team(cast.zoe.actor, cast.ida.id, cast.south, manages=False, entry=world.entry(cast.zoe))
        alone = await tom.get("/process", headers={"If-None-Match": leads.headers["ETag"]})
        assert alone.status_code == 200
        assert "/note" not in alone.text


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"If-None-Match": "*"}, {"If-None-Match": 'W/"something else"'}])
async def test_a_page_is_sent_whole_to_whoever_does_not_have_it(world: World, headers: dict[str, str]):
    async with world.visit(world.cast.ada) as ada:
        etag = (await ada.get("/process")).headers["ETag"]
        answer = await ada.get("/process", headers={"If-None-Match": etag} | headers)
        assert (answer.status_code, bool(answer.content)) == (200, True)


async def test_a_tag_opens_nothing_to_anybody_else(world: World):
    async with world.visit(world.cast.ada) as ada:
        etag = (await ada.get("/process")).headers["ETag"]
        assert (await ada.get("/nowhere", headers={"If-None-Match": etag})).status_code == 404
        assert (await ada.head("/process", headers={"If-None-Match": etag})).status_code == 304
        ada.cookies.clear()
        assert (await ada.get("/process", headers={"If-None-Match": etag})).status_code != 304
        assert (await ada.post("/process", headers={"If-None-Match": etag})).status_code != 304
