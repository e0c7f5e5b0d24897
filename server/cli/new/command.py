"""`plumbline new`: begin a lesson or a behaviour from a template that already passes the checks."""

import os
from pathlib import Path

import click

from server import clock
from server.cli import written
from server.cli.new import templates
from server.cli.new.academy import academy
from server.errors import Refused, Setup
from server.lessons.compiler.academy import Result, compile_academy
from server.lessons.compiler.keys import is_tag
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.markdown.chips import ID
from server.lessons.compiler.markdown.document import parse
from server.lessons.compiler.markdown.source import read
from server.lessons.compiler.model import Lesson, LessonKind
from server.lessons.compiler.skeletons import SKELETONS, skeleton
from server.lessons.outside import find_root, read_folder
from server.process.map import Behaviour, Process

ROOT = click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The academy. Default: the one around here."
)


@click.group()
def new() -> None:
    """Begin a lesson, a translation, a behaviour or a whole academy from a template.

    The file is written at its right place, is a draft, and already passes `plumbline check`. An academy is a small process of three stages
    with one lesson and one scenario, to write over.

    \b
    Examples:
      plumbline new academy our-academy
      plumbline new lesson earn-the-introduction --stage align --behaviour stakeholder-access
      plumbline new translation earn-the-introduction es
      plumbline new behaviour security-review-started --stage commit
    """


@new.command()
@click.argument("id")
@click.option("--stage", help="The stage it belongs to. Default: the stage of its behaviour.")
@click.option("--behaviour", help="The behaviour it teaches. Default: the first of its stage.")
@click.option(
    "--kind",
    type=click.Choice(list(SKELETONS)),
    default="teach",
    show_default=True,
    help="teach explains and asks, reinforce is a scenario to walk through, reference is to be looked up.",
)
@ROOT
def lesson(*, id: str, stage: str | None, behaviour: str | None, kind: LessonKind, root: Path | None) -> None:
    """Begin a lesson. ID is permanent: answers are kept under it, whatever the file is called later.

    \b
    Examples:
      plumbline new lesson earn-the-introduction --stage align --behaviour stakeholder-access
      plumbline new lesson the-buyer-goes-quiet --stage align --kind reinforce
    """
    home = _home(root)
    result = _compiled(home)
    process = _process(result)
    about = _behaviour(process, stage, behaviour)
    chosen = _stage(process, stage) if stage else about.stage
    if id in result.ids.values():
        raise Refused(f"A lesson {id} exists already. Ids are permanent, so choose another.")
    text = skeleton(
        kind,
        _id(id),
        stage=chosen,
        about=about,
        process=process,
        author=next(iter(result.academy.people), "your-id"),
        locale=result.academy.rules.locale,
        today=clock.today("UTC"),
    )
    path = home / chosen / f"{id}.md"
    _write(path, text)
    _say(
        path,
        f"Write over the example, a draft about {about.title!r}.\n     plumbline serve --preview shows it while you write.",
        "Set `status: live` and say when it was `reviewed`.",
    )


@new.command()
@click.argument("lesson")
@click.argument("locale")
@ROOT
def translation(*, lesson: str, locale: str, root: Path | None) -> None:
    """Begin the translation of a lesson. LESSON is its id or its file, LOCALE the language of the new words: es, fr, pt-BR.

    The file holds every id, mark and chip of the lesson, and its words to write over. It is a draft until it says `status: live`.

    \b
    Examples:
      plumbline new translation next-step-on-the-calendar es
      plumbline new translation lessons/engage/next-step-on-the-calendar.md pt-BR
    """
    home = _home(root or (Path(lesson).parent if Path(lesson).is_file() else None))
    result = _compiled(home)
    found = _original(result, home, lesson)
    if not is_tag(locale):
        raise click.BadParameter(
            f"{locale[:40]!r} is not a language tag. Write for example es, fr or pt-BR.", param_hint="LOCALE"
        )
    if locale.lower() == found.locale.lower():
        raise Refused(f"The lesson {found.id} is written in {found.locale}. Name the language of the translation.")
    if any((one.id, one.locale.lower()) == (found.id, locale.lower()) for one in result.academy.translations):
        raise Refused(f"The lesson {found.id} has a translation into {locale} already.")
    document = parse(read(found.path, (home / found.path).read_bytes()))
    first = document.front.last_line if document.front else 0
    text = templates.TRANSLATION.format(
        id=found.id,
        locale=locale,
        version=found.version,
        translator=next(iter(result.academy.people), "your-id"),
        body="\n".join(document.source.lines[first:]).strip("\n"),
    )
    path = (home / found.path).with_suffix(f".{locale}.md")
    _write(path, text)
    _say(path, f"Write the words of {found.title!r} over. Leave ids, marks, chips and their order.", "Set `status: live`.")


