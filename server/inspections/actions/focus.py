"""Putting a stage in focus, and opening the whole process."""

import msgspec

from server import db, ids, ledger
from server.errors import Forbidden, Invalid
from server.facts import FocusSet
from server.inspections import focus
from server.inspections.tables import FocusRow
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.sentences import gettext as _


async def set_focus(actor: Actor | None, entry: Entry, stage: str) -> tuple[str, ...]:
    """Puts one stage in focus for every team, or, for an empty stage, opens the whole process; returns what sheets ask for, empty for everything.

    Raises Forbidden for who is no leader, Invalid for a stage that the process does not have.
    """
    if actor is not None and not actor.has("leader"):
        raise Forbidden("Only a leader chooses the focus.")
    process = (await lessons.current()).academy.process
    if process is None or (stage and stage not in process.stage):
        raise Invalid({"stage": _("Choose a stage of the process.")}, {})
    behaviours = focus.behaviours(process, stage) if stage else ()

    async def verb() -> tuple[str, ...]:
        if await ledger.seen(entry):
            return behaviours
        await FocusRow.insert(
            FocusRow(
                id=ids.derived(entry.id, "focus"),
                stage=stage,
                behaviours=msgspec.json.encode(behaviours).decode(),
                by=entry.actor,
                at=entry.at,
                process=process.id,
                process_version=process.version,
            )
        )
        fact = FocusSet(stage=stage, behaviours=behaviours, process=process.id, process_version=process.version)
        await ledger.record(fact, entry)
        return behaviours

    return await db.run(verb)
