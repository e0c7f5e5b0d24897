"""A receiver on this machine, for tests of what is told to other systems."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec import Struct, field


class Listener(Struct):
    """A system that is told, on loopback, and answers with `status`."""

    url: str = ""
    status: int = 200
    delay: float = 0.0
    heard: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hears one message. A connection that is left open would fail whatever test runs when it is collected."""
        try:
            await self._hear(reader, writer)
        finally:
            writer.close()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = (line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        given = {name.lower(): value for name, value in lines}
        body = await reader.readexactly(int(given.get("content-length", "0")))
        self.heard.append((given, body.decode()))
        await asyncio.sleep(self.delay)
        writer.write(f"HTTP/1.1 {self.status} Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()

    def types(self) -> list[str]:
        """What it was told of, in order."""
        return [json.loads(body)["type"] for _given, body in self.heard]


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/told?secret=path"
    async with server:
        yield listener