def _original(result: Result, home: Path, lesson: str) -> Lesson:
    """The lesson with this id or in this file. Raises BadParameter."""
    file = Path(lesson)
    within = file.resolve().relative_to(home.resolve()).as_posix() if file.is_file() else ""
    lessons = result.academy.lessons
    found = next((one for one in lessons if lesson in one.ids or one.path == within), None)
    if found is None:
        mend = did_you_mean(
            lesson, [one.id for one in lessons], "Name one by its id or its file, and mend what `plumbline check` tells."
        )
        raise click.BadParameter(f"there is no lesson {lesson} without an error. {mend.capitalize()}", param_hint="LESSON")
    return found


@new.command()
@click.argument("id")
@click.option("--stage", required=True, help="The stage it belongs to.")
@ROOT
def behaviour(*, id: str, stage: str, root: Path | None) -> None:
    """Begin a behaviour of the process. ID is permanent: inspections are kept under it.

    \b
    Example:
      plumbline new behaviour security-review-started --stage commit
    """
    home = _home(root)
    process = _process(_compiled(home))
    if id in process.behaviour:
        raise Refused(f"A behaviour {id} exists already. Ids are permanent, so choose another.")
    text = templates.BEHAVIOUR.format(id=_id(id), stage=_stage(process, stage), title=_title(id))
    path = home / "process" / stage / f"{id}.md"
    _write(path, text)
    _say(path, "Write over the example.", f"Give it a lesson: plumbline new lesson ID --behaviour {id}")


new.add_command(academy)


def _home(root: Path | None) -> Path:
    """The academy around the current directory, or the folder `lessons` in it."""
    here = Path.cwd()
    found = find_root(root or here) or (here / "lessons" if (here / "lessons" / "academy.yml").is_file() else None)
    if found is None:
        raise Setup(
            "There is no academy here: no academy.yml in this folder or above it. Go to its folder, or name it by --root."
        )
    return found


def _compiled(home: Path) -> Result:
    folder = read_folder(home)
    return compile_academy(folder.texts, today=clock.today("UTC"), media=folder.media, odd=folder.odd)


def _process(result: Result) -> Process:
    process = result.academy.process
    if process is None or not process.stages:
        raise Setup(
            "The academy has no process yet. Write process/reference.md, or let `plumbline process import` make it from a table."
        )
    return process


def _stage(process: Process, stage: str) -> str:
    if stage not in process.stage:
        raise click.BadParameter(
            f"{stage} is no stage of the process. Choose {_either(list(process.stage))}.", param_hint="--stage"
        )
    return stage


def _behaviour(process: Process, stage: str | None, behaviour: str | None) -> Behaviour:
    if behaviour is not None:
        if behaviour not in process.behaviour:
            known = [one.id for one in process.behaviours if stage in {None, one.stage}]
            mend = did_you_mean(behaviour, known, f"Choose {_either(known)}.")
            raise click.BadParameter(f"{behaviour} is no behaviour. {mend.capitalize()}", param_hint="--behaviour")
        return process.behaviour[behaviour]
    chosen = _stage(process, stage) if stage else process.stages[0].id
    if not process.in_stage(chosen):
        raise Refused(f"The stage {chosen} has no behaviour yet. Begin one: plumbline new behaviour ID --stage {chosen}.")
    return process.in_stage(chosen)[0]


def _id(id: str) -> str:
    if not ID.match(id) or not 3 <= len(id) <= 64:
        raise click.BadParameter(
            f"{id!r} is not an id. Use lower-case letters and digits joined by single hyphens, 3 to 64 in all.", param_hint="ID"
        )
    return id


def _title(id: str) -> str:
    return id.replace("-", " ").capitalize()


def _either(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Setup(f"{os.path.relpath(path)} cannot be written ({error.strerror}).") from error
    written.new(Path(os.path.relpath(path)), text.encode())


def _say(path: Path, first: str, last: str) -> None:
    name = os.path.relpath(path)
    click.echo(f"Wrote {name}.\n")
    for number, step in enumerate((first, f"plumbline check {name}", last), start=1):
        click.echo(f"  {number}. {step}")
