"""Taking turns: what one person sends from two tabs at the same moment is done one after the other."""

from uuid import UUID

from server.db.engine import current
from server.db.postgres import SafePostgresEngine
from server.db.prepared import Statement


async def in_turn(who: UUID) -> None:
    """Waits until no other open transaction has the turn of this person, and keeps it until the open one ends.

    SQLite has one writer, whose transactions follow one another. On PostgreSQL two would both find undone what each is about to do.
    """
    if isinstance(current(), SafePostgresEngine):
        await TURN(who.int & LARGEST)


LARGEST = 2**63 - 1
"""PostgreSQL takes numbers of this size; these bits of an id are drawn."""

TURN = Statement("SELECT pg_advisory_xact_lock({})")
