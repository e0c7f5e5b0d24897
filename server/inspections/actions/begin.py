"""Opening the standard sheet of a deal."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from server import db, ids, ledger
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Forbidden, Refused
from server.facts import InspectionBegun
from server.inspections import queries, standard
from server.inspections.standard import Asked
from server.inspections.tables import InspectionRow, SheetRow
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day

OWN: Final = frozenset({"self-check", "baseline"})
"""The modes in which an owner looks at their own deal; it stays hollow."""


async def begin(actor: Actor, entry: Entry, deal: UUID, *, mode: str, pick: str, wanted: Collection[str] = ()) -> UUID:
    """Opens the standard sheet of a deal and returns its id; the one left open before, if there is one.

    `wanted` are the behaviours of its owner that are due to be looked at again. In the first quarter it asks nothing but what is in focus. Raises
    NotFound for a deal that the actor does not see, Forbidden for their own, Refused when there is nothing to ask.
    """

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "inspection")
        found = await inspectable(actor, deal, mode, entry)
        left = await InspectionRow.select(InspectionRow.id).where(InspectionRow.open_key == open_key(actor.id, deal, mode))
        if left:
            id: UUID = left[0]["id"]
            return id
        return await begin_within(
            actor, entry, found, await rows_of(found, entry, mode=mode, wanted=wanted), mode=mode, pick=pick
        )

    return await db.run(verb)


async def inspectable(actor: Actor, deal: UUID, mode: str, entry: Entry) -> Deal:
    """A deal that the actor may look at in this mode: a current manager of its owner, who covers for one, a leader; the owner in their own modes.

    Raises NotFound or Forbidden, and Refused for a leader who still looks at it a second time: a sheet of theirs would open what is kept from them.
    """
    if mode in queries.HIDDEN:
        raise Forbidden("A blind sheet begins in its calibration.")
    found = await deals.deal(deal, actor, entry.at)
    if found.owner == actor.id and mode not in OWN:
        raise Forbidden("Nobody inspects their own deal; that is a self-check.")
    if found.owner != actor.id and mode == "self-check":
        raise Forbidden("A self-check is the owner's.")
    await not_before_their_own(actor, deal, entry.at)
    return found


async def not_before_their_own(actor: Actor, deal: UUID, now: datetime) -> None:
    """Raises Refused for a leader who has yet to close their own sheet of a second look at this deal."""
    if again := await queries.kept_from(actor, deal, now):
        words = _("You look at this deal a second time. Close your own sheet first: then those of others are here.")
        raise Refused(words, back=f"/calibrations/{again}")


async def begin_within(actor: Actor, entry: Entry, deal: Deal, rows: Sequence[Asked], *, mode: str, pick: str) -> UUID:
    """Opens a sheet with these rows inside the caller's verb, recording InspectionBegun under `entry`. Raises Refused when there are none."""
    if not rows:
        raise Refused(_("There is nothing to ask about this deal: the process cannot place it, or it ended without a decision."))
    owner = await people.person(deal.owner)
    process = await process_in_force()
    id = ids.derived(entry.id, "inspection")
    await InspectionRow.insert(
        InspectionRow(
            id=id,
            deal=deal.id,
            by=actor.id,
            person=deal.owner,
            team=owner.team if owner else None,
            mode=mode,
            pick=pick,
            claimed=deal.stage,
            motion=deal.motion,
            process=process.id,
            process_version=process.version,
            training=await people.in_training(actor.id),
            begun_at=entry.at,
            last_at=entry.at,
            open_key=open_key(actor.id, deal.id, mode),
        )
    )
    await SheetRow.insert(
        *(
            SheetRow(
                id=ids.derived(id, row.behaviour),
                inspection=id,
                behaviour=row.behaviour,
                place=place,
                reason=row.why,
                folds=row.folds,
            )
            for place, row in enumerate(rows)
        )
    )
    await ledger.record(
        InspectionBegun(
            inspection=id,
            deal=deal.id,
            mode=mode,
            pick=pick,
            claimed=deal.stage,
            motion=deal.motion,
            behaviours=tuple(row.behaviour for row in rows),
            process=process.id,
            process_version=process.version,
        ),
        entry,
        person=deal.owner,
        team=owner.team if owner else None,
    )
    return id


def open_key(by: UUID, deal: UUID, mode: str) -> str:
    """What makes a person's open sheet of a deal the only one; a blind one and one of boxes may lie beside it."""
    return f"{by}/{deal}/{mode if mode in queries.HIDDEN | OWN else ''}"


async def rows_of(deal: Deal, entry: Entry, *, mode: str, wanted: Collection[str] = ()) -> tuple[Asked, ...]:
    """The rows of the standard sheet that this deal gets now."""
    process, owner = await process_in_force(), await people.person(deal.owner)
    focus = await queries.last_focus()
    before, evidence = await queries.standings(deal.id), await queries.every_evidence(deal.id)
    return standard.rows(
        process,
        deal.motion,
        deal.stage,
        before,
        await queries.asked_by_team(owner.team if owner else None),
        today=local_day(entry.at, owner.zone if owner else "UTC"),
        focus=focus.behaviours if focus and focus.stage else None,
        leads=focus.leads if focus else "",
        mode=mode,
        outcome=deal.outcome,
        wanted=wanted,
        changed=[one for one, standing in before.items() if queries.changed_since(evidence, one, standing.asked_at)],
    )
