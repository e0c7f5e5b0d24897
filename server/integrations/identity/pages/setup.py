"""How the company's own accounts sign in: the provider, the rules, and who a given account would be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, field

from server import clock, forms, html, ids, vault
from server.errors import Invalid
from server.html import Page
from server.integrations.identity import actions, queries, rules, words
from server.integrations.identity.actions import Setting
from server.integrations.identity.claims import Made, Terms
from server.integrations.identity.forms import ProviderForm
from server.integrations.identity.pages.company_out import CompanyOut
from server.integrations.identity.queries import Account, Provider
from server.people import queries as persons
from server.people.roles import Actor, in_order
from server.sentences import gettext as _
from server.settings import Settings


class Trial(Struct, frozen=True):
    """Who the claims that were typed would make."""

    refusal: str
    how: str
    name: str
    roles: tuple[str, ...]
    team: str
    because: tuple[str, ...]


class SetupSignInPage(Page, frozen=True):
    """The provider, how it goes, whose accounts are known, and the form. `back`, `site` and `over` are what the provider has to be told."""

    template: ClassVar[str] = "integrations/identity-setup.html"
    provider: Provider | None
    problem: str
    back: str
    site: str
    over: str
    accounts: tuple[Account, ...]
    form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    trial: Trial | None = None
    saved: bool = False

    def form_for(self, account: Account) -> UUID:
        """The id of the form that parts an account from its person."""
        return ids.derived(self.form, str(account.id))


class SetupSignIn(Controller):
    """The provider."""

    path = "/setup/sign-in"

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page."""
        return html.show(request, await _page(settings, saved="saved" in request.query_params))

    @post()
    async def keep(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Keeps what was entered; to be turned on, the provider has to answer. The button of the trial keeps nothing."""
        try:
            form = await forms.read(request, ProviderForm)
            if form.trial:
                typed = _typed(await forms.everything(request))
                return html.show(request, await _page(settings, typed=typed, trial=await _trial(form)))
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            setting = await _setting(form, settings)
            key = vault.key_of(settings)
            await actions.set_provider(actor, setting, entry=entry, key=key, private=settings.private_networks)
        except Invalid as invalid:
            typed = _typed(await forms.everything(request))
            return html.show(request, await _page(settings, typed=typed, errors=invalid.fields), status=422)
        return html.redirect("/setup/sign-in?saved=1")

    @post("/accounts/{identity:uuid}/parting")
    async def part(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], identity: FromPath[UUID]
    ) -> Response[Any]:
        """Parts an account from its person."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.unlink(actor, identity, entry=entry)
        return html.redirect("/setup/sign-in#accounts")


async def _setting(form: ProviderForm, settings: Settings) -> Setting:
    """What was entered. Raises Invalid by field."""
    before = await queries.provider()
    wrong = {}
    if form.on and not form.label:
        wrong["label"] = _("Say what people call their account, such as Northwind account.")
    if (form.on or form.issuer) and not _is_issuer(form.issuer, private=settings.private_networks):
        wrong["issuer"] = _("Copy the issuer from the provider, such as https://login.example.com. It begins with https.")
    if form.on and not form.client:
        wrong["client"] = _("Copy the client id from the provider.")
    if form.on and not (form.public or form.secret or (before and before.secret)):
        wrong["secret"] = _("Copy the client secret from the provider, or say that there is none.")
    if form.only and not form.on:
        wrong["only"] = _("Only somebody who can sign in with it can be told to. Turn it on as well.")
    terms = await _terms(form, wrong)
    if wrong:
        raise Invalid(wrong, {})
    return Setting(
        label=form.label,
        issuer=form.issuer,
        client=form.client,
        secret=form.secret,
        public=form.public,
        on=form.on,
        only=form.only,
        terms=terms,
    )


async def _terms(form: ProviderForm, wrong: dict[str, str]) -> Terms:
    teams = {team.name: team.id for team in await persons.teams()}
    try:
        return Terms(links=form.links, adds=form.adds, rules=rules.parse(form.rules, teams))
    except rules.Unreadable as error:
        wrong["rules"] = _unreadable(error)
        return Terms(links=form.links, adds=form.adds)


async def _trial(form: ProviderForm) -> Trial:
    """Who these claims would be. Raises Invalid by field."""
    wrong: dict[str, str] = {}
    terms = await _terms(form, wrong)
    try:
        claims = msgspec.json.decode(form.claims or "{}", type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        wrong["claims"] = _('Paste the claims as JSON, such as {"email": "ada@example.com"}.')
    if wrong:
        raise Invalid(wrong, {})
    now = datetime(2000, 1, 1, tzinfo=UTC)
    draft = Provider(
        label="",
        issuer=form.issuer,
        client="",
        secret=None,
        on=True,
        only=False,
        terms=terms,
        changed_at=now,
        went_at=None,
        problem="",
        problem_at=None,
    )
    return await _told(await actions.judge(draft, claims), terms)


async def _told(made: Made, terms: Terms) -> Trial:
    teams = {team.id: team.name for team in await persons.teams()}
    names = {name: id for id, name in teams.items()}
    return Trial(
        refusal=words.trouble(made.refusal) if made.refusal else "",
        how=made.how,
        name=made.person.name if made.person else "",
        roles=in_order(made.roles),
        team=teams.get(made.team, "") if made.team else "",
        because=tuple(rules.write([terms.rules[n]], names) for n in made.because),
    )


def _unreadable(error: rules.Unreadable) -> str:
    return {
        "form": _("Line %(line)d is no rule. Write: groups: Sales managers -> manager"),
        "claim": _("Line %(line)d: the name of a claim has no spaces: %(word)s"),
        "role": _("Line %(line)d: %(word)s is no role. Choose rep, manager, leader, author, admin, or team and its name."),
        "team": _("Line %(line)d: there is no team by the name %(word)s."),
        "many": _("Line %(line)d: these are more rules than anybody can oversee."),
    }[error.why] % {"line": error.line, "word": error.word}


def _is_issuer(issuer: str, *, private: bool) -> bool:
    try:
        parts = urlsplit(issuer)
    except ValueError:
        return False
    schemes = {"https", "http"} if private else {"https"}
    return parts.scheme in schemes and bool(parts.hostname) and not parts.query and not parts.fragment and not parts.username


def _typed(sent: Mapping[str, list[str]]) -> Mapping[str, str]:
    # A secret is not put back into a page, not even the one that was just typed.
    return {name: values[0] for name, values in sent.items() if values and name != "secret"}


async def _page(
    settings: Settings,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    trial: Trial | None = None,
    saved: bool = False,
) -> SetupSignInPage:
    provider = await queries.provider()
    return SetupSignInPage(
        provider=provider,
        problem=words.trouble(provider.problem) if provider and provider.problem else "",
        back=f"{settings.url}/sign-in/oidc/return",
        site=f"{settings.url}/sign-in",
        over=f"{settings.url}{CompanyOut.path}",
        accounts=tuple(await queries.accounts(provider.issuer)) if provider else (),
        form=ids.new(),
        typed=typed if typed is not None else await _kept(provider),
        errors=errors or {},
        trial=trial,
        saved=saved,
    )


async def _kept(provider: Provider | None) -> Mapping[str, str]:
    if provider is None:
        return {"links": "yes", "claims": CLAIMS}
    teams = {team.name: team.id for team in await persons.teams()}
    marks = {"on": provider.on, "only": provider.only, "links": provider.terms.links, "adds": provider.terms.adds}
    public = bool(provider.client) and provider.secret is None
    return {
        "label": provider.label,
        "issuer": provider.issuer,
        "client": provider.client,
        "rules": rules.write(provider.terms.rules, teams),
        "claims": CLAIMS,
        **{name: "yes" for name, on in {**marks, "public": public}.items() if on},
    }


CLAIMS = '{\n  "sub": "1",\n  "email": "ada@example.com",\n  "email_verified": true,\n  "groups": ["Sales managers"]\n}'
"""What a trial begins with."""
