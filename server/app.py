"""Builds the application: mounts every area's pages, turns errors into pages, and puts the door in front."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ASGIApp, ControllerRouterHandler

from server import clock, db, forms, html, ledger, logs, loops, memory
from server.erasure import pages as erasure
from server.errors import DomainError, NotFound, SignedOut, Unavailable
from server.integrations.chat import pages as chat
from server.integrations.crm import pages as crm
from server.integrations.directory import pages as directory
from server.integrations.directory.api.mount import mounted as scim
from server.integrations.git import pages as git
from server.integrations.identity import pages as identity
from server.integrations.mail import pages as mail
from server.integrations.webhooks import pages as webhooks
from server.jobs.morning_digest import Pages
from server.learning import pages as learning
from server.lessons import pages as lesson_pages
from server.notices import pages as notices
from server.notices.actions import arrived as read_there
from server.people import pages as people_pages
from server.people import queries as people
from server.people.actions import token_seen, touch
from server.people.queries import Bearer, Visit
from server.people.roles import Actor
from server.piccolo_app import TABLES
from server.sentences import tables
from server.sentences.translation import LOCALES
from server.settings import Settings, read
from server.web import assets, faults, pages
from server.web.access import PROGRAM, access_to, admit
from server.web.api import gate
from server.web.api.openapi import openapi
from server.web.api.operation import PREFIX
from server.web.api.routes import routes
from server.web.door import origin
from server.web.door.door import Door
from server.web.frame.around import Around
from server.web.pages import probes
from server.web.week import morning_mail
from server.wiring import REACTIONS

log = logging.getLogger("plumbline")

HANDLERS: Sequence[ControllerRouterHandler] = (
    *people_pages.CONTROLLERS,
    *lesson_pages.CONTROLLERS,
    *learning.CONTROLLERS,
    *notices.CONTROLLERS,
    *mail.CONTROLLERS,
    *chat.CONTROLLERS,
    *crm.CONTROLLERS,
    *git.CONTROLLERS,
    *identity.CONTROLLERS,
    *pages.CONTROLLERS,
    Router("/", route_handlers=identity.PERSONAL, guards=[people_pages.just_signed_in]),
    Router(
        "/",
        route_handlers=(
            *pages.SETUP,
            erasure.Erasure,
            *crm.SETUP,
            *git.SETUP,
            *directory.SETUP,
            *mail.SETUP,
            *chat.SETUP,
            *webhooks.SETUP,
            *identity.SETUP,
        ),
        guards=[people_pages.recent],
    ),
    openapi,
    *routes(),
)


MORNINGS = Pages(seconds=pages.seconds_today, week=morning_mail.week_of)
"""What the mails of the morning ask the pages."""


def application() -> ASGIApp:
    """What a server process runs: `granian --interface asgi --factory server.app:application`, and `plumbline serve` for short."""
    tables.keep_few()
    memory.settle()
    return build(read(), working=True)


def development() -> ASGIApp:
    """The same while somebody works on it: templates and lessons are read again when they change, and the pattern page is there."""
    return build(read(), working=True, develop=True)


def build(settings: Settings, *, working: bool = False, develop: bool = False) -> ASGIApp:
    """The whole application as one ASGI callable. While it is `working` it also does what goes on beside the pages.

    Opens no connection before its lifespan starts. The database must have been migrated.
    """
    logs.begin(settings.log, settings.log_format)
    probes.check(settings.metrics)
    engine = db.open_engine(settings.database_url, synchronous=settings.synchronous, replicas=settings.database_replicas)
    db.use(engine, TABLES)
    ledger.react_with(REACTIONS)
    html.point_at(reload=develop)
    files = assets.load()
    written = assets.written(html.TEMPLATES, LOCALES)
    around = Around(settings, files.url, written)
    litestar = _Litestar(
        route_handlers=[
            *probes.PROBES,
            assets.router(files),
            pages.worker(files, written),
            scim(settings.scim_url),
            *HANDLERS,
            *((pages.Patterns,) if develop else ()),
        ],
        before_request=_admit,
        dependencies={"actor": Provide(_actor), "settings": Provide(lambda: settings, sync_to_thread=False)},
        exception_handlers={HTTPException: faults.answer, Exception: faults.answer},
        lifespan=[_database, *((partial(_beside, settings, develop),) if working else ())],
        openapi_config=None,
        state=State({"key": around.key}, deep_copy=False),
        logging_config=None,
        request_max_body_size=forms.MAX_FORM,
    )
    return Door(
        litestar,
        cookie=people.cookie_name(secure=settings.secure),
        secure=settings.secure,
        visit=_visit,
        bearer=_bearer,
        shell=around.shell,
        tag=around.tag,
        arrived=_arrived,
        meter=probes.METER if settings.metrics != probes.OFF else None,
        route=partial(_route, litestar),
    )


class _Litestar(Litestar):
    """Without the plugins that Litestar adds for libraries that happen to be there: SCIM brings pydantic, which weighs 11 MB from the start."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


