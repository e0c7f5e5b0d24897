"""Writing to a person."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from server import db, ids, ledger
from server.coaching.tables import NoteRow
from server.deals import queries as deals
from server.errors import NotFound, Refused
from server.facts import NoteWritten
from server.ledger import Entry
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _

TAGS: Final = ("step", "number", "both")
"""What a note is about, in one tap: the step that comes next, the number, or both."""


class Words(Struct, frozen=True, kw_only=True):
    """A note to somebody. `tag` is one of `TAGS`; `deal`, `behaviour` and `inspection` say where it belongs, as far as it belongs anywhere."""

    words: str
    tag: str
    deal: UUID | None = None
    behaviour: str = ""
    inspection: UUID | None = None


async def write_note(
    actor: Actor, entry: Entry, *, person: UUID, words: str, tag: str, deal: UUID | None = None, behaviour: str = ""
) -> UUID:
    """Writes a note to somebody the actor manages today, about one of their deals or about none, and returns its id.

    Raises NotFound for anybody else and for a deal that is not theirs, Refused without words or for a tag that there is not.
    """

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "note")
        return await note_within(actor, entry, person=person, written=Words(words=words, tag=tag, deal=deal, behaviour=behaviour))

    return await db.run(verb)


async def note_within(actor: Actor, entry: Entry, *, person: UUID, written: Words) -> UUID:
    """The same inside the caller's verb, which has asked `ledger.seen`."""
    if not written.words.strip():
        raise Refused(_("There is nothing in this note yet. Write one sentence that helps."))
    if written.tag not in TAGS:
        raise Refused(_("Say what this note is about: the step, the number, or both."))
    rep = await people.managed(actor, person, entry.at)
    if written.deal is not None and (await deals.deal(written.deal, actor, entry.at)).owner != person:
        raise NotFound("This deal is not theirs.")
    note = ids.derived(entry.id, "note")
    await NoteRow.insert(
        NoteRow(
            id=note,
            person=person,
            by=actor.id,
            deal=written.deal,
            tag=written.tag,
            behaviour=written.behaviour,
            inspection=written.inspection,
            words=written.words.strip(),
            at=entry.at,
        )
    )
    fact = NoteWritten(note=note, deal=written.deal, tag=written.tag, behaviour=written.behaviour, inspection=written.inspection)
    await ledger.record(fact, entry, person=person, team=rep.team)
    return note
