"""Connections to PostgreSQL that are kept at hand from one statement to the next.

The pool of asyncpg undoes whatever a session may have been changed to, by statements of its own whenever a connection comes back, in a task of their
own: that doubled the round trips of every page. Nothing here changes a session: it sets nothing, listens to nothing, and takes no lock that outlives
its transaction. So a connection that is whole goes to the next one who asks, and only one after a fault goes the long way.
"""

import asyncio
from contextlib import suppress
from typing import Final

from asyncpg import InterfaceError, Pool
from asyncpg.pool import PoolConnectionProxy

from server import clock

KEPT: Final = 4
"""Connections that are kept at hand. All others are the pool's, which closes them when nobody asked for them in a while."""

IDLE: Final = 60.0
"""Seconds after which one that nobody used goes back to the pool, which closes it in time."""

STATEMENTS: Final = 512
"""Statements that a connection keeps prepared: all that the product has."""


class Lending:
    """What a pool lends, to one event loop."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.at_hand: list[tuple[PoolConnectionProxy, float]] = []
        """Each with the time since which nobody used it, the longest unused first."""
        self._waiting = 0
        self._open = True

    async def take(self) -> PoolConnectionProxy:
        """A connection for the caller alone, who gives it back whatever happens. Waits while all of the pool are lent."""
        while self.at_hand:
            connection, _since = self.at_hand.pop()
            if _is_there(connection):
                return connection
            await self._send_home(connection)
        self._waiting += 1
        try:
            return await self.pool.acquire()
        finally:
            self._waiting -= 1

    async def give_back(self, connection: PoolConnectionProxy, *, whole: bool) -> None:
        """Takes it back. `whole`: nothing went wrong on it. While somebody waits for the pool it goes there."""
        now = clock.ticks()
        room = self._open and not self._waiting and len(self.at_hand) < KEPT
        if whole and room and _is_there(connection) and not connection.is_in_transaction():
            self.at_hand.append((connection, now))
        else:
            await self._send_home(connection)
        if self.at_hand and now - self.at_hand[0][1] > IDLE:
            await self._send_home(self.at_hand.pop(0)[0])

    async def close(self) -> None:
        """Gives everything back to the pool, which is closed next."""
        self._open = False
        while self.at_hand:
            await self._send_home(self.at_hand.pop()[0])

    async def _send_home(self, connection: PoolConnectionProxy) -> None:
        """Gives one to the pool, which throws away what it cannot clean: that is no fault of the statement that was answered already."""
        with suppress(Exception):
            await asyncio.shield(self.pool.release(connection))


def _is_there(connection: PoolConnectionProxy) -> bool:
    """Whether it can be used. Of one that was cut off nothing may be asked, because its pool took it back already."""
    try:
        return not connection.is_closed()
    except InterfaceError:
        return False
