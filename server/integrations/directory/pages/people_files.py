"""Handing in a file of people, and what became of the files that came last."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.forms import Upload
from server.html import Page
from server.integrations.directory.actions import files as actions
from server.integrations.directory.listing import MOST_PEOPLE
from server.integrations.directory.queries import files as queries
from server.integrations.directory.queries.files import GivenFile
from server.people.roles import Actor
from server.sentences import gettext as _

LARGEST = 5 * forms.MEGABYTE


class PeopleFilesPage(Page, frozen=True):
    """The form for a file, and the files that came last."""

    template: ClassVar[str] = "integrations/directory-files.html"
    files: tuple[GivenFile, ...]
    largest: int
    """Megabytes."""
    most: int
    """People of one file."""
    form: UUID
    errors: Mapping[str, str] = field(default_factory=dict)


class PeopleFiles(Controller):
    """The collection of files of people."""

    path = "/setup/people/import"

    @get()
    async def index(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The files that came, and the form for another."""
        return html.show(request, await _page())

    @post(request_max_body_size=forms.room(LARGEST))
    async def give(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Takes a file, and leads to what it holds. Nothing of it is written yet."""
        try:
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            came = await _file(request)
            file = await actions.give_file(actor, entry, name=came.name, data=came.data)
        except Invalid as invalid:
            return html.show(request, await _page(invalid), status=422)
        return html.redirect(f"/setup/people/import/{file}")


async def _file(request: Request[Any, Any, Any]) -> Upload:
    came = await forms.files(request, "file")
    if not came:
        raise Invalid({"file": _("Choose a file.")}, {})
    return came[0]


async def _page(invalid: Invalid | None = None) -> PeopleFilesPage:
    return PeopleFilesPage(
        files=tuple(await queries.files()),
        largest=LARGEST // forms.MEGABYTE,
        most=MOST_PEOPLE,
        form=ids.new(),
        errors=invalid.fields if invalid else {},
    )
