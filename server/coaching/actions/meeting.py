"""A one-to-one on one deal: chosen by the manager, filled first by the rep, compared, closed with one commitment, and how the rep left it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from server import db, ids, ledger
from server.coaching import queries
from server.coaching.actions.closing import Left, leave_within
from server.coaching.queries import Meeting
from server.coaching.tables import OneToOneRow, PartingRow
from server.deals import queries as deals
from server.errors import NotFound, Refused
from server.facts import OneToOneBegun, OneToOneClosed, OneToOneCompared, PartingSaid
from server.inspections import actions as inspections
from server.inspections import queries as looks
from server.ledger import Entry
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day

ANSWERS: Final = ("yes", "partly", "no")
"""What somebody may say to: did you leave knowing the next step in the process on this deal?"""

PICK: Final = "one-to-one"
"""How the deal of these sheets was picked."""


async def prepare(actor: Actor, entry: Entry, *, person: UUID, deal: UUID) -> UUID:
    """Chooses the open deal that the actor and a person they manage will look at together, and returns the one-to-one's id.

    One that is open on the same deal is the one; on another deal it is dropped. Raises NotFound, Refused for a closed deal.
    """

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "one-to-one")
        rep = await people.managed(actor, person, entry.at)
        found = await deals.deal(deal, actor, entry.at)
        if found.owner != person:
            raise NotFound("This deal is not theirs.")
        if found.closed_at is not None:
            raise Refused(_("This deal was closed. Choose an open one."))
        before = await queries.meeting_with(actor, person)
        if before is not None and before.deal == deal:
            return before.id
        if before is not None:
            await _end(before.id, entry.at, "dropped_at")
        id = ids.derived(entry.id, "one-to-one")
        row = OneToOneRow(id=id, person=person, by=actor.id, deal=deal, begun_at=entry.at, open_key=f"{person}:{actor.id}")
        await OneToOneRow.insert(row)
        fact = OneToOneBegun(one_to_one=id, deal=deal, instead=before.id if before else None)
        await ledger.record(fact, entry, person=person, team=rep.team)
        return id

    return await db.run(verb)


async def open_sheet(actor: Actor, entry: Entry, id: UUID) -> UUID:
    """Opens the actor's own side of a one-to-one and returns the sheet's id: what the rep says of their own deal, or what the manager finds on it.

    Raises NotFound for a one-to-one of others, Refused when it is over.
    """
    met = await _open(actor, entry, id)
    mode = "self-check" if actor.id == met.person else "together"
    wanted = await queries.wanted(met.person, local_day(entry.at, actor.zone))
    # What is said since the one-to-one began is of it: by a clock that is behind, it would be of one before.
    if met.begun_at <= looks.latest(entry.at):
        entry = replace(entry, at=max(entry.at, met.begun_at))
    return await inspections.begin(actor, entry, met.deal, mode=mode, pick=PICK, wanted=wanted)


async def compare(actor: Actor, entry: Entry, id: UUID) -> None:
    """Lays both sheets side by side, from now on for both of them. By the manager, when both have answered; before that, neither sees the other's.

    Raises NotFound, Refused while one of the sheets is missing.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        met = await _open(actor, entry, id)
        if met.by != actor.id:
            raise NotFound("This is not yours to compare.")
        if met.compared_at is not None:
            return
        sheets = await queries.sheets_of(met)
        if not sheets.rep_saved:
            raise Refused(_("%(name)s has not saved the sheet yet.") % {"name": met.person_name}, back=_page(met))
        if not sheets.manager_answered:
            raise Refused(_("Answer your side first. Then both are laid side by side."), back=_page(met))
        await OneToOneRow.update({OneToOneRow.compared_at: entry.at}).where(OneToOneRow.id == id)
        both = await queries.compared(sheets)
        rep = await people.person(met.person)
        fact = OneToOneCompared(one_to_one=id, deal=met.deal, agree=both.agree, of=both.of)
        await ledger.record(fact, entry, person=met.person, team=rep.team if rep else None)

    await db.run(verb)


