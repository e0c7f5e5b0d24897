"""One-to-ones, as the two who meet see them, and how people leave them, as counts of a team."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from server.coaching.pair import Paired, paired
from server.coaching.tables import OneToOneRow
from server.db import P, Prepared, Statement, blanks, of_row
from server.errors import NotFound
from server.inspections import queries as inspections
from server.inspections.queries import Sheet
from server.lessons import queries as lessons
from server.people.roles import SMALLEST_TEAM, Actor

ASKED = timedelta(days=14)
"""How long after a one-to-one its person is asked how they left it."""


class Meeting(Struct, frozen=True, kw_only=True):
    """A one-to-one of `by` with `person` on one deal. It is open while neither `closed_at` nor `dropped_at` is set; `parted_at` is when the person
    said how they left it. What they said is kept with nobody's name.
    """

    id: UUID
    person: UUID
    person_name: str
    by: UUID
    by_name: str
    deal: UUID
    deal_name: str
    begun_at: datetime
    compared_at: datetime | None
    closed_at: datetime | None
    dropped_at: datetime | None
    inspection: UUID | None
    parted_at: datetime | None
    answered: bool = False
    """Whether the person's side is in; told of those that ask for it."""


class Asked(Struct, frozen=True, kw_only=True):
    """`open` are one-to-ones that are not over, of which a person answers their side first; `unparted` ended in the last fourteen days, and they
    have not said how they left them.
    """

    open: tuple[Meeting, ...] = ()
    unparted: tuple[Meeting, ...] = ()


class Sheets(Struct, frozen=True, kw_only=True):
    """Both sides of a one-to-one, with their rows, as far as they were begun."""

    rep: Sheet | None
    manager: Sheet | None

    @property
    def rep_saved(self) -> bool:
        """Whether the rep has closed theirs."""
        return self.rep is not None and self.rep.closed_at is not None

    @property
    def manager_answered(self) -> bool:
        """Whether the manager has answered anything."""
        return self.manager is not None and any(row.answered_at for row in self.manager.rows)


class Partings(Struct, frozen=True):
    """How people of a team left their one-to-ones."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def n(self) -> int:
        """How many said it."""
        return self.yes + self.partly + self.no


async def meeting(id: UUID, actor: Actor) -> Meeting:
    """A one-to-one of one's own, on either side. Raises NotFound."""
    rows = await BY_ID(id=id)
    if rows and actor.id in {rows[0]["person"], rows[0]["by"]}:
        return _meeting(rows[0])
    raise NotFound("There is no such one-to-one, or it is not yours.")


async def meeting_with(actor: Actor, person: UUID) -> Meeting | None:
    """The one-to-one of the actor with this person that is open, None without one."""
    rows = await WITH(person=person, by=actor.id)
    return _meeting(rows[0]) if rows else None


async def meetings_of(person: UUID, now: datetime) -> Asked:
    """What a person is asked about their one-to-ones, for themselves, in one statement and one for their sides; the newest first."""
    found = [_meeting(row) for row in await ASKED_OF(person=person, since=now - ASKED)]
    return Asked(
        open=await _with_sides([one for one in found if one.closed_at is None], person),
        unparted=tuple(one for one in found if one.closed_at is not None),
    )


async def _with_sides(meetings: Sequence[Meeting], person: UUID) -> tuple[Meeting, ...]:
    if not meetings:
        return ()
    sides = await inspections.own_sides(person, min(one.begun_at for one in meetings))
    return tuple(
        replace(one, answered=any(side.deal == one.deal and _after(side, one.begun_at) for side in sides)) for one in meetings
    )


def _after(side: Sheet, begun_at: datetime) -> bool:
    return side.closed_at is not None and side.closed_at >= begun_at


async def sheets_of(met: Meeting) -> Sheets:
    """Both sides. The rep's is what they said of their own deal since the one-to-one was begun; the manager's is the one that is open, or that they
    closed since then. Of one that is over they are those with which it ended: what either opens on the deal afterwards is theirs alone.
    """
    over = met.closed_at or met.dropped_at
    known = [one for one in await inspections.sheets_of_deal(met.deal) if one.closed_at and one.closed_at >= met.begun_at]
    if over is None:
        known += [one for one in await inspections.open_sheets_of(met.person) if one.deal == met.deal]
        known += [one for one in await inspections.open_sheets_of(met.by) if one.deal == met.deal]
    else:
        known = [one for one in known if one.closed_at and one.closed_at <= over]
    rep = [one for one in known if one.by == met.person and one.mode == "self-check" and one.pick == "one-to-one"]
    manager = [one for one in known if one.by == met.by and one.mode in {"together", "full", "delta"}]
    return Sheets(rep=await _newest(rep), manager=await _newest(manager))


async def compared(sheets: Sheets) -> Paired:
    """Both sheets side by side, as they stand now; empty while one is missing."""
    process = (await lessons.current()).academy.process
    if process is None or sheets.rep is None or sheets.manager is None:
        return Paired(pairs=())
    rep, manager = ({row.behaviour: row.ticked for row in one.rows} for one in (sheets.rep, sheets.manager))
    return paired(process, [row.behaviour for row in sheets.manager.rows], rep, manager)


async def partings(teams: Sequence[UUID], since: datetime) -> Mapping[UUID, Partings]:
    """By team, how its people left their one-to-ones since then; only of teams of which five answers are known. In one statement."""
    if not teams:
        return {}
    found: dict[UUID, dict[str, int]] = {}
    for row in await _partings(len(teams))(*teams, since):
        counts = found.setdefault(row["team"], {})
        counts[row["answer"]] = counts.get(row["answer"], 0) + 1
    each = {team: Partings(**counts) for team, counts in found.items()}
    return {team: counted for team, counted in each.items() if counted.n >= SMALLEST_TEAM}


@cache
def _partings(teams: int) -> Statement:
    marks = blanks(teams)
    return Statement(f'SELECT "team", "answer" FROM "parting" WHERE "team" IN ({marks}) AND "at" >= {{}}')  # noqa: S608  # placeholders


async def _newest(sheets: Sequence[Sheet]) -> Sheet | None:
    newest = max(sheets, key=lambda one: (one.closed_at is None, one.begun_at, one.id), default=None)
    return await inspections.any_sheet(newest.id) if newest else None


def _meeting(row: Mapping[str, Any]) -> Meeting:
    names = {"person_name": row["person.name"], "by_name": row["by.name"], "deal_name": row["deal.name"]}
    return of_row(Meeting, row, answered=False, **names)


def _select(*where: Any) -> Any:  # noqa: ANN401  # Piccolo's query and conditions have no common public type
    columns = (*OneToOneRow.all_columns(), OneToOneRow.person.name, OneToOneRow.by.name, OneToOneRow.deal.name)
    return OneToOneRow.select(*columns).where(*where).order_by(OneToOneRow.begun_at, OneToOneRow.id, ascending=False)


def _open(*where: Any) -> Any:  # noqa: ANN401  # as above
    return _select(*where, OneToOneRow.closed_at.is_null(), OneToOneRow.dropped_at.is_null())


BY_ID = Prepared(lambda: _select(OneToOneRow.id == P("id")))
WITH = Prepared(lambda: _open(OneToOneRow.person == P("person"), OneToOneRow.by == P("by")))
ASKED_OF = Prepared(
    lambda: _select(
        OneToOneRow.person == P("person"),
        (OneToOneRow.closed_at.is_null() & OneToOneRow.dropped_at.is_null())
        | ((OneToOneRow.closed_at >= P("since")) & OneToOneRow.parted_at.is_null()),
    )
)
