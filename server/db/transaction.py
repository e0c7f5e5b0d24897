"""One verb, one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server.db.engine import current
from server.db.faults import is_retryable, translate
from server.errors import DomainError

T = TypeVar("T")

ATTEMPTS = 6


async def run(verb: Callable[[], Awaitable[T]]) -> T:
    """Runs `verb` in one transaction and returns what it returns.

    The whole verb is repeated on a serialization failure, a deadlock or a unique key that a rival took, so ids and time are made outside it, and it
    creates no task and sends nothing. A refusal is looked at twice: what stood in the way may have been the same form, sent twice and a little
    faster. Raises RuntimeError inside another verb, Duplicate or Unavailable when the database will not have it, and whatever the verb raises, after
    rolling back.
    """
    engine = current()
    if engine.transaction_exists():
        raise RuntimeError("A verb was run inside another verb; call the inner function instead.")
    refused = False
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with engine.transaction():
                return await verb()
        except DomainError:
            if refused:
                raise
            refused = True
        except Exception as error:
            if attempt == ATTEMPTS or not is_retryable(error):
                told = translate(error)
                if told is error:
                    raise
                raise told from error
            await asyncio.sleep(0.004 * 2**attempt)
    raise AssertionError("unreachable: the last attempt returns or raises")
