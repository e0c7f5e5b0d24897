"""One verb, one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from server import ids
from server.db.engine import Engine, current
from server.db.faults import is_duplicate, is_retryable, translate
from server.db.postgres import SafePostgresEngine
from server.db.tally import TALLY
from server.errors import DomainError

T = TypeVar("T")

ATTEMPTS = 10
OVERTAKEN = 4
"""Attempts after which no other verb runs on PostgreSQL beside one, so that one of many rows comes to its end among many of one row."""

LOOKS = 3
"""Attempts when a unique key is taken: the second one sees the rival's row, if looking helps at all."""

SHORTEST, LONGEST = 0.004, 0.25
"""Seconds between two attempts, twice as long each time and never quite the same, so that rivals do not meet again."""


async def run(verb: Callable[[], Awaitable[T]], *, waits: bool = False) -> T:
    """Runs `verb` in one transaction and returns what it returns.

    What it reads is how things stood at one moment, and what it changes nobody changed since: of two that are about the same, one finds done what
    the other did. So it is on SQLite, which has one writer, and on PostgreSQL, where the slower one is repeated. With `waits`, for hundreds of rows
    at once, it waits for its rivals there instead; then it says by a condition of its own what must not have changed.

    The whole verb is repeated on a serialization failure, a deadlock, a unique key that a rival took or a row that one took away, so ids and time are
    made outside it, and it creates no task and sends nothing. A refusal is looked at twice: what stood in the way may have been the same form, sent
    twice and a little faster. Raises RuntimeError inside another verb, Duplicate or Unavailable when the database will not have it, and whatever the
    verb raises, after rolling back.
    """
    engine = current()
    if engine.transaction_exists():
        raise RuntimeError("A verb was run inside another verb; call the inner function instead.")
    refused = False
    for attempt in range(1, ATTEMPTS + 1):
        try:
            # Verbs of this process that failed once go one at a time, or many rivals would go on failing one another.
            async with nullcontext() if attempt == 1 else _turn(engine), _opened(engine, attempt, waits=waits):
                return await verb()
        except DomainError:
            if refused or attempt == ATTEMPTS:
                raise
            refused = True
        except Exception as error:
            if attempt == (LOOKS if is_duplicate(error) else ATTEMPTS) or not is_retryable(error):
                told = translate(error)
                if told is error:
                    raise
                raise told from error
            TALLY["retries"] += 1
            await asyncio.sleep(_pause(attempt))
    raise AssertionError("unreachable: the last attempt returns or raises")


def _opened(engine: Engine, attempt: int, *, waits: bool) -> AbstractAsyncContextManager[Any]:
    if not isinstance(engine, SafePostgresEngine):
        return engine.transaction()
    return engine.transaction(still=not waits, alone=attempt > OVERTAKEN)


_turns: WeakKeyDictionary[Engine, asyncio.Lock] = WeakKeyDictionary()


def _turn(engine: Engine) -> asyncio.Lock:
    return _turns.setdefault(engine, asyncio.Lock())


def _pause(attempt: int) -> float:
    """Seconds after the attempt with this number from 1."""
    longest: float = min(LONGEST, SHORTEST * 2**attempt)
    return longest * (1 + ids.seed() / 2**31) / 2
