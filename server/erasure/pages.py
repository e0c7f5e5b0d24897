"""Erasing somebody who left: what goes, what stays, and the name typed once more."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.erasure import actions, words
from server.erasure.forms import ErasureForm
from server.erasure.queries.preview import counted
from server.errors import Invalid, NotFound, Refused
from server.html import Page
from server.people import queries
from server.people.queries import Person
from server.people.roles import Actor
from server.sentences import gettext as _


class ErasurePage(Page, frozen=True):
    """What goes and what stays, a line each, and the form. `waiting`: a file of people or deals has to go first."""

    template: ClassVar[str] = "erasure/erasure.html"
    person: Person
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    waiting: bool
    form: UUID
    typed: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


class Erasure(Controller):
    """The erasure of one person."""

    path = "/setup/people/{person:uuid}/erasure"

    @get()
    async def show(self, request: Request[Any, Any, Any], person: FromPath[UUID]) -> Response[Any]:
        """What would go."""
        return html.show(request, await _page(person))

    @post()
    async def erase(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], person: FromPath[UUID]
    ) -> Response[Any]:
        """Erases them."""
        typed = ""
        try:
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            typed = (await forms.read(request, ErasureForm)).name
            _sure(await queries.person(person), typed)
            await actions.erase(actor, person, entry=entry)
        except Invalid as invalid:
            return html.show(request, await _page(person, typed, invalid.fields), status=422)
        except Refused as refused:
            return html.show(request, await _page(person, typed, {"name": str(refused)}), status=409)
        return html.redirect("/setup/people")


def _sure(person: Person | None, typed: str) -> None:
    """Raises Invalid when another name was typed. Where nobody is any more, the same form may have been sent before."""
    if person is not None and " ".join(typed.split()).casefold() != person.name.casefold():
        raise Invalid({"name": _("Write the name as it stands above.")}, {})


async def _page(id: UUID, typed: str = "", errors: Mapping[str, str] | None = None) -> ErasurePage:
    person = await queries.person(id)
    if person is None or person.erased_at is not None:
        raise NotFound("There is nobody here by that id.")
    found = await counted(id)
    return ErasurePage(
        person=person,
        goes=words.goes(found.goes),
        stays=words.stays(found.stays),
        waiting=found.waiting,
        form=ids.new(),
        typed=typed,
        errors=errors or {},
    )
