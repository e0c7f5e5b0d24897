"""The board of a large company as the database keeps it: read in a few statements, of which none looks at what was judged."""

import asyncio
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
import msgspec.inspect
from msgspec import Struct
from msgspec.structs import replace

from server.db import Statement
from server.deals import queries as deals
from server.drift import watch
from server.drift.queries import turns
from server.drift.queries.counting import YEAR, Board, before_and_since
from server.drift.turns import FOCUS, Said
from server.drift.watch import Calendar, Key, Signal
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.lessons.compiler.model import Rules
from server.people import queries as people
from server.process.map import Process

FIRST: Final = 50
"""Signals that are read with the board."""

TODAY: Final = 12
"""Signals of which something was said lately that are read beside them, the newest."""

LATELY: Final = timedelta(days=2)
"""It is not the same day everywhere."""


class State(Struct, frozen=True, kw_only=True):
    """Which edition is kept, when it was counted, how long that took and of which lessons; whoever holds the lease counts until `lease_until`.

    `changes` is another one whenever a reader has to see something at once.
    """

    changes: int = 0
    edition: UUID | None = None
    counted_at: datetime | None = None
    took: timedelta = timedelta(0)
    process: str = ""
    lease_until: datetime | None = None

    @property
    def is_readable(self) -> bool:
        """Whether this release can read what is kept."""
        return self.edition is not None and self.process.endswith(f".{_shape()}")

    def is_leased(self, now: datetime) -> bool:
        """Whether somebody counts. A lease that ends later than any could is from before the clock was set back."""
        return self.lease_until is not None and timedelta(0) < self.lease_until - now <= LEASE


LEASE: Final = timedelta(minutes=30)
"""How long nobody else counts. Whoever died in the middle of it keeps the others from it for so long."""


async def state() -> State:
    """As it is now."""
    rows = await STATE()
    if not rows:
        return State()
    row = rows[0]
    return State(
        changes=row["changes"],
        edition=row["edition"],
        counted_at=row["counted_at"],
        took=timedelta(seconds=row["took"]),
        process=row["process"],
        lease_until=row["lease_until"],
    )


async def read(process: Process, rules: Rules, now: datetime) -> Board | None:
    """The board with its first signals and with what was said of any since; None if none is kept."""
    found = await BODY()
    if not found or found[0]["edition"] is None:
        return None
    edition: UUID = found[0]["edition"]
    board = msgspec.msgpack.decode(zlib.decompress(found[0]["body"]), type=Board)
    said = await turns.said(now - YEAR)
    (all_of_them,) = await COUNTED(edition)
    rows = await ROWS(edition, "", FIRST)
    first = [unpacked(row) for row in rows]
    shown = [*first, *await _of_today(edition, said, {one.key for one in first}, now)]
    calendar = await _calendar(rules, now)
    signals = await asyncio.to_thread(_followed, shown, said, calendar)
    names = await deals.deals({one.id for one in board.over})
    focus = await inspections.last_focus()
    led = (board.moved.behaviour, board.moved.since) if board.moved else None
    return replace(
        board,
        edition=edition,
        signals=signals,
        after=rows[-1]["rank"] if all_of_them["n"] > FIRST else "",
        rest=all_of_them["n"] - len(shown),
        rest_outside=all_of_them["outside"] - sum(one.outside for one in shown),
        over=tuple(replace(one, name=names[one.id].name) for one in board.over if one.id in names),
        # What leads since it was counted is counted over four weeks and what came after them.
        moved=board.moved if focus and led == (focus.leads, focus.led_at) else await before_and_since(process, focus, now),
    )


async def signal(edition: UUID, key: Key, now: datetime) -> Signal | None:
    """One signal of an edition, after what was said of it until now."""
    found = await _of_key(edition, key)
    if found is None:
        return None
    calendar = await _calendar((await lessons.current()).academy.rules, now)
    return await asyncio.to_thread(watch.turned, found, await turns.said(now - YEAR), calendar)


