"""Saying one line in a chat, and asking Slack."""

from datetime import datetime
from typing import Any

import msgspec

from server import vault
from server.integrations.chat import slack
from server.integrations.chat.card import Line, label, message, sentence
from server.integrations.chat.queries import Chat
from server.integrations.chat.slack import Found, Said, Trouble, Workspace
from server.outgoing import Line as Wire
from server.outgoing import NoReading, Reply, Unreachable


async def say(wire: Wire, to: Chat, body: str, *, site: str, key: str) -> Reply:
    """Sends a line in the language that is spoken here to an address. Raises Unreachable, and Locked when the address cannot be read."""
    line = msgspec.json.decode(body, type=Line)
    told = message(to.form, sentence(line), label(line), site + line.path)
    return await wire.send("POST", vault.unseal(to.url, key=key), json=told)


class Slack:
    """Slack's Web API over an open line, as the bot of a token. Every method raises Trouble."""

    def __init__(self, wire: Wire, base: str, token: str, now: datetime) -> None:
        self._wire = wire
        self._base = base.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._now = now

    async def workspace(self) -> Workspace:
        """Where the token opens. It has to be allowed all that is needed."""
        reply, said = await self._ask("POST", "auth.test")
        missing = slack.lacking(reply.headers.get("x-oauth-scopes"))
        if missing:
            raise Trouble("scope", detail=missing)
        return Workspace(id=said.team_id[:40], name=said.team[:100], bot=said.user[:100] if isinstance(said.user, str) else "")

    async def account_of(self, email: str) -> str:
        """Slack's id of the person with this address."""
        _, said = await self._ask("GET", "users.lookupByEmail", params={"email": email})
        if not isinstance(said.user, Found) or said.user.deleted:
            raise Trouble("unknown")
        return said.user.id[:40]

    async def say(self, account: str, line: Line, *, site: str) -> None:
        """Sends a line, in the language that is spoken here, to the conversation of the bot with this person."""
        told = message("bot", sentence(line), label(line), site + line.path)
        await self._ask("POST", "chat.postMessage", json={"channel": account, **told})

    async def _ask(self, method: str, name: str, **more: Any) -> tuple[Reply, Said]:  # noqa: ANN401  # what `send` takes
        try:
            reply = await self._wire.send(method, f"{self._base}/{name}", headers=self._headers, **more)
            if not reply.ok:
                raise slack.of_status(reply.status, reply.wait(self._now))
            said: Said = reply.json(Said)
        except Unreachable as error:
            raise slack.of_silence(error.why) from error
        except NoReading as error:
            raise Trouble("refused", detail="no JSON") from error
        if not said.ok:
            trouble = slack.of_error(said.error, said.needed)
            trouble.seconds = reply.wait(self._now)
            raise trouble
        return reply, said
