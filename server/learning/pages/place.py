"""Where a person stands in a lesson: everything its page shows, read in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from msgspec import Struct

from server import clock, lately
from server.commitments import queries as commitments
from server.commitments.queries import Commitment, Declined
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import NotFound
from server.learning import queries
from server.learning.progress import Standing
from server.learning.queries import Answered, Take
from server.learning.walk import Back, Made, Walk, retrace
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Lesson, Question
from server.people import queries as people
from server.people.roles import Actor
from server.sentences import speaking
from server.sentences.tongues import foreign
from server.zones import local_day


class Place(Struct, frozen=True, dict=True):
    """One person in one lesson, at one moment. `take` is None until the first deed; `digest` names the content that is shown either way."""

    actor: Actor
    now: datetime
    edition: Edition
    lesson: Lesson
    digest: str
    take: Take | None
    standing: Standing
    answers: Mapping[str, Sequence[Answered]]
    deeds: Mapping[str, Sequence[Made | Back]]
    deals: Sequence[Deal]
    made: Mapping[str, Commitment]
    declined: Mapping[str, Declined]
    """What was promised in this take, and what was not, by question."""
    manager: str | None
    """First name of the nearest manager."""
    off: frozenset[date] = frozenset()
    """Public holidays and days of the person's own leave, where a promise could still be made."""

    @property
    def turn(self) -> int:
        """Which of the person's takes this is."""
        return self.take.turn if self.take else 0

    @property
    def seen(self) -> str:
        """What a form has to say of the content that it was shown with: nothing where it is what the take pins."""
        return "" if self.take and self.take.lesson_hash == self.digest else self.digest

    @property
    def lang(self) -> str:
        """The language of the lesson, where it is another one than the reader's; else nothing."""
        return foreign(self.lesson.locale, speaking())

    @cached_property
    def seed(self) -> int:
        """What shuffles the choices, the same before and after the take is begun."""
        return self.take.seed if self.take else queries.seed_of(self.actor.id, self.lesson.id, 0)

    @property
    def finished(self) -> bool:
        """Whether the take is complete."""
        return self.take is not None and self.take.finished_at is not None

    def walk(self, question: Question) -> Walk:
        """A scenario as far as it was walked."""
        return retrace(question, self.deeds.get(question.id, ()))


async def find(actor: Actor, id: str, now: datetime, *, known: int | None = None) -> Place:
    """The person's place in this lesson: their newest take of it, or its live version. Raises NotFound.

    `known` is the number of the newest fact about them, where a request told it.
    """
    edition = await lessons.current()
    take = await queries.latest(actor.id, id)
    lesson, digest = await _content(edition, id, take)
    kinds = {question.kind for question in lesson.questions}
    standing = await queries.standing(take.id) if take else Standing()
    settled = standing.settled
    waits = any(question.kind == "commit" and question.id not in settled for question in lesson.questions)
    made = await commitments.of_take(take.id) if take and settled else {}
    return Place(
        actor=actor,
        now=now,
        edition=edition,
        lesson=lesson,
        digest=digest,
        take=take,
        standing=standing,
        answers=await _answers(take),
        deeds=await queries.deeds_in(take.id) if take and "scenario" in kinds else {},
        deals=await deals.open_deals(actor.id) if waits else (),
        made=made,
        declined=await commitments.declined_in(actor.id, take.id) if take and settled - made.keys() else {},
        manager=await manager(actor, now) if kinds & {"commit", "reflect"} else None,
        off=await lessons.holidays() | await _leave(actor, now, known) if waits else frozenset(),
    )


async def manager(actor: Actor, now: datetime) -> str | None:
    """The first name of the nearest manager. Asked at most once a minute for each person, because every lesson page names them.

    And asked when others manage or are called otherwise, as the tag of the page says: under a new one an old name would stand until the next day.
    """
    led = (actor.team, (await people.installation()).leading)
    known = _managers.get(actor.id)
    if known and known[0] == led and clock.ticks() - known[1] < REMEMBERED:
        return known[2]
    found = await people.managers_of(actor.id, now)
    name = found[0].name.split()[0] if found else None
    if len(_managers) > MOST:
        _managers.clear()
    _managers[actor.id] = (led, clock.ticks(), name)
    return name


async def _leave(actor: Actor, now: datetime, known: int | None) -> frozenset[date]:
    """The days on which the person is away. A leave is a fact about them, so that while nothing new is known they are asked once a day."""
    today = local_day(now, actor.zone)
    kept = _leaves.get(actor.id)
    if kept and kept[:2] == (known, today):
        return kept[2]
    found = await people.leave_of(actor.id, today)
    if known is not None:
        if len(_leaves) > MOST:
            _leaves.clear()
        _leaves[actor.id] = (known, today, found)
    return found


REMEMBERED = 60.0
"""Seconds."""

MOST = 10_000
"""People whose manager and whose leave are remembered."""

_managers: dict[UUID, tuple[tuple[UUID | None, str], float, str | None]] = {}
lately.also(_managers.clear)
_leaves: dict[UUID, tuple[int, date, frozenset[date]]] = {}


async def _content(edition: Edition, id: str, take: Take | None) -> tuple[Lesson, str]:
    if take is not None:
        return await lessons.continued(take.lesson_hash)
    lesson = edition.lesson(id)
    if lesson is None or lesson.status != "live":
        raise NotFound("There is no such lesson.")
    return lesson, edition.hashes[lesson.id]


async def _answers(take: Take | None) -> Mapping[str, Sequence[Answered]]:
    found: dict[str, list[Answered]] = {}
    for answer in await queries.answers_in(take.id) if take else ():
        found.setdefault(answer.question, []).append(answer)
    return found
