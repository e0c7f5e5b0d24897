"""Rules about a lesson as a whole: its time, what it asks, and that it repeats no standard (E230, E601, W602, W603, W617-W619, W621)."""

from collections.abc import Sequence
from math import ceil

from server.lessons.compiler.body import Body
from server.lessons.compiler.draft import Draft
from server.lessons.compiler.keys import Keys
from server.lessons.compiler.likeness import did_you_mean
from server.lessons.compiler.model import SCORED, Lesson, Question
from server.lessons.compiler.questions.frame import Frame
from server.lessons.compiler.questions.identity import normal
from server.lessons.compiler.words.prose import words_of

LONG_CLAUSE = 6
"""A single clause of this many words is found again by nobody by chance."""


def check_whole(draft: Draft, lesson: Lesson, body: Body, keys: Keys) -> None:
    """All rules about the lesson as a whole."""
    _time(draft, lesson, keys)
    if keys.kind and not body.unread:
        _asks(draft, lesson, body.asked)
        _covers(draft, lesson, body.asked)
    _moved(draft, lesson)
    _restates(draft, keys)


def check_translated(draft: Draft, lesson: Lesson, keys: Keys) -> None:
    """The rules about a translation as a whole. What it asks is that of its lesson."""
    _time(draft, lesson, keys)
    _restates(draft, keys)


def _time(draft: Draft, lesson: Lesson, keys: Keys) -> None:
    read, both = lesson.reading_seconds, lesson.reading_seconds + lesson.thinking_seconds
    if read > (most := draft.context.threshold("reading_seconds")):
        mend = f"cut {round((read - most) / 60 * draft.context.rules.wpm)} words{'' if lesson.translates else ' or make two lessons of it'}"
        _at_key(draft, "E601", "minutes", f"reading takes {_clock(read)}; at most {_clock(most)}", mend)
    if both > (most := draft.context.threshold("total_seconds")):
        message = f"reading and answering take {_clock(both)}; at most {_clock(most)}"
        mend = "say it in fewer words" if lesson.translates else "cut a question or some prose"
        _at_key(draft, "W603", "minutes", message, mend)
    elif read <= draft.context.threshold("reading_seconds"):
        _day(draft, lesson)
    if keys.minutes and abs(both - 60 * keys.minutes) > 60 * draft.context.threshold("minutes_off"):
        honest = min(max(round(both / 60), 1), 5)
        message = f"`minutes: {keys.minutes}` is promised, reading and answering take about {_clock(both)}"
        mend = f"write minutes: {honest}" if honest != keys.minutes else "cut the lesson"
        _at_key(draft, "W602", "minutes", message, f"{mend}, in the lesson itself" if lesson.translates else mend)


def _day(draft: Draft, lesson: Lesson) -> None:
    """W603 where nobody would be offered it: a day holds a lesson whole, or up to one of its breaks, so of a longer one each part has to fit."""
    whole, most = lesson.reading_seconds + lesson.thinking_seconds, draft.context.threshold("day_seconds")
    longest = round(max(section.seconds for section in lesson.sections))
    if whole <= most or longest <= most:
        return
    parted = len(lesson.sections) > 1
    took = longest if parted else whole
    what = "a part of the lesson takes" if parted else "reading and answering take"
    message = f"{what} {_clock(took)}; a day holds {_clock(most)}, so it is never offered: {took - most:g} seconds too many"
    cut = f"cut {ceil((took - most) / 60 * draft.context.rules.wpm)} words"
    mend = (
        cut
        if lesson.translates
        else f"{cut} or a question, or break it: a heading of level 2 after a question begins another part"
    )
    _at_key(draft, "W603", "minutes", message, mend)


