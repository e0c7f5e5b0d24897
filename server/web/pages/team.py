"""A manager's people, by name: behaviours worst first, what to reinforce and to look at next, who practised, and what is assigned."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from markupsafe import Markup
from msgspec import Struct, field
from msgspec.structs import replace

from server import clock, html
from server.assignments import queries as assignments
from server.assignments.queries import Assignment
from server.coaching import queries as coaching
from server.coaching.queries import Partings
from server.deals import queries as deals
from server.gaps import queries as gaps
from server.gaps.candour import Told
from server.html import Page
from server.learning.queries.counts import last_practised
from server.lessons import queries as lessons
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Below, Person
from server.people.roles import SMALLEST_TEAM, Actor
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.words import until
from server.web.frame.home import Next
from server.web.pages import together
from server.web.team import board
from server.web.team.board import Board
from server.web.team.reinforce_kept import Forms
from server.web.week import iso_weeks
from server.zones import local_day


class Member(Struct, frozen=True):
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


class TeamPage(Page, frozen=True):
    """The people a manager has today. `practised` of `of` reps answered something this week; None without a policy.

    `open` names, in their order, people with something assigned and open, and how late it is; `more` is how many it leaves out. `told` is how
    often what was said came true, for leaders; `leads`: the reader is one.

    `board` is what is known of its reps by behaviour, None without a policy, a process or a rep. `desks` are (team, name, current) of all teams that
    the reader may choose from.
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
    board: Board | None = None
    desks: tuple[tuple[UUID, str, bool], ...] = ()
    name: str = ""
    as_of: datetime | None = None
    stale: bool = False
    """The deals are not known any more, so none is named to be looked at."""
    partings: Partings | None = None
    """How its people left their one-to-ones of a quarter; None for fewer than five answers, and for several teams together."""
    forms: Forms = field(default_factory=Forms)

    @property
    def ranked(self) -> bool:
        """Whether it says what to reinforce with each rep."""
        return self.board is not None and not self.board.counts_only

    @property
    def people(self) -> tuple[tuple[Member, Markup], ...]:
        """Each member with what to reinforce, drawn; empty where there is nothing."""
        next_ = self.board.next if self.board else {}
        return tuple((one, next_[one.id].drawn if one.id in next_ else Markup()) for one in self.members)


QUARTER = timedelta(days=91)

NAMED = 6
"""People whom the line of what is assigned and open names."""


class Team(Controller):
    """The manager's team."""

    path = "/team"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """One team, or all people of a manager of one; each of them is told that it was opened.

        `team` says which of several teams, `open` which cell stands open, and with `present` no name is on the page.
        """
        now, asked = clock.now(), request.query_params
        everybody = await people.below(actor, now)
        if not everybody and actor.has("leader"):
            return html.show(request, await together.of_a_large_team(actor, asked.get("team", ""), now))
        desks = teams_of(everybody, asked.get("team", ""))
        here = next((id for id, _name, current in desks if current), None)
        persons = await people.active([one.id for one in everybody if here is None or one.team in {here, None}])
        reps = [person for person in persons if "rep" in person.roles]
        known = await people.current_policy(now) is not None
        process = (await lessons.current()).academy.process
        if asked.get("present") and known and process:
            return html.show(request, await together.of_a_team(actor, reps, process, now))
        waiting = await assignments.open_for_each([person.id for person in persons])
        given = {person: frozenset(one.lesson for one in open_) for person, open_ in waiting.items()}
        drawn = await board.of_team(actor, reps, given, asked.get("open", ""), now) if known and reps else None
        as_of = await deals.as_of(now)
        stale = as_of is not None and now - as_of > deals.LATE
        if drawn is not None and stale:
            drawn = replace(drawn, looks=())
        made = page(await _members(persons, waiting, actor, now, known=known), iso_weeks.began(now, actor.zone), board=drawn)
        leads = actor.has("leader")
        made = replace(made, leads=leads, told=await gaps.calibration() if leads else None)
        made = replace(made, desks=desks, name=_name(persons, desks), as_of=as_of, stale=stale)
        made = replace(made, partings=await _partings(reps, now))
        await people_actions.looked_at_each(actor, persons, "team", now)
        return html.show(request, made)


