"""How questions do, counted over everybody's first tries."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from server import clock, db, ids
from server.db import Statement
from server.learning import actions, queries
from server.learning.items import Sure
from server.learning.queries import items
from server.learning.tables import Answer, Move, Practice, Take
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.people.tables import Person
from server.sentences.item_reasons import Idle, Rival
from tests.databases import Database
from tests.learning import questions as q
from tests.learning.lessons import lesson
from tests.learning.world import TUESDAY, reworded, serve

SECOND = q.question("single", id="second", choices=(q.choice("a", 1), q.choice("b", 0)), key_fp="key of second")
ONE = lesson(q.SINGLE, SECOND, q.REFLECT, id="one")
WALKED = lesson(q.SCENARIO, id="walked")
MARK = {"a": 0.0, "b": 1.0, "c": 0.5}


def actor(*roles: str) -> Actor:
    return Actor(id=ids.new(), name="Ada", roles=frozenset(roles), zone="Europe/Prague", locale="en", theme="")


SAM = actor("author")


class Class:
    """Many people and what they did, written at once."""

    def __init__(self) -> None:
        self.takes: list[Take] = []
        self.practices: list[Practice] = []
        self.answers: list[Answer] = []
        self.moves: list[Move] = []

    def take(self, person: UUID, of: str = "one", turn: int = 0) -> Take:
        self.takes.append(Take(id=ids.new(), person=person, lesson=of, turn=turn, lesson_hash="", begun_at=TUESDAY))
        return self.takes[-1]

    def answer(
        self,
        person: UUID,
        pick: str,
        mark: float,
        *,
        take: Take,
        question: str = "single",
        nth: int = 0,
        later: int = 0,
        revision: int = 1,
        took: int = 0,
    ) -> None:
        at = TUESDAY + timedelta(minutes=later, seconds=took)
        self._answer(person, pick, mark, at, take=take.id, lesson=take.lesson, question=question, nth=nth, revision=revision)

    def practise(self, person: UUID, pick: str, mark: float, confidence: int, *, later: int = 0) -> None:
        at = TUESDAY + timedelta(days=later)
        self.practices.append(Practice(id=ids.new(), person=person, day=at.date(), begun_at=at))
        self._answer(
            person, pick, mark, at, practice=self.practices[-1].id, lesson="one", question="single", confidence=confidence
        )

    def move(self, take: Take, scene: str, move: str, mark: float, *, walk: int = 0) -> None:
        self.moves.append(
            Move(
                id=ids.new(),
                take=take.id,
                question="scenario",
                scene=scene,
                move=move,
                mark=mark,
                round=walk,
                step=0,
                at=TUESDAY,
            )
        )

    async def keep(self) -> None:
        async def verb() -> None:
            for table, rows in ((Take, self.takes), (Practice, self.practices), (Answer, self.answers), (Move, self.moves)):
                if rows:
                    await table.insert(*rows)

        await db.run(verb)

    def _answer(self, person: UUID, pick: str, mark: float, at: datetime, **more: Any) -> None:  # noqa: ANN401  # its columns
        self.answers.append(Answer(id=ids.new(), person=person, picks=pick, mark=mark, at=at, shown_at=TUESDAY, **more))


async def crowd(n: int) -> Sequence[UUID]:
    found = [ids.new() for _ in range(n)]
    await Person.insert(
        *(
            Person(
                id=id, name="Rep", email=f"{id}@example.test", roles="rep", zone="Europe/Prague", locale="en", added_at=TUESDAY
            )
            for id in found
        )
    )
    return found


async def of_single(who: Actor = SAM) -> queries.Figured:
    edition = await lessons.current()
    return (await queries.figured(who, edition, edition.academy.lessons[0]))[0]


@pytest.fixture
async def people(database: Database) -> Sequence[UUID]:
    await serve(ONE, WALKED)
    return await crowd(24)


async def test_the_first_try_of_each_person_counts_once_and_only_that(people: Sequence[UUID]):
    seen = Class()
    for n, person in enumerate(people):
        pick = "a" if n < 10 else "b" if n < 19 else "c"
        first, again = seen.take(person), seen.take(person, turn=1)
        seen.answer(person, pick, MARK[pick], take=first)
        seen.answer(person, "b", 1.0, take=first, nth=1, later=1)
        seen.answer(person, "b", 1.0, take=again, later=2)
        seen.answer(person, "a", 1.0 if n < 10 else 0.0, take=first, question="second")
        seen.practise(person, "a" if n % 2 else "b", n % 2 == 0, n % 4)
        seen.practise(person, "a", 0.0, 3, later=1)
    await seen.keep()
    edition = await lessons.current()
    single, second = await queries.figured(SAM, edition, edition.academy.lessons[0])
    assert single.item is not None
    assert (single.item.people, single.item.right, dict(single.item.picks)) == (24, 9, {"a": 10, "b": 9, "c": 5})
    assert single.item.sure == Sure(people=24, sure=12, right=6, wrong={"a": 6})
    assert single.item.apart is not None
    assert single.item.apart.people == 24
    assert single.item.apart.r < -0.9
    assert (second.question.id, second.item and second.item.right) == ("second", 10)


async def test_nothing_is_told_of_nineteen_however_often_they_answer(people: Sequence[UUID]):
    seen = Class()
    for person in people[:19]:
        for turn in range(2):
            take = seen.take(person, turn=turn)
            seen.answer(person, "a", 0.0, take=take, later=turn)
            seen.answer(person, "a", 0.0, take=take, later=turn, nth=1)
    await seen.keep()
    assert (await of_single()).item is None
    weak = await queries.weakest(SAM, await lessons.current())
    assert weak is not None
    assert (weak.shown, weak.found, weak.told) == ((), 0, 0)


async def test_only_authors_are_told(people: Sequence[UUID]):
    for role in ("rep", "manager", "leader", "admin"):
        edition = await lessons.current()
        assert await queries.figured(actor(role), edition, edition.academy.lessons[0]) == []
        assert await queries.weakest(actor(role), edition) is None


async def test_another_key_begins_anew_and_what_was_before_is_one_line(people: Sequence[UUID]):
    seen = Class()
    takes = [seen.take(person) for person in people]
    for person, take in zip(people, takes, strict=True):
        seen.answer(person, "b", 1.0, take=take)
    await seen.keep()
    await serve(reworded(ONE, "single", key_fp="another key"), WALKED)
    now = await of_single()
    assert (now.revision, now.item, now.before) == (2, None, ((1, 24, 24),))
    seen = Class()
    for person in people[:20]:
        seen.answer(person, "c", 0.5, take=seen.take(person, turn=1), revision=2, later=9)
    await seen.keep()
    now = await of_single()
    assert now.item is not None
    assert (now.item.people, now.item.right) == (20, 0)


async def test_answers_from_before_a_lesson_was_renamed_are_pooled_and_nobody_makes_two(people: Sequence[UUID]):
    seen = Class()
    for person in people[:19]:
        seen.answer(person, "b", 1.0, take=seen.take(person))
    await seen.keep()
    await serve(lesson(q.SINGLE, SECOND, q.REFLECT, id="new", aliases=("one",)), WALKED)
    seen = Class()
    for person in people[:19]:
        seen.answer(person, "b", 1.0, take=seen.take(person, of="new"))
    await seen.keep()
    assert (await of_single()).item is None
    seen = Class()
    seen.answer(people[19], "b", 1.0, take=seen.take(people[19], of="new"))
    await seen.keep()
    now = await of_single()
    assert now.item is not None
    assert now.item.people == 39


async def test_a_scenario_is_told_scene_by_scene_from_the_first_walk(people: Sequence[UUID]):
    scene = next(scene for scene in q.SCENARIO.scenes if scene.moves)
    wrong = next(move for move in scene.moves if not move.mark)
    right = next(move for move in scene.moves if move.mark == 1)
    seen = Class()
    for n, person in enumerate(people):
        take = seen.take(person, "walked")
        chosen = wrong if n < 14 else right
        seen.move(take, scene.id, chosen.id, chosen.mark)
        seen.move(take, scene.id, right.id, 1.0, walk=1)
    await seen.keep()
    edition = await lessons.current()
    weak = await queries.weakest(SAM, edition)
    assert weak is not None
    (one,) = weak.shown
    assert (weak.found, weak.told, one.scene, one.lesson.id) == (1, 1, scene.id, "walked")
    assert one.item is not None
    place = [move.id for move in scene.moves].index(wrong.id) + 1
    assert one.item.weak == (Rival(place, 14, 10),)


async def test_the_worst_question_of_all_stands_first(people: Sequence[UUID]):
    more = await crowd(20)
    seen = Class()
    for n, person in enumerate([*people, *more]):
        take = seen.take(person)
        seen.answer(person, "a" if n < 30 else "b", 0.0 if n < 30 else 1.0, take=take)
        seen.answer(person, "a", 1.0, take=take, question="second")
    await seen.keep()
    weak = await queries.weakest(SAM, await lessons.current())
    assert weak is not None
    assert [(one.question.id, one.item.weak if one.item else ()) for one in weak.shown] == [
        ("single", (Rival(1, 30, 14),)),
        ("second", (Idle((2,), 44),)),
    ]
    assert (weak.found, weak.told) == (2, 2)
    await Statement('DELETE FROM "answer"')()
    assert await queries.weakest(SAM, await lessons.current()) == weak, "it was counted a moment ago"
    assert await queries.weakest(actor("leader"), await lessons.current()) is None, "what is kept is kept for authors"
    lessons.LATEST.forget()
    weak = await queries.weakest(SAM, await lessons.current())
    assert weak is not None
    assert (weak.shown, weak.found, weak.told) == ((), 0, 0)


async def test_who_left_counts_for_nobody(people: Sequence[UUID]):
    seen = Class()
    for person in people:
        seen.answer(person, "b", 1.0, take=seen.take(person))
    await seen.keep()
    await Statement('UPDATE "answer" SET "person" = NULL')()
    assert (await of_single()).item is None


async def test_half_of_the_people_took_less_than_the_median_from_their_answer_before(people: Sequence[UUID]):
    seen = Class()
    for n, person in enumerate(people):
        take = seen.take(person)
        seen.answer(person, "b", 1.0, take=take, took=10 + n)
        # The second question was on the screen from the beginning too, and is timed from the first answer on.
        seen.answer(person, "a", 1.0, take=take, question="second", took=40 + n)
        seen.answer(person, "a", 0.0, take=take, question="single", nth=1, took=900)
    await seen.keep()
    edition = await lessons.current()
    single, second = await queries.figured(SAM, edition, edition.academy.lessons[0])
    assert (single.item and single.item.seconds, second.item and second.item.seconds) == (21, 30)


async def test_what_was_counted_by_night_is_told_by_day_until_the_next(people: Sequence[UUID]):
    seen = Class()
    for person in people:
        seen.answer(person, "b", 1.0, take=seen.take(person), took=20)
    await seen.keep()
    now = clock.now()
    assert await actions.count_items(now - timedelta(hours=1)) == 24
    more = Class()
    for person in await crowd(6):
        more.answer(person, "a", 0.0, take=more.take(person), took=20)
    await more.keep()
    told = await of_single()
    assert told.item is not None
    assert (told.item.people, told.item.right, told.item.seconds, told.counted_at) == (24, 24, 20, now - timedelta(hours=1))
    assert await actions.count_items(now) == 30
    assert (await of_single()).counted_at == now
    # A count that its nights have missed for long is not told: what is known now is counted.
    await actions.count_items(now - timedelta(days=3))
    late = await of_single()
    assert late.counted_at is not None
    assert late.counted_at >= now


async def test_what_was_counted_over_many_tries_by_day_is_told_for_a_while(
    people: Sequence[UUID], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(items, "MANY", len(people) - 1)
    seen, more = Class(), Class()
    for person in people:
        seen.answer(person, "b", 1.0, take=seen.take(person))
    await seen.keep()
    first = await of_single()
    for person in await crowd(6):
        more.answer(person, "a", 0.0, take=more.take(person))
    await more.keep()
    again = await of_single()
    assert again == first
    assert (again.item.people if again.item else 0, again.counted_at) == (24, first.counted_at)
    monkeypatch.setattr(items, "EVERY", 0.0)
    late = await of_single()
    assert late.item is not None
    assert late.item.people == 30
