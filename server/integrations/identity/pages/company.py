"""There and back again: out to the company's provider, in from it, and out of it."""

from typing import Any, ClassVar
from urllib.parse import quote

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from server import clock, html, ids, vault
from server.errors import NotFound
from server.html import Page
from server.integrations.identity import actions, discovery, outside, queries, words
from server.integrations.identity.actions import Leaving, Returned, Site
from server.integrations.identity.outside import Trouble
from server.people import addresses
from server.people import outside as doorstep
from server.people.queries import Visit
from server.settings import Settings


class CompanyRefusedPage(Page, frozen=True):
    """Nobody was signed in, and what helps. `linking`: somebody is signed in, and wanted to link an account."""

    template: ClassVar[str] = "integrations/identity-refused.html"
    sentence: str
    linking: bool = False


class CompanyOutPage(Page, frozen=True):
    """Signed out here, and perhaps not there. `leave` is where one signs out of the provider, empty when it has no such place."""

    template: ClassVar[str] = "integrations/identity-out.html"
    label: str
    leave: str


class Company(Controller):
    """Signing in with the company's own account."""

    path = "/sign-in/oidc"

    @get()
    async def leave(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Sends the browser to the provider. A link and not a form, because our own policy lets no form lead elsewhere.

        Whom another site sent here comes to the page with that link first: the provider may let them in without a word, and nobody is signed in who
        did not want to be. Whoever is signed in comes to where they wanted to go.
        """
        path = addresses.local(request.query_params.get("next", ""))
        if doorstep.sent_by_others(request):
            if _visit(request) is not None:
                return html.redirect(path or "/")
            return html.redirect(f"/sign-in?next={quote(path)}" if path else "/sign-in")
        browser = doorstep.browser_of(request, settings) or ids.token()
        leaving = Leaving(
            browser=browser,
            next=path,
            again=_visit(request) is not None,
            source=doorstep.source(request, settings),
            now=clock.now(),
        )
        try:
            away = await actions.set_out(leaving, site(settings))
        except Trouble as trouble:
            return html.show(request, CompanyRefusedPage(sentence=words.told(trouble.why)), status=502)
        response: Response[Any] = Redirect(away, status_code=303, headers=FRESH)
        mark(response, browser, settings)
        return response

    @get("/return")
    async def arrive(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Signs in who came back."""
        told = request.query_params
        returned = Returned(
            state=told.get("state", ""),
            code=told.get("code", ""),
            issuer=told.get("iss", ""),
            error=told.get("error", ""),
            browser=doorstep.browser_of(request, settings),
            person=visit.actor.id if (visit := _visit(request)) else None,
        )
        using = doorstep.coming(request, settings, form=ids.new(), now=clock.now())
        arrival = await actions.arrive(returned, using, site(settings))
        if arrival.outcome is not None:
            return doorstep.let_in(arrival.outcome, using.token, settings)
        if arrival.linked:
            return html.redirect("/account/company?linked=1")
        if arrival.problem == "state" and _visit(request) is not None:
            # Loading the address again after it worked is no reason to be alarmed.
            return html.redirect("/")
        doorstep.refused(request, arrival.problem)
        refused = CompanyRefusedPage(sentence=words.told(arrival.problem), linking=arrival.linking)
        return html.show(request, refused, status=403)

    @get("/out")
    async def out(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """Says that one is signed out here, and leads to signing out of the company's account as well."""
        provider = await queries.provider()
        if provider is None or not provider.on:
            raise NotFound("Nobody signs in that way here.")
        leave = await _parting(request, settings, provider)
        return html.show(request, CompanyOutPage(label=provider.label, leave=leave))


FRESH = {"Cache-Control": "no-store"}


async def _parting(request: Request[Any, Any, Any], settings: Settings, provider: queries.Provider) -> str:
    """Where one signs out of the provider; empty when it has no such place or does not answer."""
    browser = doorstep.browser_of(request, settings)
    sealed = await queries.hint(browser) if browser else None
    try:
        found = await outside.metadata(provider.issuer, private=settings.private_networks)
        hint = vault.unseal(sealed, key=vault.key_of(settings)) if sealed else ""
    except (Trouble, vault.Locked):
        return ""
    return discovery.parting(found, client=provider.client, back=f"{settings.url}/sign-in", hint=hint)


def site(settings: Settings) -> Site:
    """Where we are, for who sets out and comes back."""
    return Site(url=settings.url, key=vault.key_of(settings), private=settings.private_networks)


def _visit(request: Request[Any, Any, Any]) -> Visit | None:
    visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return visit


def mark(response: Response[Any], browser: str, settings: Settings) -> None:
    """The browser keeps by which it is known, until it is closed."""
    name = doorstep.browser_cookie(settings)
    response.set_cookie(name, browser, path="/", secure=settings.secure, httponly=True, samesite="lax")
