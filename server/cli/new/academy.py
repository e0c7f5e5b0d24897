"""`plumbline new academy`: a small process of one's own to begin with, with one lesson and one scenario."""

import os
import shlex
from contextlib import suppress
from pathlib import Path

import click

from server import clock
from server.cli.counted import counted
from server.errors import Refused, Setup

STARTER = Path(__file__).parent / "starter"
"""The files as they are written, except for the day on which their lessons were reviewed."""

TODAY = "reviewed: TODAY"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def academy(folder: Path) -> None:
    """Begin an academy of your own in FOLDER: three stages, eight behaviours, a lesson and a scenario.

    Everything in it passes `plumbline check` and is there to be written over. If you have your stages in a spreadsheet, import them instead:
    plumbline process import --help.

    \b
    Example:
      plumbline new academy our-academy
    """
    written = begin(folder)
    name = os.path.relpath(folder)
    click.echo(f"Wrote {counted(len(written), 'file')} below {name}.\n")
    for number, step in enumerate(
        (
            f"Change the words in {name}/process until your team says them; stages and kinds of deals stand in reference.md.",
            f"plumbline check {name}",
            f"cd {name} && plumbline serve --preview shows its lessons as you save them.",
            f"git init {name}, and commit it: every later version is one commit.",
            # A setting is read below the folder of the product, wherever one stands.
            f"PLUMBLINE_LESSONS={shlex.quote(str(folder.resolve()))} plumbline serve",
        ),
        start=1,
    ):
        click.echo(f"  {number}. {step}")


def begin(folder: Path) -> tuple[str, ...]:
    """Writes the starter below an empty or a new folder and returns the paths below it. Raises Refused when something lies there, or Setup."""
    texts = {path.relative_to(STARTER).as_posix(): path.read_text(encoding="utf-8") for path in sorted(STARTER.rglob("*.*"))}
    today = f"reviewed: {clock.today('UTC').isoformat()}"
    free = False
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Refused(f"{os.path.relpath(folder)} holds something already and was left as it is. Name a new folder.")
        free = True
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text.replace(TODAY, today), encoding="utf-8", newline="\n")
    except OSError as error:
        if free:
            _take_back(folder, tuple(texts))
        raise Setup(f"{os.path.relpath(folder)} cannot be written ({error.strerror}).") from error
    return tuple(texts)


def _take_back(folder: Path, paths: tuple[str, ...]) -> None:
    """A part of an academy is none, and whoever has made room begins it again in the same folder."""
    with suppress(OSError):
        for path in paths:
            (folder / path).unlink(missing_ok=True)
        for place in sorted({folder / path for one in paths for path in Path(one).parents if path.name}, reverse=True):
            with suppress(FileNotFoundError):
                place.rmdir()
