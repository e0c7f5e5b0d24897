"""What the leader's page shows. Of a small company it is counted when it is asked for and kept for a minute: it hardly changes, and who leads opens
it again and again. Of a large one it is counted beside the pages, and every process shows what the database keeps.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary, WeakSet

from msgspec import Struct

from server import lately
from server.db import Statement, current
from server.db.engine import Engine
from server.drift.queries import kept
from server.drift.queries.counting import NAMED, YEAR, Board, Silent, count
from server.drift.queries.kept import FIRST, State
from server.drift.watch import Key, Signal
from server.lessons import queries as lessons
from server.process.map import Process

__all__ = ["NAMED", "YEAR", "Board", "Silent", "board", "first", "forget", "is_due", "is_large", "part", "signal", "was_read"]

KEPT: Final = timedelta(seconds=60)
"""How long a board holds. It says when it was counted."""

TIMES: Final = 30
"""A large company is counted again when somebody reads a board that is this many times as old as counting it took, from `KEPT` to `OLDEST`."""

OLDEST: Final = timedelta(hours=12)
"""It is counted again after so long though nobody reads it: for the mail of the morning, and for who comes first."""

PEOPLE, SHEETS = 60, 1_000
"""A company of more people in teams, or of more sheets in a year, is large."""

NEARLY: Final = 0.8
"""One of this share of it is counted twice a day too, so that nobody waits on the day on which it has become large."""


class Part(Struct, frozen=True):
    """Some of the signals of a board, and the place after which the others stand, empty if there are none."""

    signals: tuple[Signal, ...]
    after: str


class Shown(Struct, frozen=True):
    """A board as this process shows it: of which process, after how many changes, and when it was read."""

    board: Board
    process: Process
    changes: int
    at: datetime

    def holds(self, process: Process, state: State, now: datetime) -> bool:
        """Whether it may be shown once more."""
        same = self.process is process and self.changes == state.changes
        return same and self.board.edition in {None, state.edition} and timedelta(0) <= now - self.at < KEPT


async def board(now: datetime) -> Board | None:
    """What was counted last, or is counted now; None without a process, and of a large company that was never counted.

    It is for leaders: whoever asks has made sure that the reader is one. What a leader said is seen at once, whichever process they said it to.
    """
    process = (await lessons.current()).academy.process
    if process is None:
        return None
    state, shown = await kept.state(), _shown.get(current())
    if shown is None or not shown.holds(process, state, now):
        found = await _found(process, state, now)
        if found is None:
            return None
        shown = _shown[current()] = Shown(found, process, state.changes, now)
    if shown.board.edition is not None and not timedelta(0) <= now - shown.board.at < _long(state):
        _wanted.add(current())
    return shown.board


async def signal(board: Board, key: Key, now: datetime) -> Signal | None:
    """One signal of a board, also of those that are not in memory."""
    if board.edition is None:
        return next((one for one in board.signals if one.key == key), None)
    return await kept.signal(board.edition, key, now)


def first(board: Board) -> Part:
    """The signals that stand first."""
    if board.edition is not None:
        return Part(board.signals, board.after)
    return _part(board.signals)


async def part(board: Board, after: str, now: datetime) -> Part:
    """The signals of a board as they rank, those after this place."""
    if board.edition is not None:
        return Part(*await kept.part(board.edition, after, now))
    return _part([one for one in board.signals if one.rank > after])


def was_read() -> bool:
    """Whether somebody read a board here that is too old, since this was asked last."""
    wanted = current() in _wanted
    _wanted.discard(current())
    return wanted


async def is_due(now: datetime, *, asked: bool) -> bool:
    """Whether a large company is to be counted now: somebody `asked` for it and it is not new, or it is very old; and nobody is at it."""
    state, edition = await kept.state(), await lessons.current()
    age = None if state.counted_at is None else now - state.counted_at
    patience = KEPT if state.process != kept.mark(edition.hash) else _long(state)
    if age is not None and state.is_readable and timedelta(0) <= age < (patience if asked else OLDEST):
        return False
    return not state.is_leased(now) and await is_large(now, nearly=True)


async def is_large(now: datetime, *, nearly: bool = False) -> bool:
    """Whether counting the company takes longer than a page may, or will soon; it looks at no more rows than it takes to say so."""
    people, sheets = (int(NEARLY * one) if nearly else one for one in (PEOPLE, SHEETS))
    (row,) = await SIZE(people + 1, now - YEAR, sheets + 1)
    return bool(row["people"] > people or row["sheets"] > sheets)


def forget() -> None:
    """Counts or reads anew at the next call."""
    _shown.pop(current(), None)


def _part(signals: Sequence[Signal]) -> Part:
    shown = tuple(signals[:FIRST])
    return Part(shown, shown[-1].rank if len(signals) > FIRST else "")


async def _found(process: Process, state: State, now: datetime) -> Board | None:
    edition = await lessons.current()
    if not await is_large(now):
        return await count(process, edition.academy.rules, now)
    if state.process != kept.mark(edition.hash):
        # Of other lessons it is shown until these were counted.
        _wanted.add(current())
    return await kept.read(process, edition.academy.rules, now) if state.is_readable else None


def _long(state: State) -> timedelta:
    return min(max(KEPT, TIMES * state.took), OLDEST)


_shown: WeakKeyDictionary[Engine, Shown] = WeakKeyDictionary()
_wanted: WeakSet[Engine] = WeakSet()
lately.also(_shown.clear)

SIZE: Final = Statement(
    'SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM "person" WHERE "team" IS NOT NULL LIMIT {}) p) AS "people", '
    '(SELECT COUNT(*) FROM (SELECT 1 FROM "inspection" WHERE "closed_at" >= {} LIMIT {}) i) AS "sheets"'
)