async def part(edition: UUID, after: str, now: datetime) -> tuple[tuple[Signal, ...], str]:
    """The signals of an edition as they ranked when they were counted, after this place, and the place of the last, empty if no more follow.

    Each is told after what was said of it until now.
    """
    rows = await ROWS(edition, after, FIRST + 1)
    found = [unpacked(row) for row in rows[:FIRST]]
    said, calendar = await turns.said(now - YEAR), await _calendar((await lessons.current()).academy.rules, now)
    signals = await asyncio.to_thread(lambda: tuple(watch.turned(one, said, calendar) for one in found))
    return signals, rows[FIRST - 1]["rank"] if len(rows) > FIRST else ""


def mark(academy: str) -> str:
    """What an edition is of: the lessons with this hash, and the shape of what is packed. Another release may not read it."""
    return f"{academy[:55]}.{_shape()}"


@cache
def _shape() -> str:
    return f"{zlib.crc32(repr(msgspec.inspect.multi_type_info([Board, Signal])).encode()):08x}"


def packed(value: Board | Signal) -> bytes:
    """A board without its signals and without names, or a signal without the words that were said of it: what a table may keep."""
    if isinstance(value, Board):
        value = replace(value, signals=(), over=tuple(replace(one, name="", owner="") for one in value.over))
    else:
        value = replace(value, said=tuple(replace(one, words="") for one in value.said))
    return zlib.compress(msgspec.msgpack.encode(value), 1)


def unpacked(row: Mapping[str, Any]) -> Signal:
    """A signal of the table."""
    return msgspec.msgpack.decode(zlib.decompress(row["body"]), type=Signal)


def _followed(shown: Iterable[Signal], said: Sequence[Said], calendar: Calendar) -> tuple[Signal, ...]:
    return watch.ranked([watch.turned(one, said, calendar) for one in shown])


async def _of_today(edition: UUID, said: Sequence[Said], known: set[Key], now: datetime) -> list[Signal]:
    """Those of which something was said lately and that do not stand first any more, so that it may be taken back."""
    newest = sorted((one for one in said if one.kind != FOCUS and now - one.at < LATELY), key=lambda one: one.at, reverse=True)
    keys = dict.fromkeys((one.kind, one.about, one.team) for one in newest)
    found = [await _of_key(edition, key) for key in list(keys)[:TODAY] if key not in known]  # type: ignore[arg-type]  # a turn is said of a signal
    return [one for one in found if one is not None]


async def _of_key(edition: UUID, key: Key) -> Signal | None:
    kind, about, team = key
    found = await (OF_COMPANY(edition, kind, about) if team is None else OF_TEAM(edition, kind, about, team))
    return unpacked(found[0]) if found else None


async def _calendar(rules: Rules, now: datetime) -> Calendar:
    return Calendar(now=now, zones={team.id: team.zone for team in await people.teams()}, fiscal=rules.fiscal_year_start)


STATE: Final = Statement(
    'SELECT "changes", "edition", "counted_at", "took", "process", "lease_until" FROM "board" WHERE "name" = \'board\''
)
BODY: Final = Statement('SELECT "edition", "body" FROM "board" WHERE "name" = \'board\'')
ROWS: Final = Statement('SELECT "rank", "body" FROM "board_signal" WHERE "edition" = {} AND "rank" > {} ORDER BY "rank" LIMIT {}')
COUNTED: Final = Statement(
    'SELECT COUNT(*) AS "n", CAST(COALESCE(SUM(CASE WHEN "outside" THEN 1 ELSE 0 END), 0) AS BIGINT) AS "outside" '
    'FROM "board_signal" WHERE "edition" = {}'
)
_KEY: Final = 'SELECT "body" FROM "board_signal" WHERE "edition" = {} AND "kind" = {} AND "about" = {} AND "team" '
OF_TEAM: Final = Statement(f"{_KEY}= {{}}")
OF_COMPANY: Final = Statement(f"{_KEY}IS NULL")
