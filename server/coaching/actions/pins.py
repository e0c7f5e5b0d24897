"""A manager's own note under a standard: how they do it, in their words, for their own team."""

from collections.abc import Sequence
from uuid import UUID

from server import db, ids, ledger
from server.coaching.tables import PinRow
from server.errors import Forbidden, NotFound, Refused
from server.facts import Fact, NotePinned, NoteUnpinned
from server.ledger import About, Entry
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _


async def pin(actor: Actor, entry: Entry, *, behaviour: str, words: str) -> UUID:
    """Pins the actor's own note under a behaviour of the process instead of the one that stood there, and returns its id.

    A fact about each person of the team says that there is something new for them. Raises Forbidden for somebody who is no manager, NotFound
    for a behaviour that there is not, Refused without words.
    """
    if not words.strip():
        raise Refused(_("There is nothing in this note yet. Write how you do it."))
    await _may(actor, behaviour)
    id = ids.derived(entry.id, "pin")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return id
        team = await people.team_of(actor, entry.at)
        await _end(actor, behaviour, entry)
        await PinRow.insert(
            PinRow(id=id, by=actor.id, behaviour=behaviour, words=words.strip(), at=entry.at, open_key=f"{actor.id}:{behaviour}")
        )
        await _tell(NotePinned(pin=id, behaviour=behaviour), actor, entry, team)
        return id

    return await db.run(verb)


async def unpin(actor: Actor, entry: Entry, *, behaviour: str) -> None:
    """Takes the actor's own note under a behaviour away; it stays in what was. Without one there, nothing happens. Raises as `pin`."""
    await _may(actor, behaviour)

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        team = await people.team_of(actor, entry.at)
        if await _end(actor, behaviour, entry):
            await _tell(NoteUnpinned(behaviour=behaviour), actor, entry, team)

    await db.run(verb)


async def _may(actor: Actor, behaviour: str) -> None:
    if not actor.has("manager"):
        raise Forbidden("A note under the standard is for the team of its writer.")
    process = (await lessons.current()).academy.process
    if process is None or behaviour not in process.behaviour:
        raise NotFound("There is no such behaviour.")


async def _end(actor: Actor, behaviour: str, entry: Entry) -> bool:
    ended = (
        await PinRow.update({PinRow.ended_at: entry.at, PinRow.open_key: str(entry.id)})
        .where(PinRow.by == actor.id, PinRow.behaviour == behaviour, PinRow.ended_at.is_null())
        .returning(PinRow.id)
    )
    return bool(ended)


async def _tell(fact: Fact, actor: Actor, entry: Entry, team: Sequence[Person]) -> None:
    await ledger.record(fact, entry, person=actor.id, team=actor.team)
    abouts = [
        About(Entry(id=ids.derived(entry.id, f"for {person.id}"), at=entry.at, actor=entry.actor), person.id, person.team)
        # In the order in which every part is recorded, so that two who tell the same people wait for each other.
        for person in sorted(team, key=lambda one: one.id)
    ]
    for first in range(0, len(abouts), ledger.MOST):
        await ledger.record_each(fact, abouts[first : first + ledger.MOST])
