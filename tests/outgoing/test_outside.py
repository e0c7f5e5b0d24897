"""What may be asked, and what happens when nothing good comes back: against a server on this machine that answers with given bytes."""

import asyncio
import gzip
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpcore
import pytest

from server.outgoing import Unreachable, line
from server.outgoing.outside import HttpLine, opened
from tests.outgoing.certificate import own_certificate

Heard = list[bytes]

EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@asynccontextmanager
async def serving(answer: bytes = EMPTY, *, pause: float = 0, listens: bool = True) -> AsyncIterator[tuple[int, Heard]]:
    """The port, and the requests that came."""
    heard: Heard = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if listens:
                heard.append(await reader.readuntil(b"\r\n\r\n"))
            await asyncio.sleep(pause)
            writer.write(answer)
            await writer.drain()
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], heard


@asynccontextmanager
async def asking(*, private: bool = True, seconds: float = 5, largest: int = 1000) -> AsyncIterator[HttpLine]:
    async with opened(private=private, seconds=seconds, largest=largest) as found:
        yield found


async def test_a_line_asks_and_gives_back_what_answers() -> None:
    async with (
        serving(b"HTTP/1.1 404 Not Found\r\nX-More: Yes\r\nContent-Length: 7\r\n\r\n[1,2,3]") as (port, heard),
        line(private=True) as it,
    ):
        reply = await it.send(
            "POST", f"http://127.0.0.1:{port}/x", params={"a": "1"}, json={"b": 2}, headers={"Authorization": "Bearer t"}
        )
    assert (reply.status, reply.ok, reply.headers["x-more"], reply.json(list[int])) == (404, False, "Yes", [1, 2, 3])
    assert heard[0].startswith(b"POST /x?a=1 HTTP/1.1")
    assert b"Authorization: Bearer t" in heard[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
async def test_a_private_address_is_not_asked_however_it_is_written(host: str) -> None:
    async with serving() as (port, heard), asking(private=False) as it:
        with pytest.raises(Unreachable) as error:
            await it.send("GET", f"https://{host}:{port}/")
    assert error.value.why in {"private", "name"}
    assert heard == []


async def test_a_name_that_leads_to_a_private_address_the_second_time_is_looked_up_once_only() -> None:
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) > 1 else ["192.0.2.1", "127.0.0.1"]

    async with opened(private=False, seconds=5, largest=10, resolve=resolve) as it:
        with pytest.raises(Unreachable, match="private"):
            await it.send("GET", "https://crm.example.com/")
    assert asked == ["crm.example.com"]


async def test_what_is_connected_to_is_the_address_that_was_looked_at_and_not_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    async def connect(_backend: object, host: str, *_more: object) -> None:
        connected.append(host)
        raise httpcore.ConnectError("nobody is there")

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["1.1.1.1", "2606:4700::1111"]

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    async with opened(private=False, seconds=5, largest=10, resolve=resolve) as it:
        with pytest.raises(Unreachable, match="connection"):
            await it.send("GET", "https://crm.example.com/")
    assert connected == ["1.1.1.1", "2606:4700::1111"]


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "ftp://example.com/", "https://me:secret@example.com/", "https:///x", "/x", "file:///etc/passwd"],
)
async def test_what_is_no_address_of_the_internet_is_refused_before_anything_is_asked(url: str) -> None:
    async with asking(private=False) as it:
        with pytest.raises(Unreachable) as error:
            await it.send("GET", url)
    assert error.value.why == "address"
    assert "secret" not in str(error.value)


async def test_a_redirect_is_an_answer_and_not_followed() -> None:
    async with (
        serving(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/inside\r\nContent-Length: 0\r\n\r\n") as (port, heard),
        asking() as it,
    ):
        reply = await it.send("GET", f"http://127.0.0.1:{port}/")
    assert (reply.status, len(heard)) == (302, 1)


async def test_what_is_larger_than_allowed_is_not_read_to_its_end() -> None:
    async with (
        serving(b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 2_000_000) as (port, _heard),
        asking() as it,
    ):
        with pytest.raises(Unreachable, match="large"):
            await it.send("GET", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(("coding", "times"), [("gzip", 1), ("gzip", 2), ("gzip, gzip", 2)])
async def test_no_more_is_unpacked_than_may_be_read(coding: str, times: int) -> None:
    packed = b"x" * 20_000_000
    for _time in range(times):
        packed = gzip.compress(packed)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    async with serving(head + packed) as (port, _heard), asking(largest=30_000) as it:
        tracemalloc.start()
        try:
            with suppress(Unreachable):
                assert len((await it.send("GET", f"http://127.0.0.1:{port}/")).body) <= 30_000
            assert tracemalloc.get_traced_memory()[1] < 5_000_000
        finally:
            tracemalloc.stop()


async def test_what_is_packed_is_unpacked_and_what_says_so_and_is_not_is_broken() -> None:
    for body, comes in ((gzip.compress(b"[1]") + b"more", b"[1]"), (b"[1]", b"")):
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        async with serving(head + body) as (port, _heard), asking() as it:
            if comes:
                assert (await it.send("GET", f"http://127.0.0.1:{port}/")).body == comes
            else:
                with pytest.raises(Unreachable, match="broken"):
                    await it.send("GET", f"http://127.0.0.1:{port}/")


async def test_an_answer_has_one_deadline_for_all_of_it() -> None:
    async with serving(pause=5) as (port, _heard), asking(seconds=0.2) as it:
        with pytest.raises(Unreachable, match="slow"):
            await it.send("GET", f"http://127.0.0.1:{port}/")


async def test_nobody_there_and_half_an_answer_have_a_word_each() -> None:
    async with serving() as (port, _heard):
        pass
    async with asking() as it:
        with pytest.raises(Unreachable) as nobody:
            await it.send("GET", f"http://127.0.0.1:{port}/")
        async with serving(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") as (port, _heard):
            with pytest.raises(Unreachable) as half:
                await it.send("GET", f"http://127.0.0.1:{port}/")
        async with serving(b"no http at all", listens=False) as (port, _heard):
            with pytest.raises(Unreachable) as talk:
                await it.send("GET", f"https://127.0.0.1:{port}/")
    assert (nobody.value.why, half.value.why, talk.value.why) == ("connection", "broken", "tls")


async def test_a_name_that_nobody_knows_is_told() -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    async with opened(private=False, seconds=5, largest=10, resolve=resolve, trust=ssl.create_default_context()) as it:
        with pytest.raises(Unreachable, match="name"):
            await it.send("GET", "https://nobody.example.com/")


async def test_what_no_header_can_carry_is_no_fault():
    async with line(private=True) as one:
        with pytest.raises(Unreachable):
            await one.send("GET", "http://127.0.0.1:1/", headers={"Authorization": "Bearer žluť"})


async def test_a_certificate_that_nobody_vouches_for_ends_the_talk_before_anything_is_said(tmp_path: Path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path / "own.pem"))
    heard: Heard = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1))
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    async with server, asking() as found:
        with pytest.raises(Unreachable) as error:
            await found.send("GET", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert error.value.why == "tls"
    assert heard == []
