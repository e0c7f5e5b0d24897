"""A company that has grown, and a person with a long past: rows of the demonstration many times over, put straight into the file."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from uuid import UUID

ONCE = {
    "academy_state",
    "compiled",
    "focus",
    "gap_snapshot",
    "installation",
    "migration",
    "policy",
    "question_revision",
    "session",
    "snapshot",
}
"""What an installation has once, or only as long as somebody is there."""

NAMED = {"email", "token", "name"}
"""What must differ, beside ids."""

FINISHED = {
    "fact": '"person" = :me',
    "answer": '"person" = :me',
    "practice": '"person" = :me',
    "take": '"person" = :me AND "finished_at" IS NOT NULL',
    "move": '"take" IN (SELECT "id" FROM "take" WHERE "person" = :me AND "finished_at" IS NOT NULL)',
    "settled": '"take" IN (SELECT "id" FROM "take" WHERE "person" = :me AND "finished_at" IS NOT NULL)',
    "behaviour_seen": '"person" = :me',
    "gap_question": '"person" = :me',
    "gap_deal": '"person" = :me',
    "note": '"person" = :me',
    "look": '"subject" = :me',
    "notice": '"person" = :me AND "read_at" IS NOT NULL',
    "assignment": '"person" = :me AND "done_at" IS NOT NULL',
    "commitment": '"person" = :me AND "settled_at" IS NOT NULL',
    "commitment_outcome": '"commitment" IN (SELECT "id" FROM "commitment" WHERE "person" = :me AND "settled_at" IS NOT NULL)',
    "one_to_one": '"person" = :me AND "closed_at" IS NOT NULL',
    "next_look": '"person" = :me AND "ended_at" IS NOT NULL',
    "inspection": '"person" = :me AND "closed_at" IS NOT NULL',
    "deal": '"owner" = :me AND "closed_at" IS NOT NULL',
    "deal_stage": '"deal" IN (SELECT "id" FROM "deal" WHERE "owner" = :me AND "closed_at" IS NOT NULL)',
    "evidence": '"deal" IN (SELECT "id" FROM "deal" WHERE "owner" = :me AND "closed_at" IS NOT NULL)',
}
"""What is over of a person, by table."""

THINGS = {"id", "take", "practice", "deal", "inspection", "commitment", "evidence", "proof", "assignment", "form"}
"""Columns that name a thing of the past, and no person or team, who stay the same."""

YEAR = 365 * 86_400

FIRST_ID = "00010000"
"""Ids that begin lower are ours: the number of a company or a year in eight hexadecimal digits."""


def other_companies(file: Path, companies: int, people: int) -> None:
    """So many companies more with everybody and everything that is in this one, and so many people beside them."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for table, columns in _tables(connection).items():
            if table not in ONCE and "UUID" in columns.values():
                values = {name: _another(name, kind) for name, kind in columns.items()}
                _more(connection, table, values, range(1, companies + 1))
        values = {name: _another(name, kind) for name, kind in _tables(connection)["person"].items()}
        strangers = range(companies + 1, companies + 1 + people)
        _more(connection, "person", values, strangers, '"id" = (SELECT MAX("id") FROM "person")')


def longer_past(file: Path, person: UUID, years: range) -> None:
    """What is over of a person, as it was in the last half year, in these years before as well; what hangs on something that is not over is not."""
    with closing(sqlite3.connect(file)) as connection, connection:
        tables = _tables(connection)
        for table, over in FINISHED.items():
            values = {name: _earlier(name, kind) for name, kind in tables[table].items()}
            _more(connection, table, values, years, f'"{table}"."id" > \'{FIRST_ID}\' AND {over}', str(person))
        while hanging := connection.execute('SELECT "table", rowid FROM pragma_foreign_key_check').fetchall():
            for table, row in hanging:
                connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,))  # noqa: S608  # names of our schema


def news(file: Path) -> None:
    """Something new is known of everybody, so that no page stands on what was remembered."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute('UPDATE "fact_head" SET "last" = "last" + 1')
        connection.execute('UPDATE "gap_person" SET "folded" = "folded" + 1, "looked" = "looked" + 1')
        connection.execute('UPDATE "gap_behaviour" SET "folded" = "folded" + 1')


def facts(file: Path, person: UUID | None = None) -> int:
    """How many there are, of everybody or of a person."""
    with closing(sqlite3.connect(file)) as connection:
        where, given = ('WHERE "person" = ?', (str(person),)) if person else ("", ())
        (n,) = connection.execute(f'SELECT COUNT(*) FROM "fact" {where}', given).fetchone()  # noqa: S608  # one of two clauses above
        return int(n)


def _tables(connection: sqlite3.Connection) -> Mapping[str, Mapping[str, str]]:
    """The columns of every table, each with its type."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: {row[1]: row[2] for row in connection.execute(f'PRAGMA table_info("{name}")')} for name in names}


def _more(
    connection: sqlite3.Connection, table: str, values: Mapping[str, str], numbers: range, where: str = "TRUE", me: str = ""
) -> None:
    """Rows once more for each of these numbers. What may be there once only, whosever it is, is left out."""
    columns = ", ".join(f'"{name}"' for name in values)
    connection.execute(
        "WITH RECURSIVE more(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM more WHERE n < :last) "  # noqa: S608  # names of our schema
        f'INSERT OR IGNORE INTO "{table}" ({columns}) SELECT {", ".join(values.values())} FROM "{table}", more WHERE {where}',
        {"first": numbers[0], "last": numbers[-1], "me": me},
    )


def _another(name: str, kind: str) -> str:
    """The value of a column in the nth company."""
    if kind == "UUID" or name == "deal":
        return f"printf('%08x', n) || substr(\"{name}\", 9)"
    return f'"{name}" || n' if name in NAMED else f'"{name}"'


def _earlier(name: str, kind: str) -> str:
    """The value of a column n years before."""
    if name in THINGS:
        return f"printf('%08x', n) || substr(\"{name}\", 9)"
    if kind in {"TIMESTAMPTZ", "DATE"}:
        return f'printf(\'%04d\', substr("{name}", 1, 4) - n) || substr("{name}", 5)'
    changes = {
        "number": '"number" - n * 1000000',
        "item": '"item" || n',
        "looked": f'"looked" - n * {YEAR}',
        "seen": f'"seen" - n * {YEAR}',
    }
    return changes.get(name, f'"{name}"')
