"""A copy of everything about one person: complete by the same plan by which it would be erased, and without what opens anything."""

from piccolo.columns import ForeignKey

from server.erasure.plan import PLAN
from server.erasure.queries.record import IN_A_LESSON, SECRET, of_theirs, record
from server.piccolo_app import TABLES
from tests.cast import assemble
from tests.databases import Database
from tests.erasure import full
from tests.house.pointing import points_at


async def test_it_holds_every_table_that_an_erasure_would_touch_for_them(database: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    told = await record(cast.ada.id)
    theirs = {name for name, table in PLAN.items() if table.rows or table.rekeyed or any(word.of for word in table.words)}
    assert theirs | {"person"} | IN_A_LESSON == set(told)
    assert full.CANARY in str(told["note"])
    assert full.CANARY in str(told["answer_text"])
    assert [row["name"] for row in told["person"]] == [cast.ada.name]


NOT_THEIRS = {
    "team": "who is above it",
    "directory_group": "who is above it",
    "deal_date": "of a deal, which is the company’s",
    "deal_seen": "of a deal, as a file told it",
    "agreed_answer": "of several, about a deal",
    "mail_contact": "of the buyer",
}
"""Tables that hang on what is in the record, and why they are not in it."""


def test_what_hangs_on_anything_of_theirs_is_in_the_record_or_has_its_reason():
    told = {name for name, table in PLAN.items() if of_theirs(name, table)}
    hanging = {
        table._meta.tablename
        for table in TABLES
        for column in table._meta.columns
        if isinstance(column, ForeignKey) and points_at(column) in told | set(NOT_THEIRS)
    }
    assert hanging - told == set(NOT_THEIRS)


async def test_of_every_row_each_column_is_told_but_what_opens_something(sqlite: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    columns = {table._meta.tablename: {column._meta.name for column in table._meta.columns} for table in TABLES}
    told = await record(cast.ada.id)
    assert {
        name: columns[name] - set(rows[0]) - SECRET for name, rows in told.items() if columns[name] - set(rows[0]) - SECRET
    } == {}
    assert SECRET - {column for name in told for column in columns[name]} == set()


async def test_it_holds_nothing_that_opens_anything_and_nobody_elses_rows(sqlite: Database):
    cast = await assemble()
    await full.fill(cast.ada)
    told = await record(cast.ada.id)
    columns = {column for rows in told.values() for row in rows for column in row}
    assert not {"token", "secret", "code", "credential", "url", "verifier"} & columns
    assert not {"note", "evidence", "inspection", "answer", "take", "session", "commitment"} & set(await record(cast.ida.id))