async def close_meeting(actor: Actor, entry: Entry, id: UUID, left: Left, *, site: str) -> None:
    """Ends a one-to-one: closes the manager's open sheet if a row was looked at, and leaves with the rep at most one note, commitment and lesson.

    Raises as `close_sheet`, NotFound for somebody else's, Refused when it is over.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        met = await _open(actor, entry, id)
        if met.by != actor.id:
            raise NotFound("This is not yours to close.")
        sheet = (await queries.sheets_of(met)).manager
        if sheet is not None and sheet.closed_at is None:
            try:
                await inspections.close_within(actor, entry.child("sheet"), sheet.id)
            except inspections.Untouched:
                sheet = None  # They talked without it: it is no look at the deal, and stays open.
        await leave_within(actor, entry, left, deal=met.deal, inspection=sheet.id if sheet else None, site=site)
        # With both sheets, by whichever clock they were closed: what either closes later is theirs alone.
        over = max(entry.at, await looks.last_look(met.deal, entry.at) or entry.at)
        if not await _end(id, over, "closed_at", sheet.id if sheet else None):
            raise Refused(_over())
        rep = await people.person(met.person)
        fact = OneToOneClosed(one_to_one=id, deal=met.deal, inspection=sheet.id if sheet else None)
        await ledger.record(fact, entry, person=met.person, team=rep.team if rep else None)

    await db.run(verb)


async def part(actor: Actor, entry: Entry, id: UUID, answer: str) -> None:
    """Keeps how somebody left a one-to-one of theirs, for their team's count alone: the one-to-one only knows that they said it.

    The fact names nobody, not even as who did it. Said once; what comes second changes nothing. Raises NotFound for one of others or one that is
    not over, Refused for no such answer.
    """
    if answer not in ANSWERS:
        raise Refused(_("Say yes, partly or no."))

    nameless = replace(entry, actor=None)

    async def verb() -> None:
        if await ledger.seen(nameless):
            return
        met = await queries.meeting(id, actor)
        if met.person != actor.id or met.closed_at is None:
            raise NotFound("There is no such one-to-one, or it is not over.")
        said = (
            await OneToOneRow.update({OneToOneRow.parted_at: entry.at})
            .where(OneToOneRow.id == id, OneToOneRow.parted_at.is_null())
            .returning(OneToOneRow.id)
        )
        if said:
            await PartingRow.insert(PartingRow(id=ids.derived(entry.id, "parting"), team=actor.team, answer=answer, at=entry.at))
            await ledger.record(PartingSaid(answer=answer), nameless, team=actor.team)

    await db.run(verb)


async def _open(actor: Actor, entry: Entry, id: UUID) -> Meeting:
    """A one-to-one of the actor's that is not over. Raises NotFound, Refused."""
    met = await queries.meeting(id, actor)
    if met.by == actor.id and not await people.manages(actor, met.person, entry.at):
        raise NotFound("There is no such one-to-one, or it is not yours.")
    if met.closed_at is not None or met.dropped_at is not None:
        raise Refused(_over())
    return met


async def _end(id: UUID, at: datetime, how: str, inspection: UUID | None = None) -> bool:
    """Sets closed_at or dropped_at of one that is still open. False when it ended meanwhile."""
    ended = (
        await OneToOneRow.update({how: at, "inspection": inspection, "open_key": str(id)})
        .where(OneToOneRow.id == id, OneToOneRow.closed_at.is_null(), OneToOneRow.dropped_at.is_null())
        .returning(OneToOneRow.id)
    )
    return bool(ended)


def _over() -> str:
    return _("This one-to-one is over. Begin a new one to look at a deal together.")


def _page(met: Meeting) -> str:
    return f"/people/{met.person}/one-to-one"
