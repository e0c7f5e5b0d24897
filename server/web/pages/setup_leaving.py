"""What a CRM has no more: taking a file back, deals that the last file does not hold, and giving a CRM up."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.deals import actions
from server.deals.queries import imports
from server.errors import Refused
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.setup.deals_process import process_and_currency
from server.web.setup.forms import MissingForm, RetirementForm


class Leaving(Controller):
    """Files, deals and sources that go."""

    path = "/setup/deals"

    @post("/{run:uuid}/withdrawal")
    async def withdraw(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], run: FromPath[UUID]
    ) -> Response[Any]:
        """Takes a file back; its page tells when that is done."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.withdraw(actor, entry, run)
        return html.redirect(f"/setup/deals/{run}")

    @post("/{run:uuid}/missing")
    async def answer(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], run: FromPath[UUID]) -> Response[Any]:
        """Closes deals that the last file does not hold, or keeps that it holds a part only."""
        await imports.one_import(run)
        form = await forms.read(request, MissingForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        if form.how == "part":
            await actions.call_part(actor, entry, run)
        else:
            if not form.deal:
                raise Refused(_("Choose at least one deal."), back="/setup/deals#missing")
            process, currency = await process_and_currency()
            await actions.close_missing(actor, entry, run, form.deal, currency=currency, process=process)
        return html.redirect("/setup/deals")

    @post("/retirement")
    async def retire(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Gives a CRM up."""
        form = await forms.read(request, RetirementForm)
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        process, currency = await process_and_currency()
        by_hand = form.keep == "by-hand"
        await actions.retire(actor, entry, form.source, by_hand=by_hand, currency=currency, process=process)
        return html.redirect("/setup/deals#sources")
