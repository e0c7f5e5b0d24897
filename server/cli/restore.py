"""`plumbline restore`: a backup in the place of the database."""

from pathlib import Path

import click
import uvloop

from server import clock, db
from server.cli.copies import beside, file, loading
from server.cli.copies.ending import Came
from server.cli.copies.stock import Stock
from server.cli.counted import counted
from server.errors import Setup
from server.piccolo_app import MIGRATIONS
from server.settings import Settings, read

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@click.command()
@click.argument("copy", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Also where there is a database already. With SQLite it is kept beside the new one.")
def restore(*, copy: Path, force: bool) -> None:
    """Put the backup FILE where DATABASE_URL says, and count what is there then.

    Stop Plumbline first, on every host. The backup is read to its end before anything is changed: one that is damaged, or of a newer Plumbline,
    changes nothing. An older one is brought up to date by the next start. What was there before stays until the backup is there, whole.

    Everybody is signed out. Who was let go or erased since is named, because they are back.

    \b
      systemctl stop plumbline
      plumbline restore /var/backups/plumbline-2026-11-22.sqlite
      systemctl start plumbline
    """
    settings = read()
    note, ran = beside.checked(copy)
    _fits(copy, settings)
    db.refuse_newer(set(ran), MIGRATIONS, what=str(copy))
    stock, came, before = _put_back(copy, note.stock if note else None, settings, force=force)
    rows, tables, facts = (
        counted(sum(stock.rows.values()), "row"),
        counted(len(stock.rows), "table"),
        counted(stock.facts, "fact"),
    )
    click.echo(f"{copy} is in its place: {rows} in {tables}, {facts}.")
    click.echo(f"The checksum of its ledger is {stock.ledger}{', as when it was copied' if note else ''}.")
    if before:
        click.echo(f"What was there before is kept in {before}. Remove it when you need it no more.")
    click.echo(_told(came))
    if not settings.key:
        click.echo(
            f"The key of connected systems is not in a backup: put your copy of it at {settings.key_file}, or enter their secrets again."
        )


def _told(came: Came) -> str:
    """What came back to life, and what did not."""
    lines = ["Nobody is signed in, and links and codes to sign in that were sent before no longer work."]
    if came.tokens:
        also = (
            "those that were ended since stay so" if came.compared else "one that was ended since works again: see Setup, Tokens"
        )
        lines.append(f"Tokens of programs that work: {came.tokens}; {also}.")
    if came.back:
        shown = ", ".join(came.back[:SHOWN]) + (f" and {len(came.back) - SHOWN} more" if len(came.back) > SHOWN else "")
        lines.append(
            f"Back are those who were let go or erased since: {shown}. `plumbline people deactivate ADDRESS` lets them go again."
        )
    elif not came.compared:
        lines.append("Whoever was let go or erased since is back: `plumbline people deactivate ADDRESS` lets them go again.")
    return "\n".join(lines)


SHOWN = 20
"""Addresses that one line takes."""


def _fits(copy: Path, settings: Settings) -> None:
    """Raises Setup when the copy is of the other engine."""
    engine, here = beside.engine_of(copy), "sqlite" if settings.database_file else "postgresql"
    if engine != here:
        raise Setup(
            f"{copy} is a backup of {NAMES[engine]}, and DATABASE_URL names {NAMES[here]}. Name a database of {NAMES[engine]}."
        )


def _put_back(copy: Path, expected: Stock | None, settings: Settings, *, force: bool) -> tuple[Stock, Came, Path | None]:
    target = settings.database_file
    if target is None:
        return *uvloop.run(loading.put_back(copy, settings.database_url, expected, force=force)), None
    if file.is_there(target) and not force:
        raise Setup(
            f"There is a database at {target} already. --force puts the backup in its place, and keeps that one beside it."
        )
    return file.put_back(copy, target, expected, now=clock.now())