def teams_of(persons: Sequence[Below], asked: str) -> tuple[tuple[UUID, str, bool], ...]:
    """(team, name, current) of the teams that hold reps, by name, if there are several; without `asked` the first is current."""
    names = {person.team: person.team_name for person in persons if person.team and person.sells}
    if len(names) < 2:
        return ()
    ordered = sorted(names.items(), key=lambda one: one[1])
    current = next((team for team, _name in ordered if str(team) == asked), ordered[0][0])
    return tuple((team, name, team == current) for team, name in ordered)


async def _partings(reps: Sequence[Person], now: datetime) -> Partings | None:
    """How the people of one team left their one-to-ones; of fewer than five it would be known who said it."""
    own = [team for team in {person.team for person in reps} if team is not None]
    if len(own) != 1 or len(reps) < SMALLEST_TEAM:
        return None
    return (await coaching.partings(own, now - QUARTER)).get(own[0])


def _name(persons: Sequence[Person], desks: Sequence[tuple[UUID, str, bool]]) -> str:
    """What the team is called; empty for people of several teams."""
    names = {person.team_name for person in persons if "rep" in person.roles}
    return next((name for _id, name, current in desks if current), "") or (names.pop() if len(names) == 1 else "")


async def _members(
    persons: Sequence[Person], waiting: Mapping[UUID, Sequence[Assignment]], actor: Actor, now: datetime, *, known: bool
) -> tuple[Member, ...]:
    practised = await _practised(persons, actor, now) if known else None
    titles = (await lessons.current()).titles
    return tuple(
        _member(person, None if practised is None else person.id in practised, waiting.get(person.id, ()), titles, actor, now)
        for person in persons
    )


def page(
    members: tuple[Member, ...], week: datetime, *, leads: bool = False, told: Told | None = None, board: Board | None = None
) -> TeamPage:
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
        next=(_coached(board) if board else None) or _next(members),
        teams=len({member.team for member in members}) > 1,
        leads=leads,
        told=told,
        board=board,
    )


def _coached(board: Board) -> Next | None:
    """The first rep who is off where most are, with the question to ask; else the first deal to look at. None when there is neither."""
    row = board.finding.row
    if row is not None and board.question and board.off:
        words = {"name": board.off[0][1], "question": board.question}
        then = ngettext("Ask: “%(question)s”", "Ask: “%(question)s” It is the question for %(n)d of them.", len(board.off))
        label = _("Coach it in the 1:1 with %(name)s") % words
        return Next(label, then % {**words, "n": len(board.off)}, f"/people/{board.off[0][0]}/one-to-one")
    if board.looks:
        look = board.looks[0]
        words = {"deal": look.deal_name, "name": look.name, "title": look.title, "why": look.why}
        return Next(_("Look at %(deal)s") % words, _("%(name)s, %(title)s. %(why)s") % words, f"/deals/{look.deal}")
    return None


async def _practised(persons: Sequence[Person], actor: Actor, now: datetime) -> AbstractSet[UUID]:
    """Who of them practised since their own team's week began; somebody without a team, since the reader's did."""
    teams = await people.teams_of({person.team for person in persons if person.team})
    began = {id: iso_weeks.began(now, team.zone) for id, team in teams.items()}
    fallback = iso_weeks.began(now, actor.zone)
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
        waiting=tuple(
            (titles.get(one.lesson, one.lesson), until(one.due_at, zone=one.zone, now=now, reader=actor.zone)) for one in waiting
        ),
        late=late(oldest, zone=person.zone, now=now),
    )


def late(due: datetime, *, zone: str, now: datetime) -> str:
    """`2 days late`, by the calendar of the zone; `late since today` on the day itself; empty for what is not due yet."""
    if due >= now:
        return ""
    days = (local_day(now, zone) - local_day(due, zone)).days
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
