"""A manager's people: who practised this week, and what is assigned and open. By name, never ranked."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.assignments import queries as assignments
from server.assignments.queries import Assignment
from server.gaps import queries as gaps
from server.gaps.candour import Told
from server.html import Page
from server.learning.queries.counts import last_practised
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import until
from server.web import weeks
from server.web.home import Next


@dataclass(frozen=True, slots=True)
class Member:
    """One person. `practised` says whether they did this week, None while no policy allows it to be told.

    `waiting` are (title, until when, in words) of what is assigned and open; `late` how late the oldest of it is, in words, empty if nothing is.
    """

    id: UUID
    name: str
    team: str
    sells: bool
    practised: bool | None
    waiting: tuple[tuple[str, str], ...]
    late: str


@dataclass(frozen=True, slots=True)
class TeamPage(Page):
    """The people a manager has today. `practised` of `of` reps answered something this week; None without a policy.

    `open` names, in their order, people with something assigned and open, and how late it is; `more` is how many it leaves out. `told` is how
    often what was said came true, for leaders; `leads`: the reader is one.
    """

    template: ClassVar[str] = "web/team.html"
    members: tuple[Member, ...]
    practised: int | None
    of: int
    open: tuple[str, ...]
    more: int
    week: datetime
    next: Next
    teams: bool
    """Whether they are in more than one team."""
    leads: bool = False
    told: Told | None = None


NAMED = 6
"""People whom the line of what is assigned and open names."""


class Team(Controller):
    """The manager's team."""

    path = "/team"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Everybody, by name; each of them is told that it was opened."""
        now = clock.now()
        persons = await people.team_of(actor, now)
        practised = await _practised(persons, actor, now) if await people.current_policy(now) else None
        titles = {lesson.id: lesson.title for lesson in (await lessons.current()).academy.lessons}
        waiting = await assignments.open_for_each([person.id for person in persons])
        members = tuple(
            _member(person, None if practised is None else person.id in practised, waiting.get(person.id, ()), titles, actor, now)
            for person in persons
        )
        leads = actor.has("leader")
        told = await gaps.calibration() if leads else None
        await people_actions.looked_at_each(actor, persons, "team", now)
        return html.show(request, page(members, weeks.began(now, actor.zone), leads=leads, told=told))


def page(members: tuple[Member, ...], week: datetime, *, leads: bool = False, told: Told | None = None) -> TeamPage:
    """The page of these people."""
    reps = [member for member in members if member.sells]
    numbers = any(member.practised is not None for member in members)
    waiting = [member for member in members if member.waiting]
    # Whoever is late is always named.
    named = [member for place, member in enumerate(waiting) if place < NAMED or member.late]
    return TeamPage(
        members=members,
        practised=sum(bool(member.practised) for member in reps) if numbers else None,
        of=len(reps),
        open=tuple(_("%(name)s, %(late)s") % {"name": one.name, "late": one.late} if one.late else one.name for one in named),
        more=len(waiting) - len(named),
        week=week,
        next=_next(members),
        teams=len({member.team for member in members}) > 1,
        leads=leads,
        told=told,
    )


async def _practised(persons: Sequence[Person], actor: Actor, now: datetime) -> AbstractSet[UUID]:
    """Who of them practised since their own team's week began; somebody without a team, since the reader's did."""
    began = {team.id: weeks.began(now, team.zone) for team in await people.teams()}
    fallback = weeks.began(now, actor.zone)
    starts = {person.id: began.get(person.team, fallback) if person.team else fallback for person in persons}
    last = await last_practised(list(starts), min(starts.values(), default=fallback))
    return {person for person, at in last.items() if at >= starts[person]}


def _member(
    person: Person,
    practised: bool | None,
    waiting: Sequence[Assignment],
    titles: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Member:
    oldest = min((one.due_at for one in waiting), default=now)
    return Member(
        id=person.id,
        name=person.name,
        team=person.team_name,
        sells="rep" in person.roles,
        practised=practised,
        waiting=tuple((titles.get(one.lesson, one.lesson), until(one.due_at, zone=actor.zone, now=now)) for one in waiting),
        late=late(oldest, zone=actor.zone, now=now),
    )


def late(due: datetime, *, zone: str, now: datetime) -> str:
    """`2 days late`, by the calendar of the zone; `late since today` on the day itself; empty for what is not due yet."""
    if due >= now:
        return ""
    here = ZoneInfo(zone)
    days = (now.astimezone(here).date() - due.astimezone(here).date()).days
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days} if days else _("late since today")


def _next(members: Sequence[Member]) -> Next:
    """What would help first: something that is late, then somebody who has nothing to do; else the process."""
    behind = next((member for member in members if member.late), None)
    if behind is not None:
        words = {"name": behind.name, "title": behind.waiting[0][0], "until": behind.waiting[0][1]}
        return Next(
            _("Open %(name)s’s page") % words,
            _("“%(title)s”: %(until)s. Ask what is in the way.") % words,
            f"/people/{behind.id}",
        )
    idle = next((member for member in members if not member.waiting and not member.practised), None)
    if idle is not None:
        words = {"name": idle.name}
        return Next(
            _("Open %(name)s’s page") % words,
            _("Nothing is assigned there. One lesson with a reason helps."),
            f"/people/{idle.id}",
        )
    return Next(_("Read the process"), _("The questions to ask and what proves each answer."), "/process")
