"""Picking the deals of a week, and swapping one of them for a reason."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from server import db, ids, ledger
from server.deals import queries as deals
from server.errors import Invalid, NotFound, Refused
from server.facts import PicksMade, PickSwapped
from server.inspections import queries, sampling
from server.inspections.queries import Line, Picked
from server.inspections.queries.pipeline import candidate
from server.inspections.sampling import Candidate, Pick, week_of
from server.inspections.tables import PickRow
from server.ledger import Entry
from server.people import queries as people
from server.people.queries import Desk
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day


def seed(desk: Desk, week: str) -> UUID:
    """What decides the lots of a team's week: the same for everybody who asks."""
    return ids.derived(desk.team, f"picks {week}")


def week_at(desk: Desk, now: datetime) -> str:
    """The ISO week it is for this team."""
    return week_of(local_day(now, desk.zone))


async def is_stale(now: datetime) -> datetime | None:
    """As of when the deals are known, if that is too long ago to pick from them; None when they are fresh or kept by hand."""
    known = await deals.as_of(now)
    return known if known is not None and now - known > deals.LATE else None


async def make_picks(desk: Desk, lines: Sequence[Line], now: datetime) -> list[Picked]:
    """The picks of this week of a desk, made now if they were not. `lines` is the desk's pipeline. Nothing is picked from stale deals.

    Whoever asks does this desk's work. Two who ask at once get the same picks.
    """
    week = week_at(desk, now)
    found = await queries.picked(desk.team, week)
    if found or await is_stale(now):
        return found
    lots = seed(desk, week)
    chosen = sampling.picks(await candidates(desk, lines, now), lots, now)
    entry = Entry(id=ids.derived(lots, "made"), at=now)

    async def verb() -> None:
        if all([await _insert(desk.team, week, one, entry) for one in chosen]):
            fact = PicksMade(team=desk.team, week=week, seed=lots, picks=tuple((one.slot, one.deal) for one in chosen))
            await ledger.record(fact, entry, team=desk.team)

    if chosen:
        await db.run(verb)
    return await queries.picked(desk.team, week)


async def swap(actor: Actor, entry: Entry, pick: UUID, words: str) -> Picked | None:
    """Swaps a pick of this week for the next deal of the same slot, which is returned; None when there is none left.

    Raises NotFound for a pick that is not the actor's to swap, Invalid without a reason, Refused when it was swapped meanwhile, and while what is
    known of the deals is too old to pick from.
    """
    found = await queries.pick(pick)
    desk = next((one for one in await people.desks(actor, entry.at) if found and one.team == found.team), None)
    if found is None or desk is None:
        raise NotFound("There is no such pick, or it is not yours to swap.")
    if not words.strip():
        raise Invalid({"words": _("Say why another deal is looked at instead.")}, {})
    if await is_stale(entry.at):
        raise Refused(
            _("What the CRM says is more than three days old, so nothing else is picked. Import a new file first."), back="/week"
        )
    lines = await queries.pipeline(await people.people_of_desk(desk, entry.at), entry.at)
    lots = seed(desk, found.week)
    instead = ids.derived(entry.id, f"{desk.team} {found.week} {found.slot}")

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        if not await _give_up(found, actor, words.strip(), entry.at):
            raise Refused(_("This pick was swapped already. The week shows what is looked at instead."), back="/week#picks")
        taken = {one.deal for one in await queries.picked(desk.team, found.week)}
        chosen = sampling.pick(found.slot, await candidates(desk, lines, entry.at), taken, lots, entry.at)
        if chosen is not None:
            await _insert(desk.team, found.week, chosen, entry, id=instead)
        fact = PickSwapped(
            pick=pick,
            team=desk.team,
            week=found.week,
            slot=found.slot,
            deal=found.deal,
            instead=chosen.deal if chosen else None,
        )
        await ledger.record(fact, entry, team=desk.team)

    await db.run(verb)
    return await queries.pick(instead)


async def candidates(desk: Desk, lines: Sequence[Line], now: datetime) -> list[Candidate]:
    """The deals that may be picked: those of people who are here that had no full inspection this week, whatever the cadence of their stage."""
    today = local_day(now, desk.zone)
    away = {one.person for one in await people.absences(sorted({line.deal.owner for line in lines}), today) if one.first <= today}
    week = week_at(desk, now)

    def fits(line: Line) -> bool:
        if line.deal.owner in away:
            return False
        return line.full is None or week_of(local_day(line.full, desk.zone)) != week

    return [candidate(line) for line in lines if fits(line)]


async def _insert(team: UUID, week: str, one: Pick, entry: Entry, *, id: UUID | None = None) -> bool:
    """Whether the slot was free."""
    id = id or ids.derived(entry.id, one.slot)
    why = msgspec.json.encode(one.why).decode()
    return bool(await INSERT(id, team, week, one.slot, one.deal, why, entry.at, f"{team} {week} {one.slot}", ""))


async def _give_up(found: Picked, actor: Actor, words: str, now: datetime) -> bool:
    return bool(
        await PickRow.update(
            {
                PickRow.swapped_at: now,
                PickRow.swapped_by: actor.id,
                PickRow.swap_words: words,
                PickRow.open_key: str(found.id),
            }
        )
        .where(PickRow.id == found.id, PickRow.swapped_at.is_null())
        .returning(PickRow.id)
    )


INSERT = db.Statement(
    'INSERT INTO "pick" ("id", "team", "week", "slot", "deal", "why", "made_at", "open_key", "swap_words") '
    'VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}) ON CONFLICT ("open_key") DO NOTHING RETURNING "id"'
)
