"""Emptying a demonstration, so that another one can be made in its place."""

from collections.abc import Iterator

from piccolo.table import Table, sort_table_classes

from server import db
from server.piccolo_app import TABLES


async def empty() -> None:
    """Deletes every row of every table, in one transaction. The caller has made sure that nobody real is here."""

    async def verb() -> None:
        # Who points to another goes first, and who points to their own kind lets go of it before.
        for table in reversed(sort_table_classes(TABLES)):
            name = table._meta.tablename  # noqa: SLF001  # the only door Piccolo offers
            for column in _to_itself(table):
                await db.Statement(f'UPDATE "{name}" SET "{column}" = NULL')()  # noqa: S608  # names of our own tables
            await db.Statement(f'DELETE FROM "{name}"')()  # noqa: S608  # as above

    await db.run(verb)


def _to_itself(table: type[Table]) -> Iterator[str]:
    """The columns by which rows of a table point to other rows of it."""
    for column in table._meta.foreign_key_columns:  # noqa: SLF001  # as above
        if column._foreign_key_meta.resolved_references is table:  # noqa: SLF001  # as above
            yield column._meta.db_column_name  # noqa: SLF001  # as above
