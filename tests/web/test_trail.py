"""Who changed what: for admins, from facts, newest first, fifty at a time, and without a word that anybody wrote."""

import pytest

from server import clock, facts
from server.coaching import actions as coaching
from server.db import Statement
from server.erasure import actions as erasure
from server.people import actions as people
from server.sentences.nobody import NOBODY
from server.web.setup import trail
from tests.databases import Database
from tests.web import world as worlds


async def test_admins_read_who_did_what_and_no_word_of_anybody(database: Database):
    async with worlds.opened(database) as world:
        ada, bo, mira, zoe = world.cast.ada, world.cast.bo, world.cast.mira, world.cast.zoe
        await coaching.write_note(mira.actor, world.entry(mira), person=bo.id, words="Ask who decides.", tag="step")
        await world.enter_policy()
        await people.set_roles(zoe.actor, bo.id, ["rep", "manager"], entry=world.entry(zoe))
        await people.join_team(zoe.actor, bo.id, world.cast.south, manages=True, entry=world.entry(zoe))
        await people.deactivate(zoe.actor, ada.id, entry=world.entry(zoe))
        await erasure.note_record(ada.id, entry=world.entry(zoe))
        fresh = await erasure.erase(zoe.actor, ada.id, entry=world.entry(zoe))
        async with world.visit(zoe) as visitor:
            text = (await visitor.get("/setup/trail")).text
            assert 'href="/setup/trail"' in (await visitor.get("/setup")).text
            await Statement('UPDATE "person" SET "locale" = \'es\' WHERE "id" = {}')(zoe.id)
            spanish = (await visitor.get("/setup/trail")).text
    for told in (
        "roles changed",
        "manages a team (Team South)",
        "a policy entered",
        "deactivated",
        "erased",
        "written into a file",
    ):
        assert told in text, told
    assert text.index("erased") < text.index("deactivated") < text.index("roles changed")
    assert f"{NOBODY}: " in text
    assert "Persona borrada: " in spanish
    assert NOBODY not in spanish
    assert f" {clock.now().year}</span> " in text, "a list of many years tells the year"
    for kept in ("Ada Rep", str(fresh), str(ada.id), "Ask who decides", "not pay or discipline</p>"):
        assert kept not in text.partition("<main")[2].partition("</main>")[0], kept


async def test_fifty_stand_on_a_page_and_the_others_behind(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        bo, zoe = world.cast.bo, world.cast.zoe
        for number in range(60):
            await people.set_roles(zoe.actor, bo.id, ["rep", "author"] if number % 2 else ["rep"], entry=world.entry(zoe))
        seen: list[str] = []
        async with world.visit(zoe) as visitor:
            path = "/setup/trail"
            while path:
                text = (await visitor.get(path)).text
                acts = text.split("<li><time")[1:]
                assert len(acts) <= 50
                seen += acts
                path = (
                    f"/setup/trail?before={text.partition('/setup/trail?before=')[2].partition(chr(34))[0]}"
                    if "before=" in text
                    else ""
                )
        assert len(seen) > 60


@pytest.mark.parametrize("kind", trail.KINDS)
def test_each_kind_that_is_listed_is_there_and_told(kind: str):
    assert (kind, 1) in facts.KINDS
    assert trail.act(kind)
