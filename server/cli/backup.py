"""`plumbline backup`: the whole database in one file, taken while it is used, and checked."""

import os
import socket
from contextlib import suppress
from pathlib import Path

import click
import uvloop

from server import clock, ids
from server.cli import opened
from server.cli.copies import beside, dump, file
from server.cli.copies.beside import Beside
from server.cli.counted import counted
from server.errors import Setup
from server.operations import actions
from server.operations.actions import Round
from server.operations.job import BACKUP
from server.settings import Settings, read


@click.command()
@click.argument("place", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Write over FILE when it is there.")
@click.option(
    "--verify", is_flag=True, help="Check the backup FILE instead of making one. No database is needed, and none is touched."
)
def backup(*, place: Path, force: bool, verify: bool) -> None:
    """Copy the whole database into FILE while it is used, and check the copy.

    With SQLite the copy is a database like the one it was made of; with PostgreSQL it is made by pg_dump, in its custom format. How many rows
    each table had, and a checksum of the ledger, are kept beside it in FILE.json.

    \b
      plumbline backup /var/backups/plumbline-2026-11-22.sqlite
      plumbline backup --verify /var/backups/plumbline-2026-11-22.sqlite
      plumbline restore /var/backups/plumbline-2026-11-22.sqlite
    """
    if verify:
        note, ran = beside.checked(place)
        click.echo(
            _summary(note, place)
            if note
            else f"{place} is whole, as far as it can say itself: {beside.note_of(place).name} is not there."
        )
        click.echo(f"Its newest migration is {max(ran)}.")
        return
    # Of a name that cannot be, such as one that is too long, the writing says why.
    if os.path.exists(place) and not force:  # noqa: PTH110  # as said: that of pathlib raises
        raise Setup(f"{place} is there already. Choose another name, or write over it by --force.")
    settings = read()
    began = clock.ticks()
    note = _take(settings, place)
    with suppress(
        Exception
    ):  # The copy is whole, and this is for a page: also of a database that is older, busy or full it may be kept.
        uvloop.run(_tell(settings))
    click.echo(_summary(note, place))
    click.echo(f"It took {clock.ticks() - began:.1f} s. What it held is kept beside it, in {beside.note_of(place).name}.")
    if not settings.key:
        click.echo(_of_the_key(settings.key_file))


def _take(settings: Settings, place: Path) -> Beside:
    now = clock.now()
    # What was kept beside an older copy of this name speaks of that one.
    old = beside.note_of(place)
    if settings.database_file:
        return beside.keep(place, "sqlite", file.take(settings.database_file, place, without=old), now)
    return beside.keep(place, "postgresql", uvloop.run(dump.take(settings.database_url, place, without=old)), now)


async def _tell(settings: Settings) -> None:
    """Has the page Operations know when the last copy was made."""
    async with opened.opened(settings, migrate=None):
        await actions.worked(Round(job=BACKUP, run=ids.new(), host=socket.gethostname()[:80]), clock.now())


def _of_the_key(file: Path) -> str:
    """What is to be kept besides. The first system that is connected makes it."""
    if os.path.lexists(file):
        return f"The key of connected systems is not in it. Keep a copy of {file} in another place than this backup."
    return (
        f"There is no key of connected systems in {file} yet. Once there is, keep a copy of it in another place than this backup."
    )


def _summary(note: Beside, place: Path) -> str:
    rows = sum(note.stock.rows.values())
    return (
        f"{place} is whole: {note.bytes:,} bytes, {counted(rows, 'row')} in {counted(len(note.stock.rows), 'table')}, "
        f"{counted(note.stock.facts, 'fact')}.\n"
        f"The checksum of its ledger is {note.stock.ledger}."
    )
