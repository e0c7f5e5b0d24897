"""Closing a sheet, and leaving with the rep at most one note, one commitment and one lesson: one press, all of it or nothing."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server import db, ledger
from server.assignments import actions as assigning
from server.assignments.actions import Task
from server.coaching.actions.notes import Words, note_within
from server.commitments import actions as commitments
from server.commitments.actions import Promise
from server.commitments.due import evening
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Refused
from server.inspections import actions as inspections
from server.inspections.actions import Closed, Done
from server.inspections.actions.close import closed
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.process.map import Behaviour, Process
from server.sentences import gettext as _
from server.zones import local_day

SOON = timedelta(days=7)
"""Until when a lesson is to be taken when no promise names a day."""


class Left(Struct, frozen=True, kw_only=True):
    """What is left with the rep, each empty for none: a note with its `tag`, a commitment in their words until `due`, a lesson; all about the one
    `behaviour` that is coached.
    """

    behaviour: str = ""
    note: str = ""
    tag: str = ""
    commitment: str = ""
    due: date | None = None
    lesson: str = ""

    @property
    def anything(self) -> bool:
        """Whether there is anything to leave."""
        return bool(self.note or self.commitment or self.lesson)


async def close_sheet(
    actor: Actor, entry: Entry, inspection: UUID, left: Left, *, rows: Mapping[str, Done] | None = None, site: str
) -> Closed:
    """Closes the actor's own sheet after keeping these rows, and leaves this with the deal's owner. `site` is our public address.

    Raises as `inspections.close`; NotFound when something is left with somebody the actor does not manage, Refused for what a note, a commitment or
    an assignment refuses. Then nothing of it is kept.
    """

    async def verb() -> Closed:
        if await ledger.seen(entry):
            return await closed(inspection)
        done = await inspections.close_within(actor, entry, inspection, rows)
        await leave_within(actor, entry, left, deal=done.deal, inspection=inspection, site=site)
        return done

    return await db.run(verb)


async def leave_within(actor: Actor, entry: Entry, left: Left, *, deal: UUID, inspection: UUID | None, site: str) -> None:
    """Leaves it with the deal's owner inside the caller's verb, each under its own child of `entry`."""
    if not left.anything:
        return
    process = (await lessons.current()).academy.process
    behaviour = process.behaviour.get(left.behaviour) if process else None
    left = replace(left, behaviour=behaviour.id if behaviour else "")
    found = await deals.deal(deal, actor, entry.at)
    rep = await people.managed(actor, found.owner, entry.at)
    if left.note:
        written = Words(words=left.note, tag=left.tag, deal=deal, behaviour=left.behaviour, inspection=inspection)
        await note_within(actor, entry.child("note"), person=rep.id, written=written)
    if left.commitment:
        made = _promise(left, found, rep, behaviour, process, inspection)
        await commitments.agree_within(actor, entry.child("commitment"), made, person=rep.id)
    if left.lesson:
        task = _task(left, found, rep, behaviour, inspection, entry)
        await assigning.assign_within(actor, entry.child("assignment"), task, person=rep.id, site=site)


def _promise(
    left: Left, deal: Deal, rep: Person, behaviour: Behaviour | None, process: Process | None, inspection: UUID | None
) -> Promise:
    if left.due is None:
        raise Refused(_("Choose the day by which it is done."))
    if behaviour is None or process is None:
        raise Refused(_("Choose what the commitment is about, so that it is clear what will prove it."))
    return Promise(
        deal=deal.id,
        words=left.commitment,
        due=evening(left.due, rep.zone),
        proof=behaviour.artifact,
        ask=behaviour.coach,
        behaviours=(behaviour.id,),
        process=process.id,
        process_version=process.version,
        inspection=inspection,
    )


def _task(left: Left, deal: Deal, rep: Person, behaviour: Behaviour | None, inspection: UUID | None, entry: Entry) -> Task:
    words = {"deal": deal.name, "behaviour": behaviour.title if behaviour else ""}
    reason = _("On %(deal)s this comes next: %(behaviour)s.") if behaviour else _("It helps on %(deal)s.")
    today = local_day(entry.at, rep.zone)
    return Task(
        lesson=left.lesson,
        reason=reason % words,
        day=left.due if left.due and left.due > today else today + SOON,
        behaviour=left.behaviour,
        inspection=inspection,
    )
