"""Nothing brings a name back by itself: no file of people, no directory, no company account, no file of deals. An admin may, by hand."""

import pytest

from server.db import Statement
from server.erasure import actions
from server.errors import Refused
from server.integrations.directory.actions import files
from server.people import actions as people
from server.people import queries
from tests import selling
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.deals.import_world import NOW, bring, csv, row
from tests.erasure import full
from tests.integrations.directory.scim import inside, user


async def erased() -> Cast:
    """Ada is gone."""
    cast = await assemble()
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    return cast


async def test_whoever_was_erased_comes_back_by_hand_alone_and_as_somebody_new(sqlite: Database):
    cast = await erased()
    with pytest.raises(Refused, match="was erased here"):
        await people.add_person_within(None, name="Ada Rep", email=" ADA@example.org", roles=["rep"], entry=cast.entry())
    again = await people.add_person(None, name="Ada Rep", email="ada@example.org", roles=["rep"], entry=cast.entry())
    assert again.id != cast.ada.id
    assert await queries.erased_on("ada@example.org") is None
    (one,) = (await queries.erasures()).values()
    assert one.person not in {again.id, cast.ada.id}


async def test_a_file_of_people_leaves_their_line_out_and_keeps_no_name(sqlite: Database):
    cast = await erased()
    data = b"Work Email,Name,Roles\nada@example.org,Ada Rep,rep\nnia@example.org,Nia New,rep\n"
    file = await files.give_file(cast.zoe.actor, cast.entry(cast.zoe), name="people.csv", data=data)
    looked = await files.look(file, zone="Europe/Prague")
    assert looked.plan is not None
    assert [(fault.line, fault.why) for fault in looked.plan.faults] == [(2, "erased")]
    assert [one.email for one in looked.plan.people] == ["nia@example.org"]


@pytest.mark.parametrize("active", [True, False])
async def test_a_directory_is_told_no_and_nothing_of_it_is_kept(sqlite: Database, active: bool):
    await erased()
    async with inside() as scim:
        answer = await scim.post("Users", json=user("ada@example.org", active=active))
    assert answer.status_code >= 400
    assert "ada@example.org" not in (await full.dump())


@pytest.mark.parametrize(("word", "stays"), [("Ada", False), ("0055g00000AbCdE", True)])
async def test_by_whatever_word_a_crm_called_them_it_goes_unless_it_is_a_number(sqlite: Database, word: str, stays: bool):
    cast = await assemble()
    await selling.serve()
    await bring(cast, csv(row(1), row(2, owner="ida@example.org")))
    await Statement('UPDATE "deal_mapping" SET "word" = {} WHERE "kind" = \'owner\' AND "meant" = {}')(word, str(cast.ada.id))
    await Statement('UPDATE "deal_seen" SET "told" = REPLACE("told", {}, {})')("ada@example.org", word)
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    kept = [row["told"] for row in await Statement('SELECT "told" FROM "deal_seen"')()]
    kept += [row["word"] for row in await Statement('SELECT "word" FROM "deal_mapping"')()]
    assert any(word in one for one in kept) == stays
    again = await bring(cast, csv(row(1, owner=word), row(2, owner="ida@example.org")), at=NOW)
    assert (again.added, again.changed, again.same) == (0, 0, 2)


async def test_the_same_file_of_deals_again_changes_nothing_and_keeps_no_name(database: Database):
    cast = await assemble()
    await selling.serve()
    file = csv(row(1), row(2, owner="ida@example.org"))
    assert (await bring(cast, file)).added == 2
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    fresh = await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    again = await bring(cast, file + b"\r\n", at=NOW)
    assert (again.added, again.changed, again.same, again.skipped) == (0, 0, 2, 0)
    assert {row["owner"] for row in await Statement('SELECT "owner" FROM "deal"')()} == {fresh, cast.ida.id}
    assert "ada@example.org" not in (await full.dump()).casefold()
