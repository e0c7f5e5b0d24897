"""A body that comes slowly. Whoever sends one holds a connection for as long as it comes, and a server has about a thousand of them: a phone that
went away without a word would hold one for ever, and whoever holds them all keeps everybody out.
"""

import asyncio
from typing import Final

from litestar.types import Receive, ReceiveMessage

from server import clock

PATIENCE: Final = 60.0
"""Seconds for which a body may stand still."""

LEAST: Final = 1_000
"""Bytes a second with which a body comes on the whole, once PATIENCE is over. A photo over the slowest telephone network has ten times that."""


class Paced:
    """Stands in the place of the server's `receive` for one request. A body that stands still, or comes by drops, is one that broke off."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._waited = 0.0
        self._came = 0
        self._over = False

    async def receive(self) -> ReceiveMessage:
        """The next part of the body. The time in which nobody asked for it does not count."""
        if self._over:
            return {"type": "http.disconnect"}
        began = clock.ticks()
        try:
            async with asyncio.timeout(PATIENCE + min(0, self._came / LEAST - self._waited)):
                message = await self._receive()
        except TimeoutError:
            self._over = True
            return {"type": "http.disconnect"}
        self._waited += clock.ticks() - began
        if message["type"] == "http.request":
            self._came += len(message["body"])
        return message
