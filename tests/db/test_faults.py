"""Which trouble of the database is told as such, to be tried again, and which is a fault of ours."""

import sqlite3

import asyncpg
import pytest

from server.db.faults import REMEDIES, UNUSABLE, is_away, is_unavailable, remedy, translate
from server.errors import NotFound, Unavailable

TROUBLE = (
    sqlite3.OperationalError("database or disk is full"),
    sqlite3.OperationalError("attempt to write a readonly database"),
    sqlite3.OperationalError("disk I/O error"),
    sqlite3.OperationalError("database is locked"),
    sqlite3.DatabaseError("database disk image is malformed"),
    sqlite3.OperationalError("locking protocol"),
    asyncpg.DiskFullError('could not extend file "base/1/2": No space left on device'),
    asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"),
    asyncpg.PostgresIOError('could not read block 7 in file "base/1/2": Input/output error'),
    asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    asyncpg.CrashShutdownError("terminating connection because of crash of another server process"),
    asyncpg.CannotConnectNowError("the database system is starting up"),
    asyncpg.TooManyConnectionsError("sorry, too many clients already"),
    asyncpg.OutOfMemoryError("out of memory"),
    asyncpg.QueryCanceledError("canceling statement due to statement timeout"),
    asyncpg.IdleInTransactionSessionTimeoutError("terminating connection due to idle-in-transaction timeout"),
    asyncpg.TransactionTimeoutError("terminating connection due to transaction timeout"),
    asyncpg.DatabaseDroppedError("terminating connection because the database was dropped"),
    asyncpg.LockNotAvailableError("canceling statement due to lock timeout"),
    asyncpg.DataCorruptedError("invalid page in block 7 of relation base/1/2"),
    asyncpg.IndexCorruptedError("index contains unexpected zero page at block 7"),
    asyncpg.SerializationError("could not serialize access due to concurrent update"),
    asyncpg.DeadlockDetectedError("deadlock detected"),
    asyncpg.ConnectionFailureError("server closed the connection unexpectedly"),
    ConnectionResetError("connection lost"),
    TimeoutError(),
    asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
    asyncpg.InterfaceError("connection is closed"),
    ConnectionRefusedError("nobody listens"),
)

OURS = (
    sqlite3.OperationalError("no such column: name"),
    asyncpg.UndefinedColumnError('column "name" does not exist'),
    asyncpg.ForeignKeyViolationError("is not present in table"),
    FileNotFoundError(2, "No such file", "academy.yml"),
)


@pytest.mark.parametrize("error", TROUBLE, ids=lambda error: f"{type(error).__name__} {error}"[:60])
def test_trouble_of_the_database_is_told_as_something_that_passes(error: Exception):
    told = translate(error)
    assert isinstance(told, Unavailable)
    assert "Nothing was lost" in str(told)
    assert told.__cause__ is error, "the log tells what it was"


@pytest.mark.parametrize("error", TROUBLE, ids=lambda error: f"{type(error).__name__} {error}"[:60])
def test_a_file_has_no_address_and_runs_nowhere(error: Exception):
    assert is_unavailable(error)
    lost = isinstance(
        error, (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
    )
    ended = isinstance(error, (asyncpg.IdleInTransactionSessionTimeoutError, asyncpg.TransactionTimeoutError))
    one_deed = isinstance(error, asyncpg.QueryCanceledError)
    assert ("Check the address" in remedy(error)) == ((lost or ended) and not one_deed)


def test_each_word_of_sqlite_has_what_helps():
    assert sorted(word for words in REMEDIES for word in words) == sorted(UNUSABLE)


@pytest.mark.parametrize(("error", "away"), [
    (Unavailable("The database cannot be reached."), True),
    (asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"), True),
    (asyncpg.AdminShutdownError("terminating connection due to administrator command"), True),
    (sqlite3.OperationalError("database is locked"), True),
    (asyncpg.QueryCanceledError("canceling statement due to statement timeout"), False),
    (OSError("Bad magic number for central directory"), False),
    (asyncpg.UndefinedColumnError('column "name" does not exist'), False),
    (ValueError("a bug"), False),
], ids=lambda one: type(one).__name__)  # fmt: skip
def test_what_is_done_again_is_what_a_database_broke_off_and_never_what_would_break_again(error: Exception, *, away: bool):
    assert is_away(error) is away


@pytest.mark.parametrize("error", OURS, ids=lambda error: type(error).__name__)
def test_a_fault_of_ours_stays_one(error: Exception):
    assert translate(error) is error


def test_what_postgresql_cannot_hold_is_called_by_nobody():
    assert isinstance(translate(asyncpg.CharacterNotInRepertoireError("invalid byte sequence: 0x00")), NotFound)
