"""What to reinforce next with each rep, in one sentence a manager can check, and the lesson that may be assigned for it. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from msgspec import Struct

from server.gaps.priority import Gap, counted
from server.lessons.compiler.model import Lesson
from server.process.map import Process
from server.sentences import gap_words
from server.zones import local_day

IN_DAYS = 7
"""Until when one click assigns a lesson: a week on."""


class Offer(Struct, frozen=True):
    """A lesson that one click assigns: why, and until when. `walked`: a scenario."""

    lesson: str
    title: str
    minutes: int
    walked: bool
    reason: str
    day: date


class Reinforce(Struct, frozen=True):
    """One behaviour of one rep, its kind as `rule.gap` names it, and the sentence with its reason. `offer` is None where no lesson would help."""

    behaviour: str
    title: str
    kind: str
    why: str
    offer: Offer | None


def next_of(gaps: Sequence[Gap], focus: Collection[str]) -> Gap | None:
    """What to reinforce next: the gap most worth the next five minutes that is not steady and not merely to be looked at; None when none is.

    Where only counts may be told, nothing is.
    """
    return next((gap for gap in gaps if _can_be_reinforced(gap) and (not focus or gap.behaviour in focus)), None)


def helping(gap: Gap, lessons: Iterable[Lesson]) -> list[Lesson]:
    """What may be assigned for a gap, in order: a lesson for what is not known, a scenario for what is known and not done."""
    if gap.kind in {"fading", "steady"} or (gap.kind == "look-next" and gap.way == "inspect"):
        return []
    about = [one for one in lessons if one.for_reps and gap.behaviour in one.behaviours]
    walked = [one for one in about if one.kind != "teach"]
    return walked if gap.kind == "coach" else [*(one for one in about if one.kind == "teach"), *walked]


def names(lessons: Iterable[Lesson]) -> set[str]:
    """Every id under which these lessons may have been finished."""
    return {id for lesson in lessons for id in lesson.ids}


class Around(Struct, frozen=True):
    """What is known beside the gap of one rep: what may be assigned, what they finished, what waits for them, and their zone."""

    process: Process
    lessons: Sequence[Lesson]
    finished: AbstractSet[str]
    waiting: AbstractSet[str]
    zone: str


def reinforce(gap: Gap, around: Around, *, reader_zone: str, now: datetime) -> Reinforce:
    """The gap in a sentence, with the first lesson that helps and was neither finished nor assigned."""
    found = next(
        (one for one in helping(gap, around.lessons) if not one.ids & (around.finished | around.waiting)),
        None,
    )
    return Reinforce(
        behaviour=gap.behaviour,
        title=around.process.behaviour[gap.behaviour].title,
        kind=SHAPES[gap.kind or ""],
        why=gap_words.tell(gap.reason, zone=reader_zone, now=now, own=False),
        offer=_offer(found, gap, around, now) if found else None,
    )


SHAPES: Mapping[str, str] = {
    "look-next": "look",
    "teach": "teach",
    "coach": "coach",
    "fading": "fading",
    "steady": "steady",
    "": "",
}


def _offer(lesson: Lesson, gap: Gap, around: Around, now: datetime) -> Offer:
    return Offer(
        lesson=lesson.id,
        title=lesson.title,
        minutes=lesson.minutes,
        walked=lesson.kind != "teach",
        reason=gap_words.tell(counted(gap).reason, zone=around.zone, now=now, own=True),
        day=local_day(now, around.zone) + timedelta(days=IN_DAYS),
    )


def _can_be_reinforced(gap: Gap) -> bool:
    return gap.kind in {"teach", "coach", "fading"} or (gap.kind == "look-next" and gap.way == "ask")
