"""`plumbline process`: the process of one's own from a spreadsheet, and back into one."""

import csv
import io
import os
import subprocess
import sys
from difflib import unified_diff
from pathlib import Path
from typing import IO

import click

from server import clock
from server.cli import written
from server.cli.counted import counted
from server.cli.process import retelling
from server.cli.process.changes import changes
from server.cli.reports import clean
from server.deals.crm.sheet import BadRow, Unreadable, open_sheet, rows
from server.errors import Refused, Setup
from server.lessons.belonging import MARK
from server.lessons.compiler.academy import compile_academy
from server.lessons.outside import Folder, find_root, read_folder
from server.lessons.spreadsheet import export as exporting
from server.lessons.spreadsheet.plan import Plan, plan
from server.lessons.spreadsheet.told import Fault, Told, read

UNREADABLE = {
    "empty": "The file is empty.",
    "binary": "The file is no text. Save the table as CSV.",
    "workbook": "This is a workbook. Save it as CSV first (File, Save as, CSV UTF-8).",
    "archive": "This is a ZIP file. Unpack it and name the CSV that is in it.",
    "one-column": "The file has one column only. Save the table as CSV with all its columns.",
}

INTO = click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The academy. Default: the one around here. A folder that is not there becomes a new one.",
)


@click.group()
def process() -> None:
    """Bring the process of your own from a spreadsheet, or write the one you have into one.

    docs/your-own-process.md leads through an afternoon with it.

    \b
    First a table to fill in, then a look, then the files:
      plumbline process import --template > stages.csv
      plumbline process import stages.csv --dry-run
      plumbline process import stages.csv
    """


@process.command("import")
@click.argument("file", required=False, type=click.File("rb"))
@INTO
@click.option("--dry-run", is_flag=True, help="Show every change as a diff, and write nothing.")
@click.option("--new", "as_new", is_flag=True, help="Titles that are only like an old one are new, without asking.")
@click.option("--force", is_flag=True, help="Write over changes that are not committed.")
@click.option("--template", is_flag=True, help="Print a table to begin with.")
@click.pass_context
def import_(
    context: click.Context, *, file: IO[bytes] | None, into: Path | None, dry_run: bool, as_new: bool, force: bool, template: bool
) -> None:
    """Make stages and behaviours from a CSV file: one row for each stage, one for each behaviour.

    The file is the whole process: what it does not name goes. What it names by title or id keeps its id, and with it its history; an empty
    cell leaves what is there. A stage that is gone is taken over by another, so its deals go on; lessons follow their behaviours.

    \b
    Examples:
      plumbline process import stages.csv --dry-run
      plumbline process export > stages.csv, change it, plumbline process import stages.csv
    """
    if template:
        _print(exporting.TEMPLATE)
        return
    if file is None:
        raise click.UsageError("Name a CSV file, or ask for a table to begin with by --template.")
    home = _home(into)
    folder = read_folder(home) if home.is_dir() else Folder(texts={}, media={}, odd={})
    told = _told(file.read())
    try:
        found = plan(told, folder.texts, today=clock.today("UTC"), media=folder.media, as_new=as_new)
    except ValueError as error:
        raise Refused(
            f"The process that is there has errors, so nothing can be kept of it: {error}. Mend it, then import."
        ) from error
    _tell(found, told, file.name)
    if dry_run:
        _show(found, folder)
    if found.faults or found.questions:
        click.echo("\nNothing was written.")
        context.exit(1)
    if dry_run and found.files:
        click.echo("Nothing was written. The same without --dry-run writes it.")
        return
    _write(found, folder, home, force=force)


@process.command("export")
@INTO
def export(into: Path | None) -> None:
    """Write the process as a table to the terminal, with every id, so that it can be changed in a spreadsheet and imported again.

    \b
    Example:
      plumbline process export > stages.csv
    """
    folder = read_folder(_home(into))
    found = compile_academy(folder.texts, today=clock.today("UTC"), media=folder.media).academy.process
    if found is None or not found.stages:
        raise Setup("There is no process here. `plumbline process import --template` prints a table to begin one.")
    _print(exporting.rows(found))


process.add_command(changes)


