"""The preview as a web application: the pages of the product around an author's own folder, without a database and without anybody signed in."""

import asyncio
import gc
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from litestar import Controller, Litestar, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ASGIApp

from server import forms, html
from server.cli.preview.bench import Asking, Bench, shown
from server.cli.preview.deeds import Deeds
from server.cli.preview.desk import Desk
from server.cli.preview.pages import ChangesPage, desk_page, desktop
from server.errors import NotFound
from server.html import NavItem, Shell
from server.lessons.belonging import MEDIA
from server.lessons.compiler.edition import Edition
from server.lessons.pages import QUIET, TYPES
from server.people.outside import LOOPBACK
from server.people.queries import Visit
from server.sentences import gettext as _
from server.sentences import speaking
from server.settings import read
from server.web import assets, faults
from server.web.door import origin
from server.web.door.door import Door
from server.web.frame.home import Next
from server.web.pages.process import page as process_page

PATIENCE = 25.0
"""Seconds for which a page waits for the next save before it asks again."""


class Folder(Controller):
    """The folder as a whole."""

    path = "/"

    @get()
    async def read(self, request: Asking, bench: NamedDependency[Bench]) -> Response[Any]:
        """Every lesson, what changed first."""
        sight = await bench.desk.look()
        return html.show(request, desk_page(sight, bench.name))

    @get("/news")
    async def news(self, request: Asking, bench: NamedDependency[Bench]) -> dict[str, int]:
        """The number of the newest sight, as soon as it is not the one named by `since`."""
        since = request.query_params.get("since", "")
        return {"number": await bench.desk.wait(int(since) if since.isdecimal() and len(since) < 10 else 0, PATIENCE)}

    @get("/process")
    async def process(self, request: Asking, bench: NamedDependency[Bench]) -> Response[Any]:
        """The process as the product draws it."""
        sight = await bench.desk.look()
        edition = Edition(hash=f"preview {sight.number}", academy=sight.academy, hashes={}, histories={})
        then = Next(_("All lessons"), _("What changed stands first."), "/")
        return html.show(request, process_page(edition, "", then))

    @get("/media/{file:path}")
    async def media(self, bench: NamedDependency[Bench], file: FromPath[Path]) -> Response[bytes]:
        """A picture or recording of the folder. Raises NotFound for anything else."""
        name = file.as_posix().lstrip("/")
        sight = await bench.desk.look()
        if name not in sight.folder.media or file.suffix.lower() not in MEDIA:
            raise NotFound("There is no such file.")
        try:
            body = await anyio.Path(bench.desk.root / name).read_bytes()
        except OSError as error:
            raise NotFound("The file is gone.") from error
        kind = TYPES.get(file.suffix.lower()) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(body, media_type=kind, headers=QUIET)


class Lessons(Controller):
    """One lesson."""

    path = "/lessons"

    @get()
    async def index(self) -> Response[Any]:
        """The list stands on the first page."""
        return html.redirect("/")

    @get("/{lesson:str}")
    async def read(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """The lesson as reps see it; with `?version=live` as git has it. `?again=` opens a question for a retry, `?in=es` its translation, in
        which it is looked at until another language is chosen.
        """
        sight = await bench.desk.look()
        live = request.query_params.get("version") == "live"
        if "in" in request.query_params:
            bench.tongues[lesson] = request.query_params["in"]
        again, cold = request.query_params.get("again", ""), "cold" in request.query_params
        return shown(request, bench, sight, lesson, again=again, live=live, cold=cold)

    @get("/{lesson:str}/changes")
    async def changes(self, request: Asking, bench: NamedDependency[Bench], lesson: FromPath[str]) -> Response[Any]:
        """What the edit does, beside git."""
        sight = await bench.desk.look()
        found, change = sight.lesson(lesson), sight.change(lesson)
        if found is None and change is None:
            raise NotFound("There is no such lesson.")
        title = found.title if found else change.lesson.title if change else lesson
        return html.show(request, ChangesPage(desk=desktop(sight, lesson), title=title, change=change))


def application() -> ASGIApp:
    """What the process of a preview runs."""
    # As in `server.app`: looking for cycles in what stays would be a good part of the time between a save and its page.
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    settings = read()
    return build(settings.lessons, alone=settings.loopback)


def build(root: Path, *, alone: bool = False) -> ASGIApp:
    """The application around one folder; `alone`: only this machine may ask, by its own name."""
    files = assets.load()
    bench = Bench(Desk(root))

    async def shell(_visit: Visit | None, path: str) -> Shell:
        return Shell(
            lang=speaking(),
            theme="",
            zone="UTC",
            name="",
            role_words="",
            nav=tuple(NavItem(href, label, current=href == path) for href, label in _places()),
            home="/",
            csrf="",
            policy=None,
            process_version="",
            static=files.url,
            signed_in=False,
            preview=True,
        )

    @asynccontextmanager
    async def watching(_app: Litestar) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(bench.desk.watch(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait([task], timeout=1)

    litestar = _Litestar(
        route_handlers=[assets.router(files), Folder, Lessons, Deeds],
        before_request=_own if alone else _admit,
        dependencies={"bench": Provide(lambda: bench, sync_to_thread=False)},
        exception_handlers={Exception: faults.answer},
        lifespan=[watching],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=forms.MAX_FORM,
    )
    return Door(
        litestar, cookie="preview", secure=False, visit=_nobody, bearer=_nobody, shell=shell, tag=_nobody, arrived=_nobody
    )


class _Litestar(Litestar):
    """Without the plugins that Litestar adds for libraries that happen to be there."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


async def _own(request: Asking) -> None:
    """Nobody is signed in here, so a site whose name points at this machine is told nothing. Raises NotFound."""
    if not LOOPBACK.fullmatch(request.headers.get("Host", "")):
        raise NotFound("There is nothing here.")
    await _admit(request)


async def _admit(request: Asking) -> None:
    """A form comes from a page of ours."""
    origin.from_here(request)
    if request.method not in origin.SAFE:
        await forms.keep(request)


async def _nobody(*_about: object) -> Any:  # noqa: ANN401  # what the door asks for differs
    return None


def _places() -> tuple[tuple[str, str], ...]:
    return (("/", _("Lessons")), ("/process", _("Process")))
