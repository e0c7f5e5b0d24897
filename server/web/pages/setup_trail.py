"""Who changed what admins change, and who took or erased somebody's data: from facts, newest first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get
from msgspec import Struct

from server import html, ledger
from server.html import Page
from server.ledger import Stored
from server.people import queries as people
from server.people.queries import Person
from server.web import cursor
from server.web.setup import trail

SHOWN: Final = 50


class Act(Struct, frozen=True):
    """One act: what, when, by whom, and about whom or what. Without `by` it was the command line or another system."""

    at: datetime
    by: str
    what: str
    person: UUID | None
    """Whom it is about, while they have a page."""
    name: str
    about: str


class SetupTrailPage(Page, frozen=True):
    """Fifty acts. `older` is where the list goes on, empty at its end; `later`: these are not the newest."""

    template: ClassVar[str] = "web/setup-trail.html"
    acts: tuple[Act, ...]
    older: str
    later: bool


class SetupTrail(Controller):
    """For admins alone: it holds no word that anybody wrote, and no number of anybody."""

    path = "/setup/trail"

    @get()
    async def show(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The page, from the place that `before` names."""
        place = cursor.read(request.query_params.get("before", ""))
        found = await ledger.newest_of(trail.KINDS, SHOWN + 1, before=place)
        persons = await people.these({id for one in found for id in (one.person, one.actor) if id})
        teams = {team.id: team.name for team in await people.teams()}
        shown = found[:SHOWN]
        return html.show(
            request,
            SetupTrailPage(
                acts=tuple(_act(one, persons, teams) for one in shown),
                older=cursor.write(shown[-1].at, shown[-1].id) if len(found) > SHOWN else "",
                later=place is not None,
            ),
        )


def _act(one: Stored, persons: Mapping[UUID, Person], teams: Mapping[UUID, str]) -> Act:
    by, person = (persons.get(id) if id else None for id in (one.actor, one.person))
    return Act(
        at=one.at,
        by=by.name if by else "",
        what=trail.act(one.fact.kind),
        person=person.id if person and person.erased_at is None else None,
        name=person.name if person else "",
        about=trail.about(one.fact, teams),
    )
