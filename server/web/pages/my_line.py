"""What a person finds about themselves: what was written, what they promised, what they answered, and who looked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.coaching import queries as coaching
from server.coaching.queries import Note
from server.commitments import queries as commitments
from server.commitments.queries import Commitment, Declined
from server.html import Page
from server.learning import queries as learning
from server.learning.queries import PAGE, Remembered
from server.learning.queries.counts import FirstAnswers, first_answers
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Looked
from server.people.roles import Actor
from server.sentences.words import until
from server.web import cursor
from server.web.home import Next, next_for


@dataclass(frozen=True, slots=True)
class Group:
    """Answers in one lesson, newest first. `right` of `of` first answers were right, over every take of it; `of` 0: nothing in it is marked."""

    lesson: str
    title: str
    right: int
    of: int
    answers: tuple[Remembered, ...]


@dataclass(frozen=True, slots=True)
class MyLinePage(Page):
    """A person's own page. `older` is where the answers go on, empty at the end; `later`: these are not the newest ones. `earliest` says when the
    first open promise is due, in words.
    """

    template: ClassVar[str] = "web/my-line.html"
    notes: tuple[Note, ...]
    promised: tuple[Commitment, ...]
    declined: tuple[Declined, ...]
    titles: Mapping[str, str]
    groups: tuple[Group, ...]
    looks: tuple[Looked, ...]
    now: datetime
    earliest: str
    older: str
    later: bool
    next: Next


class MyLine(Controller):
    """One's own line."""

    path = "/my-line"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page, with the fifty answers that come after the place that `before` names."""
        now = clock.now()
        promised = await commitments.open_of(actor.id)
        place = cursor.read(request.query_params.get("before", ""))
        answers = await learning.answers_of(actor.id, before=place)
        titles = {lesson.id: lesson.title for lesson in (await lessons.current()).academy.lessons}
        page = MyLinePage(
            notes=tuple(await coaching.about(actor.id, actor, now)),
            promised=tuple(promised),
            declined=tuple(await commitments.declined(actor.id)),
            titles=titles,
            groups=tuple(groups(answers, titles, await first_answers(actor.id))),
            looks=tuple(await people.who_looked(actor.id)),
            earliest=until(promised[0].due_at, zone=actor.zone, now=now) if promised else "",
            now=now,
            older=cursor.write(answers[-1].at, answers[-1].id) if len(answers) == PAGE else "",
            later=place is not None,
            next=next_for(actor),
        )
        return html.show(request, page)


def groups(answers: Sequence[Remembered], titles: Mapping[str, str], counts: Mapping[str, FirstAnswers]) -> Iterator[Group]:
    """Answers by lesson, each lesson at the place of its newest answer."""
    by_lesson: dict[str, list[Remembered]] = {}
    for answer in answers:
        by_lesson.setdefault(answer.lesson, []).append(answer)
    for lesson, given in by_lesson.items():
        count = counts.get(lesson, FirstAnswers(right=0, of=0))
        yield Group(lesson, titles.get(lesson, lesson), count.right, count.of, tuple(given))
