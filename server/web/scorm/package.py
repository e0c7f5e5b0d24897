"""A lesson or a path as a SCORM 1.2 package: plain pages, one style sheet, one script, their media and a manifest."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from server import html
from server.errors import Refused
from server.learning.packed.archive import FIRST, archive
from server.learning.packed.key import key
from server.learning.packed.manifest import Unit, manifest
from server.learning.packed.outward import Outward, outward, place
from server.learning.shuffle import moves_shown, shown
from server.lessons.compiler.model import Academy, Lesson
from server.lessons.compiler.model import Path as LearningPath
from server.sentences import gettext as _
from server.sentences import speak, speaking
from server.web.assets import COMMENT, STATIC

SHEETS = ("tokens", "reset", "base", "next", "rule", "prose", "question", "answer", "form")
"""The sheets of the product that such a page needs; the fonts stay at home, so the reader's own serif is used."""

SCRIPTS = ("mark", "tracking", "lesson")
STYLE, SCRIPT = "plumbline.css", "plumbline.js"
SEED = 1
"""Everybody who plays a package sees its choices in one order, which is not the written one."""

_FONT = re.compile(r"@font-face \{.*?\}\n?", re.DOTALL)

Read = Callable[[str], bytes]
"""The bytes of a medium by its path below the root of the academy."""


class Packed(Struct, frozen=True):
    """A package, and how its file is called."""

    name: str
    body: bytes


def of_lesson(academy: Academy, lesson: Lesson, read: Read) -> Packed:
    """One lesson. Raises Refused when it is not live."""
    if lesson.status != "live":
        raise Refused(_("This lesson is not live, so it is not given to anybody."))
    return _packed(f"{lesson.id}{_tongue([lesson])}", lesson.title, [("", lesson)], academy, read)


def of_path(academy: Academy, path: LearningPath, read: Read) -> Packed:
    """The live lessons of a path in order; its milestones stay with the manager. Raises Refused when none is live."""
    known = {lesson.id: lesson for lesson in academy.lessons if lesson.status == "live"}
    steps = [(step.under, known[step.lesson]) for step in path.steps if step.lesson in known]
    if not steps:
        raise Refused(_("No lesson of this path is live."))
    return _packed(f"{path.id}{_tongue([lesson for _under, lesson in steps])}", path.title, steps, academy, read)


def _tongue(lessons: Sequence[Lesson]) -> str:
    """What parts a package of translations from that of the lessons themselves, so that neither takes the place of the other."""
    return next((f".{lesson.locale}" for lesson in lessons if lesson.translates), "")


def _packed(id: str, title: str, steps: Sequence[tuple[str, Lesson]], academy: Academy, read: Read) -> Packed:
    titles = {artifact.id: artifact.title for artifact in academy.artifacts}
    pages = {lesson.id: _page(lesson, titles) for _under, lesson in steps}
    units = [
        Unit(
            id=lesson.id,
            title=lesson.title,
            page=f"{lesson.id}.html",
            files=tuple(map(place, pages[lesson.id].media)),
            under=under,
        )
        for under, lesson in steps
    ]
    media = {f"media/{name}": read(name) for page in pages.values() for name in page.media}
    files = {
        FIRST: manifest(id, title, units, (STYLE, SCRIPT)).encode(),
        STYLE: _style(),
        SCRIPT: _script(),
        **{f"{id}.html": page.html.encode() for id, page in pages.items()},
        **media,
    }
    return Packed(f"{id}.zip", archive(files))


def _page(lesson: Lesson, titles: Mapping[str, str]) -> Outward:
    """The page of a lesson, in the language of the lesson."""
    before = speaking()
    speak(lesson.locale)
    try:
        template = html.environment().get_template("web/scorm/lesson.html")
        return outward(
            template.render(
                lesson=lesson,
                key=msgspec.json.encode(key(lesson.questions)).decode(),
                orders={question.id: shown(question, SEED) for question in lesson.questions},
                moves={
                    question.id: {scene.id: moves_shown(question, scene, SEED) for scene in question.scenes}
                    for question in lesson.questions
                },
                needed=sum(not question.optional for question in lesson.questions),
                titles=titles,
            )
        )
    finally:
        speak(before)


@cache
def _style() -> bytes:
    sheets = [STATIC / "css" / f"{name}.css" for name in SHEETS]
    text = "\n".join(path.read_text("utf-8") for path in (*sheets, Path(__file__).with_name("lesson.css")))
    return _FONT.sub("", COMMENT.sub("", text)).encode()


@cache
def _script() -> bytes:
    parts = "\n".join(Path(__file__).with_name(f"{name}.js").read_text("utf-8") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'.encode()
