"""A line to other systems, open for some calls."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Protocol

from server.outgoing.reply import Reply

SECONDS = 30.0
"""How long one call may take, from the name to the last byte."""

LARGEST = 10 * 1024 * 1024
"""Bytes of one reply."""


class Line(Protocol):
    """An open line."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,  # noqa: ANN401  # whatever JSON can say
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Reply:
        """Asks once, with one of `json`, `form` and `content` or none. Redirects are answers. Raises Unreachable."""


@asynccontextmanager
async def line(*, private: bool, seconds: float = SECONDS, largest: int = LARGEST) -> AsyncIterator[Line]:
    """A line for some calls. `private`: whether addresses of private networks, and http without TLS, may be asked."""
    # The client takes half a second and some megabytes to load; who asks nobody never pays for it.
    from server.outgoing.outside import opened  # noqa: PLC0415  # as said

    async with opened(private=private, seconds=seconds, largest=largest) as found:
        yield found