async def _admit(request: Request[Any, Any, Any]) -> None:
    """Before every handler: the database is there, the form is ours, and this person may use this route."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for ours
    if scope["fault"] is not None:
        await _keep_what_came(request)
        raise scope["fault"]
    if not scope["path"].isprintable():
        raise NotFound("No address of ours holds a control character.")
    if scope["path_template"].startswith(PREFIX):
        await gate.enter(request)
        return
    if access_to(request.method, scope["path_template"]) is PROGRAM:
        return
    visit: Visit | None = scope["visit"]
    origin.from_here(request)
    if request.method in origin.SAFE:
        admit(visit.actor if visit else None, request.method, scope["path_template"])
        return
    try:
        admit(visit.actor if visit else None, request.method, scope["path_template"])
    except DomainError:
        # Whoever may not send this gets their words back, and nobody else fills the memory with files.
        await forms.keep_words(request)
        raise
    await forms.keep(request)
    await origin.confirmed(request, visit)


async def _keep_what_came(request: Request[Any, Any, Any]) -> None:
    """The words of a form of ours whose sender cannot be told just now, so that they come back with the refusal."""
    template = request.scope["path_template"]
    program = template.startswith(PREFIX) or access_to(request.method, template) is PROGRAM
    if not program and request.method not in origin.SAFE:
        origin.from_here(request)
        await forms.keep_words(request)


async def _visit(token: str) -> Visit | None:
    """Who is behind a session's token."""
    found = await people.visit(token, clock.now())
    if found and found.fading:
        # Whoever only reads is not held up by a full disk.
        with _unless_away():
            await touch(found, clock.now())
    return found


async def _bearer(secret: str) -> Bearer | None:
    """Who is behind a program's token."""
    found = await people.token_owner(secret, clock.now())
    if found and found.fading:
        with _unless_away():
            await token_seen(found, clock.now())
    return found


async def _arrived(visit: Visit, path: str) -> None:
    """Notes that what an inbox says of this page was read."""
    # What is not noted now is read the next time, too.
    with _unless_away():
        await read_there(visit.actor, path, clock.now())


def _route(litestar: Litestar, path: str) -> str:
    """The route of a path that the application was not asked for: of a page that was shown before, so that its address is one of ours."""
    # Litestar remembers what it found for an address.
    return str(litestar.asgi_router.handle_routing(path=path.rstrip("/") or "/", method="GET")[4])


@contextmanager
def _unless_away() -> Iterator[None]:
    """What is noted beside a page is left for the next one while the database is away, whether it fails to be read or written."""
    try:
        yield
    except Exception as error:
        if not isinstance(db.translate(error), Unavailable):
            raise


async def _actor(request: Request[Any, Any, Any], settings: NamedDependency[Settings]) -> Actor:  # noqa: ARG001  # asked for to come first
    """The person who is signed in. Raises SignedOut where a page is open to anyone and this part of it is not.

    It follows from the settings only in name: two that do not follow from one another are asked for in a group of tasks, which costs a tenth
    of a light page.
    """
    visit: Visit | None = request.scope["visit"]  # type: ignore[typeddict-item]  # as above
    if visit is None:
        raise SignedOut("Sign in first.")
    return visit.actor


@asynccontextmanager
async def _database(_app: Litestar) -> AsyncIterator[None]:
    try:
        await db.start()
    except Exception as error:
        log.error("the database cannot be opened: %s", error)  # noqa: TRY400  # the sentence is enough; whoever waits gets the error itself
        raise
    try:
        yield
    finally:
        await db.close()


@asynccontextmanager
async def _beside(settings: Settings, develop: bool, _app: Litestar) -> AsyncIterator[None]:
    async with loops.running(settings, MORNINGS, develop=develop):
        yield
