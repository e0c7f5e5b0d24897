"""`plumbline serve`: migrate, load the academy, print the address, serve, and send what waits in the outbox."""

import errno
import gc
import os
import socket
from contextlib import closing
from pathlib import Path

import click
import granian
from granian.constants import Interfaces

from server import clock
from server.cli import opened
from server.cli.apart import apart
from server.cli.counted import counted
from server.cli.imported import made
from server.errors import Setup
from server.integrations.git import actions as git
from server.integrations.git.actions.within import within
from server.integrations.git.words import trouble
from server.lessons import actions as lessons
from server.lessons import queries as loaded
from server.lessons.belonging import MARK
from server.lessons.outside import find_root
from server.people import queries as people
from server.settings import Settings, read


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with the demonstration first.")
@click.option("--develop", is_flag=True, help="Read templates and lessons again whenever a file changes; mount /house/patterns.")
@click.option(
    "--preview", is_flag=True, help="Show the lessons of this folder to their author, beside git: no database, nothing is stored."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Server processes, instead of PLUMBLINE_WORKERS; more than one needs PostgreSQL.",
)
@click.option(
    "--migrate/--no-migrate",
    "up_to_date",
    default=True,
    help="Bring the database up to date first, or refuse to start when it is older.",
)
def serve(*, demo: bool, develop: bool, preview: bool, workers: int | None, up_to_date: bool) -> None:
    """Open Plumbline in the browser of everyone who can reach it.

    With --preview it is opened for the author of lessons alone: what a file says is seen as soon as it is saved, a fault with its line and its
    fix, and what an edit does to the history of each question. The folder is the one with an academy.yml around here, or `lessons` in it.

    \b
      plumbline serve --preview

    \b
    Settings come from the environment; README.md lists them. The most common:
      PLUMBLINE_PORT=8080 plumbline serve
      DATABASE_URL=postgresql://plumbline@db/plumbline plumbline serve --workers 4

    \b
    Several hosts on one PostgreSQL: bring it up to date once, then start each of them.
      plumbline migrate
      plumbline serve --no-migrate
    """
    if preview:
        _preview()
        return
    if workers is not None:
        # The processes that serve read their settings from the environment.
        os.environ["PLUMBLINE_WORKERS"] = str(workers)
    settings = read()
    _free(settings)
    target = f"server.app:{'development' if develop else 'application'}"
    # What this takes into memory, lessons that are compiled and a demonstration above all, no worker inherits. What a worker consists of
    # they all do, and one that follows another that died serves at once.
    people_here, errors = apart(_prepared, demo, up_to_date, meanwhile=lambda: made(target))
    # Another server may have begun meanwhile. Both would listen, and every visitor come to one of them by chance.
    _free(settings)
    _greet(settings, people_here, errors)
    listen(target, settings.host, settings.port, workers=settings.workers, log=settings.log == "debug")


def _preview() -> None:
    """Raises Setup when there is no academy around here, or the port is taken."""
    if "PLUMBLINE_LESSONS" not in os.environ:
        here = find_root(Path.cwd()) or (Path("lessons").absolute() if Path("lessons", MARK).is_file() else None)
        # The process that serves reads its settings from the environment.
        os.environ |= {"PLUMBLINE_LESSONS": str(here)} if here else {}
    settings = read()
    if not (settings.lessons / MARK).is_file():
        raise Setup(
            f"There is no academy in {settings.lessons}: it has no {MARK}. Go to its folder, or name it by PLUMBLINE_LESSONS."
        )
    _free(settings)
    click.echo(f"{settings.lessons.resolve().name} is at {settings.url}, as it is saved. Nothing is stored. Ctrl-C ends it.")
    listen("server.cli.preview.site:application", settings.host, settings.port, log=settings.log == "debug")


def _free(settings: Settings) -> None:
    """Raises Setup when the port is taken, or the host is none of this machine."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:
            raise Setup(_why_not(settings, error)) from error


def _why_not(settings: Settings, error: Exception) -> str:
    if not isinstance(error, OSError) or isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"PLUMBLINE_HOST names {settings.host}, which is no address of this machine. Write 127.0.0.1 to be reached from it alone, or 0.0.0.0 "
            "from everywhere."
        )
    other = settings.port + 1 if settings.port < LAST else settings.port - 1
    return (
        f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
        f"Stop what uses it, or choose another: PLUMBLINE_PORT={other} plumbline serve."
    )


LAST = 65_535
"""The highest port."""


def _prepared(demo: bool, up_to_date: bool) -> tuple[int, int]:
    """How many people are here, and how many errors the lessons have, with everything in place to be served."""
    return opened.run(lambda settings: _prepare(settings, demo=demo), migrate=up_to_date)


async def _prepare(settings: Settings, *, demo: bool) -> tuple[int, int]:
    errors = await _load(settings)
    if demo:
        from server.cli.demo.command import seed_once  # noqa: PLC0415  # the demonstration is large and not needed to serve

        await seed_once(settings, now=clock.now())
    return len(await people.everyone()), errors


async def _load(settings: Settings) -> int:
    """Loads the lessons, and returns how many errors they have. From a repository that cannot be reached, what was fetched before is served."""
    found = within(settings)
    if found is None:
        return (await lessons.load(settings.lessons, now=clock.now(), by="serve")).errors
    source = await git.begin(found)
    if source.problem:
        click.echo(f"The lessons are not up to date: {trouble(source.problem, found.place, source.detail)}", err=True)
    return (await loaded.state()).errors


def _greet(settings: Settings, people_here: int, errors: int) -> None:
    click.echo(f"Plumbline is at {settings.url}")
    if not settings.secure and not settings.loopback:
        click.echo(
            "Without https, sign-in cookies can be read on the way. Set PLUMBLINE_URL to an https address first.", err=True
        )
    if errors:
        click.echo(
            f"The lessons have {counted(errors, 'error')}; what was good before is still served. `plumbline check` says where.",
            err=True,
        )
    if not people_here:
        click.echo("Nobody is here yet. Add yourself: plumbline people add --admin you@example.com", err=True)


def listen(target: str, host: str, port: int, *, workers: int = 1, log: bool = False) -> None:
    """Serves the application that the factory `target` (`module:function`) makes, until it is stopped.

    A worker that dies is followed by another one. Raises Setup when that one dies at once, too.
    """
    server = granian.Granian(
        target,
        factory=True,
        # It takes no name, such as localhost.
        address=host if ":" in host else socket.gethostbyname(host),
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        workers_kill_timeout=PATIENCE,
        log_enabled=log,
        websockets=False,
        respawn_failed_workers=True,
    )
    # A worker begins as a copy of this process, and shares what neither of them touches, if only to look for cycles.
    gc.freeze()
    try:
        server.serve(target_loader=made)
    except SystemExit as ended:
        if ended.code:
            raise Setup("The server could not go on, for the reason above. With PLUMBLINE_LOG=debug it says more.") from None


PATIENCE = 3
"""Seconds for visitors whose request is not finished when the server is told to stop."""
