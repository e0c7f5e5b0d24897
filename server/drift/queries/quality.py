"""How managers inspect, in a number of statements that does not grow with them. Whoever asks has made sure that the reader may know it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict

from server.coaching import queries as coaching
from server.coaching.queries import Anchored
from server.drift import quality
from server.drift.points import Count
from server.drift.quality import SETTLED, Agreed, Came, Groups, Share, Tapped, share
from server.drift.queries import managed
from server.drift.queries.managed import Open
from server.drift.queries.managers import Manager, managers
from server.inspections import cadence
from server.inspections import queries as inspections
from server.inspections.cadence import Cadence, Watched
from server.inspections.queries import Opened
from server.inspections.queries.pipeline import FORECAST
from server.lessons import queries as lessons
from server.people import away
from server.people import queries as people
from server.people.away import Span
from server.people.queries import Absence
from server.people.roles import SMALLEST_TEAM
from server.zones import local_day

NOTES: Final = timedelta(days=56)
"""How far back notes are counted, as on the week of a manager."""

LEAVE: Final = timedelta(days=120)
"""How far back a leave may have stopped a clock that still runs."""


class Quality(Struct, frozen=True, kw_only=True):
    """How one manager inspects. `covered` and `in_time` are None for who manages no rep themselves, and `covered` for who is new there.

    `left` are the open deals that nobody else looked at in a quarter, `late` those past the cadence of their stage, `missed` the promises that were
    not followed up. `sheets` counts by mode what they closed in a quarter. `tapped` stands by team, and `knowing` is who tapped yes, of the teams
    that are told.
    """

    manager: Manager
    covered: Share | None
    left: tuple[Open, ...]
    in_time: Share | None
    late: tuple[Open, ...]
    agreed: Agreed
    followed: Share
    missed: tuple[Came, ...]
    anchored: Share
    tapped: tuple[tuple[str, Tapped | None], ...]
    knowing: Share
    sheets: Mapping[str, int]


class Clocks(Struct, frozen=True, kw_only=True):
    """Whom each of several managers leads, the open deals of these by owner, and what stops a clock."""

    led: Mapping[UUID, Sequence[UUID]]
    deals: Mapping[UUID, Sequence[Open]]
    away: Mapping[UUID, Sequence[Absence]]
    said: Mapping[str, Cadence]
    holidays: frozenset[date]


class Read(Clocks, frozen=True, kw_only=True):
    """The same, and all else that is known of these managers, by manager."""

    opened: Sequence[Opened]
    came: Mapping[UUID, Sequence[Came]]
    anchored: Mapping[UUID, Anchored]
    tapped: Mapping[UUID, Mapping[UUID, Tapped]]
    whole: Mapping[UUID, Tapped]
    sizes: Mapping[UUID, int]
    sheets: Mapping[UUID, Mapping[str, int]]


async def qualities(every: Sequence[Manager], now: datetime) -> list[Quality]:
    """Each of these managers, in their order; deal by deal, so beside the event loop, as `recency` is."""
    if not every:
        return []
    read = await _read(every, now)
    return await asyncio.to_thread(lambda: [_quality(one, read, now) for one in every])


async def recency(now: datetime) -> list[tuple[Manager, Count]]:
    """S7 of everybody who leads reps today: of the open deals with a clock, how many were looked at in time; the count of their own week."""
    every = [one for one in await managers(now) if one.now]
    if not every:
        return []
    read = await _clocks([one.id for one in every], now)
    return await asyncio.to_thread(lambda: [(one, _recent(one, read, now)) for one in every if one.id in read.led])


def _recent(one: Manager, read: Clocks, now: datetime) -> Count:
    groups, _late = _in_time(one, _own(one, read), read, now)
    return Count(sum(hits for hits, _of in groups), sum(of for _hits, of in groups))


async def _clocks(ids: Sequence[UUID], now: datetime) -> Clocks:
    led = await managed.led_by(ids, now)
    owners = sorted({person for persons in led.values() for person in persons})
    academy = (await lessons.current()).academy
    rules, stages = academy.rules, academy.process.stages if academy.process else ()
    spans: dict[UUID, list[Absence]] = {}
    for one in await people.absences([*ids, *owners], (now - LEAVE).date()):
        spans.setdefault(one.person, []).append(one)
    return Clocks(
        led=led,
        deals=await managed.open_of(owners),
        away=spans,
        said=cadence.of_each([stage.id for stage in stages], cadence.read(rules.cadences)),
        holidays=frozenset(map(date.fromisoformat, rules.holidays)),
    )


async def _read(every: Sequence[Manager], now: datetime) -> Read:
    ids = [one.id for one in every]
    clocks = await _clocks(ids, now)
    tapped, whole = await managed.tapped(sorted({held.team for one in every for held in one.held}), now)
    return Read(
        **asdict(clocks),
        opened=await inspections.opened(now),
        came=await managed.came(ids, now),
        anchored=await coaching.anchored(ids, now - NOTES),
        tapped=tapped,
        whole=whole,
        sizes=await managed.sizes(),
        sheets=await managed.sheets(ids, now),
    )


def _quality(one: Manager, read: Read, now: datetime) -> Quality:
    today = local_day(now, one.zone)
    own = _own(one, read)
    watched = {deal.id: _watched(deal, one.zone) for deal in own}
    known = {deal.id: deal for deal in own}
    covered, left = quality.covered(((watched[deal.id], local_day(deal.added_at, one.zone)) for deal in own), today)
    kept, late = _in_time(one, own, read, now)
    followed, missed = quality.followed(read.came.get(one.id, ()), _off(read, one.id), one.zone, now)
    anchored = read.anchored.get(one.id, Anchored())
    tapped = _told(one, read)
    settled = one.since is not None and now - one.since >= SETTLED
    return Quality(
        manager=one,
        covered=share(covered) if one.id in read.led and settled else None,
        left=tuple(known[id] for id in left) if settled else (),
        in_time=share(kept) if one.id in read.led else None,
        late=tuple(known[id] for id in late),
        agreed=quality.agreed((found.reveal for found in read.opened), one.id),
        followed=share(followed),
        missed=tuple(missed),
        anchored=share([(anchored.step, anchored.of)]),
        tapped=tuple(tapped),
        knowing=share([(said.yes, said.n) for _team, said in tapped if said]),
        sheets=read.sheets.get(one.id, {}),
    )


def _own(one: Manager, read: Clocks) -> list[Open]:
    return [deal for person in read.led.get(one.id, ()) for deal in read.deals.get(person, ())]


def _in_time(one: Manager, own: Sequence[Open], read: Clocks, now: datetime) -> tuple[Groups, list[UUID]]:
    today = local_day(now, one.zone)
    return quality.in_time((_watched(deal, one.zone) for deal in own), read.said, _stopped(one, read), today)


def _told(one: Manager, read: Read) -> list[tuple[str, Tapped | None]]:
    """Team by team, those of fewer than five people left out."""
    names = {held.team: held.name for held in one.held if read.sizes.get(held.team, 0) >= SMALLEST_TEAM}
    own = read.tapped.get(one.id, {})
    return [
        (name, quality.told(own.get(team, Tapped()), read.whole.get(team, Tapped()), read.sizes[team]))
        for team, name in names.items()
    ]


def _watched(deal: Open, zone: str) -> Watched:
    return Watched(
        deal=deal.id,
        owner=deal.owner,
        stage=deal.stage,
        entered=local_day(deal.entered, zone),
        full=local_day(deal.full, zone) if deal.full else None,
        looked=local_day(deal.looked, zone) if deal.looked else None,
        forecast=deal.category in FORECAST,
    )


def _stopped(one: Manager, read: Clocks) -> Mapping[UUID, frozenset[date]]:
    """By rep, the days on which the clock of their deals stands: holidays, their leave, and that of their manager while nobody covers."""
    always = read.holidays | _off(read, one.id)
    return {person: always | away.days(_spans(read, person)) for person in read.led.get(one.id, ())}


def _off(read: Clocks, manager: UUID) -> frozenset[date]:
    return away.days(Span(one.first, one.last) for one in read.away.get(manager, ()) if one.cover is None)


def _spans(read: Clocks, person: UUID) -> list[Span]:
    return [Span(one.first, one.last) for one in read.away.get(person, ())]
