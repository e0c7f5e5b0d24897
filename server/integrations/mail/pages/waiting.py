"""What a mail proved, and waits for its person to say which deal it is about."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.errors import Refused
from server.integrations.mail import actions, queries
from server.integrations.mail.forms import FilingForm
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.sentences import gettext as _


class Waiting(Controller):
    """One item of the reader's own."""

    path = "/mail/{item:uuid}"

    @post("/filing")
    async def file(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], item: FromPath[UUID]) -> Response[Any]:
        """Makes it evidence on the deal that was chosen. Leads back to the day."""
        # Whose it is comes first: nothing is said about one of somebody else.
        await queries.one_waiting(item, actor)
        form = await forms.read(request, FilingForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        process = (await lessons.current()).academy.process
        if form.deal is None or process is None:
            raise Refused(_("Choose the deal it is about."), back="/today")
        await actions.file(actor, entry, item, form.deal, day=form.day, process=process)
        return html.redirect("/today")

    @post("/dropping")
    async def drop(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], item: FromPath[UUID]) -> Response[Any]:
        """It is about no deal; its words are gone. Leads back to the day."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.drop(actor, entry, item)
        return html.redirect("/today")
