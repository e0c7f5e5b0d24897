"""The board of a large company is counted beside the pages and put where every process finds it, all at once.

While it is counted, and if that ends in the middle, the one before stands.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from server import db, ids
from server.drift.queries import board as boards
from server.drift.queries import kept
from server.drift.queries.counting import count
from server.drift.queries.kept import LEASE, mark, packed
from server.drift.watch import Signal
from server.ledger import Stored
from server.lessons import queries as lessons

PIECES: Final = 26
"""Parts in which a year is read, a fortnight each."""

AT_ONCE: Final = 200
"""Rows that are written or deleted in one transaction, so that nobody waits for long."""


class Kept(Struct, frozen=True, kw_only=True):
    """What was counted: how many signals, how many of them are low or falling, and in how many seconds."""

    signals: int
    outside: int
    seconds: float


async def keep(now: Callable[[], datetime]) -> Kept | None:
    """Counts the company and keeps it; None where somebody else is at it, or took over meanwhile, and without a process.

    Of several at once, one counts. It may be stopped at any moment.
    """
    lease, began, edition = ids.new(), now(), await lessons.current()
    if edition.academy.process is None or not await db.run(lambda: CLAIM(lease, began + LEASE, began, began + LEASE)):
        return None
    try:
        before = await kept.state()
        board = await count(edition.academy.process, edition.academy.rules, began, PIECES)
        made = ids.new()
        for first in range(0, len(board.signals), AT_ONCE):
            await _write(made, board.signals[first : first + AT_ONCE])
        # A clock that was set back meanwhile must not make it instant.
        seconds = max(0.0, (now() - began).total_seconds())
        if not await db.run(lambda: PUBLISH(made, board.at, seconds, mark(edition.hash), packed(board), lease)):
            return None
        # Before somebody else may begin, whose rows are of no edition yet.
        await _drop(made, before.edition or made)
    finally:
        await db.run(lambda: RELEASE(lease))
    return Kept(signals=board.every, outside=board.outside, seconds=seconds)


async def put_away(now: datetime) -> bool:
    """Lets go of what was kept of a company that became small, and says whether there was anything: large again, it would be shown once more."""
    lease, found = ids.new(), await kept.state()
    if found.edition is None or await boards.is_large(now, nearly=True):
        return False
    if not await db.run(lambda: CLAIM(lease, now + LEASE, now, now + LEASE)):
        return False
    try:
        await db.run(lambda: EMPTY(lease))
        await _drop(lease, lease)
    finally:
        await db.run(lambda: RELEASE(lease))
    return True


async def changed(stored: Stored) -> None:
    """The reaction to what every reader has to see at once: whatever a process shows was before it.

    An erasure lets go of the row, so that a new one begins with a number that no process knows.
    """
    await CHANGED(stored.id.int % 2**30)


async def _write(edition: UUID, signals: Sequence[Signal]) -> None:
    rows = [(ids.new(), edition, one.rank, one.kind, one.about, one.team, one.outside, packed(one)) for one in signals]

    async def verb() -> None:
        for row in rows:
            await WRITE(*row)

    await db.run(verb)


async def _drop(newest: UUID, before: UUID) -> None:
    """Everything but the newest edition and the one before it, which somebody may be reading."""
    while await db.run(lambda: DROP(newest, before, AT_ONCE)):
        pass


CLAIM: Final = db.Statement(
    'INSERT INTO "board" ("name", "changes", "took", "process", "body", "lease", "lease_until") '
    "VALUES ('board', 0, 0, '', '', {}, {}) "
    'ON CONFLICT ("name") DO UPDATE SET "lease" = excluded."lease", "lease_until" = excluded."lease_until" '
    'WHERE "board"."lease_until" IS NULL OR "board"."lease_until" <= {} OR "board"."lease_until" > {} RETURNING "name"'
)
RELEASE: Final = db.Statement('UPDATE "board" SET "lease" = NULL, "lease_until" = NULL WHERE "name" = \'board\' AND "lease" = {}')
PUBLISH: Final = db.Statement(
    'UPDATE "board" SET "edition" = {}, "counted_at" = {}, "took" = {}, "process" = {}, "body" = {} '
    'WHERE "name" = \'board\' AND "lease" = {} RETURNING "name"'
)
EMPTY: Final = db.Statement(
    'UPDATE "board" SET "edition" = NULL, "counted_at" = NULL, "took" = 0, "process" = \'\', "body" = \'\' '
    'WHERE "name" = \'board\' AND "lease" = {}'
)
WRITE: Final = db.Statement(
    'INSERT INTO "board_signal" ("id", "edition", "rank", "kind", "about", "team", "outside", "body") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {})"
)
DROP: Final = db.Statement(
    'DELETE FROM "board_signal" WHERE "id" IN (SELECT "id" FROM "board_signal" WHERE "edition" <> {} AND "edition" <> {} LIMIT {}) '
    'RETURNING "id"'
)
CHANGED: Final = db.Statement(
    'INSERT INTO "board" ("name", "changes", "took", "process", "body") VALUES (\'board\', {}, 0, \'\', \'\') '
    'ON CONFLICT ("name") DO UPDATE SET "changes" = "board"."changes" + 1'
)
