"""`plumbline migrate`: bring the database up to date as a step of its own, before anything serves."""

import sys

import click

from server import clock, db
from server.cli import opened
from server.lessons import actions as lessons
from server.piccolo_app import MIGRATIONS
from server.settings import Settings, read


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; the exit code is 3 when something is to be done, 0 when nothing is.")
@click.option(
    "--lessons",
    "load",
    is_flag=True,
    help="Load the lessons of PLUMBLINE_LESSONS too, for a server that plumbline serve does not start.",
)
def migrate(*, check: bool, load: bool) -> None:
    """Bring the database up to date, once, whoever else does so at the same moment.

    `plumbline serve` does this by itself. Where several hosts serve from one PostgreSQL, do it once here and start them with --no-migrate.
    Others wait at a lock meanwhile. Each migration is one transaction: one that is broken off leaves nothing behind.

    \b
      plumbline migrate
      plumbline migrate --check || echo "take a backup first"
    """
    if check:
        waiting = _to_do()
        click.echo(_waiting(waiting))
        sys.exit(3 if waiting else 0)
    click.echo(_ran(opened.run(_migrate, migrate=None)))
    if load:
        errors = opened.run(_load)
        click.echo(
            "The lessons are loaded." if not errors else f"The lessons have errors: {errors}. `plumbline check` says where."
        )


def _to_do() -> list[str]:
    """What would run. To open a file that is not there would make it."""
    file = read().database_file
    if file is not None and opened.is_missing(file):
        return sorted(db.migrations(MIGRATIONS))
    return opened.run(lambda _settings: db.pending(MIGRATIONS), migrate=None)


async def _migrate(_settings: Settings) -> list[str]:
    return await db.migrate(MIGRATIONS)


async def _load(settings: Settings) -> int:
    return (await lessons.load(settings.lessons, now=clock.now(), by="migrate")).errors


def _ran(names: list[str]) -> str:
    if not names:
        return "The database is up to date; nothing was to be done."
    return "\n".join(["The database is up to date. These migrations ran:", *(f"  {name}" for name in names)])


def _waiting(names: list[str]) -> str:
    if not names:
        return "The database is up to date."
    return "\n".join(
        ["The database is older than this Plumbline. `plumbline migrate` would run:", *(f"  {name}" for name in names)]
    )