def _asks(draft: Draft, lesson: Lesson, questions: Sequence[tuple[Question, Frame]]) -> None:
    """W617, W619, and a reinforce lesson without its scenario."""
    graded = [question for question, _ in questions if question.kind in SCORED and not question.optional]
    most = int(draft.context.threshold("max_questions"))
    if not graded and lesson.kind != "reference":
        _at_key(draft, "W617", "id", "the lesson asks nothing that is marked", "add a question about what matters most")
    elif len(graded) > most:
        draft.add(
            "W617", graded[most].line, graded[most].title, f"{len(graded)} marked questions; at most {most}", "keep the best"
        )
    kinds = {question.kind for question, _ in questions}
    if lesson.kind == "teach" and "commit" not in kinds:
        mend = "end it with ### and a promise on a real deal: `#my-id` `commit`"
        _at_key(draft, "W619", "kind", "a teach lesson without a commitment", mend)
    if lesson.kind == "reinforce" and "scenario" not in kinds:
        mend = "add a question whose heading ends with `scenario`, or write kind: teach"
        _at_key(draft, "E230", "kind", "a reinforce lesson without a scenario", mend)


def _covers(draft: Draft, lesson: Lesson, questions: Sequence[tuple[Question, Frame]]) -> None:
    """W618: a behaviour that nothing asks or promises; fewer questions and promises than objectives."""
    weighty = [(question, frame) for question, frame in questions if question.kind in SCORED or question.kind == "commit"]
    covered = {behaviour for question, frame in weighty for behaviour in _evidence(lesson, question, frame)}
    for behaviour in lesson.behaviours:
        if behaviour not in covered and lesson.kind != "reference":
            mend = f"add `@{behaviour}` to a question, ask one about it, or take it out of the list"
            _at_key(draft, "W618", "behaviours", f"no question or commitment is about `{behaviour}`", mend, behaviour)
    if len(weighty) < len(lesson.objectives) and lesson.kind != "reference":
        message = f"objectives: {len(lesson.objectives)}, questions and commitments: {len(weighty)}"
        _at_key(draft, "W618", "objectives", message, "ask about each objective, or drop one")


def _evidence(lesson: Lesson, question: Question, frame: Frame) -> tuple[str, ...]:
    """The behaviours a question is really about: those it names, or all when it is a scenario or the lesson has only one."""
    if frame.tagged or question.kind == "scenario" or len(lesson.behaviours) == 1:
        return question.behaviours
    return ()


def _moved(draft: Draft, lesson: Lesson) -> None:
    """E105 for a question that is said to have moved here and is not here."""
    value = draft.document.front.get("moved") if draft.document.front else None
    for name, (key, _) in ((value.entries if value else None) or {}).items():
        if name in lesson.moved and name not in draft.ids:
            mend = did_you_mean(name, draft.ids, "name a question of this lesson")
            draft.faults.add(
                "E105", key.line, f"no question `{name[:60]}` is in this lesson", mend, column=key.column, length=key.length
            )


def _restates(draft: Draft, keys: Keys) -> None:
    """W621."""
    process = draft.context.process
    if process is None:
        return
    prose = [(normal(passage.text), passage) for passage in draft.writer.passages if passage.place == "prose"]
    for behaviour in (process.behaviour[id] for id in keys.behaviours if id in process.behaviour):
        found = []
        for clause in behaviour.clauses:
            wanted = normal(clause.text)
            passage = next((passage for text, passage in prose if wanted and wanted in text), None)
            if passage is not None:
                found.append((len(words_of(wanted)), passage))
        if len(found) >= 2 or any(words >= LONG_CLAUSE for words, _ in found):
            passage = min((passage for _, passage in found), key=lambda one: one.line)
            link = f'[Done when](../process/{behaviour.stage}/{behaviour.id}.md#done "include")'
            draft.near(
                "W621", passage.line, "", f"the definition of done of `{behaviour.id}` is written out", f"include it: {link}"
            )


def _at_key(draft: Draft, code: str, key: str, message: str, mend: str, needle: str = "") -> None:
    front = draft.document.front
    # A translation inherits most keys; what is wrong with one is told where it says what it translates.
    found = (front.entries.get(key) or front.entries.get("translates")) if front else None
    if found is None:
        draft.add(code, 1, "", message, mend)
        return
    value = found[1]
    item = next((item for item in value.items or [] if item.text == needle), value)
    at = item if item.text else found[0]
    draft.faults.add(code, at.line, message, mend, column=at.column, length=at.length)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
