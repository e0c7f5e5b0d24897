"""The end of a lesson: one thing promised on a deal, or the reason why not."""

from functools import partial
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server import db, ledger
from server.commitments import actions as commitments
from server.commitments.due import due
from server.deals import actions as deals
from server.errors import Invalid, Refused
from server.learning.actions.deed import Deed, Place, enter, settle
from server.learning.queries import standing
from server.ledger import Stored
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Question
from server.people import queries as people
from server.sentences import gettext as _
from server.zones import local_day


class NewDeal(Struct, frozen=True, kw_only=True):
    """A deal that is added together with the promise on it."""

    name: str
    stage: str
    motion: str


async def commit(deed: Deed, question: str, deal: UUID | NewDeal) -> Stored:
    """Promises what the question asks for on an open deal of the person's own, and completes the lesson if that was the last thing left.

    Raises Refused when it was promised before or the deal is closed, Invalid for a new deal that the process has no place for, NotFound.
    """
    return await db.run(partial(_commit, deed, question, deal, await lessons.current()))


async def decline(deed: Deed, question: str, reason: str) -> Stored:
    """Goes on without a promise and keeps why. Raises Invalid without a reason, Refused when it was settled before, NotFound."""
    if not reason.strip():
        raise Invalid({"reason": _("Say in a few words why not. Only you read it.")}, {})
    return await db.run(partial(_decline, deed, question, reason.strip(), await lessons.current()))


async def _commit(deed: Deed, id: str, deal: UUID | NewDeal, edition: Edition) -> Stored:
    place = await enter(deed, edition)
    if place.before:
        return place.before
    question = place.question(id, "commit")
    settled = await SETTLED(place.take.id, id)
    if settled and settled[0]["commitment"]:
        raise Refused(_("You have promised this already. It stands on My line."))
    on = deal if isinstance(deal, UUID) else await _add(deed, deal, edition)
    commitment = await commitments.promise(deed.actor, deed.entry, await _promise(place, question, on))
    await (
        CHANGE(commitment, deed.entry.at, place.take.id, id)
        if settled
        else KEEP(deed.entry.id, place.take.id, id, commitment, deed.entry.at)
    )
    return await _close(place, question)


async def _decline(deed: Deed, id: str, reason: str, edition: Edition) -> Stored:
    place = await enter(deed, edition)
    if place.before:
        return place.before
    question = place.question(id, "commit")
    if await SETTLED(place.take.id, id):
        raise Refused(_("This was settled before. Load the page again to see how."))
    await commitments.decline(deed.actor, deed.entry, take=place.take.id, lesson=place.take.lesson, question=id, reason=reason)
    await KEEP(deed.entry.id, place.take.id, id, None, deed.entry.at)
    return await _close(place, question)


async def _close(place: Place, question: Question) -> Stored:
    entry = place.deed.entry
    done = await standing(place.take.id)
    await settle(place, replace(done, settled=done.settled | {question.id}), entry.child("completed"))
    stored = await ledger.seen(entry)
    if stored is None:
        raise RuntimeError("A commitment was kept without its fact.")
    return stored


async def _promise(place: Place, question: Question, deal: UUID) -> commitments.Promise:
    commit, deed = question.commit, place.deed
    if commit is None:
        raise Refused(_("This lesson asks for no commitment."))
    today = local_day(deed.entry.at, deed.actor.zone)
    off = await lessons.holidays() | await people.leave_of(deed.actor.id, today)
    return commitments.Promise(
        deal=deal,
        words=question.title,
        due=due(deed.entry.at, commit.days, working=commit.working, zone=deed.actor.zone, holidays=off),
        proof=commit.proof,
        ask=commit.ask,
        behaviours=question.behaviours or place.lesson.behaviours,
        process=place.take.process,
        process_version=place.take.process_version,
        lesson=place.take.lesson,
        question=question.id,
        take=place.take.id,
    )


async def _add(deed: Deed, deal: NewDeal, edition: Edition) -> UUID:
    process = edition.academy.process
    if process is None:
        raise Refused(_("There is no process yet, so a deal has no stage to stand in. Ask an author to load one."))
    told = deals.Told(name=deal.name, stage=deal.stage)
    currency = edition.academy.rules.currency
    return await deals.put(deed.actor, deed.entry.child("deal"), told, motion=deal.motion, currency=currency, process=process)


SETTLED = db.Statement('SELECT "commitment" FROM "settled" WHERE "take" = {} AND "question" = {}')
KEEP = db.Statement('INSERT INTO "settled" ("id", "take", "question", "commitment", "at") VALUES ({}, {}, {}, {}, {})')
CHANGE = db.Statement('UPDATE "settled" SET "commitment" = {}, "at" = {} WHERE "take" = {} AND "question" = {}')
