"""Asking a CRM over the network: with its token, again after a moment when it is busy or stumbles, and never for long."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from server import outgoing
from server.integrations.crm.trouble import Trouble, of_silence, of_status
from server.integrations.crm.vendors import VENDORS
from server.integrations.crm.walk import Ask
from server.outgoing import Line, NoReading, Reply, Unreachable

TRIES: Final = 4
LONGEST: Final = 20
"""Seconds that are waited here; whoever asks for more is asked again later."""

LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a page: fifty deals with very long histories."""

Sleep = Callable[[float], Awaitable[None]]


class Access(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What opens a CRM: a token, or the id and the secret of a client, with a refresh token where it has one. Kept sealed.

    `hook` is what the CRM shows when it tells of a change, empty where it does not.
    """

    token: str = ""
    client: str = ""
    secret: str = ""
    refresh: str = ""
    hook: str = ""


class Asking:
    """Requests to one CRM over one line."""

    def __init__(
        self, line: Line, source: str, base: str, access: Access, now: Callable[[], datetime], sleep: Sleep, tries: int
    ) -> None:
        self._tries = tries
        self._line = line
        self._vendor = VENDORS[source]
        self._base = base.rstrip("/")
        self._access = access
        self._now = now
        self._sleep = sleep
        self._headers: dict[str, str] = {}

    async def __call__(self, ask: Ask) -> bytes:
        """The body of the answer. Raises Trouble."""
        if not self._headers:
            self._headers = await self._let_in()
        reply = await self._patiently(ask)
        if reply.status == 401 and self._vendor.lets_in == "client":
            # A session over there ends when it likes; a second refusal is meant.
            self._headers = await self._let_in()
            reply = await self._patiently(ask)
        if not reply.ok:
            raise self._trouble(reply)
        return reply.body

    async def _patiently(self, ask: Ask) -> Reply:
        for attempt in range(1, self._tries + 1):
            try:
                reply = await self._send(ask)
            except Unreachable as error:
                code = of_silence(error.why)
                if code != "away" or attempt == self._tries:
                    raise Trouble(code) from error
                await self._sleep(2.0 ** (attempt - 1))
                continue
            trouble = None if reply.ok else self._trouble(reply)
            if (
                trouble is None
                or trouble.code not in {"busy", "down"}
                or attempt == self._tries
                or (trouble.seconds or 0) > LONGEST
            ):
                return reply
            await self._sleep(trouble.seconds or 2.0 ** (attempt - 1))
        raise AssertionError("unreachable: the last try returns or raises")

    async def _send(self, ask: Ask) -> Reply:
        return await self._line.send(
            ask.method, self._base + ask.path, headers={**self._headers, **ask.headers}, params=ask.params or None, json=ask.json
        )

    async def _let_in(self) -> dict[str, str]:
        """The headers that open the CRM. Raises Trouble."""
        if not (self._access.token.isascii() and self._access.token.isprintable()):
            # No token of theirs holds such a sign, and no header can carry it.
            raise Trouble("token")
        if self._vendor.lets_in == "key":
            return {"x-api-token": self._access.token, "Accept": "application/json"}
        token = self._access.token if self._vendor.lets_in == "bearer" else await self._session()
        return {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    async def _session(self) -> str:
        grant = (
            {"grant_type": "refresh_token", "refresh_token": self._access.refresh}
            if self._access.refresh
            else {"grant_type": "client_credentials"}
        )
        form = {**grant, "client_id": self._access.client, "client_secret": self._access.secret}
        try:
            reply = await self._line.send("POST", f"{self._base}/services/oauth2/token", form=form)
            return str(reply.json(_Session).access_token) if reply.ok else self._no_session(reply)
        except Unreachable as error:
            raise Trouble(of_silence(error.why)) from error
        except NoReading as error:
            raise Trouble("broken") from error

    def _no_session(self, reply: Reply) -> str:
        code = of_status(reply.status)
        raise Trouble("token" if code == "refused" else code, seconds=reply.wait(self._now()), detail=_word(reply))

    def _trouble(self, reply: Reply) -> Trouble:
        code, word = of_status(reply.status), _word(reply)
        if word in LIMITS:
            code = "busy"
        return Trouble(code, seconds=reply.wait(self._now()), detail=word)


class _Session(Struct):
    access_token: str


LIMITS: Final = frozenset({"REQUEST_LIMIT_EXCEEDED", "RATE_LIMITS"})
"""Words for too many requests that come with another status."""


@asynccontextmanager
async def asking(
    source: str,
    base: str,
    access: Access,
    *,
    private: bool,
    now: Callable[[], datetime],
    sleep: Sleep = asyncio.sleep,
    tries: int = TRIES,
) -> AsyncIterator[Asking]:
    """A line to a CRM for some requests, each tried so often."""
    async with outgoing.line(private=private, seconds=60.0, largest=LARGEST) as line:
        yield Asking(line, source, base, access, now, sleep, tries)


def _word(reply: Reply) -> str:
    """The word by which a CRM names its refusal: none of its free text, which may quote what was sent."""
    try:
        told: Any = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    told = told[0] if isinstance(told, list) and told else told
    if not isinstance(told, dict):
        return ""
    word = told.get("errorCode") or told.get("category") or told.get("error")
    return word[:60] if isinstance(word, str) and word.replace("_", "").isalnum() else ""
