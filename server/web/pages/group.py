"""A lesson or a path for several people at once: a whole team, or everybody in it who has a gap."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.assignments import actions, queries
from server.assignments.actions import Task
from server.assignments.course import courses
from server.errors import Invalid, Refused
from server.html import Page
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings
from server.web.forms import GroupForm, group_faults
from server.zones import local_day

REP = ("rep", "new-rep")


class GroupPage(Page, frozen=True):
    """Whom it is for, and what. `reps` are the names of the team, `having` of those with a gap in `behaviour`; None where no policy lets it be told.

    `choices` are (value, title) of lessons about the behaviour first, then all others, then paths. `gave` are names, after it was given.
    """

    template: ClassVar[str] = "assignments/group.html"
    reps: tuple[str, ...]
    having: tuple[str, ...] | None
    behaviour: str
    title: str
    behaviours: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    gave: tuple[str, ...] = ()


class TeamAssignments(Controller):
    """Assignments to several people."""

    path = "/team/assignments"

    @get()
    async def form(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The form, for the gap in the behaviour that `behaviour` names, or for the team."""
        asked = request.query_params
        return html.show(request, await _page(actor, clock.now(), asked.get("behaviour", ""), given=asked.get("given", "")))

    @post()
    async def assign(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Gives it to everybody of them. Who has the gap is worked out anew when this is pressed."""
        now = clock.now()
        today = local_day(now, actor.zone)
        typed = await forms.everything(request)
        behaviour = next(iter(typed.get("behaviour", ())), "")
        try:
            form = await forms.read(request, GroupForm, checks=partial(group_faults, today=today))
            entry = await forms.entry(request, actor=actor.id, at=now)
            reps = await _reps(actor, now)
            persons = await _chosen(actor, reps, form, now)
            await actions.assign_each(actor, entry, _task(form), persons=persons, whom=form.whom, site=settings.url)
        except Invalid as invalid:
            return html.show(request, await _page(actor, now, behaviour, Invalid(invalid.fields, typed)), status=422)
        except Refused as refused:
            again = Invalid({"course": str(refused)}, typed)
            return html.show(request, await _page(actor, now, behaviour, again), status=422)
        return html.redirect(f"/team/assignments?{urlencode({'given': str(entry.id), 'behaviour': form.behaviour})}")


def _task(form: GroupForm) -> Task:
    kind, _colon, id = form.course.partition(":")
    return Task(
        lesson=id if kind == "lesson" else "",
        path=id if kind == "path" else "",
        reason=form.reason,
        day=form.day,
        behaviour=form.behaviour,
    )


async def _chosen(actor: Actor, reps: Sequence[Person], form: GroupForm, now: datetime) -> list[UUID]:
    everybody = [rep.id for rep in reps]
    if form.whom == "team":
        return everybody
    having = await queries.who_has(actor, form.behaviour, everybody, now)
    if not having:
        raise Refused(_("Nobody in your team has this gap just now, as far as it is known."))
    return list(having)


async def _reps(actor: Actor, now: datetime) -> list[Person]:
    return [person for person in await people.team_of(actor, now) if "rep" in person.roles]


async def _page(
    actor: Actor,
    now: datetime,
    behaviour: str,
    invalid: Invalid | None = None,
    *,
    given: str = "",
) -> GroupPage:
    academy, reps = (await lessons.current()).academy, await _reps(actor, now)
    process = academy.process
    known = behaviour if process and behaviour in process.behaviour else ""
    having = await queries.who_has(actor, known, [rep.id for rep in reps], now) if known else None
    live = [one for one in academy.lessons if one.status == "live" and set(REP) & set(one.audience)]
    about = sorted(live, key=lambda one: known not in one.behaviours)
    paths = [(f"path:{course.path}", course.title) for course in courses(academy, REP)]
    return GroupPage(
        reps=tuple(rep.name for rep in reps),
        having=None if having is None else tuple(rep.name for rep in reps if rep.id in having),
        behaviour=known,
        title=process.behaviour[known].title if process and known else "",
        behaviours=tuple((one.id, one.title) for one in process.behaviours) if process else (),
        choices=(*((f"lesson:{one.id}", one.title) for one in about), *paths),
        form=ids.new(),
        typed=forms.typed(invalid),
        errors=invalid.fields if invalid else {},
        gave=await _gave(given, reps),
    )


async def _gave(form: str, reps: Sequence[Person]) -> tuple[str, ...]:
    """Who got something by the form with this id."""
    try:
        to = await queries.given_with(UUID(form), [rep.id for rep in reps]) if form else []
    except ValueError:
        return ()
    return tuple(rep.name for rep in reps if rep.id in to)
