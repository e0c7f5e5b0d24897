"""`plumbline show`: what a lesson compiles to."""

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from server import clock
from server.cli.found import Found, compile_at, from_here
from server.cli.reports import as_text
from server.lessons.compiler.model import Lesson, Question
from server.lessons.compiler.source import read


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["json"]), default="json", show_default=True, help="How to print it.")
def show(*, file: Path, shape: str) -> None:  # noqa: ARG001  # there is one shape so far
    """Print what a lesson compiles to: its blocks, its questions, their choices and what each is worth.

    The ids are those that answers are stored under. A lesson with errors is not printed; they are, as `plumbline check` does.

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
    click.echo(msgspec.json.format(msgspec.json.encode(as_value(lesson)), indent=2).decode())


def as_value(lesson: Lesson) -> dict[str, Any]:
    """A lesson as plain JSON values. Fields that say nothing about this lesson are left out."""
    return {
        "id": lesson.id,
        "title": lesson.title,
        "stage": lesson.stage,
        "behaviours": list(lesson.behaviours),
        "kind": lesson.kind,
        "status": lesson.status,
        "minutes": lesson.minutes,
        "reading_seconds": lesson.reading_seconds,
        "thinking_seconds": lesson.thinking_seconds,
        "key_point": lesson.key_point,
        "blocks": msgspec.to_builtins(lesson.blocks),
        "questions": [_question(question) for question in lesson.questions],
    }


def _question(question: Question) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "title": question.title,
        "prompt": question.text or question.title,
        "behaviours": list(question.behaviours),
        "choices": [
            {"id": choice.id, "text": choice.text, "mark": choice.mark, "feedback": choice.feedback}
            for choice in question.choices
        ],
    }
    others = ("hints", "explanation", "match", "short", "gaps", "scenes", "commit", "reflect", "optional", "fixed_order")
    return shown | {name: msgspec.to_builtins(value) for name in others if (value := getattr(question, name))}


def _say_why(found: Found) -> None:
    diagnostics = from_here(found)
    lines = {found.shown(path): read(path, found.folder.texts[path]).lines for path in found.files}
    if not diagnostics:
        click.echo(f"plumbline: {found.shown(found.within)} is not a lesson.", err=True)
    for line in as_text(diagnostics, lines, len(found.files)) if diagnostics else ():
        click.echo(line, err=True)
