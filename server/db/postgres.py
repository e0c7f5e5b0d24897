"""A Piccolo engine for PostgreSQL whose pool stays whole when BEGIN or COMMIT fails.

The stock transaction keeps its connection and its context variable when COMMIT raises, which is an everyday event at SERIALIZABLE: a pool of two
is dead after two failures. The stock engine also opens a connection when it is built; here the version is asked when the pool starts.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from server.db.replicas import COMMITTED, UNANSWERABLE, Afar, Replica, reading
from server.db.statements import note

READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
"""What a replica may be asked. It refuses what writes all the same, and the primary is asked."""

CONNECTING = 5.0
"""Seconds that a new connection may take: somebody waits for the page that says so."""


class SafePostgresEngine(PostgresEngine):
    """A pooled engine. `dsn` is the address, `isolation` the level of every transaction, `replicas` the addresses of copies that may answer afar."""

    def __init__(self, dsn: str, isolation: str = "read committed", replicas: Sequence[str] = ()) -> None:
        self.replicas = tuple(map(Replica, replicas))
        self._turn = 0
        settings = {"default_transaction_isolation": isolation}
        super().__init__(config={"dsn": dsn, "timeout": CONNECTING, "server_settings": settings}, extensions=())

    async def check_version(self) -> None:
        """Asks nothing: building an engine must not need a database."""

    def transaction(self, allow_nested: bool = True) -> "SafeTransaction":
        """One transaction on a connection of the pool. What is read afar ends with it: whoever writes reads what they wrote."""
        afar = reading.get()
        if afar is not None:
            afar.stay()
        return SafeTransaction(engine=self, allow_nested=allow_nested)

    async def fetch(self, sql: str, args: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        """Rows of one compiled statement, inside the open transaction if there is one."""
        note(sql)
        transaction = self.current_transaction.get()
        if transaction is not None:
            rows: Sequence[Mapping[str, Any]] = await transaction.connection.fetch(sql, *args)
            return rows
        afar = reading.get() if self.replicas else None
        if afar is not None and not afar.over:
            if not READS.match(sql):
                afar.stay()
            elif (answer := await self._afar(afar, sql, args)) is not None:
                return answer
        return await self._near(sql, args)

    async def _near(self, sql: str, args: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        outside = self._run_in_pool if self.pool is not None else self._run_in_new_connection
        found: Sequence[Mapping[str, Any]] = await outside(sql, args)
        return found

    async def _afar(self, afar: Afar, sql: str, args: Sequence[Any]) -> Sequence[Mapping[str, Any]] | None:
        """The answer of a replica, None when the primary is to be asked."""
        if not afar.decided:
            afar.decided = True
            found = await self._caught_up()
            if not afar.over:
                afar.replica = found
        if afar.replica is None:
            return None
        answer = await afar.replica.answer(sql, args)
        if answer is None:
            afar.stay()
        return answer

    async def _caught_up(self) -> Replica | None:
        """A replica that has all that is committed by now. One is asked, in turn: waiting for each would take longer than the primary does."""
        ready = [one for one in self.replicas if not one.rests]
        if not ready:
            return None
        self._turn += 1
        chosen = ready[self._turn % len(ready)]
        try:
            (committed,) = await self._near(COMMITTED, ())
        except UNANSWERABLE as error:
            for one in ready:
                one.leave(error)
            return None
        return chosen if await chosen.has(committed["place"], committed["whose"]) else None

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        """Runs an ORM query, counted."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.fetch(sql, args)


class SafeTransaction(PostgresTransaction):
    """Gives its connection back whatever happens."""

    __slots__ = ()

    async def __aenter__(self) -> "SafeTransaction":
        if self._parent is not None:
            return self._parent  # type: ignore[return-value]  # the parent was made by the same engine
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> bool:
        if self._parent:
            return error is None
        try:
            if error is not None:
                if not self._rolled_back:
                    with suppress(Exception):  # What made it fail says more than a connection that is gone.
                        await self.rollback()
            elif not self._committed and not self._rolled_back:
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return error is None

    async def _give_back(self) -> None:
        # Whether it was committed is known by now. A connection that cannot be cleaned is thrown away by its pool, which makes another.
        with suppress(Exception):
            if self.engine.pool:
                await asyncio.shield(self.engine.pool.release(self.connection))
            else:
                await self.connection.close()
