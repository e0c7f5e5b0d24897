"""`plumbline show`: what a lesson, or the page of an artifact, compiles to."""

import sys
from pathlib import Path

import click
import msgspec

from server import clock
from server.cli.found import Found, compile_at, from_here
from server.cli.reports import as_text, json_bytes
from server.lessons.compiler.academy import is_lesson
from server.lessons.compiler.outline import Outline, artifact_outline, outline
from server.lessons.compiler.process.files import ARTIFACTS


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["json"]), default="json", show_default=True, help="How to print it.")
def show(*, file: Path, shape: str) -> None:  # noqa: ARG001  # there is one shape so far
    """Print what a lesson compiles to: its blocks, its questions, their choices and what each is worth.

    The ids are those that a new installation stores answers under; the words are as the author wrote them. A lesson with errors is not
    printed; they are, as `plumbline check` does.

    Of the page of an artifact it prints the headings, the clauses that each proves, and the form as it is copied.

    \b
    Examples:
      plumbline show lessons/align/map-the-buying-process.md
      plumbline show lessons/align/map-the-buying-process.md | jq '.questions[].id'
      plumbline show lessons/process/artifacts/mutual-plan.md | jq -r '.markdown'
    """
    found = compile_at(file, clock.today("UTC"))
    printed = _printed(found)
    if printed is None:
        _say_why(found)
        sys.exit(1)
    click.echo(json_bytes(msgspec.json.encode(printed)))


def _printed(found: Found) -> Outline | None:
    """What to print of the file that was asked for; None when it has errors, or is nothing that can be printed."""
    academy = found.result.academy
    if found.within.startswith(ARTIFACTS):
        broken = any(one.severity == "error" for one in found.diagnostics)
        return next((artifact_outline(one) for one in academy.artifacts if one.file == found.within and not broken), None)
    return next((outline(one) for one in (*academy.lessons, *academy.translations) if one.path == found.within), None)


def _say_why(found: Found) -> None:
    if not is_lesson(found.within) and not found.within.startswith(ARTIFACTS):
        click.echo(f"plumbline: {found.shown(found.within)} is neither a lesson nor the page of an artifact.", err=True)
        return
    diagnostics = from_here(found)
    for line in as_text(diagnostics, found.lines(diagnostics), found.count):
        click.echo(line, err=True)
