"""`plumbline show`: what a lesson compiles to."""

import sys
from pathlib import Path

import click
import msgspec

from server import clock
from server.cli.found import Found, compile_at, from_here
from server.cli.reports import as_text, json_bytes
from server.lessons.compiler.academy import is_lesson
from server.lessons.compiler.outline import outline


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["json"]), default="json", show_default=True, help="How to print it.")
def show(*, file: Path, shape: str) -> None:  # noqa: ARG001  # there is one shape so far
    """Print what a lesson compiles to: its blocks, its questions, their choices and what each is worth.

    The ids are those that a new installation stores answers under; the words are as the author wrote them. A lesson with errors is not
    printed; they are, as `plumbline check` does.

    \b
    Examples:
      plumbline show lessons/align/map-the-buying-process.md
      plumbline show lessons/align/map-the-buying-process.md | jq '.questions[].id'
    """
    found = compile_at(file, clock.today("UTC"))
    lesson = next((one for one in found.result.academy.lessons if one.path == found.within), None)
    if lesson is None:
        _say_why(found)
        sys.exit(1)
    click.echo(json_bytes(msgspec.json.encode(outline(lesson))))


def _say_why(found: Found) -> None:
    if not is_lesson(found.within):
        click.echo(f"plumbline: {found.shown(found.within)} is not a lesson.", err=True)
        return
    diagnostics = from_here(found)
    for line in as_text(diagnostics, found.lines(diagnostics), found.count):
        click.echo(line, err=True)
