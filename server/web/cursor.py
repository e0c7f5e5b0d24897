"""Where a list goes on: the time and id of the last row that was shown, in one opaque word. Pure."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write(at: datetime, id: UUID) -> str:
    """The word, safe in a URL: 24 bytes in 32 letters."""
    return base64.urlsafe_b64encode(
        ((at - EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True) + id.bytes
    ).decode()


def read(word: str) -> tuple[datetime, UUID] | None:
    """The row that `write` named, None for anything else: then a list begins at its beginning."""
    try:
        raw = base64.b64decode(word, altchars=b"-_", validate=True)
        at = EPOCH + timedelta(microseconds=int.from_bytes(raw[:8], "big", signed=True))
        return (at, UUID(bytes=raw[8:]))
    except (binascii.Error, ValueError, OverflowError):
        return None
