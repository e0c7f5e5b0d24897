"""`plumbline process changes`: what an edit does to the process, for whoever reads the pull request."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from server import clock
from server.cli.counted import counted
from server.cli.outside import Unknown, read_revision
from server.cli.reports import clean, json_bytes
from server.errors import Setup
from server.lessons.belonging import MARK
from server.lessons.compiler.academy import Result, compile_academy
from server.lessons.compiler.cache import Cache
from server.lessons.compiler.edits.touched import Touched, touched
from server.lessons.compiler.model import Academy
from server.lessons.compiler.process.changes import Change, process_changes
from server.lessons.compiler.process.files import ARTIFACTS, REFERENCE, ROOT
from server.lessons.outside import find_root, read_folder
from server.lessons.process_words import fate_sentence, sentence, signal_name
from server.process.map import Process

LISTED: Mapping[str, str] = {
    "lessons": "lessons",
    "shows": "shown in",
    "questions": "questions",
    "criteria": "clauses",
    "templates": "templates",
    "paths": "paths",
    "signals": "signals",
}
"""What is listed below a change, and how it is called."""


MOST = 12
"""Ids on one line; the rest is counted. JSON has them all."""


@click.command("changes")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
@click.option("--base", metavar="REV", required=True, help="The process as it was where this branch left REV, a revision in git.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for programs.",
)
def changes(*, path: Path, base: str, shape: str) -> None:
    """Say what an edit changes in the process, what that touches, and whether answers from before can be compared with those since.

    Below each change stand the lessons, questions, clauses, templates and paths that are about it, and the signals that are counted otherwise.
    Cadences and floors of academy.yml are compared too. Nothing is judged: what an edit would lose is told by `plumbline check --base`.

    \b
    Examples:
      plumbline process changes --base origin/main
      plumbline process changes lessons --base HEAD~1 --format json | jq '.changes[] | select(.comparable | not)'
    """
    before, after = _both(path, base)
    if after.process is None:
        raise Setup("There is no process here. `plumbline process import --template` prints a table to begin one.")
    found = [(change, touched(change, before, after)) for change in process_changes(before, after)]
    if shape == "json":
        click.echo(json_bytes(msgspec.json.encode(_as_json(found, before.process, after.process))))
        return
    for line in _as_text(found, before.process, after.process):
        click.echo(clean(line))


def _both(path: Path, base: str) -> tuple[Academy, Academy]:
    """The academy as it was and as it is. Raises Setup where there is none, BadParameter when git does not know the revision."""
    inside = path / "lessons"
    root = find_root(path.resolve()) or (find_root(inside.resolve()) if inside.is_dir() else None)
    if root is None:
        raise Setup(f"There is no academy around {path}: no folder upward has an academy.yml.")
    today, cache = clock.today("UTC"), Cache()
    try:
        was = read_revision(root, base)
    except Unknown as error:
        raise click.BadParameter(str(error), param_hint="--base") from error
    folder = read_folder(root)
    before = compile_academy(was.texts, today=today, media=was.media, cache=cache)
    after = compile_academy(folder.texts, today=today, media=folder.media, odd=folder.odd, cache=cache)
    if faulty := _faulty(after):
        raise Setup(f"The process has errors in {faulty}, so nothing can be said of it yet. `plumbline check {path}` says which.")
    if faulty := _faulty(before):
        click.echo(clean(f"The process had errors in {faulty} at {base}: what could not be read there is told as new."), err=True)
    return before.academy, after.academy


def _faulty(found: Result) -> str:
    """The first file of the process, or with what is set for it, that has an error: its stage or behaviour would be told as gone. A template that
    proves what is gone is touched by the change, and no reason to be silent about it.
    """
    broken = sorted({one.path for one in found.diagnostics if one.severity == "error"})
    return next((path for path in broken if path == MARK or (path.startswith(ROOT) and not path.startswith(ARTIFACTS))), "")


Found = Sequence[tuple[Change, Touched]]


def _as_text(found: Found, was: Process | None, now: Process) -> Iterator[str]:
    if was is None:
        yield f"{now.title} is new: there was no process before."
        return
    if not found:
        yield f"{now.title}, version {now.version}: nothing in the process changed."
        return
    versions = f"version {was.version}" if was.version == now.version else f"version {was.version} → {now.version}"
    kept = sum(change.comparable for change, _ in found)
    many = counted(len(found), "change")
    yield f"{now.title}, {versions}: {many}; answers from before go on in {kept} of them."
    for change, touches in found:
        yield ""
        yield sentence(change, was, now)
        yield f"  {fate_sentence(change)}"
        yield from _listed(touches)
    if was.version >= now.version:
        yield ""
        yield f"The version is still {now.version}. Write version: {was.version + 1} in {REFERENCE}, so that lessons are read again."


def _listed(touches: Touched) -> Iterator[str]:
    for name, word in LISTED.items():
        ids = [signal_name(one) for one in touches.signals] if name == "signals" else getattr(touches, name)
        if ids:
            more = f" and {len(ids) - MOST} more" if len(ids) > MOST else ""
            yield f"  {word}: {', '.join(ids[:MOST])}{more}"


def _as_json(found: Found, was: Process | None, now: Process) -> dict[str, Any]:
    """`{process, before, after, changes: [{kind, id, title, clause, before, after, places, sentence, fate, comparable, touches}]}`; `before` and
    `after` of the whole are versions, null where there was no process.
    """
    return {
        "process": now.id,
        "before": was.version if was else None,
        "after": now.version,
        "changes": [
            {
                **msgspec.to_builtins(change),
                "sentence": sentence(change, was or now, now),
                "fate": change.fate,
                "comparable": change.comparable,
                "touches": {name: list(getattr(touches, name)) for name in LISTED},
            }
            for change, touches in found
        ],
    }
