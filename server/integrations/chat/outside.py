"""Saying one line in a chat."""

import msgspec

from server import vault
from server.integrations.chat.card import Line, label, message, sentence
from server.integrations.chat.queries import Chat
from server.outgoing import Line as Wire
from server.outgoing import Reply


async def say(wire: Wire, to: Chat, body: str, *, site: str, key: str) -> Reply:
    """Sends a line in the language that is spoken here. Raises Unreachable, and Locked when the address cannot be read."""
    line = msgspec.json.decode(body, type=Line)
    told = message(to.form, sentence(line), label(line), site + line.path)
    return await wire.send("POST", vault.unseal(to.url, key=key), json=told)
