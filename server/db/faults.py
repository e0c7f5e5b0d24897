"""What drivers raise, in our words."""

import sqlite3

import asyncpg

from server.errors import DomainError, Unavailable


class Duplicate(DomainError):
    """A unique key is taken: by a form that was sent twice, or by something with the same name."""


RETRYABLE = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock."""


def is_retryable(error: BaseException) -> bool:
    """Whether running the whole transaction again may succeed: serialization failures, deadlocks, and a key that a rival took meanwhile."""
    return getattr(error, "sqlstate", None) in RETRYABLE or is_duplicate(error)


def is_duplicate(error: BaseException) -> bool:
    """Whether a unique constraint was hit."""
    if isinstance(error, sqlite3.IntegrityError):
        return "UNIQUE" in str(error)
    return isinstance(error, asyncpg.UniqueViolationError)


def is_unavailable(error: BaseException) -> bool:
    """Whether the database could not be reached or written: gone, locked for long, full or read-only."""
    if isinstance(error, sqlite3.DatabaseError):
        return any(word in str(error) for word in UNUSABLE)
    return isinstance(
        error,
        asyncpg.PostgresConnectionError
        | asyncpg.CannotConnectNowError
        | asyncpg.TooManyConnectionsError
        | asyncpg.AdminShutdownError
        | asyncpg.CrashShutdownError
        | asyncpg.DiskFullError
        | asyncpg.ReadOnlySQLTransactionError
        | asyncpg.InterfaceError
        | ConnectionError
        | TimeoutError,
    )


UNUSABLE = ("locked", "full", "readonly", "unable to open", "disk I/O", "not a database", "malformed")
"""What SQLite says when the file cannot be used now."""


def translate(error: BaseException) -> BaseException:
    """The same fault as a DomainError where a person can act on it, else the error itself."""
    if is_duplicate(error):
        return Duplicate("This was taken a moment ago.")
    if is_unavailable(error):
        return Unavailable("The database cannot be reached or written just now. Nothing was lost; try again in a moment.")
    return error
