"""One's own company account: linking it, so that it signs one in too, and parting it."""

from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from server import clock, forms, html, ids
from server.html import Page
from server.integrations.identity import actions, queries, words
from server.integrations.identity.actions import Leaving
from server.integrations.identity.outside import Trouble
from server.integrations.identity.pages.company import FRESH, CompanyRefusedPage, mark, site
from server.integrations.identity.queries import Account, Provider
from server.people import outside as doorstep
from server.people.roles import Actor
from server.settings import Settings


class CompanyAccountPage(Page, frozen=True):
    """The account that is linked, None without one. `away` is where the provider is, once somebody set out; `stays`: it is their only way in."""

    template: ClassVar[str] = "integrations/identity-account.html"
    label: str
    account: Account | None
    stays: bool
    linked: bool
    form: UUID
    away: str = ""


class AccountCompany(Controller):
    """The company account of whoever is signed in."""

    path = "/account/company"

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(actor, await queries.provider_in_use(), linked="linked" in request.query_params))

    @post()
    async def begin(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Sets out, by a form of ours alone, and shows the link that leads to the provider: our own policy lets no form lead elsewhere."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        provider = await queries.provider_in_use()
        browser = doorstep.browser_of(request, settings) or ids.token()
        leaving = Leaving(
            browser=browser, next="", again=False, source=doorstep.source(request, settings), now=entry.at, person=actor.id
        )
        try:
            away = await actions.set_out(leaving, site(settings))
        except Trouble as trouble:
            return html.show(request, CompanyRefusedPage(sentence=words.told(trouble.why), linking=True), status=502)
        response = html.show(request, await _page(actor, provider, away=away))
        response.headers.update(FRESH)
        mark(response, browser, settings)
        return response

    @post("/parting")
    async def part(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Parts it."""
        await actions.part(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect("/account/company")


async def _page(actor: Actor, provider: Provider, *, linked: bool = False, away: str = "") -> CompanyAccountPage:
    account = await queries.account_of(actor.id, provider.issuer)
    return CompanyAccountPage(
        label=provider.label,
        account=account,
        stays=provider.only and not actor.has("admin"),
        linked=linked,
        form=ids.new(),
        away="" if account else away,
    )
