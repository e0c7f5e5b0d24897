"""Where the academy comes from: whether it is up to date, which commit is served, what stands in the way, and a look before anything changes."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids, vault
from server.errors import Invalid, Refused
from server.html import Page
from server.integrations.git import actions, queries, words
from server.integrations.git.actions.within import place_of
from server.integrations.git.commit import Place
from server.integrations.git.due import is_late
from server.integrations.git.forms import LookForm, TokenForm
from server.integrations.git.queries import Arrived, Source
from server.lessons import queries as lessons
from server.lessons.queries import State
from server.people.queries import Visit
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings

SHOWN: Final = timedelta(minutes=15)
"""How long a new secret can be read, on the device that made it."""

HERE: Final = "/setup/lessons"


class SetupLessonsPage(Page, frozen=True):
    """How it stands. `condition` is one word for the whole: folder, git, trouble, refused, waiting, late, errors or well.

    `trouble` says what stands in the way and what helps, `unseen` the same of the last look. `token` says what opens the repository: environment,
    entered, or nothing. `secret` is one just made.
    """

    template: ClassVar[str] = "integrations/git-setup.html"
    place: Place
    folder: str
    every: int
    condition: str
    trouble: str
    source: Source
    state: State
    served: Arrived | None
    arrived: tuple[Arrived, ...]
    unseen: str
    token: str
    hook: str
    secret: str
    now: datetime
    form: UUID
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def busy(self) -> bool:
        """Whether it is fetched or looked at just now, or will be in a moment."""
        lasting = self.source.lease_until is not None and self.source.lease_until > self.now
        return bool(self.place.repository) and (lasting or bool(self.source.asked))

    def part(self, what: str) -> UUID:
        """The id of one of the forms but that of the secret, which is `form` itself."""
        return ids.derived(self.form, what)


class SetupLessons(Controller):
    """The repository."""

    path = HERE

    @get()
    async def show(self, request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Response[Any]:
        """The page. One that asks how far a fetch is gets the whole page when it has ended."""
        page = await _page(request, settings)
        if request.headers.get("HX-Request") == "true" and not page.busy:
            return Response("", media_type="text/html", headers={"HX-Refresh": "true"})
        return html.show(request, page)

    @post("/fetching")
    async def fetch(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Has it fetched now."""
        _need_repository(settings)
        await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.ask(actor, "fetch")
        return html.redirect(HERE)

    @post("/looking")
    async def look(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Has a branch looked at, without taking it over."""
        _need_repository(settings)
        await forms.entry(request, actor=actor.id, at=clock.now())
        told = await forms.read(request, LookForm)
        try:
            await actions.ask(actor, "look", branch=told.branch.strip())
        except Invalid as invalid:
            return await _again(request, settings, invalid, {"branch": told.branch})
        return html.redirect(f"{HERE}#would")

    @post("/token")
    async def set_token(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Keeps what opens it, and has it fetched."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        try:
            told = await forms.read(request, TokenForm)
            await actions.set_token(actor, entry, told.token.strip(), place=place_of(settings), key=vault.key_of(settings))
        except Invalid as invalid:
            return await _again(request, settings, invalid)
        return html.redirect(HERE)

    @post("/token/ending")
    async def end_token(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Forgets it."""
        await actions.end_token(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect(HERE)

    @post("/secret")
    async def set_secret(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Makes a secret for its host."""
        entry = await forms.entry(request, actor=actor.id, at=clock.now())
        await actions.set_secret(actor, entry, _secret(request, entry.id), key=vault.key_of(settings))
        return html.redirect(f"{HERE}?made={entry.id}#told")

    @post("/secret/ending")
    async def end_secret(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Lets its host say nothing any more."""
        await actions.end_secret(actor, await forms.entry(request, actor=actor.id, at=clock.now()))
        return html.redirect(HERE)


def _need_repository(settings: Settings) -> None:
    if not settings.lessons_repository:
        raise Refused(_("No repository is set. PLUMBLINE_LESSONS_REPOSITORY names one."), back=HERE)


async def _page(request: Request[Any, Any, Any], settings: Settings) -> SetupLessonsPage:
    place, source, state = place_of(settings), await queries.source(), await lessons.state()
    preview = source.preview
    return SetupLessonsPage(
        place=place,
        folder=settings.lessons.name,
        every=settings.lessons_every,
        condition=_condition(settings, source, state),
        trouble=words.trouble(source.problem, place, source.detail) if source.problem else "",
        source=source,
        state=state,
        served=await queries.served(source),
        arrived=tuple(await queries.arrived()),
        unseen=words.trouble(preview.problem, place, preview.detail) if preview and preview.problem else "",
        token="environment" if settings.lessons_token else "entered" if source.token else "",
        hook=f"{settings.url}/lessons/arrivals",
        secret=_made(request, settings, source),
        now=clock.now(),
        form=ids.new(),
    )


async def _again(
    request: Request[Any, Any, Any], settings: Settings, invalid: Invalid, typed: Mapping[str, str] | None = None
) -> Response[Any]:
    page = await _page(request, settings)
    given = {name: getattr(page, name) for name in SetupLessonsPage.__struct_fields__} | {
        "errors": invalid.fields,
        "typed": typed or {},
    }
    return html.show(request, SetupLessonsPage(**given), status=422)


def _condition(settings: Settings, source: Source, state: State) -> str:
    if not settings.lessons_repository:
        return "folder"
    if source.problem in {"program", "old"}:
        return "git"
    if source.problem:
        return "refused" if source.refused else "trouble"
    if not source.commit:
        return "waiting"
    if is_late(clock.now(), every=settings.lessons_every, looked_at=source.looked_at):
        return "late"
    return "errors" if state.errors else "well"


def _secret(request: Request[Any, Any, Any], form: UUID) -> str:
    """The secret of this form: it follows from the session and the form, so that sending the form twice gives the same one."""
    visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return hashlib.sha256(f"{visit.csrf_secret} lessons {form}".encode()).hexdigest()


def _made(request: Request[Any, Any, Any], settings: Settings, source: Source) -> str:
    """The secret that this session has just made, empty for any other and once it is none any more."""
    try:
        secret = _secret(request, UUID(request.query_params.get("made", "")))
    except ValueError:
        return ""
    if source.secret is None or source.secret_at is None or source.secret_at + SHOWN < clock.now():
        return ""
    return secret if hmac.compare_digest(vault.unseal(source.secret, key=vault.key_of(settings)), secret) else ""
