"""Identity and chance: the only module that makes ids, tokens, codes and seeds."""

import hashlib
import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7


def new() -> UUID:
    """A fresh UUIDv7 (RFC 9562): unique anywhere, and sorted by the time it was made."""
    return uuid7()


def derived(parent: UUID, name: str) -> UUID:
    """The id of something that follows from `parent`: the same every time, so that repeating a verb repeats its ids."""
    return uuid5(parent, name)


def made_at(id: UUID, *, latest: datetime) -> datetime | None:
    """When a UUIDv7 was made, never after `latest`; None for an id of another kind. An id that came from outside may say anything."""
    if id.version != 7:  # the version whose first 48 bits are milliseconds
        return None
    return datetime.fromtimestamp(min(id.int >> 80, int(latest.timestamp() * 1000)) / 1000, UTC)


def token() -> str:
    """256 bits from the system, as 43 characters that are safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def code() -> str:
    """Six random digits, leading zeros kept."""
    return f"{secrets.randbelow(1_000_000):06d}"


def seed() -> int:
    """31 random bits, for shuffles that must be repeatable."""
    return secrets.randbits(31)


def digest(secret: str) -> str:
    """SHA-256 of a secret of at least 128 bits, as 64 hex digits: what is stored instead of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
