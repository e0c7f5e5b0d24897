"""A network that can be cut: it lies between a browser and a server, passes bytes on, or does not."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from msgspec import Struct, field

BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 11\r\nconnection: close\r\n\r\nBad gateway"

Way = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Network(Struct):
    """`url` is what the browser opens. `await cut()` ends every connection and takes no more; `await back()` is the end of that.

    `fails()`: what lies in front of the server takes connections and says that the server is down.

    `loses`: a request whose first line begins so reaches the server, and its answer is lost on the way, as often as `losses` says.
    """

    to: str
    url: str = ""
    on: bool = True
    failing: bool = False
    loses: bytes = b""
    losses: int = 0
    lost: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        """No connection lives, and no other is made."""
        self.on = False
        for writer in self.open:
            writer.close()

    def fails(self) -> None:
        """A proxy says that there is no server behind it."""
        self.cut()
        self.failing = True

    def back(self) -> None:
        """The network is there again, and the server behind it."""
        self.on, self.failing = True, False

    async def passes(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser."""
        if not self.on:
            if self.failing:
                await self._refuse(reader, writer)
            writer.close()
            return
        address = urlsplit(self.to)
        there = await asyncio.open_connection(address.hostname, address.port)
        self.open |= {writer, there[1]}
        answers = asyncio.create_task(self._copy(there[0], writer))
        with suppress(ConnectionError):
            while chunk := await reader.read(65_536):
                if self.losses and chunk.startswith(self.loses):
                    self.losses -= 1
                    answers.cancel()
                    await asyncio.wait([answers])
                    there[1].write(chunk)
                    await there[0].read(65_536)
                    self.lost += 1
                    break
                there[1].write(chunk)
                await there[1].drain()
        for end in (writer, there[1]):
            end.close()
        self.open -= {writer, there[1]}

    @staticmethod
    async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # All of a form is taken first: a browser that is still sending would see a broken connection.
        with suppress(ConnectionError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(BAD_GATEWAY)
            await writer.drain()

    @staticmethod
    async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(65_536):
                writer.write(chunk)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def network(to: str) -> AsyncIterator[Network]:
    """A network in front of the server at this address."""
    between = Network(to)
    server = await asyncio.start_server(between.passes, "127.0.0.1", 0)
    between.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield between
    finally:
        between.cut()
        server.close()
