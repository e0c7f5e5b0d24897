"""What a person finds about themselves: what was written, what they promised, what they know and do, what they answered, and who looked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from msgspec import Struct, field

from server import clock, html
from server.commitments import queries as commitments
from server.commitments.queries import Commitment, Declined
from server.deals import queries as deals
from server.html import Page
from server.inspections import queries as inspections
from server.inspections.ramp import Ramp
from server.learning import queries as learning
from server.learning.queries import PAGE, Remembered
from server.learning.recall import levels
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Looked
from server.people.queries.looks import PAGE as LOOKS
from server.people.roles import Actor
from server.sentences.words import until
from server.web import cursor
from server.web.frame.home import Next, next_for
from server.web.gaps.person_line import Known, known_as_seen
from server.web.gaps.reading import own_gaps
from server.web.person.coached import Coached, coached


class Group(Struct, frozen=True):
    """Answers in one lesson, newest first. `right` of the `of` answers among them that count were right; retries do not, and `of` 0: none does."""

    lesson: str
    title: str
    right: int
    of: int
    answers: tuple[Remembered, ...]


class Looks(Struct, frozen=True):
    """One viewer and one kind of page, with the days on which it was opened, newest first."""

    name: str
    page: str
    days: tuple[date, ...]


class MyLinePage(Page, frozen=True):
    """A person's own page. `known` is None for somebody who neither sells nor answered anything.

    `older` and `older_looks` are where answers and looks go on, empty at the end; `later`: the answers are not the newest ones. `earliest` says
    when the first open promise is due, in words. `levels` are the words for how sure one was.
    """

    template: ClassVar[str] = "web/my-line.html"
    promised: tuple[Commitment, ...]
    declined: tuple[Declined, ...]
    titles: Mapping[str, str]
    known: Known | None
    groups: tuple[Group, ...]
    looks: tuple[Looks, ...]
    levels: tuple[str, ...]
    now: datetime
    earliest: str
    older: str
    older_looks: str
    later: bool
    next: Next
    coached: Coached = field(default_factory=Coached)
    ramp: Ramp | None = None
    """In which week each gate was first proven; None for who is not new."""
    as_of: datetime | None = None
    """As what time the CRM told of one's open deals, from which what comes first is chosen; None where all are kept by hand."""


class MyLine(Controller):
    """One's own line."""

    path = "/my-line"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page, with the fifty answers that come after the place that `before` names, and the fifty looks after that of `looks`."""
        now = clock.now()
        promised = await commitments.open_of(actor.id)
        place, seen = (cursor.read(request.query_params.get(name, "")) for name in ("before", "looks"))
        answers = await learning.answers_of(actor.id, before=place)
        looks = await people.who_looked(actor.id, before=seen)
        edition = await lessons.current()
        found = await own_gaps(actor, now)
        known = await known_as_seen(*found, person=actor, zone=actor.zone, now=now) if found else None
        page = MyLinePage(
            as_of=await deals.known_as_of(found[1].deals, now) if found else None,
            promised=tuple(promised),
            declined=tuple(await commitments.declined(actor.id)),
            titles=edition.titles,
            known=known,
            groups=tuple(groups(answers, edition.titles, edition.present)),
            looks=tuple(by_viewer(looks)),
            levels=levels(),
            earliest=until(promised[0].due_at, zone=actor.zone, now=now) if promised else "",
            now=now,
            older=cursor.write(answers[-1].at, answers[-1].id) if len(answers) == PAGE else "",
            older_looks=cursor.write(looks[-1].at, looks[-1].id) if len(looks) == LOOKS else "",
            later=place is not None,
            next=_next(known) or next_for(actor),
            coached=await coached(actor, now),
            ramp=await inspections.ramp(actor.id, edition.academy.process, actor.zone, now) if actor.has("rep") else None,
        )
        return html.show(request, page)


def groups(answers: Sequence[Remembered], titles: Mapping[str, str], present: Mapping[str, str]) -> Iterator[Group]:
    """Answers by lesson, each lesson at the place of its newest answer. `titles` and `present` are those of an edition: a lesson that was renamed is
    one with what it was.
    """
    by_lesson: dict[str, list[Remembered]] = {}
    for answer in answers:
        by_lesson.setdefault(present.get(answer.lesson, answer.lesson), []).append(answer)
    for lesson, given in by_lesson.items():
        firsts = [answer.mark for answer in given if answer.nth == 0 and answer.mark is not None]
        yield Group(lesson, titles.get(lesson, lesson), sum(mark >= 1 for mark in firsts), len(firsts), tuple(given))


def by_viewer(looks: Iterable[Looked]) -> Iterator[Looks]:
    """Looks of one viewer at one kind of page together, at the place of the newest."""
    found: dict[tuple[UUID, str], list[Looked]] = {}
    for look in looks:
        found.setdefault((look.viewer, look.page), []).append(look)
    for (_viewer, page), of_one in found.items():
        yield Looks(of_one[0].name, page, tuple(look.day for look in of_one))


def _next(known: Known | None) -> Next | None:
    """What helps most; somebody of whom nothing is known begins with their day, which has chosen."""
    return next((line.next for line in known.top if line.next), None) if known and not known.fresh else None
