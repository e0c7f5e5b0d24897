"""Which lessons a day could hold, the most wanted first: assigned, begun, next on the path, or what the weakest behaviour needs. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from msgspec import Struct, field

from server.assignments.queries import Assignment
from server.coaching.queries import Meeting, Note
from server.deals.queries import Tended
from server.gaps.priority import Gap, counted
from server.inspections.queries import Call, OpenGate
from server.learning.queries import Completed, Sitting, TakeSummary
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Lesson, Path
from server.sentences.reasons import Assigned, Begun, OnPath, Reason
from server.web.today import day
from server.web.today.day import Candidate
from server.web.today.nudge import Check, OpenPromise

PATH = "new-rep"

DAYS = 2
"""Today, and tomorrow, of which today says what it brings."""


class Found(Struct, frozen=True):
    """Everything that is known about a rep's day. Without a `sitting` nothing can be practised, and no deal and no gap is known.

    `promised` is what is due by the time that a day looks ahead, `concluded` what the sheets of the open deals wait for, `check` a claim that moved.
    """

    edition: Edition
    assigned: Sequence[Assignment]
    begun: Sequence[TakeSummary]
    finished: Sequence[Completed]
    sitting: Sitting | None = None
    promised: Sequence[OpenPromise] = ()
    tended: Tended | None = None
    note: Note | None = None
    meetings: Sequence[Meeting] = ()
    partings: Sequence[Meeting] = ()
    concluded: Mapping[UUID, OpenGate] = field(default_factory=dict)
    check: Check | None = None
    calls: Sequence[Call] = ()
    """Calls of today and tomorrow, one a deal."""
    as_of: datetime | None = None
    """As what time the CRM's part of the open deals is known."""


def candidates(found: Found) -> list[Candidate]:
    """What could be taken today, in order, each lesson once: what was assigned, what was begun, then what to begin today and tomorrow."""
    known: dict[str, Candidate] = {}
    for candidate in (*_known(found), *islice(_fresh(found), DAYS)):
        known.setdefault(candidate.lesson, candidate)
    return list(known.values())


def taken(found: Found) -> set[str]:
    """The ids of the lessons that are finished, begun or assigned."""
    return {one.lesson for one in found.finished} | {one.lesson for one in found.begun} | {one.lesson for one in found.assigned}


def _known(found: Found) -> Iterator[Candidate]:
    begun = {found.edition.present.get(take.lesson, take.lesson): take for take in reversed(found.begun)}
    for one in found.assigned:
        lesson = found.edition.lesson(one.lesson)
        # One that became a draft since is opened by nobody who has not begun it.
        if lesson is not None and (lesson.status == "live" or lesson.id in begun):
            yield _candidate(lesson, begun.get(lesson.id), Assigned(one.by_name, one.reason, one.due_at))
    for take in found.begun:
        lesson = found.edition.lesson(take.lesson)
        if lesson is not None:
            yield _candidate(lesson, take, Begun(take.answered, take.of))


def _fresh(found: Found) -> Iterator[Candidate]:
    """What to begin: the next lesson of the path, and after its end what the behaviour worth most has to teach or to try."""
    before = taken(found)
    path = _path(found.edition)
    steps = found.edition.steps[path.id] if path else ()
    for place, (under, lesson) in enumerate(steps, start=1):
        if path and before.isdisjoint(lesson.ids):
            yield _candidate(lesson, None, OnPath(path.title, under, place, len(steps)))
    if found.sitting is None:
        return
    for gap in found.sitting.gaps:
        fitting = _for(found.edition, gap, before)
        if fitting is not None:
            # Only of what is not known does the kind of the gap say why a lesson helps; else what was counted does.
            yield _candidate(fitting, None, found.sitting.told(gap) if gap.kind == "teach" else counted(gap).reason)


def _candidate(lesson: Lesson, take: TakeSummary | None, why: Reason) -> Candidate:
    if take is not None:
        return Candidate(lesson.id, lesson.title, day.seconds(lesson, take.left), why, day.parts(lesson, take.open))
    return Candidate(lesson.id, lesson.title, day.seconds(lesson), why, day.parts(lesson))


def _path(edition: Edition) -> Path | None:
    paths = edition.academy.paths
    return next((path for path in paths if path.id == PATH), next((path for path in paths if "rep" in path.audience), None))


def _for(edition: Edition, gap: Gap, before: set[str]) -> Lesson | None:
    """A live lesson for reps about this behaviour that they have not met: one that teaches it where it is not known, else one to try it in.

    What is known is not taught again, and what is steady is left in peace.
    """
    if gap.kind == "steady":
        return None
    wanted = "teach" if gap.kind == "teach" else "reinforce"
    about = edition.for_reps.get(gap.behaviour, ())
    fitting = [lesson for lesson in about if before.isdisjoint(lesson.ids)]
    others = fitting if gap.kind != "coach" else []
    return next((lesson for lesson in fitting if lesson.kind == wanted), next(iter(others), None))
