"""Ticking the rows of a sheet."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from server import db, ledger
from server.deals import queries as deals
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import RowAnswered
from server.inspections import queries
from server.inspections.looking import Looked, Looking, look
from server.inspections.queries import Sheet
from server.inspections.rubric import Ticked, still_true
from server.inspections.tables import InspectionRow, SheetRow
from server.ledger import Entry
from server.lessons.queries import process_in_force
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.zones import local_day

REASONS: Final = ("one-decision-maker", "below-limit", "renewal", "other")
"""Why a row does not apply; `other` comes with words."""

PAUSE: Final = 180
"""Seconds: between two deeds on a sheet at most this much was work on it."""


class Done(Struct, frozen=True, kw_only=True):
    """One row as its inspector leaves it: what was done, and the words of another reason."""

    ticked: Ticked
    na_words: str = ""


async def answer(actor: Actor, entry: Entry, inspection: UUID, behaviour: str, done: Done) -> None:
    """Keeps what was done in one row of the actor's own open sheet. Raises NotFound, Refused for a closed sheet, Invalid without needed words."""

    async def verb() -> None:
        if not await ledger.seen(entry):
            await answer_within(entry, await own_open(actor, entry, inspection), behaviour, done)

    await db.run(verb)


async def answer_within(entry: Entry, sheet: Sheet, behaviour: str, done: Done) -> None:
    """The same inside the caller's verb, which has asked `ledger.seen`, recording RowAnswered under `entry` if anything changed."""
    row = sheet.row.get(behaviour)
    if row is None:
        raise NotFound("This sheet has no such row.")
    if done.ticked.na and done.ticked.na not in REASONS:
        raise Invalid({f"na.{behaviour}": _("Choose why it does not apply.")}, {})
    if done.ticked.na == "other" and not done.na_words:
        raise Invalid({f"na-words.{behaviour}": unsaid()}, {})
    ticked = await _expanded(sheet, behaviour, done.ticked)
    words = done.na_words if ticked.na == "other" else ""
    if (ticked, words) == (row.ticked, row.na_words):
        return
    await SheetRow.update(
        {
            SheetRow.ticks: msgspec.json.encode(sorted(ticked.ticks)).decode(),
            SheetRow.looked: ticked.looked,
            SheetRow.na: ticked.na,
            SheetRow.na_words: words,
            SheetRow.still: ticked.still,
            SheetRow.answered_at: entry.at,
        }
    ).where(SheetRow.id == row.id)
    await InspectionRow.update({InspectionRow.worked: worked(sheet, entry), InspectionRow.last_at: entry.at}).where(
        InspectionRow.id == sheet.id
    )
    await ledger.record(
        RowAnswered(
            inspection=sheet.id,
            deal=sheet.deal,
            behaviour=behaviour,
            ticks=tuple(sorted(ticked.ticks)),
            looked=ticked.looked,
            na=ticked.na,
            still=ticked.still,
        ),
        entry,
        person=sheet.person,
        team=sheet.team,
    )


async def own_open(actor: Actor, entry: Entry, inspection: UUID) -> Sheet:
    """The actor's own open sheet, of a deal that is still theirs to look at: a blind one for as long as its grant lasts, which closing it asks.

    Raises NotFound, Refused for a closed one, Forbidden for who has come to own the deal since they opened it.
    """
    sheet = await queries.any_sheet(inspection)
    if sheet is None or sheet.by != actor.id:
        raise NotFound("There is no such sheet, or it is not yours.")
    if sheet.closed_at is not None:
        raise Refused(over())
    if sheet.mode not in queries.HIDDEN:
        deal = await deals.deal(sheet.deal, actor, entry.at)
        if deal.owner == actor.id and sheet.by != sheet.person:
            raise Forbidden("Nobody inspects their own deal; that is a self-check.")
    return sheet


async def looked_at(sheet: Sheet, actor: Actor, entry: Entry, *, process: Process, at: datetime) -> Looked:
    """What follows from a sheet as it stands and closes `at`, with today's evidence; a blind one looks at what was frozen for all its inspectors."""
    still = await queries.still_of(sheet, entry.at)
    today = local_day(entry.at, actor.zone)
    looking = Looking(
        process=process,
        motion=sheet.motion,
        claimed=sheet.claimed,
        before=still.before if still else await queries.standings(sheet.deal),
        evidence=[one.item for one in (still.evidence if still else await queries.evidence(sheet.deal))],
        mode=sheet.mode,
        by=actor.id,
        at=at,
        on=(still.day or today) if still else today,
    )
    return look(looking, ((row.behaviour, row.ticked) for row in sheet.rows))


def worked(sheet: Sheet, entry: Entry) -> int:
    """Seconds of work so far: a pause counts as three minutes at most."""
    return sheet.worked + max(0, min(PAUSE, int((entry.at - sheet.last_at).total_seconds())))


def unsaid() -> str:
    """What is said about a row that does not apply for another reason, without its words."""
    return _("Say in a few words why it does not apply.")


def over() -> str:
    """What is said about a sheet that was closed."""
    return _("This sheet was closed. What it said stands; open a new one to look again.")


async def _expanded(sheet: Sheet, behaviour: str, ticked: Ticked) -> Ticked:
    """*Still true* stands for the ticks that were proven when it was last asked; a row that does not fold has no such key.

    What is ticked is a clause: anything else that was sent is left out.
    """
    if not ticked.still:
        known = (await process_in_force()).behaviour.get(behaviour)
        return replace(ticked, ticks=ticked.ticks & {clause.id for clause in known.clauses}) if known else ticked
    standing = (await queries.standings(sheet.deal)).get(behaviour)
    return still_true(standing) if standing is not None and sheet.row[behaviour].folds else Ticked()
