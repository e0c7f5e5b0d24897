"""A Piccolo engine for PostgreSQL whose pool stays whole when BEGIN or COMMIT fails.

The stock transaction keeps its connection and its context variable when COMMIT raises, which is an everyday event at SERIALIZABLE: a pool of two
is dead after two failures. The stock engine also opens a connection when it is built; here the version is asked when the pool starts.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from server.db import lists
from server.db.faults import Waited, translate
from server.db.lending import STATEMENTS, Lending
from server.db.replicas import COMMITTED, UNANSWERABLE, Afar, Replica, reading
from server.db.statements import note

READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
"""What a replica may be asked. It refuses what writes all the same, and the primary is asked."""

AMONG = 'LOCK TABLE "fact_head" IN ROW EXCLUSIVE MODE'
"""Every verb begins so, whatever it writes: it waits for nobody but who is alone."""

PATIENCE = 0.4
"""Seconds that one waits to be alone. All who come meanwhile wait behind it, whatever it waits for: many deals of a file, for instance."""

ALONE = f"""
    SET LOCAL lock_timeout = {PATIENCE * 1000:.0f};
    LOCK TABLE "fact_head" IN SHARE ROW EXCLUSIVE MODE;
    SET LOCAL lock_timeout = DEFAULT
"""
"""Waits until no other verb runs, and lets none begin. It is no question, so what the transaction sees is what is there after it."""

CONNECTING = 5.0
"""Seconds that a new connection may take: somebody waits for the page that says so."""


class SafePostgresEngine(PostgresEngine):
    """A pooled engine. `dsn` is the address, `isolation` the level of every transaction that is not `still`, and of that too where it is stricter,
    `replicas` the addresses of copies that may answer afar.
    """

    def __init__(self, dsn: str, isolation: str = "read committed", replicas: Sequence[str] = ()) -> None:
        self.replicas = tuple(map(Replica, replicas))
        self._turn = 0
        settings = {"default_transaction_isolation": isolation}
        self.still = None if isolation == "serializable" else "repeatable_read"
        self.lending: Lending | None = None
        config = {"dsn": dsn, "timeout": CONNECTING, "server_settings": settings, "statement_cache_size": STATEMENTS}
        super().__init__(config=config, extensions=())

    async def start_connection_pool(self, **options: Any) -> None:
        """Opens the pool, with what asyncpg may be told of it."""
        await super().start_connection_pool(**options)
        self.lending = Lending(self.pool)

    async def close_connection_pool(self) -> None:
        """Closes it."""
        if self.lending is not None:
            lending, self.lending = self.lending, None
            await lending.close()
        await super().close_connection_pool()

    async def check_version(self) -> None:
        """Asks nothing: building an engine must not need a database."""

    def transaction(self, allow_nested: bool = True, *, still: bool = False, alone: bool | None = None) -> "SafeTransaction":
        """One transaction on a connection of the pool. What is read afar ends with it: whoever writes reads what they wrote.

        For a `still` one the database stands as it stood when it began, and it fails where somebody else changed meanwhile what it changes. While one
        is `alone`, no other runs that says whether it is; if it cannot be within PATIENCE, it goes among the others.
        """
        afar = reading.get()
        if afar is not None:
            afar.stay()
        return SafeTransaction(self, allow_nested, isolation=self.still if still else None, alone=alone)

    async def fetch(self, sql: str, args: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
        """Rows of one compiled statement, inside the open transaction if there is one."""
        sql, args = lists.of_postgres(sql, args)
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
        if self.lending is None:
            alone: Sequence[Mapping[str, Any]] = await self._run_in_new_connection(sql, args)
            return alone
        lending, whole = self.lending, False
        try:
            connection = await lending.take()
        except OSError as error:
            # Only here is it known whose connection it was: whoever asks may talk to other systems, or read a file, too.
            raise translate(error) from error
        try:
            found: Sequence[Mapping[str, Any]] = await connection.fetch(sql, *args)
            whole = True
        finally:
            await lending.give_back(connection, whole=whole)
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

    __slots__ = ("_lending", "alone", "isolation")
    engine: SafePostgresEngine

    def __init__(
        self, engine: SafePostgresEngine, allow_nested: bool = True, *, isolation: str | None = None, alone: bool | None = None
    ) -> None:
        super().__init__(engine=engine, allow_nested=allow_nested)
        self.isolation = isolation
        self.alone = alone

    async def __aenter__(self) -> "SafeTransaction":
        if self._parent is not None:
            return self._parent  # type: ignore[return-value]  # the parent was made by the same engine
        self._lending = self.engine.lending
        self.connection = await (self._lending.take() if self._lending else self.get_connection())
        try:
            await self._enter()
        except BaseException as error:
            if isinstance(error, Exception):
                with suppress(Exception):  # The pool would do it as well, and complain of it in the log.
                    await self.transaction.rollback()
            await self._give_back(whole=False)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def _enter(self) -> None:
        self.transaction = self.connection.transaction(isolation=self.isolation)
        await self.begin()
        if self.alone is None:
            return
        try:
            await self.connection.execute(ALONE if self.alone else AMONG)
        except Waited:
            if not self.alone:
                raise
            await self.transaction.rollback()
            self.alone = False
            await self._enter()

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
            await self._give_back(whole=self._committed)
        return error is None

    async def _give_back(self, *, whole: bool) -> None:
        # Whether it was committed is known by now. A connection that cannot be cleaned is thrown away by its pool, which makes another.
        with suppress(Exception):
            if self._lending:
                await self._lending.give_back(self.connection, whole=whole)
            else:
                await self.connection.close()
