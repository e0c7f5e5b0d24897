"""What came back, or why nothing did. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal, TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T")

Why = Literal["address", "private", "name", "connection", "tls", "slow", "large", "broken"]
"""No address of ours, a private one, a name that nobody knows, nobody answers, not who it says, too slow, too much, broken off or unreadable."""

LONGEST_WAIT: Final = 86_400
"""Seconds that a reply may ask to wait at most; more is taken for a day."""


class Unreachable(Exception):
    """Nothing that can be used came back. `why` is a code, `host` the one that was asked."""

    def __init__(self, why: Why, host: str, detail: str = "") -> None:
        super().__init__(f"{host}: {why}{f' ({detail})' if detail else ''}")
        self.why: Why = why
        self.host = host


class NoReading(Exception):
    """The body is none that was promised. The sentence says where it differs; nothing of the body stands in it."""


class Reply(Struct, frozen=True, kw_only=True):
    """An answer of any status. Names of headers are in small letters, the body is decoded from its transport."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300

    def json(self, type: type[T] | Any = Any) -> Any:  # noqa: A002, ANN401  # msgspec's own word; what is asked for comes back
        """The body as JSON of this type. Raises NoReading."""
        try:
            return msgspec.json.decode(self.body, type=type)
        except msgspec.DecodeError as error:
            raise NoReading(str(error)) from error
        except UnicodeDecodeError as error:
            raise NoReading("It is no text.") from error
        except RecursionError as error:
            raise NoReading("It is nested too deeply.") from error

    def wait(self, now: datetime) -> int | None:
        """Seconds that it asks to wait by Retry-After (RFC 9110 10.2.3), 0 to a day; None when it says nothing that can be read."""
        told = self.headers.get("retry-after", "").strip()
        try:
            # Of a number that is thousands of digits long Python does not say what it is, and of a date in such a year it says no time.
            if told.isascii() and told.isdigit():
                return min(int(told), LONGEST_WAIT)
            until = parsedate_to_datetime(told)
        except (ValueError, OverflowError):
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0, min(LONGEST_WAIT, round((until - now).total_seconds())))
