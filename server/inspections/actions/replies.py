"""A person answers a row about their deal, which reopens it; somebody who inspects the deal looks again."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from server import db, ids, ledger
from server.deals import queries as deals
from server.errors import Forbidden, Invalid, Refused
from server.facts import ReplyAnswered, ReplyGiven
from server.inspections import queries
from server.inspections.actions.begin import not_before_their_own
from server.inspections.actions.close import moment
from server.inspections.actions.evidence import Told, add_evidence_within
from server.inspections.actions.passing import due_of_reply, who_answers
from server.inspections.actions.seen import see
from server.inspections.actions.standing import By, keep_standings
from server.inspections.queries import Reply, Row, Sheet
from server.inspections.rubric import Judged, Ticked, judge, stood
from server.inspections.tables import ReplyRow
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day


async def give_reply(actor: Actor, entry: Entry, deal: UUID, behaviour: str, words: str, proof: Told | None = None) -> UUID:
    """Answers what the last sheet said of a behaviour on the actor's own deal, with proof if there is some, and returns the reply's id.

    Raises NotFound, Forbidden for a deal of somebody else, Refused when nothing was said or an answer still waits, Invalid without words.
    """
    if not words:
        raise Invalid({"reply": _("Say what was not seen.")}, {})

    async def verb() -> UUID:
        id = ids.derived(entry.id, "reply")
        if await ledger.seen(entry):
            return id
        found = await deals.deal(deal, actor, entry.at)
        if found.owner != actor.id:
            raise Forbidden("Who answers is the owner of the deal.")
        sheet, _row = await _last(deal, behaviour)
        if any(one.behaviour == behaviour and one.answered_at is None for one in await queries.replies_of_deal(deal)):
            raise Refused(_("You answered this before, and it is being looked at. What you wrote stands below it."))
        evidence = None
        if proof is not None:
            evidence = await add_evidence_within(actor, entry.child("proof"), deal, proof, process=await process_in_force())
        answers = await who_answers(sheet.by, found.owner, entry.at)
        by_when = await due_of_reply(entry.at, answers, actor.zone)
        await ReplyRow.insert(
            ReplyRow(
                id=id,
                inspection=sheet.id,
                deal=deal,
                person=actor.id,
                inspector=sheet.by,
                waits_for=answers.id if answers else None,
                behaviour=behaviour,
                words=words,
                evidence=evidence,
                at=entry.at,
                due_at=by_when,
                open_key=f"{deal}/{behaviour}",
            )
        )
        fact = ReplyGiven(reply=id, inspection=sheet.id, deal=deal, behaviour=behaviour, evidence=evidence, due=by_when)
        await ledger.record(fact, entry, person=actor.id, team=actor.team)
        return id

    return await db.run(verb)


async def answer_reply(actor: Actor, entry: Entry, reply: UUID, *, ticks: Collection[str], words: str) -> Reply:
    """Looks at a row again: it is ticked as the evidence shows now. What changes what it says, be it one clause, is *agreed*; what leaves it as it
    was *stands*, with a reason.

    A row that does not apply stands while nothing is ticked, and so does one that the process does not ask for any more. Raises NotFound,
    Forbidden for one's own reply and on one's own deal, Refused when it was answered, and for who learns to inspect when the sheet counts,
    Invalid when it stands without a reason.
    """

    async def verb() -> Reply:
        if await ledger.seen(entry):
            return await queries.reply(reply, actor, entry.at)
        found = await queries.reply(reply, actor, entry.at)
        if actor.id in {found.person, (await deals.deal(found.deal, actor, entry.at)).owner}:
            raise Forbidden("Nobody answers their own reply, or one about a deal that is theirs now.")
        if found.answered_at is not None:
            raise Refused(_("This was answered before. What was said stands."))
        await not_before_their_own(actor, found.deal, entry.at)
        sheet, row = await _last(found.deal, found.behaviour)
        if not sheet.training and await people.in_training(actor.id):
            raise Refused(_("While you learn to inspect, somebody else answers what is said about a sheet that counts."))
        judged = await _again(actor, entry, found, frozenset(ticks))
        untouched = row.answer == "not-applicable" and not ticks
        agreed = judged is not None and judged.answer != "not-asked" and _says(judged) != _says(row) and not untouched
        if not agreed and not words:
            raise Invalid({"words": _("Say why it stands, so that they can follow it.")}, {})
        if judged is not None and agreed:
            await _move(actor, entry, found, sheet, judged)
        await ReplyRow.update(
            {
                ReplyRow.answered_at: entry.at,
                ReplyRow.answered_by: actor.id,
                ReplyRow.outcome: "agreed" if agreed else "stands",
                ReplyRow.answer: judged.answer if judged is not None and agreed else row.answer,
                ReplyRow.answer_words: words,
                ReplyRow.open_key: str(reply),
            }
        ).where(ReplyRow.id == reply)
        fact = ReplyAnswered(reply=reply, deal=found.deal, behaviour=found.behaviour, outcome="agreed" if agreed else "stands")
        owner = await people.person(found.person)
        await ledger.record(fact, entry, person=found.person, team=owner.team if owner else None)
        return await queries.reply(reply, actor, entry.at)

    return await db.run(verb)


def _says(row: Row | Judged) -> tuple[str, frozenset[str], frozenset[str]]:
    return row.answer, frozenset(row.proven), frozenset(row.hollow)


async def _again(actor: Actor, entry: Entry, found: Reply, ticks: frozenset[str]) -> Judged | None:
    """What the row says now; None where the process does not ask for it any more, so that its answer can only stand."""
    behaviour = (await process_in_force()).behaviour.get(found.behaviour)
    if behaviour is None:
        return None
    evidence = [one.item for one in await queries.evidence(found.deal)]
    on = local_day(entry.at, actor.zone)
    return judge(behaviour, Ticked(ticks=ticks, looked=not ticks), evidence, on)


async def _move(actor: Actor, entry: Entry, found: Reply, sheet: Sheet, judged: Judged) -> None:
    """The row says something else now: where the deal stands, and what was seen of whoever answers for it, follow."""
    process = await process_in_force()
    deal = await deals.deal(found.deal, actor, entry.at)
    before = (await queries.standings(found.deal)).get(found.behaviour)
    at = await moment(entry, found.deal)
    after = stood(before, judged, process.behaviour[found.behaviour], at=at, by=actor.id)
    if after is not None and not sheet.training:
        changed = {found.behaviour: msgspec.structs.replace(after, inspection=sheet.id)}
        by = By(inspection=sheet.id, by=actor.id, mode=sheet.mode, pick=sheet.pick, inspected_at=at)
        await keep_standings(deal.id, deal.motion, deal.stage, changed, process=process, by=by)
    await see(sheet, [judged], entry, process, zone=actor.zone, by=actor.id)


async def _last(deal: UUID, behaviour: str) -> tuple[Sheet, Row]:
    found = await queries.last_row(deal, behaviour)
    if found is None:
        raise Refused(_("Nobody has looked at this on the deal yet, so there is nothing to answer."))
    return found
