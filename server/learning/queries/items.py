"""How questions do, for authors: counted in the database over everybody's first tries, without a person, and nothing of fewer than twenty people."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from msgspec import Struct

from server import clock
from server.db import current
from server.db.engine import Engine
from server.learning import items
from server.learning.items import Item, Moments, Tally
from server.learning.queries.firsts import Firsts, Summed, Tallied, Timed, count_firsts, firsts
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.edits.history import key_of
from server.lessons.compiler.model import SCORED, Choice, Lesson, Question
from server.people.roles import SMALLEST_POOL, Actor, Relation, What, may_see

MOST = 10
"""Weak questions that are told at a time."""


class Figured(Struct, frozen=True, kw_only=True):
    """A scored question as it stands now, or one `scene` of it with its title. `item` is None when too few people answered this revision.

    `before` has the earlier revisions of which enough people answered, the newest first: number, people, right.
    """

    lesson: Lesson
    question: Question
    revision: int
    choices: tuple[Choice, ...]
    scene: str = ""
    item: Item | None = None
    before: tuple[tuple[int, int, int], ...] = ()
    counted_at: datetime | None = None


class Weak(Struct, frozen=True, kw_only=True):
    """The weakest questions of the live lessons, the worst first, at most ten: `found` are weak, of the `told` ones that enough people answered."""

    shown: tuple[Figured, ...]
    found: int
    told: int
    counted_at: datetime | None = None


async def figured(actor: Actor, edition: Edition, lesson: Lesson) -> Sequence[Figured]:
    """Each scored question of a lesson, scenes one by one, in the order of the file. For authors; empty for everybody else."""
    if not _may(actor, SMALLEST_POOL):
        return []
    return list(_figured(edition, lesson, await _counted(edition, [lesson])))


async def weakest(actor: Actor, edition: Edition) -> Weak | None:
    """The weak questions of all live lessons. For authors; None for everybody else.

    They are worked out from last night's count once in ten minutes, while the academy is the same. Before the first night all answers are read.
    """
    global _kept  # noqa: PLW0603  # one slot for the process
    if not _may(actor, SMALLEST_POOL):
        return None
    now = clock.ticks()
    if _kept is None or _kept.edition is not edition or now - _kept.at >= EVERY:
        _kept = Kept(edition, now, await _weakest(edition))
    return _kept.weak


class Kept(NamedTuple):
    """What was found of an edition, and when."""

    edition: Edition
    at: float
    weak: Weak


EVERY = 600.0
"""Seconds for which the weak questions are told without counting again."""

_kept: Kept | None = None


async def _weakest(edition: Edition) -> Weak:
    counted = await _counted(edition, None)
    live = [lesson for lesson in edition.academy.lessons if lesson.status == "live"]
    told = [one for lesson in live for one in _figured(edition, lesson, counted) if one.item]
    weak = sorted((one for one in told if one.item and one.item.weak), key=_worst)
    return Weak(shown=tuple(weak[:MOST]), found=len(weak), told=len(told), counted_at=counted.at)


def _may(actor: Actor, people: int) -> bool:
    return may_see(actor, What.ANSWERS, Relation(pool=people))


class Place(NamedTuple):
    """What is counted together: one revision of a question under the key with which its history began, and the scene of a scenario, else nothing."""

    root: str
    scene: str
    revision: int


class Counted(NamedTuple):
    """Tallies, sums, and people by seconds, by place, as they were counted at `at`."""

    at: datetime
    tallies: Mapping[Place, Sequence[Tally]]
    moments: Mapping[Place, Moments]
    times: Mapping[Place, Mapping[int, int]]


async def _counted(edition: Edition, lessons: Sequence[Lesson] | None) -> Counted:
    """All that was counted of these lessons, whatever they were called before; of every lesson for None. Last night's count, or else a fresh one."""
    now = clock.now()
    found = await firsts(now) or await _fresh(now, tuple(_ids(edition, lessons)) if lessons is not None else None)
    tallies: dict[Place, list[Tally]] = defaultdict(list)
    people: dict[tuple[Place, bool], Counter[str]] = defaultdict(Counter)
    for one in found.tallies:
        place, confidence = _place(edition, one), one.confidence if one.practised else None
        tallies[place].append(Tally(tuple(one.picks.split()), one.mark, one.people, confidence))
        people[place, confidence is None][key_of(one.lesson, one.question)] += one.people
    moments: dict[Place, Moments] = defaultdict(Moments)
    for sums in found.sums:
        place = _place(edition, sums)
        moments[place] = Moments(*(a + getattr(sums, name) for a, name in zip(moments[place], Moments._fields, strict=True)))
    times: dict[Place, Counter[int]] = defaultdict(Counter)
    for timed in found.times:
        times[_place(edition, timed)][timed.seconds] += timed.people
    # Who answered a question before and after it was moved is two tries and one person, so that its largest place must have enough people.
    enough = {of for of, each in people.items() if max(each.values()) >= SMALLEST_POOL}
    kept = {place: [one for one in found if (place, one.confidence is None) in enough] for place, found in tallies.items()}
    return Counted(found.at, kept, moments, {place: found for place, found in times.items() if (place, True) in enough})


