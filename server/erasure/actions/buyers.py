"""Erasing somebody on the buyer's side."""

from server import db, ledger
from server.db import Statement
from server.erasure.queries.buyers import said_by
from server.errors import NotFound
from server.facts import BuyerErased
from server.ledger import Entry
from server.people.actions.permission import need_admin
from server.people.roles import Actor
from server.sentences import gettext as _


async def erase_buyer(actor: Actor | None, word: str, *, entry: Entry) -> int:
    """Empties what the buyer of this name or address said, with the files, and forgets their address; returns on how many pieces of evidence.

    That there was proof of that day, and of which clauses, stays. Raises Forbidden, and NotFound when nobody is called so.
    """
    need_admin(actor)

    async def verb() -> int:
        if await ledger.seen(entry):
            return 0
        found = await said_by(word)
        if not found:
            raise NotFound(_("No proof, mail or contact names that person."))
        for id in found.evidence:
            await EMPTY(id)
            await NO_FILE(id)
        for id in found.items:
            await DROP(id)
        for id in found.contacts:
            await FORGET(id)
        await ledger.record(BuyerErased(evidence=len(found.evidence)), entry)
        return len(found.evidence)

    return await db.run(verb)


EMPTY = Statement(
    'UPDATE "evidence" SET "words" = \'\', "sender" = \'\', "link" = \'\', "file" = \'\', "moment" = \'\' WHERE "id" = {}'
)
NO_FILE = Statement('DELETE FROM "evidence_file" WHERE "id" = {}')
DROP = Statement(
    'UPDATE "mail_item" SET "state" = \'dropped\', "words" = \'\', "sender" = \'\', "people" = \'[]\' WHERE "id" = {}'
)
FORGET = Statement('DELETE FROM "mail_contact" WHERE "id" = {}')
