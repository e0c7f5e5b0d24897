"""Writing to a person."""

from uuid import UUID

from server import db, ids, ledger
from server.coaching.tables import NoteRow
from server.deals import queries as deals
from server.errors import NotFound, Refused
from server.facts import NoteWritten
from server.ledger import Entry
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _


async def write_note(actor: Actor, entry: Entry, *, person: UUID, words: str, deal: UUID | None = None) -> UUID:
    """Writes a note to somebody the actor manages today, about one of their deals or about none, and returns its id.

    Raises NotFound for anybody else and for a deal that is not theirs, Refused without words.
    """
    if not words.strip():
        raise Refused(_("There is nothing in this note yet. Write one sentence that helps."))
    note = ids.derived(entry.id, "note")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return note
        rep = await people.person(person)
        if rep is None or not rep.active or not await people.manages(actor, person, entry.at):
            raise NotFound("There is no such person, or they are not in your team.")
        if deal is not None and (await deals.deal(deal, actor, entry.at)).owner != person:
            raise NotFound("This deal is not theirs.")
        await NoteRow.insert(NoteRow(id=note, person=person, by=actor.id, deal=deal, words=words.strip(), at=entry.at))
        await ledger.record(NoteWritten(note=note, deal=deal), entry, person=person, team=rep.team)
        return note

    return await db.run(verb)
