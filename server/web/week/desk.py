"""Everything that the weekly work of one manager is made of, read in a number of statements that does not grow with the team."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from server.coaching import queries as coaching
from server.coaching.queries import Anchored
from server.commitments import queries as commitments
from server.commitments.due import told_on
from server.commitments.queries import Commitment
from server.deals import queries as deals
from server.drift.points import SPAN, Count, lately
from server.drift.queries import judged
from server.drift.queries.judged import Stretch
from server.inspections import actions as inspecting
from server.inspections import cadence, trends
from server.inspections import queries as inspections
from server.inspections.queries import Calibration, Decided, Done, Evidence, Focus, Line, Picked, Reply, Sheet
from server.inspections.queries.pipeline import watched
from server.inspections.room import Asked, Room, room
from server.inspections.standard import DECISION
from server.inspections.trends import Seen
from server.lessons import queries as lessons
from server.lessons.compiler.model import Rules
from server.people import away
from server.people import queries as people
from server.people.away import Span
from server.people.queries import Desk, Person
from server.people.roles import Actor
from server.process.map import Process
from server.web.week import iso_weeks
from server.zones import local_day

NOTES: Final = timedelta(days=56)
"""How far back the notes go whose anchor is told."""

RECENT: Final = timedelta(days=60)
"""How long a decision is recent enough to be looked back at."""

MONTH: Final = timedelta(days=28)
"""When no look back was asked for so long, the week keeps a place for one."""

LEAVE: Final = timedelta(days=120)
"""How far back a leave may have stopped a clock that still runs."""


class Book(Struct, frozen=True):
    """One desk, now. `stale` is since when the deals are not known any more, None while they are fresh or kept by hand.

    `promised` are the open promises that are due by the end of today, earliest first, `proofs` the evidence of their deals. `done` are this
    week's sheets, `seen` what the sheets of the last eight weeks answered, `asked` when the team last asked for each behaviour, `since` when it
    inspected first. `accuracy` is what the leader's page counts for the team in four weeks: claims that hold.
    """

    desk: Desk
    now: datetime
    monday: datetime
    persons: Sequence[Person]
    process: Process | None
    rules: Rules
    lines: Sequence[Line]
    as_of: datetime | None
    stale: datetime | None
    picked: Sequence[Picked]
    decided: Sequence[Decided]
    done: Sequence[Done]
    took: Sequence[int]
    room: Room
    promised: Sequence[Commitment]
    proofs: Mapping[UUID, Sequence[Evidence]]
    replies: Sequence[Reply]
    open: Sequence[Sheet]
    seen: Sequence[Seen]
    asked: Mapping[str, datetime]
    since: datetime | None
    accuracy: Count
    anchored: Anchored
    focus: Focus | None
    blind: Sequence[Calibration] = ()
    """What waits for a blind sheet of the reader's, at their own desk."""
    kept: bool = False
    """The reader still looks at deals a second time. These are not among the lines."""

    @property
    def empty(self) -> bool:
        """Whether no deal of theirs is open, as far as is known here."""
        return self.process is not None and not self.lines and not self.kept

    @property
    def names(self) -> Mapping[UUID, str]:
        """Everybody at this desk by id."""
        return {person.id: person.name for person in self.persons}

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of stages and behaviours by id."""
        if self.process is None:
            return {}
        return self.process.titles

    def line(self, deal: UUID) -> Line | None:
        """An open deal of this desk."""
        return next((line for line in self.lines if line.deal.id == deal), None)

    def stage(self, id: str) -> str:
        """The title of a stage."""
        return self.process.stage_title(id) if self.process else id

    def behaviour(self, id: str) -> str:
        """The title of a behaviour."""
        return self.process.behaviour_title(id) if self.process else id


async def read(actor: Actor, desk: Desk, now: datetime) -> Book:
    """The desk. Whoever asks does its work; the first who does in a week makes its picks."""
    persons = await people.people_of_desk(desk, now)
    ids = [person.id for person in persons]
    academy = (await lessons.current()).academy
    hidden = await inspections.kept(actor, now)
    lines = await inspections.pipeline(persons, now, hidden)
    monday = iso_weeks.began(now, desk.zone)
    done = await inspections.done_since(ids, monday)
    took = await inspections.took(actor.id)
    promised = [one for one in await _promised(ids, now, desk.zone) if one.deal not in hidden]
    known = await deals.as_of(now)
    asked = await inspections.asked_by_team(desk.team)
    decided = await inspections.decided(ids, now - RECENT) if _asks_back(academy.process) else []
    kept = bool(decided) and now - asked.get(DECISION, now - RECENT) > MONTH
    return Book(
        desk=desk,
        now=now,
        monday=monday,
        persons=persons,
        process=academy.process,
        rules=academy.rules,
        lines=lines,
        as_of=known,
        stale=known if known is not None and now - known > deals.LATE else None,
        picked=[one for one in await inspecting.make_picks(desk, lines, now) if one.swapped_at is None],
        decided=decided[:1] if kept else (),
        done=done,
        took=took,
        room=await _room(desk, persons, lines, done, took, academy.rules, academy.process, monday, now, kept=int(kept)),
        promised=promised,
        proofs=await inspections.evidence_of_each(sorted({one.deal for one in promised})),
        replies=[one for one in await inspections.waiting_replies(actor, now) if one.deal not in hidden],
        open=[one for one in await inspections.open_sheets_of(actor.id) if one.mode not in inspections.HIDDEN],
        seen=await inspections.seen_since(ids, now - 2 * trends.SPAN),
        asked=asked,
        since=await inspections.first_sheet(ids),
        accuracy=lately(await judged.accuracy(Stretch(now - SPAN, now, desk.team)), now),
        anchored=(await coaching.anchored([actor.id], now - NOTES)).get(actor.id, Anchored()),
        focus=await inspections.focus(),
        blind=() if desk.covered else await inspections.waiting_sheets(actor.id, now),
        kept=bool(hidden),
    )


def _asks_back(process: Process | None) -> bool:
    """Whether the process has a look back at decisions."""
    return process is not None and DECISION in process.behaviour


async def _promised(persons: Sequence[UUID], now: datetime, zone: str) -> list[Commitment]:
    """The open promises that are due by the end of today."""
    today = local_day(now, zone)
    every = [one for each in (await commitments.open_of_each(persons)).values() for one in each]
    found = [one for one in every if told_on(one.due_at, one.zone, zone) <= today]
    return sorted(found, key=lambda one: (one.due_at, one.id))


async def _room(
    desk: Desk,
    persons: Sequence[Person],
    lines: Sequence[Line],
    done: Sequence[Done],
    took: Sequence[int],
    rules: Rules,
    process: Process | None,
    monday: datetime,
    now: datetime,
    *,
    kept: int,
) -> Room:
    today = local_day(now, desk.zone)
    spans: dict[UUID, list[Span]] = {}
    for one in await people.absences([desk.manager, *(person.id for person in persons)], today - LEAVE):
        # Who covers for a manager looks meanwhile.
        if one.person != desk.manager or one.cover is None:
            spans.setdefault(one.person, []).append(Span(one.first, one.last))
    full = sum(one.full for one in done)
    return room(
        Asked(
            monday=local_day(monday, desk.zone),
            today=today,
            deals=[watched(line, desk.zone) for line in lines],
            owners=[person.id for person in persons if "rep" in person.roles],
            said=cadence.read(rules.cadences),
            stages=[stage.id for stage in process.stages] if process else [],
            holidays=frozenset(map(today.fromisoformat, rules.holidays)),
            off={person: away.days(found) for person, found in spans.items()},
            manager=desk.manager,
            covered=desk.covered,
            one_to_ones=rules.one_to_ones,
            took=took,
            full=full,
            delta=len(done) - full,
            seed=inspecting.seed(desk, inspecting.week_at(desk, now)),
            kept=kept,
        )
    )
