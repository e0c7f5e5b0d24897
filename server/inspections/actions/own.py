"""What an owner says of their own deal, and the past that somebody confirms: sheets of boxes, opened and closed in one deed."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from uuid import UUID

from server import db, ids, ledger
from server.deals import queries as deals
from server.inspections import queries, standard
from server.inspections.actions.answer import Done
from server.inspections.actions.begin import begin_within, inspectable
from server.inspections.actions.close import Closed, close_within, closed
from server.inspections.rubric import Ticked
from server.inspections.standard import Asked
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people.roles import Actor
from server.process.map import Process

Rows = Callable[[Process], Awaitable[Sequence[Asked]]]


async def check_oneself(actor: Actor, entry: Entry, deal: UUID, left: str, ticked: Collection[str]) -> Closed:
    """Keeps which gates of the stage that the actor's own deal left they say are done, at most three. They stay hollow: nothing moves.

    Raises NotFound or Forbidden for a deal of somebody else, Refused when no gate of that stage is left to ask.
    """

    async def rows(process: Process) -> Sequence[Asked]:
        found = await inspectable(actor, deal, "self-check", entry)
        return standard.of_stage_left(process, found.motion, left, await queries.standings(deal))

    return await _boxes(actor, entry, deal, rows, ticked, mode="self-check", pick="stage-change")


async def confirm_past(actor: Actor, entry: Entry, deal: UUID, ticked: Collection[str]) -> Closed:
    """Keeps which past gates of a deal were met when it came. The owner's ticks stay hollow; a manager's or a leader's confirm: *seen*; not
    while they learn to inspect.

    What is confirmed counts for the supported stage and never for doing. Raises NotFound, Refused when no past gate is open:
    a gate that a sheet has answered is past no more, nor is one of a stage that the deal went through here.
    """

    async def rows(process: Process) -> Sequence[Asked]:
        found = await inspectable(actor, deal, "baseline", entry)
        came = process.now(deals.came_with(found, await deals.claims(deal)))
        return standard.past(process, found.motion, found.stage, came, await queries.standings(deal))

    return await _boxes(actor, entry, deal, rows, ticked, mode="baseline", pick="import")


async def _boxes(actor: Actor, entry: Entry, deal: UUID, rows: Rows, ticked: Collection[str], *, mode: str, pick: str) -> Closed:
    """One sheet of boxes: a ticked one claims every clause of its gate."""

    async def verb() -> Closed:
        if await ledger.seen(entry):
            return await closed(ids.derived(entry.id, "inspection"))
        process = await process_in_force()
        asked = await rows(process)
        inspection = await begin_within(actor, entry, await inspectable(actor, deal, mode, entry), asked, mode=mode, pick=pick)
        done = {row.behaviour: _all_of(process, row.behaviour) for row in asked if row.behaviour in ticked}
        return await close_within(actor, entry.child("closed"), inspection, done, boxes=True)

    return await db.run(verb)


def _all_of(process: Process, behaviour: str) -> Done:
    clauses = process.behaviour[behaviour].clauses
    return Done(ticked=Ticked(ticks=frozenset(clause.id for clause in clauses if not clause.na)))
