"""Putting a stage in focus, opening the whole process, and having one behaviour come first."""

import msgspec

from server import db, ids, ledger
from server.errors import Forbidden, Invalid
from server.facts import FocusSet
from server.inspections import focus
from server.inspections.queries.focus import Focus, last_focus
from server.inspections.tables import FocusRow
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _


async def set_focus(actor: Actor | None, entry: Entry, stage: str) -> tuple[str, ...]:
    """Puts one stage in focus for every team, or, for an empty stage, opens the whole process; returns what sheets ask for, empty for everything.

    What comes first stays so, unless sheets do not ask for it any more. Raises Forbidden for who is no leader, Invalid for a stage that the process
    does not have.
    """
    process = await _decided_by(actor)
    if process is None or (stage and stage not in process.stage):
        raise Invalid({"stage": _("Choose a stage of the process.")}, {})
    behaviours = focus.behaviours(process, stage) if stage else ()

    async def verb() -> tuple[str, ...]:
        if await ledger.seen(entry):
            return behaviours
        before = await last_focus()
        leads = before.leads if before and (not stage or before.leads in behaviours) else ""
        await _put(entry, process, before, stage=stage, behaviours=behaviours, leads=leads)
        return behaviours

    return await db.run(verb)


async def lead_with(actor: Actor, entry: Entry, behaviour: str) -> None:
    """Has one behaviour come first in practice, one-to-ones and the review until it is dropped; an empty one drops it.

    Raises Forbidden for who is no leader, Invalid for a behaviour that the process does not have, or that sheets do not ask for yet.
    """
    process = await _decided_by(actor)
    if process is None or (behaviour and behaviour not in process.behaviour):
        raise Invalid({"behaviour": _("Choose a behaviour of the process.")}, {})

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        before = await last_focus()
        stage, behaviours = (before.stage, before.behaviours) if before else ("", ())
        if behaviour and stage and behaviour not in behaviours:
            raise Invalid({"behaviour": _("Sheets do not ask for it yet. Open the whole process first, or its stage.")}, {})
        await _put(entry, process, before, stage=stage, behaviours=behaviours, leads=behaviour)

    await db.run(verb)


async def _decided_by(actor: Actor | None) -> Process | None:
    """The process, for a leader or for nobody in particular. Raises Forbidden."""
    if actor is not None and not actor.has("leader"):
        raise Forbidden("Only a leader chooses the focus.")
    return (await lessons.current()).academy.process


async def _put(
    entry: Entry, process: Process, before: Focus | None, *, stage: str, behaviours: tuple[str, ...], leads: str
) -> None:
    at = entry.after(before.at if before else None)
    led_at = before.led_at if before and before.leads == leads else at
    await FocusRow.insert(
        FocusRow(
            id=ids.derived(entry.id, "focus"),
            stage=stage,
            behaviours=msgspec.json.encode(behaviours).decode(),
            leads=leads,
            led_at=led_at if leads else None,
            by=entry.actor,
            at=at,
            process=process.id,
            process_version=process.version,
        )
    )
    fact = FocusSet(stage=stage, behaviours=behaviours, process=process.id, process_version=process.version, leads=leads)
    await ledger.record(fact, entry)
