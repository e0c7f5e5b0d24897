"""When one is away, and whom one manages; and who covers for an absent manager."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.people import actions, queries
from server.people.forms import AbsenceForm
from server.people.queries import Absence
from server.people.roles import Actor
from server.settings import Settings
from server.zones import local_day


class AwayRow(Struct, frozen=True):
    """One absence, with the form that takes it back."""

    absence: Absence
    form: UUID


class AwayPage(Page, frozen=True):
    """Who of those whose absence one may note is away, and the form to note another. `covers` is empty for who manages nobody."""

    template: ClassVar[str] = "people/absences.html"
    rows: tuple[AwayRow, ...]
    people: tuple[tuple[str, str], ...]
    covers: tuple[tuple[str, str], ...]
    own: UUID
    form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)


class Absences(Controller):
    """The page, and a new absence."""

    path = "/account/absences"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Who is away."""
        return html.show(request, await _page(actor))

    @post()
    async def note(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Notes an absence; who covers, and the team, get a mail."""
        try:
            form = await forms.read(request, AbsenceForm)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            await actions.note_absence(
                actor,
                entry,
                person=form.person or actor.id,
                first=form.first,
                last=form.last,
                cover=form.cover,
                site=settings.url,
            )
        except Invalid as invalid:
            again = Invalid(invalid.fields, await forms.everything(request))
            return html.show(request, await _page(actor, again), status=422)
        return html.redirect("/account/absences#away")


class AbsenceWithdrawal(Controller):
    """Taking an absence back."""

    path = "/account/absences/{absence:uuid}/withdrawal"

    @post()
    async def withdraw(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], absence: FromPath[UUID]
    ) -> Response[Any]:
        """Clocks run as if it had never been said."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.withdraw_absence(actor, entry, absence)
        return html.redirect("/account/absences#away")


async def _page(actor: Actor, invalid: Invalid | None = None) -> AwayPage:
    now = clock.now()
    today = local_day(now, actor.zone)
    team = await queries.team_of(actor, now)
    managers = [one for one in await queries.holding("manager") if one.id != actor.id]
    away = await queries.absences([actor.id, *(one.id for one in team)], today)
    typed = forms.typed(invalid)
    return page(
        away,
        people=((str(actor.id), actor.name), *((str(one.id), one.name) for one in team)),
        covers=tuple((str(one.id), one.name) for one in managers) if actor.has("manager") else (),
        own=actor.id,
        today=today,
        typed=typed,
        errors=invalid.fields if invalid else {},
    )


def page(
    away: Sequence[Absence],
    *,
    people: tuple[tuple[str, str], ...],
    covers: tuple[tuple[str, str], ...],
    own: UUID,
    today: date,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> AwayPage:
    """The page of these absences."""
    form = ids.new()
    return AwayPage(
        rows=tuple(AwayRow(one, ids.derived(form, str(one.id))) for one in away),
        people=people,
        covers=covers,
        own=own,
        form=form,
        typed=typed or {"person": str(own), "first": today.isoformat()},
        errors=errors or {},
    )
