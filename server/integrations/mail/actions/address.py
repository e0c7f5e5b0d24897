"""The private address to which a person forwards."""

from server import db, ledger
from server.db import Statement
from server.facts import MailAddressMade
from server.ledger import Entry
from server.people.roles import Actor

LENGTH = 10
"""Characters of a token: about 50 bits. Whoever guesses one can only ask its person a question."""


async def make_address(actor: Actor, entry: Entry, *, chance: str) -> None:
    """Gives the actor an address, made of `chance`, at least ten random characters; the one before it ends."""
    token = "".join(one for one in chance.lower() if one.isalnum())[:LENGTH]

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        await KEEP(actor.id, token, entry.at)
        await ledger.record(MailAddressMade(), entry, person=actor.id, team=actor.team)

    await db.run(verb)


KEEP = Statement(
    'INSERT INTO "mail_address" ("person", "token", "made_at") VALUES ({}, {}, {}) '
    'ON CONFLICT ("person") DO UPDATE SET "token" = EXCLUDED."token", "made_at" = EXCLUDED."made_at"'
)
