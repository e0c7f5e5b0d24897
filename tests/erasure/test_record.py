"""A copy of everything about one person: complete by the same plan by which it would be erased, and without what opens anything."""

from server.erasure.plan import PLAN
from server.erasure.queries.record import record
from tests.cast import assemble
from tests.databases import Database
from tests.erasure import full


async def test_it_holds_every_table_that_an_erasure_would_touch_for_them(database: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    told = await record(cast.ada.id)
    theirs = {name for name, table in PLAN.items() if table.rows or table.rekeyed or any(word.of for word in table.words)}
    assert theirs | {"person"} == set(told)
    assert full.CANARY in str(told["note"])
    assert full.CANARY in str(told["answer_text"])
    assert [row["name"] for row in told["person"]] == [cast.ada.name]


async def test_it_holds_nothing_that_opens_anything_and_nobody_elses_rows(sqlite: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    told = await record(cast.ada.id)
    columns = {column for rows in told.values() for row in rows for column in row}
    assert not {"token", "secret", "code", "credential", "url", "verifier"} & columns
    assert not {"note", "evidence", "inspection", "answer", "take", "session", "commitment"} & set(await record(cast.ida.id))
