"""A row in every table, all of it about one person: what nobody could write by hand and keep up."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from piccolo.columns import UUID, Boolean, Bytea, Date, DoublePrecision, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import Column
from piccolo.table import Table as PiccoloTable
from piccolo.table import sort_table_classes

from server import ids
from server.db import Statement
from server.erasure.plan import PLAN
from server.erasure.rule import Table
from server.people.queries import Person
from server.piccolo_app import TABLES

CANARY = "Cassowary"
"""What the person wrote, or was written about them."""

LONG_AGO = datetime(2020, 2, 29, 9, 0, tzinfo=UTC)

APART = {"person", "team", "erased", "installation", "academy_state", "compiled", "deal_file"}
"""Tables that are there already, or that nobody who is erased may have anything in."""


async def fill(person: Person) -> None:
    """Writes one row into every table. Whatever can hold a person holds this one, and what can hold words names them."""
    made: dict[str, Any] = {"person": person.id, "team": person.team}
    for table in sort_table_classes(list(TABLES)):
        name = table._meta.tablename
        if name in PLAN and name not in APART:
            made[name] = await _insert(table, PLAN[name], person, made)
    # What belongs to another row by its id alone.
    await Statement('UPDATE "evidence_file" SET "id" = {}')(made["evidence"])
    await Statement('UPDATE "answer_text" SET "answer" = {}')(made["answer"])
    # How a file of deals called them: what it means was decided, and stands in what was told of each deal.
    await Statement('UPDATE "deal_mapping" SET "kind" = \'owner\', "word" = {}, "meant" = {}')(person.email, str(person.id))
    await Statement('UPDATE "deal_seen" SET "told" = {}')(f'["2020", "{person.email}"]')


async def _insert(table: type[PiccoloTable], plan: Table, person: Person, made: dict[str, Any]) -> object:
    values = {column._meta.name: _value(column, plan, person, made) for column in table._meta.columns}
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(["{}"] * len(values))
    await Statement(f'INSERT INTO "{table._meta.tablename}" ({names}) VALUES ({places}) ON CONFLICT DO NOTHING')(*values.values())
    return values[plan.key]


def _value(column: Column, plan: Table, person: Person, made: dict[str, Any]) -> object:
    name = column._meta.name
    if isinstance(column, ForeignKey):
        return made.get(column._foreign_key_meta.resolved_references._meta.tablename)
    if isinstance(column, UUID):
        return person.id if name in {*plan.rekeyed.split(), plan.rows} else ids.new()
    if isinstance(column, Text | Varchar):
        return _text(name, plan, person)[: column.length if isinstance(column, Varchar) else None]
    plain: dict[type[Column], object] = {
        Timestamptz: LONG_AGO,
        Date: date(2020, 2, 29),
        Boolean: False,
        DoublePrecision: 0.5,
        Bytea: None if column._meta.null else CANARY.encode() if plan.rows or plan.anew else b"x",
    }
    return next((value for kind, value in plain.items() if isinstance(column, kind)), 77 if isinstance(column, Integer) else 0)


def _text(name: str, plan: Table, person: Person) -> str:
    if name in plan.swept.split():
        return f"{person.id}:x"
    if name in {*plan.dropped.split(), *plan.replaced.split()}:
        return f"by {person.name}" if name in {"author", "loaded_by", "owner"} else f"{person.email.upper()}: {person.name}"
    if any(word.column == name and word.of for word in plan.words) or plan.rows:
        return CANARY
    return "x"


async def dump() -> str:
    """Everything that the database holds, as one text."""
    rows = []
    for table in TABLES:
        for row in await Statement(f'SELECT * FROM "{table._meta.tablename}"')():
            told = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
            rows.append(f"{table._meta.tablename} {told}")
    return "\n".join(rows)


def spelled(id: uuid.UUID) -> tuple[str, str]:
    """The id as it may stand in a text."""
    return str(id), id.hex
