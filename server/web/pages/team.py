"""A manager's people: who practised this week, and what is assigned and open. By name, never ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.assignments import queries as assignments
from server.assignments.queries import Assignment
from server.html import Page
from server.learning.queries.counts import Finished, finished_by
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences.words import until
from server.web import weeks
from server.web.home import Next


@dataclass(frozen=True, slots=True)
class Member:
    """One person. `finished` is how many lessons they finished this week, None while no policy allows numbers about people.

    `waiting` are (title, until when, in words) of what is assigned and open.
    """

    id: UUID
    name: str
    team: str
    sells: bool
    finished: int | None
    waiting: tuple[tuple[str, str], ...]
    late: bool


@dataclass(frozen=True, slots=True)
class TeamPage(Page):
    """The people a manager has today. `practised` of `of` reps finished something this week; None without a policy."""

    template: ClassVar[str] = "web/team.html"
    members: tuple[Member, ...]
    practised: int | None
    of: int
    waiting: int
    late: int
    week: datetime
    next: Next
    teams: bool
    """Whether they are in more than one team."""


class Team(Controller):
    """The manager's team."""

    path = "/team"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Everybody, by name."""
        now = clock.now()
        persons = await people.team_of(actor, now)
        weeks_of = await _weeks(now)
        fallback = weeks.began(now, actor.zone)
        starts = {person.id: weeks_of.get(person.team, fallback) if person.team else fallback for person in persons}
        numbers = await people.current_policy(now) is not None
        finished = await finished_by(list(starts), min(starts.values())) if numbers and starts else []
        titles = {lesson.id: lesson.title for lesson in (await lessons.current()).academy.lessons}
        waiting = await assignments.open_for_each(list(starts))
        members = tuple(
            _member(
                person, _this_week(person, finished, starts) if numbers else None, waiting.get(person.id, ()), titles, actor, now
            )
            for person in persons
        )
        return html.show(request, page(members, fallback))


def page(members: tuple[Member, ...], week: datetime) -> TeamPage:
    """The page of these people."""
    reps = [member for member in members if member.sells]
    numbers = any(member.finished is not None for member in members)
    return TeamPage(
        members=members,
        practised=sum(bool(member.finished) for member in reps) if numbers else None,
        of=len(reps),
        waiting=sum(len(member.waiting) for member in members),
        late=sum(member.late for member in members),
        week=week,
        next=_next(members),
        teams=len({member.team for member in members}) > 1,
    )


async def _weeks(now: datetime) -> Mapping[UUID, datetime]:
    """When this week began in each team."""
    return {team.id: weeks.began(now, team.zone) for team in await people.teams()}


def _this_week(person: Person, finished: Sequence[Finished], starts: Mapping[UUID, datetime]) -> int:
    return sum(one.person == person.id and one.finished_at >= starts[person.id] for one in finished)


def _member(
    person: Person,
    finished: int | None,
    waiting: Sequence[Assignment],
    titles: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Member:
    return Member(
        id=person.id,
        name=person.name,
        team=person.team_name,
        sells="rep" in person.roles,
        finished=finished,
        waiting=tuple((titles.get(one.lesson, one.lesson), until(one.due_at, zone=actor.zone, now=now)) for one in waiting),
        late=any(one.due_at < now for one in waiting),
    )


def _next(members: Sequence[Member]) -> Next:
    """What would help first: something that is late, then somebody who has nothing to do; else the process."""
    late = next((member for member in members if member.late), None)
    if late is not None:
        words = {"name": late.name, "title": late.waiting[0][0], "until": late.waiting[0][1]}
        return Next(
            _("Open %(name)s’s page") % words, _("“%(title)s”: %(until)s. Ask what is in the way.") % words, f"/people/{late.id}"
        )
    idle = next((member for member in members if not member.waiting and not member.finished), None)
    if idle is not None:
        words = {"name": idle.name}
        return Next(
            _("Open %(name)s’s page") % words,
            _("Nothing is assigned there. One lesson with a reason helps."),
            f"/people/{idle.id}",
        )
    return Next(_("Read the process"), _("The questions to ask and what proves each answer."), "/process")
