"""A rep's day: a note first, then at most five minutes, and a real end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.assignments import queries as assignments
from server.assignments.queries import Assignment
from server.coaching import queries as coaching
from server.coaching.queries import Note
from server.html import Page
from server.learning import queries as learning
from server.learning.queries import Completed, TakeSummary
from server.learning.walk import walks
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Lesson, Path
from server.people.roles import Actor
from server.sentences.reasons import Assigned, Begun, OnPath
from server.sentences.words import about, span, tell
from server.web import day
from server.web.day import Candidate, Day


@dataclass(frozen=True, slots=True)
class Line:
    """A lesson as the day lists it, in words. `begun`: there is something to go on with. `whole`: not only its first part.

    `scenario`: it is walked.
    """

    lesson: str
    title: str
    time: str
    why: str
    begun: bool = False
    whole: bool = True
    scenario: bool = False


@dataclass(frozen=True, slots=True)
class TodayPage(Page):
    """The day. `total` is the sum of what is listed; `later` are assigned lessons that do not fit into five minutes.

    `finished` are the titles of what was finished today; `done`: nothing more is asked for.
    """

    template: ClassVar[str] = "web/today.html"
    now: datetime
    note: Note | None
    lines: tuple[Line, ...]
    total: str
    about: str
    tomorrow: Line | None
    later: tuple[Line, ...]
    finished: tuple[str, ...]
    done: bool
    first_time: bool


NOTE_STANDS = timedelta(days=14)
"""How long the newest note opens the day; it stays on My line."""

PATH = "new-rep"


class Today(Controller):
    """The page that a rep begins with."""

    path = "/today"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The day as it is now."""
        now = clock.now()
        edition = await lessons.current()
        found = Found(
            edition=edition,
            assigned=await assignments.open_for(actor.id),
            begun=await learning.in_progress(actor.id),
            finished=await learning.last_completed(actor.id, EVER),
        )
        return html.show(request, page(found, await coaching.newest(actor.id), zone=actor.zone, now=now))


EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that is known about a rep's lessons."""

    edition: Edition
    assigned: Sequence[Assignment]
    begun: Sequence[TakeSummary]
    finished: Sequence[Completed]


def page(found: Found, note: Note | None, *, zone: str, now: datetime) -> TodayPage:
    """The day of somebody in this zone. It ends when nothing is left, or when something was finished today and nothing assigned is due."""
    known = list(candidates(found))
    made = day.compose(known)
    today = now.astimezone(ZoneInfo(zone)).date()
    titles = _titles(found)
    finished = tuple(
        titles.get(one.lesson, one.lesson) for one in found.finished if one.finished_at.astimezone(ZoneInfo(zone)).date() == today
    )
    due = any(one.due_at.astimezone(ZoneInfo(zone)).date() <= today for one in found.assigned)
    done = not made.items or (bool(finished) and not due)
    listed = () if done else tuple(_lines(made, found, zone, now))
    return TodayPage(
        now=now,
        note=note if note and note.at > now - NOTE_STANDS else None,
        lines=listed,
        total=span(made.seconds),
        about=about(made.seconds),
        tomorrow=_tomorrow(known, listed, zone, now),
        later=tuple(_later(known, made, zone, now)),
        finished=finished,
        done=done,
        first_time=not found.finished and not found.begun,
    )


def candidates(found: Found) -> Iterator[Candidate]:
    """What could be taken today, the most wanted first: what was assigned, what was begun, what comes next on the path."""
    begun = {take.lesson: take for take in found.begun}
    for one in found.assigned:
        lesson = found.edition.lesson(one.lesson)
        if lesson is not None:
            why = Assigned(one.by_name, one.reason, one.due_at)
            yield _candidate(lesson, begun.get(lesson.id), why)
    for take in found.begun:
        lesson = found.edition.lesson(take.lesson)
        if lesson is not None:
            yield _candidate(lesson, take, Begun(take.answered, take.of))
    following = _next_on_path(found)
    if following is not None:
        yield following


def _candidate(lesson: Lesson, take: TakeSummary | None, why: Assigned | Begun | OnPath) -> Candidate:
    if take is not None:
        return Candidate(lesson.id, lesson.title, day.seconds(lesson, take.left), why)
    return Candidate(lesson.id, lesson.title, day.seconds(lesson), why, day.parts(lesson))


def _next_on_path(found: Found) -> Candidate | None:
    path = _path(found.edition)
    if path is None:
        return None
    taken = {one.lesson for one in found.finished} | {one.lesson for one in found.begun} | {one.lesson for one in found.assigned}
    steps = [(step.under, lesson) for step in path.steps if step.lesson and (lesson := found.edition.lesson(step.lesson))]
    live = [(under, lesson) for under, lesson in steps if lesson.status == "live"]
    for place, (under, lesson) in enumerate(live, start=1):
        if not taken & {lesson.id, *lesson.aliases}:
            return _candidate(lesson, None, OnPath(path.title, under, place, len(live)))
    return None


def _path(edition: Edition) -> Path | None:
    paths = edition.academy.paths
    return next((path for path in paths if path.id == PATH), next((path for path in paths if "rep" in path.audience), None))


def _lines(made: Day, found: Found, zone: str, now: datetime) -> Iterator[Line]:
    begun = {take.lesson for take in found.begun}
    for item in made.items:
        why = tell(item.why, zone=zone, now=now)
        lesson = found.edition.lesson(item.lesson)
        scenario = lesson is not None and walks(lesson)
        yield Line(
            item.lesson, item.title, span(item.seconds), why, begun=item.lesson in begun, whole=item.whole, scenario=scenario
        )


def _tomorrow(known: Sequence[Candidate], listed: Sequence[Line], zone: str, now: datetime) -> Line | None:
    """The first thing that today leaves for another day."""
    today = {line.lesson for line in listed}
    left = next((one for one in known if one.lesson not in today), None)
    return Line(left.lesson, left.title, about(left.seconds), tell(left.why, zone=zone, now=now)) if left else None


def _later(known: Sequence[Candidate], made: Day, zone: str, now: datetime) -> Iterator[Line]:
    """Assigned lessons that are longer than a whole day, so that they are never lost."""
    listed = {item.lesson for item in made.items}
    for one in known:
        if isinstance(one.why, Assigned) and one.lesson not in listed and not day.compose([one]).items:
            yield Line(one.lesson, one.title, about(one.seconds), tell(one.why, zone=zone, now=now))


def _titles(found: Found) -> Mapping[str, str]:
    return {lesson.id: lesson.title for lesson in found.edition.academy.lessons}