async def _fresh(now: datetime, ids: tuple[str, ...] | None) -> Firsts:
    """A count while none of a night is there. One of many tries takes seconds, and is told for ten minutes."""
    kept, ticks = _counts.setdefault(current(), {}), clock.ticks()
    for one in [one for one, (at, _found) in kept.items() if ticks - at >= EVERY]:
        del kept[one]
    if ids in kept:
        return kept[ids][1]
    found = await count_firsts(now, ids)
    if sum(one.people for one in found.tallies) > MANY:
        kept[ids] = ticks, found
    return found


MANY = 1_000
"""Tries that are not counted anew for each reader."""

_counts: WeakKeyDictionary[Engine, dict[tuple[str, ...] | None, tuple[float, Firsts]]] = WeakKeyDictionary()


def _ids(edition: Edition, lessons: Sequence[Lesson]) -> Sequence[str]:
    """The ids under which answers to these lessons were ever kept; the last one repeated, so that few statements are ever compiled."""
    roots = {edition.root(lesson, question.id) for lesson in lessons for question in lesson.questions}
    keys = [key for key, history in edition.histories.items() if history.root in roots]
    found = sorted({*(lesson.id for lesson in lessons), *(key.partition("#")[0] for key in keys)})
    return [*found, *found[-1:] * (-len(found) % 4)]


def _place(edition: Edition, one: Tallied | Summed | Timed) -> Place:
    key = key_of(one.lesson, one.question)
    history = edition.histories.get(key)
    return Place(history.root if history else key, "" if isinstance(one, Timed) else one.scene, one.revision)


def _figured(edition: Edition, lesson: Lesson, counted: Counted) -> Iterator[Figured]:
    for question in lesson.questions:
        now = edition.revision(lesson.id, question.id) if question.kind in SCORED else None
        if now is None:
            continue
        for scene, choices in _parts(question):
            place = Place(now.root, scene, now.number)
            yield Figured(
                lesson=lesson,
                question=question,
                revision=now.number,
                choices=choices,
                scene=scene,
                item=items.item(
                    question,
                    choices,
                    counted.tallies.get(place, ()),
                    counted.moments.get(place, Moments()),
                    counted.times.get(place, {}),
                ),
                counted_at=counted.at,
                before=tuple(_before(question, place, counted)),
            )


def _parts(question: Question) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """A question with its choices; a scenario scene by scene with its moves, endings left out."""
    if question.kind == "scenario":
        yield from ((scene.id, scene.moves) for scene in question.scenes if scene.moves)
    else:
        yield "", question.choices


def _before(question: Question, place: Place, counted: Counted) -> Iterator[tuple[int, int, int]]:
    for number in range(place.revision - 1, 0, -1):
        found = items.item(question, (), counted.tallies.get(place._replace(revision=number), ()))
        if found:
            yield number, found.people, found.right


def _worst(one: Figured) -> tuple[tuple[int, float], str, str, str]:
    return items.worst(one.item) if one.item else (len(items.RULES), 0.0), one.lesson.id, one.question.id, one.scene
