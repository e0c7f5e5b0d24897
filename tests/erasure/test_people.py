"""Erasing one person: nothing of them is left anywhere, nothing that others count moves, and it happens wholly or not at all."""

from pathlib import Path

import pytest

from server import db, ledger
from server.db import Statement
from server.erasure import actions
from server.erasure.queries.preview import counted, named_by_others
from server.errors import Forbidden, NotFound, Refused, Unavailable
from server.facts import PersonErased
from server.people import actions as people
from server.people import queries
from server.sentences.nobody import NOBODY
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.db import faulty
from tests.erasure import full


async def left(cast: Cast) -> None:
    """Ada left yesterday."""
    await people.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))


async def test_nothing_is_left_of_somebody_who_was_in_every_column_of_every_table(database: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    await left(cast)
    before = await full.dump()
    for word in (cast.ada.name, cast.ada.email.upper(), str(cast.ada.id), full.CANARY):
        assert word in before
    fresh = await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    after = (await full.dump()).casefold()
    for word in (cast.ada.name, cast.ada.email, *full.spelled(cast.ada.id), full.CANARY):
        assert [line for line in after.splitlines() if word.casefold() in line] == []
    there = await queries.person(fresh)
    assert there is not None
    assert (there.name, there.active, there.team_name) == (NOBODY, False, "")
    assert fresh not in {one.id for one in await queries.everyone()}


async def test_it_is_counted_before_and_kept_as_a_fact_afterwards(sqlite: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    await left(cast)
    found = await counted(cast.ada.id)
    assert {kind: found.goes[kind] for kind in ("notes", "answers", "evidence", "files", "notices", "numbers")} == dict.fromkeys(
        ("notes", "answers", "evidence", "files", "notices", "numbers"), 1
    )
    entry = cast.entry(cast.zoe)
    fresh = await actions.erase(cast.zoe.actor, cast.ada.id, entry=entry)
    (told,) = await ledger.of_kind(PersonErased)
    assert (told.person, told.actor, told.id) == (fresh, cast.zoe.id, entry.id)
    assert isinstance(told.fact, PersonErased)
    assert told.fact.evidence == 1


async def test_words_of_others_that_name_somebody_are_counted_and_stay(sqlite: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    await Statement('UPDATE "deal" SET "name" = {}')("With ADA REP’s help")
    await Statement('UPDATE "evidence" SET "words" = {}')("Sent to Ada Rep, whose evidence goes anyway")
    await Statement('UPDATE "policy" SET "text" = {}')("Not for Ada Represented")
    await left(cast)
    assert await named_by_others(cast.ada) == {"deal": 1}


async def test_sending_it_twice_is_one_erasure(sqlite: Database):
    cast = await assemble()
    await left(cast)
    entry = cast.entry(cast.zoe)
    first = await actions.erase(cast.zoe.actor, cast.ada.id, entry=entry)
    assert await actions.erase(cast.zoe.actor, cast.ada.id, entry=entry) == first
    with pytest.raises(NotFound):
        await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    with pytest.raises(NotFound):
        await people.reactivate(cast.zoe.actor, first, entry=cast.entry(cast.zoe))


async def test_only_an_admin_erases_and_nobody_who_is_here_or_in_a_file_that_waits(sqlite: Database):
    cast = await assemble()
    with pytest.raises(Refused, match="Deactivate Ada Rep first"):
        await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await left(cast)
    with pytest.raises(Forbidden):
        await actions.erase(cast.lea.actor, cast.ada.id, entry=cast.entry(cast.lea))
    await Statement('INSERT INTO "people_file" ("id", "name", "digest", "body") VALUES ({}, {}, {}, {})')(
        cast.sales, "people.csv", "0", b"x"
    )
    with pytest.raises(Refused, match="A file of people or deals waits"):
        await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))


@pytest.mark.parametrize("at", [2, 90, 10_000], ids=["at its beginning", "in the middle", "at its COMMIT"])
async def test_killed_in_the_middle_it_never_happened(sqlite: Database, at: int):
    cast = await assemble()
    await full.fill(cast.ada)
    await left(cast)
    before = await full.dump()
    async with faulty.failing(sqlite) as (failing, plan):
        plan.at, plan.error = at, faulty.full()
        with pytest.raises(Unavailable):
            await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
        assert await full.dump() == before
        assert faulty.whole(failing.engine)


async def test_no_word_of_theirs_is_left_in_the_file_of_the_database(sqlite: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    await left(cast)
    file = Path(sqlite.url.removeprefix("sqlite:///"))
    await actions.erase(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await db.close()
    everything = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    assert b"Team North" in everything
    for word in (cast.ada.name, cast.ada.email, str(cast.ada.id), full.CANARY):
        assert word.encode() not in everything
