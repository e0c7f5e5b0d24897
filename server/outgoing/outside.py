"""The network: names are looked up here, every address is checked, and the one that was checked is the one that is connected to."""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final

import httpcore
import httpx

from server.outgoing.networks import is_public
from server.outgoing.reply import Reply, Unreachable, Why

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a host and port. Raises OSError."""

GZIP: Final = zlib.MAX_WBITS | 16
"""How zlib is told that what it unpacks begins as gzip does."""


@asynccontextmanager
async def opened(
    *, private: bool, seconds: float, largest: int, resolve: Resolve | None = None, trust: ssl.SSLContext | None = None
) -> AsyncIterator["HttpLine"]:
    """A line; see `line`. `trust` says which certificates are believed instead of those of the system."""
    transport = httpx.AsyncHTTPTransport(verify=trust or _trusted(), trust_env=False)
    # httpx offers no way to choose where it connects; a test holds that this is where its pool asks.
    transport._pool._network_backend = _Checked(private=private, resolve=resolve or _look_up)  # noqa: SLF001  # as said
    timeout = httpx.Timeout(seconds, connect=min(seconds, 10.0))
    async with httpx.AsyncClient(transport=transport, timeout=timeout, trust_env=False, follow_redirects=False) as client:
        client.headers = httpx.Headers({"User-Agent": "plumbline", "Accept-Encoding": "gzip"})
        yield HttpLine(client, private=private, seconds=seconds, largest=largest)


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are believed: read once, because that takes longer than most calls."""
    return httpx.create_ssl_context(trust_env=False)


class HttpLine:
    """Calls over one pool of connections."""

    def __init__(self, client: httpx.AsyncClient, *, private: bool, seconds: float, largest: int) -> None:
        self._client = client
        self._private = private
        self._seconds = seconds
        self._largest = largest

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
        """Asks once. Raises Unreachable."""
        host = self._host_of(url)
        try:
            request = self._client.build_request(
                method, url, headers=headers, params=params, json=json, data=form, content=content
            )
            async with asyncio.timeout(self._seconds):
                return await self._ask(request, host)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise Unreachable("slow", host) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, zlib.error) as error:
            # UnicodeError: what no header can carry.
            raise Unreachable(_why(error), host, type(error).__name__) from error

    async def _ask(self, request: httpx.Request, host: str) -> Reply:
        response = await self._client.send(request, stream=True)
        try:
            # Who packs an answer as we did not ask for it gets it taken as it came.
            packed = zlib.decompressobj(GZIP) if response.headers.get("Content-Encoding", "").lower() == "gzip" else None
            body = bytearray()
            async for chunk in response.aiter_raw():
                # No more is unpacked than is read: a few bytes may unpack to more than a machine can hold.
                body += packed.decompress(chunk, self._largest + 1 - len(body)) if packed else chunk
                if len(body) > self._largest:
                    raise Unreachable("large", host)
                if packed and packed.eof:
                    break
        finally:
            await response.aclose()
        return Reply(status=response.status_code, headers=dict(response.headers), body=bytes(body))

    def _host_of(self, url: str) -> str:
        """The host of an address that may be asked. Raises Unreachable."""
        try:
            parts = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise Unreachable("address", "") from error
        if not parts.host or parts.userinfo or parts.scheme not in ({"https", "http"} if self._private else {"https"}):
            raise Unreachable("address", parts.host)
        return parts.host


class _Checked(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be connected to. A name is looked up once, so that it cannot lead elsewhere after it was checked."""

    def __init__(self, *, private: bool, resolve: Resolve) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._private = private
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable("name", host) from error
        if not self._private and not all(is_public(address) for address in addresses):
            raise Unreachable("private", host)
        failed: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _look_up(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _why(error: Exception) -> Why:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.InvalidURL):
        return "address"
    return "connection" if isinstance(error, httpx.ConnectError) else "broken"
