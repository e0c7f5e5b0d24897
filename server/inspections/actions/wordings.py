"""The sentence that mends a clause: from those who read it differently to the process owner, and back."""

from typing import Final
from uuid import UUID

from server import db, ids, ledger
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import WordingProposed, WordingSettled
from server.inspections import queries
from server.inspections.tables import WordingRow
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people.roles import Actor
from server.sentences import gettext as _

OUTCOMES: Final = ("reworded", "kept")


async def propose_wording(actor: Actor, entry: Entry, calibration: UUID, clause: str, words: str) -> UUID:
    """Tells the process owner how a clause, given as `behaviour/clause`, should read, in one sentence, and returns its id. No answer changes.

    Raises NotFound, Refused while the sheets are closed to each other, Invalid without words or for a clause of another sheet.
    """

    async def verb() -> UUID:
        id = ids.derived(entry.id, "wording")
        if await ledger.seen(entry):
            return id
        found = await queries.calibration(calibration, actor)
        if found.is_key:
            raise NotFound("The answers of a key are agreed; its sheets are never laid side by side.")
        if found.is_open(entry.at):
            raise Refused(_("The sheets are not open yet. Wording is talked about when they are."))
        process = await process_in_force()
        rows = [process.behaviour[row.behaviour] for row in found.rows if row.behaviour in process.behaviour]
        if clause not in {f"{row.id}/{one.id}" for row in rows for one in row.clauses}:
            raise Invalid({"clause": _("Choose the clause that was read differently.")}, {})
        if not words:
            raise Invalid({"words": _("Write the one sentence that would have made you agree.")}, {})
        behaviour, _slash, part = clause.partition("/")
        await WordingRow.insert(
            WordingRow(
                id=id,
                calibration=found.id,
                behaviour=behaviour,
                clause=part,
                words=words,
                by=actor.id,
                at=entry.at,
                process=process.id,
                process_version=process.version,
            )
        )
        fact = WordingProposed(
            wording=id,
            calibration=found.id,
            behaviour=behaviour,
            clause=part,
            process=process.id,
            process_version=process.version,
        )
        await ledger.record(fact, entry, person=actor.id, team=actor.team)
        return id

    return await db.run(verb)


async def settle_wording(actor: Actor, entry: Entry, wording: UUID, outcome: str) -> None:
    """The process owner says what came of it: reworded, or kept as it is. Raises Forbidden for anybody else, NotFound, Invalid for another
    outcome, Refused when it was said before.
    """
    if not actor.process_owner:
        raise Forbidden("Only the process owner decides the wording of the process.")
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": _("Say whether the clause was reworded or stays.")}, {})

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        rows = await WordingRow.select().where(WordingRow.id == wording)
        if not rows:
            raise NotFound("There is no such wording.")
        settled = (
            await WordingRow.update(
                {WordingRow.settled_at: entry.at, WordingRow.settled_by: actor.id, WordingRow.outcome: outcome}
            )
            .where(WordingRow.id == wording, WordingRow.settled_at.is_null())
            .returning(WordingRow.id)
        )
        if not settled:
            raise Refused(_("This was answered already."))
        fact = WordingSettled(wording=wording, behaviour=rows[0]["behaviour"], clause=rows[0]["clause"], outcome=outcome)
        await ledger.record(fact, entry, person=rows[0]["by"])

    await db.run(verb)
