"""The page of an erasure, as an admin uses it."""

import pytest

from server.db.statements import counted
from server.erasure import words
from server.people import actions as people
from server.people import queries
from server.sentences.nobody import NOBODY
from tests.client import send
from tests.databases import Database
from tests.web import world as worlds


@pytest.mark.usefixtures("still")
async def test_an_admin_reads_what_goes_types_the_name_and_it_is_done(sqlite: Database):
    async with worlds.opened(sqlite) as world, world.visit(world.cast.zoe) as zoe:
        ada = world.cast.ada
        path = f"/setup/people/{ada.id}/erasure"
        with counted() as count:
            here = await zoe.get(path)
        assert count.n <= 45
        assert "is still here" in here.text
        assert f'action="{path}"' not in here.text
        await people.deactivate(world.cast.zoe.actor, ada.id, entry=world.entry(world.cast.zoe))
        assert path in (await zoe.get(f"/setup/people/{ada.id}")).text
        wrong = await send(zoe, path, path, name="Bo Rep")
        assert wrong.status_code == 422
        assert "Write the name as it stands above." in wrong.text
        assert (await send(zoe, path, path, name="ada rep")).headers["location"] == "/setup/people"
        assert (await zoe.get(path)).status_code == 404
        assert await queries.person(ada.id) is None
        assert NOBODY not in (await zoe.get("/setup/people")).text


def test_what_goes_and_stays_is_counted_as_people_write_numbers():
    assert words.stays({"facts": 1240, "marks": 1}) == ("1,240 facts, of ids and marks alone", "the mark of 1 answer")
    assert words.goes({"notices": 2000})[-1] == "2,000 notices in their inbox"
