"""What drivers raise, in our words."""

import sqlite3

import asyncpg

from server.db.tally import TALLY
from server.errors import DomainError, NotFound, Unavailable


class Duplicate(DomainError):
    """A unique key is taken: by a form that was sent twice, or by something with the same name."""


RETRYABLE = frozenset({"40001", "40P01", "23503"})
"""SQLSTATE of a serialization failure, of a deadlock, and of a row that a rival took away or began to point at."""


Waited = asyncpg.LockNotAvailableError
"""Somebody else held a lock for longer than a statement was to wait."""


def is_retryable(error: BaseException) -> bool:
    """Whether running the whole transaction again may succeed: because of what a rival did at the same moment."""
    return getattr(error, "sqlstate", None) in RETRYABLE or is_duplicate(error) or isinstance(error, OUTDATED)


OUTDATED = (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)
"""A migration ran since this connection prepared the statement. The driver has forgotten all that it prepared by now, and asks anew."""


def is_duplicate(error: BaseException) -> bool:
    """Whether a unique constraint was hit."""
    if isinstance(error, sqlite3.IntegrityError):
        return "UNIQUE" in str(error)
    return isinstance(error, asyncpg.UniqueViolationError)


def is_unavailable(error: BaseException) -> bool:
    """Whether the database could not be reached or written: gone, locked for long, full, read-only, or rivals that came first every time."""
    if isinstance(error, sqlite3.DatabaseError):
        return any(word in str(error) for word in UNUSABLE)
    if isinstance(error, OSError):
        return error.filename is None  # A connection. What is wrong with a file of ours names it.
    if isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError):
        return isinstance(error, asyncpg.ClientConfigurationError)  # Any other one is about a value of ours.
    return isinstance(error, AWAY)


def is_forbidden(error: BaseException) -> bool:
    """Whether the account may not do that."""
    return isinstance(error, asyncpg.InsufficientPrivilegeError)


AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.DataCorruptedError,
    asyncpg.IndexCorruptedError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    asyncpg.TransactionRollbackError,
    Waited,
    asyncpg.InvalidCachedStatementError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What asyncpg says when there is no talking to the server: gone, going, coming up, full, with a disk in trouble, or not letting us in; when it ended
what took too long; and, of a verb that began anew as often as it may, when somebody else came first every time.
"""


ONE_DEED = (
    asyncpg.QueryCanceledError,
    asyncpg.DataCorruptedError,
    asyncpg.IndexCorruptedError,
    asyncpg.TransactionRollbackError,
    Waited,
    asyncpg.InvalidCachedStatementError,
)
"""Of these what PostgreSQL may say of one deed alone, while it does all others."""


UNUSABLE = ("locked", "locking protocol", "full", "readonly", "unable to open", "disk I/O", "not a database", "malformed")
"""What SQLite says when the file cannot be used now."""


def remedy(error: BaseException) -> str:
    """What whoever types a command does about a database that `is_unavailable`, as a sentence."""
    if isinstance(error, sqlite3.DatabaseError):
        return next(do for words, do in REMEDIES.items() if any(word in str(error) for word in words))
    if isinstance(error, (asyncpg.DataCorruptedError, asyncpg.IndexCorruptedError)):
        return "Its server says that what it keeps is broken: restore a backup."
    if isinstance(error, (asyncpg.InsufficientResourcesError, asyncpg.PostgresSystemError, *ONE_DEED)):
        return "Look at what its server is busy with and at the room on its disk, then type it again."
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return "Name the server that is written to, and no copy that follows it."
    return "Check the address and that it is running."


REMEDIES = {
    ("locked", "locking protocol"): "Another program writes to it; type it again when that is done.",
    ("full", "disk I/O"): "Make room on its disk, then type it again.",
    ("readonly", "unable to open"): "Give it and its folder to this user.",
    ("not a database", "malformed"): "Name another file, or restore a backup.",
}
"""Words of SQLite to what helps. Together they are all of UNUSABLE."""


def is_of_one_deed(error: BaseException) -> bool:
    """Whether what failed may be this deed alone: somebody came first every time, it takes too long, or what it reads is broken."""
    return isinstance(error.__cause__ if isinstance(error, Unavailable) else error, ONE_DEED)


def is_away(error: BaseException) -> bool:
    """Whether the database went away while something was done: that is not to blame, and is done again when it is back. What only the system says
    of a connection may be another one than the database's, and of one deed the database may say it each time.
    """
    return isinstance(error, Unavailable) or (is_unavailable(error) and not isinstance(error, (OSError, *ONE_DEED)))


def translate(error: BaseException) -> BaseException:
    """The same fault as a DomainError where a person can act on it, else the error itself."""
    if is_duplicate(error):
        return Duplicate("This was taken a moment ago.")
    if isinstance(error, asyncpg.CharacterNotInRepertoireError):
        return NotFound("PostgreSQL keeps no NUL in a text, so nothing is called so.")
    if is_unavailable(error):
        TALLY["errors"] += 1
        told = Unavailable("The database cannot be reached or written just now. Nothing was lost; try again in a moment.")
        told.__cause__ = error  # For the log, also where it is not raised from it.
        return told
    return error