def _home(into: Path | None) -> Path:
    here = Path.cwd()
    found = into or find_root(here) or (here / "lessons" if (here / "lessons" / MARK).is_file() else None)
    if found is None:
        raise Setup("There is no academy here. Name its folder by --into; one that is not there becomes a new one.")
    return found


def _told(data: bytes) -> Told:
    """The table, with what of it cannot be read as the first faults. Raises Refused for bytes that are no table."""
    try:
        sheet = open_sheet(data)
    except Unreadable as error:
        raise Refused(UNREADABLE[error.why]) from error
    found = list(rows(sheet))
    bad = {"cells": "The row has more cells than there are heads.", "broken": "A quotation mark never ends."}
    faults = [Fault(row.line, bad[row.why]) for row in found if isinstance(row, BadRow)]
    told = read(sheet.heads, [row for row in found if not isinstance(row, BadRow)])
    return Told(**{name: getattr(told, name) for name in told.__struct_fields__} | {"faults": (*faults, *told.faults)})


def _tell(found: Plan, told: Told, name: str) -> None:
    for fault in found.faults:
        click.echo(clean(f"{name}:{fault.line}: {fault.words}"))
    for question in found.questions:
        click.echo(clean(f"{name}:{question.line}: {question.words}"))
    if found.faults:
        return
    for line in retelling.lines(found, told):
        click.echo(clean(line))


def _show(found: Plan, folder: Folder) -> None:
    """Every change as a unified diff."""
    for path, text in found.files.items():
        before = folder.texts.get(path, b"").decode("utf-8", "replace").splitlines()
        after = (text or "").splitlines()
        names = (f"a/{path}" if path in folder.texts else "/dev/null", f"b/{path}" if text is not None else "/dev/null")
        click.echo("")
        for line in unified_diff(before, after, *names, lineterm=""):
            click.echo(clean(line))
    click.echo("")


def _write(found: Plan, folder: Folder, home: Path, *, force: bool) -> None:
    if not found.files:
        click.echo("Everything is as the table has it. Nothing was written.")
        return
    if not force and any(path in folder.texts for path in found.files):
        _refuse_over_changes(home)
    try:
        _lay_down(found, home)
    except OSError as error:
        raise Setup(f"{error.filename} cannot be written ({error.strerror}). Run it again when it can.") from error
    name = os.path.relpath(home)
    gone = sum(text is None for text in found.files.values())
    click.echo(f"\nWrote {counted(len(found.files) - gone, 'file')} below {name}" + (f" and removed {gone}." if gone else "."))
    for number, step in enumerate(
        (
            f"git -C {name} diff: read what changed.",
            f"plumbline check {name}",
            "Commit it. A server that runs loads it when it starts again; PLUMBLINE_LESSONS names the folder.",
        ),
        start=1,
    ):
        click.echo(f"  {number}. {step}")


def _lay_down(found: Plan, home: Path) -> None:
    """The files as they are planned; a folder that is left empty goes."""
    for path, text in found.files.items():
        if text is None:
            (home / path).unlink()
        else:
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            written.over(home / path, text.encode())
    for place in {(home / path).parent for path, text in found.files.items() if text is None}:
        if place != home and not any(place.iterdir()):
            place.rmdir()


def _refuse_over_changes(home: Path) -> None:
    """Raises Refused when something below the folder is not in git as it stands, so that it could not be brought back."""
    command = ["git", "-C", str(home), "status", "--porcelain", "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # git, with words of ours alone
    except OSError:
        done = None
    if done is None or done.returncode:
        raise Refused(
            f"{os.path.relpath(home)} is not in git, so nothing could be brought back. Put it there, or write over it by --force."
        )
    if changed := done.stdout.splitlines():
        raise Refused(
            f"{counted(len(changed), 'file')} below {os.path.relpath(home)} {'has' if len(changed) == 1 else 'have'} changes that are not committed. "
            "Commit them first, or write by --force."
        )


def _print(table: "exporting.Table") -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table)
    if sys.stdout.isatty():
        click.echo(out.getvalue(), nl=False)
    else:
        # What goes into a file is for a spreadsheet, which knows UTF-8 by the mark at its beginning, whatever this terminal speaks.
        click.echo(("\ufeff" + out.getvalue()).encode(), nl=False)
