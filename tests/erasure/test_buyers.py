"""Erasing somebody on the buyer's side."""

import pytest

from server import ledger
from server.db import Statement
from server.erasure import actions
from server.errors import Forbidden, NotFound
from server.facts import BuyerErased
from tests.cast import assemble
from tests.databases import Database
from tests.erasure import full


@pytest.mark.parametrize("word", ["Petra Nowak", "PETRA@buyer.example", "petra nowak"])
async def test_what_a_buyer_said_goes_and_that_there_was_proof_stays(sqlite: Database, word: str):
    cast = await assemble()
    await full.fill(cast.ada)
    await Statement('UPDATE "evidence" SET "sender" = {}, "words" = {}')("Petra Nowak <petra@buyer.example>", "We sign in May.")
    await Statement('UPDATE "mail_contact" SET "address" = {}')("petra@buyer.example")
    await Statement('UPDATE "mail_item" SET "sender" = {}, "people" = {}')("petra@buyer.example", '["petra@buyer.example"]')
    entry = cast.entry(cast.zoe)
    assert await actions.erase_buyer(cast.zoe.actor, word, entry=entry) == 1
    if "@" in word:
        assert "petra" not in (await full.dump()).casefold()
    assert [row["n"] for row in await Statement('SELECT COUNT(*) AS "n" FROM "evidence"')()] == [1]
    assert "We sign in May." not in await full.dump()
    (told,) = await ledger.of_nobody(BuyerErased)
    assert told.fact == BuyerErased(evidence=1)
    assert await actions.erase_buyer(cast.zoe.actor, word, entry=entry) == 0


@pytest.mark.parametrize("word", ["", "  ", "\n"])
async def test_no_name_is_not_that_of_whoever_sent_what_has_no_sender(sqlite: Database, word: str):
    cast = await assemble()
    await full.fill(cast.ada)
    await Statement('UPDATE "evidence" SET "sender" = {}, "words" = {}')("", "We sign in May.")
    with pytest.raises(NotFound, match="names that person"):
        await actions.erase_buyer(cast.zoe.actor, word, entry=cast.entry(cast.zoe))
    assert "We sign in May." in await full.dump()


async def test_only_an_admin_erases_a_buyer_and_only_one_there_is(sqlite: Database):
    cast = await assemble()
    with pytest.raises(Forbidden):
        await actions.erase_buyer(cast.mira.actor, "Petra Nowak", entry=cast.entry(cast.mira))
    with pytest.raises(NotFound, match="names that person"):
        await actions.erase_buyer(cast.zoe.actor, "Petra Nowak", entry=cast.entry(cast.zoe))
