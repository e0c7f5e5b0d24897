"""Notices with the titles of what they are about, ready for words. Pure."""

from collections.abc import Callable

from server.lessons.compiler.model import Lesson
from server.notices.notice import Notice
from server.process.map import Process
from server.sentences.notice_words import Heard


def heard(notice: Notice, lesson: Callable[[str], Lesson | None], process: Process | None) -> Heard:
    """The notice with names and titles; what the academy has no more keeps its id. `lesson` gives a lesson by its present or a former id."""
    return Heard(
        kind=notice.kind,
        by=notice.by_name,
        deal=notice.deal_name,
        what=_what(notice, lesson, process),
        mark=notice.mark,
        due=notice.due,
        over=notice.over_at is not None,
    )


def _what(notice: Notice, lesson: Callable[[str], Lesson | None], process: Process | None) -> str:
    if notice.lesson:
        found = lesson(notice.lesson)
        return found.title if found else notice.lesson
    if notice.behaviour:
        return process.behaviour_title(notice.behaviour) if process else notice.behaviour
    if notice.kind == "sheet" and notice.mark:
        return process.stage_title(notice.mark) if process else notice.mark
    return notice.mark
