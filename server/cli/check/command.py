"""`plumbline check`: what is wrong with the files of an academy. Needs no database and starts at once."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from server import clock
from server.cli.check.mending import mend
from server.cli.check.sarif import as_sarif
from server.cli.found import Found, compile_at, from_here
from server.cli.imported import uncollected
from server.cli.outside import Unknown
from server.cli.reports import as_annotations, as_json, as_text
from server.errors import Setup
from server.lessons.compiler.diagnostic import Diagnostic

BY_THE_DAY = frozenset({"W506"})
"""Warnings that come with time alone: they are told, and never make a suite fail that passed yesterday."""


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=".")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="text for people, json for programs, sarif for code scanning and editors, github for annotations beside the line.",
)
@click.option(
    "--max-warnings", type=click.IntRange(min=0), help="Fail when there are more warnings than this. W506 does not count."
)
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day against which `reviewed` goes stale. Default: the day it is.",
)
@click.option(
    "--base",
    metavar="REV",
    help="Tell too which ids and answer keys the edit would lose: compares with where this branch left REV, a revision in git.",
)
@click.option("--fix", is_flag=True, help="Mend by itself what has one meaning, list it, and tell what is left.")
def check(*, path: Path, shape: str, max_warnings: int | None, today: datetime | None, base: str | None, fix: bool) -> None:
    """Say what is wrong with the lessons: file, line, column and the fix.

    --fix gives an id to a question that has none (E203), writes marks as they were meant (E215), and → for the -> of a move. Nothing else
    is touched, no id that is there ever changes, and an edit after which anything else would be an error is not made.

    PATH is a folder or one file. The nearest folder upward that holds an academy.yml is the academy, so one lesson is checked
    against the process it belongs to. Without an academy.yml, PATH is checked alone and without a process.

    \b
    Examples:
      plumbline check lessons
      plumbline check lessons/align/map-the-buying-process.md
      plumbline check lessons --format github --max-warnings 0
      plumbline check lessons --format json --today 2027-01-31
      plumbline check lessons --base origin/main
      plumbline check lessons --format sarif > lessons.sarif
      plumbline check lessons --fix

    \b
    Exit status: 0 nothing is wrong, 1 errors or too many warnings, 2 the command was not understood.
    docs/lesson-checks.md explains every code.
    """
    day = today.date() if today else _today()
    with uncollected():
        found = _found(path, day, base)
        if fix and _mended(found, day, shape):
            found = _found(path, day, base)
        diagnostics = from_here(found)
    if not found.folder.texts and not diagnostics:
        raise Setup(f"There is nothing to check in {path}: no academy.yml and no lesson lies there.")
    for line in _report(shape, diagnostics, found):
        click.echo(line)
    if diagnostics and shape == "text" and not found.only and not (found.root / "academy.yml").exists():
        click.echo(f"\nThere is no academy.yml in {found.root} or above it, so nothing is known of its process.")
        click.echo("Name the folder of an academy, such as: plumbline check lessons")
    sys.exit(_failed(diagnostics, max_warnings))


def _found(path: Path, day: date, base: str | None) -> Found:
    try:
        return compile_at(_root(path), day, base)
    except Unknown as error:
        raise click.BadParameter(str(error), param_hint="--base") from error


def _mended(found: Found, day: date, shape: str) -> bool:
    """Whether a file was mended. Each thing is said; beside the report where that is for programs."""
    done = False
    for line in mend(found, day):
        click.echo(line, err=shape != "text")
        done = True
    if done and shape == "text":
        click.echo()
    return done


def _root(path: Path) -> Path:
    """The folder `lessons` when `plumbline check` is called beside it."""
    inside = path / "lessons"
    return inside if str(path) == "." and not (path / "academy.yml").exists() and (inside / "academy.yml").is_file() else path


def _today() -> date:
    return clock.today("UTC")


def _report(shape: str, diagnostics: Sequence[Diagnostic], found: Found) -> Iterator[str | bytes]:
    if shape == "json":
        yield as_json(diagnostics)
    elif shape == "sarif":
        yield as_sarif(found.diagnostics, found.own_lines(), found.below)
    elif shape == "github":
        yield from as_annotations(diagnostics)
    else:
        yield from as_text(diagnostics, found.lines(diagnostics), found.count)


def _failed(diagnostics: Sequence[Diagnostic], max_warnings: int | None) -> int:
    errors = sum(one.severity == "error" for one in diagnostics)
    warnings = sum(one.severity == "warning" and one.code not in BY_THE_DAY for one in diagnostics)
    return 1 if errors or (max_warnings is not None and warnings > max_warnings) else 0
