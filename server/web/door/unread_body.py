"""The rest of a body that nobody asked for, as of a photo that is too large: it is read to its end and forgotten before the answer goes out.

A browser shows an answer only when it could send everything, and so does a proxy: for both a connection that is closed before is a fault of the
network.
"""

from typing import Final

from litestar.types import Message, Receive, ReceiveMessage, Send

from server.forms import MEGABYTE

LEAST: Final = 64 * 1024
"""Bytes that are under way before anybody looks: less than that is sent, whether it is read or not."""

MOST: Final = 64 * MEGABYTE
"""Bytes beyond which a sender is turned away in the middle. docs/deploy/nginx.conf lets less than that through."""


def worth_reading(length: bytes, *, waits: bool) -> bool:
    """Whether a body of this Content-Length is read to its end whatever comes of it. `waits`: its sender asks before sending it."""
    return length.isdigit() and LEAST < int(length) <= MOST and not waits


class Unread:
    """Stands between the server and the application for one request: `receive` and `send` in the place of those of the server."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._over = False

    async def receive(self) -> ReceiveMessage:
        """The next part of the body."""
        message = await self._receive()
        self._over = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Sends a part of the answer, the first one when the body is over."""
        while not self._over:
            await self.receive()
        await self._send(message)
