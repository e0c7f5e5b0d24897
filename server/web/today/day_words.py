"""The parts of a day as words in the reader's language."""

from collections.abc import Sequence
from datetime import datetime

from server.deals.queries import Tended
from server.learning.queries import Sitting
from server.sentences import gettext as _
from server.sentences import ngettext
from server.sentences.gap_words import ago
from server.sentences.reasons import ClosePassed, NeedsNext, PromiseDue, StageMoved, WaitsFor
from server.sentences.words import tell, together
from server.web.today.day import Day
from server.web.today.nudge import Nudge


def head(day: Day, begun: bool, scenario: bool) -> str:
    """`Three questions and one deal`, `One lesson to finish`; empty for an empty day."""
    if day.lesson and not day.questions and not day.deal:
        if begun:
            return _("One scenario to finish") if scenario else _("One lesson to finish")
        return _("One scenario today") if scenario else _("One lesson today")
    first = [_("one scenario") if scenario else _("one lesson")] if day.lesson else []
    return _capital(together([*first, *_parts(day)]))


def with_it(day: Day) -> str:
    """`Two questions and one deal`, empty for none."""
    return _capital(together(_parts(day)))


def practise(questions: int, came: int) -> str:
    """What the day says about practice, at its beginning and after some of it."""
    if came:
        return ngettext("Practise %(num)d more question", "Practise %(num)d more questions", questions) % {"num": questions}
    return ngettext("Practise %(num)d question", "Practise %(num)d questions", questions) % {"num": questions}


def first_question(sitting: Sitting, questions: int, *, zone: str, now: datetime) -> str:
    """Which behaviour comes first of so many questions, and why that one now."""
    key = sitting.chosen.keys[0]
    live, reason = sitting.live(key), tell(sitting.why(key, now), zone=zone, now=now)
    process = sitting.edition.academy.process
    title = (
        next((process.behaviour[one].title for one in live.question.behaviours if one in process.behaviour), "")
        if process
        else ""
    )
    if not title:
        return reason
    words = {"behaviour": title, "why": reason}
    return _("%(behaviour)s first. %(why)s") % words if questions > 1 else _("%(behaviour)s. %(why)s") % words


def on_a_deal(nudge: Nudge, *, zone: str, now: datetime) -> tuple[str, str]:
    """What there is to do on it, as a title, and why."""
    match nudge.why:
        case PromiseDue():
            title = _("%(deal)s: what you promised")
        case ClosePassed():
            title = _("%(deal)s: its close date has passed")
        case NeedsNext(behaviour=behaviour) | WaitsFor(behaviour=behaviour):
            return f"{nudge.name}: {behaviour}", tell(nudge.why, zone=zone, now=now)
        case StageMoved(stage=stage, at=at):
            words = {"deal": nudge.name, "stage": stage, "ago": ago(at, zone=zone, now=now)}
            return _("%(deal)s moved to %(stage)s %(ago)s") % words, tell(nudge.why, zone=zone, now=now)
        case _:
            title = "%(deal)s"
    return title % {"deal": nudge.name}, tell(nudge.why, zone=zone, now=now)


def next_on(nudge: Nudge) -> str:
    """The same in a line beside its deal: `Access to all required stakeholders: each role spoken with live`."""
    match nudge.why:
        case ClosePassed():
            return _("A new close date: the one it has is past")
        case WaitsFor(behaviour=behaviour, clause=clause):
            return f"{behaviour}: {clause}"
        case NeedsNext(behaviour=behaviour):
            return behaviour
        case _:
            return ""


def finished(title: str) -> str:
    """A lesson that was finished today."""
    return _("“%(title)s” is finished.") % {"title": title}


def practised(marks: Sequence[float]) -> str:
    """`3 questions practised, 2 right.`"""
    words = {"num": len(marks), "right": sum(mark >= 1 for mark in marks)}
    return (
        ngettext("%(num)d question practised, %(right)d right.", "%(num)d questions practised, %(right)d right.", len(marks))
        % words
    )


def tended(tended: Tended) -> str:
    """What came of the deal of the day."""
    words = {"deal": tended.name}
    return _("%(deal)s: done.") % words if tended.answer == "done" else _("%(deal)s: not now, and you said why.") % words


def _parts(day: Day) -> list[str]:
    questions = ("", _("one question"), _("two questions"), _("three questions"))[day.questions]
    return [*([questions] if questions else []), *([_("one deal")] if day.deal else [])]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
