"""Telling the process owner that a clause does not fit."""

from uuid import UUID

from server import db, ids, ledger
from server.deals import queries as deals
from server.errors import Invalid
from server.facts import ClauseMisfit
from server.inspections.tables import MisfitRow
from server.ledger import Entry
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _


async def say_misfit(
    actor: Actor, entry: Entry, deal: UUID, behaviour: str, clause: str, words: str, *, process: Process
) -> UUID:
    """Keeps that a clause does not fit a deal that the actor may see, in their words, and returns its id. It changes no answer.

    Raises NotFound, Invalid without words or for a clause that the process does not have.
    """
    known = process.behaviour.get(behaviour)
    if known is None or clause not in {one.id for one in known.clauses}:
        raise Invalid({"clause": _("Choose the clause that does not fit.")}, {})
    if not words:
        raise Invalid({"words": _("Say what does not fit, so that the process owner can mend it.")}, {})

    async def verb() -> UUID:
        id = ids.derived(entry.id, "misfit")
        if await ledger.seen(entry):
            return id
        found = await deals.deal(deal, actor, entry.at)
        await MisfitRow.insert(
            MisfitRow(
                id=id,
                deal=found.id,
                behaviour=behaviour,
                clause=clause,
                words=words,
                by=actor.id,
                at=entry.at,
                process=process.id,
                process_version=process.version,
            )
        )
        fact = ClauseMisfit(
            misfit=id, deal=found.id, behaviour=behaviour, clause=clause, process=process.id, process_version=process.version
        )
        await ledger.record(fact, entry)
        return id

    return await db.run(verb)
