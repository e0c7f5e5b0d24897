"""`plumbline export`: lessons for another learning system."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from server import clock
from server.cli import written
from server.cli.counted import counted
from server.cli.found import Found, compile_at
from server.errors import Setup
from server.lessons.compiler.edition import read_in
from server.lessons.compiler.model import Academy, Lesson
from server.sentences.tongues import primary


@click.group()
def export() -> None:
    """Give lessons to another learning system.

    \b
      plumbline export scorm lessons/engage/why-one-process.md -o why.zip
      plumbline export scorm new-rep -o first-weeks.zip

    docs/lessons-elsewhere.md says what such a system can show, and what stays here.
    """


@export.command()
@click.argument("what", metavar="LESSON|PATH")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Default: its id with .zip."
)
@click.option(
    "--lessons",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("lessons"),
    show_default=True,
    help="The academy, when an id is given.",
)
@click.option("--locale", metavar="LANGUAGE", help="Take the translations into this language, such as es, where there are any.")
def scorm(*, what: str, output: Path | None, folder: Path, locale: str | None) -> None:
    """Write a lesson or a learning path as a SCORM 1.2 package.

    LESSON|PATH is the file of a lesson, of a translation or of a path, or an id. A path becomes one package with one unit for each of its
    live lessons. The package marks answers by itself, so it holds the right ones: it is for practice, not for exams. The same content gives
    the same bytes.

    \b
    Examples:
      plumbline export scorm lessons/align/map-the-room.md -o map-the-room.zip
      plumbline export scorm new-manager
      plumbline export scorm lessons/engage/next-step-on-the-calendar.es.md
      plumbline export scorm new-rep --locale es
    """
    from server.web.scorm import package  # noqa: PLC0415  # its pages are templates, which `--help` should not wait for

    found = _academy(what, folder)
    translation = next(
        (one for one in found.result.academy.translations if Path(what).is_file() and one.path == found.within), None
    )
    language = translation.locale if translation else locale
    academy = read_in(found.result.academy, language) if language else found.result.academy
    root, id = found.root, translation.id if translation else _id(what, found)
    lesson = academy.lesson(id)
    path = next((one for one in academy.paths if one.id == id), None)
    if lesson is not None:
        packed = package.of_lesson(academy, lesson, lambda name: (root / name).read_bytes())
        _say_what_is_not_translated([lesson], language)
    elif path is not None:
        packed = package.of_path(academy, path, lambda name: (root / name).read_bytes())
        _say_what_stays(academy, id)
        steps = {step.lesson for step in path.steps}
        _say_what_is_not_translated([one for one in academy.lessons if one.id in steps and one.status == "live"], language)
    else:
        click.echo(
            f"plumbline: There is no lesson and no path {id} in {root}, or it has errors. Try: plumbline check {root}", err=True
        )
        sys.exit(1)
    target = output or Path(packed.name)
    written.over(target, packed.body)
    click.echo(f"Wrote {target}, {len(packed.body) / 1024:,.0f} kB.", err=True)


def _academy(what: str, folder: Path) -> Found:
    """The academy around the file, or the one in the folder."""
    if Path(what).is_file():
        return compile_at(Path(what), clock.today("UTC"))
    if not folder.is_dir():
        raise Setup(f"{what} is no file, and there is no folder {folder} to look for that id. Name the academy by --lessons.")
    return compile_at(folder, clock.today("UTC"))


def _id(what: str, found: Found) -> str:
    """The id that was given, or that of the lesson or path whose file was given."""
    file = Path(what)
    if not file.is_file():
        return what
    return next((one.id for one in found.result.academy.lessons if one.path == found.within), file.stem)


def _say_what_is_not_translated(lessons: Sequence[Lesson], language: str | None) -> None:
    """The lessons that are packed in another language than the one that was asked for."""
    left = [one.id for one in lessons if language and primary(one.locale) != primary(language)]
    if left:
        click.echo(f"In their own language, because there is no live translation into {language}: {', '.join(left)}", err=True)


def _say_what_stays(academy: Academy, id: str) -> None:
    """The lessons of a path that are not live, and its milestones, are no part of a package."""
    path = next(one for one in academy.paths if one.id == id)
    live = {one.id for one in academy.lessons if one.status == "live"}
    for step in path.steps:
        if step.lesson and step.lesson not in live:
            click.echo(f"Left out, because it is not live: {step.lesson}", err=True)
    milestones = sum(step.milestone is not None for step in path.steps)
    if milestones:
        click.echo(f"Left out, because a manager looks at them: {counted(milestones, 'milestone')}.", err=True)
