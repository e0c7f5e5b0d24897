"""How questions do, for authors: counted in the database over everybody's first tries, without a person, and nothing of fewer than twenty people."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from msgspec import Struct

from server import clock
from server.db import Statement
from server.learning import items
from server.learning.items import Item, Moments, Tally
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.history import key_of
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


class Weak(Struct, frozen=True, kw_only=True):
    """The weakest questions of the live lessons, the worst first, at most ten: `found` are weak, of the `told` ones that enough people answered."""

    shown: tuple[Figured, ...]
    found: int
    told: int


async def figured(actor: Actor, edition: Edition, lesson: Lesson) -> Sequence[Figured]:
    """Each scored question of a lesson, scenes one by one, in the order of the file. Two statements. For authors; empty for everybody else."""
    if not _may(actor, SMALLEST_POOL):
        return []
    return list(_figured(edition, lesson, await _counted(edition, [lesson])))


async def weakest(actor: Actor, edition: Edition) -> Weak | None:
    """The weak questions of all live lessons. For authors; None for everybody else.

    Two statements that read every answer there is, so that what they find is told for ten minutes, while the academy is the same.
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
    return Weak(shown=tuple(weak[:MOST]), found=len(weak), told=len(told))


def _may(actor: Actor, people: int) -> bool:
    return may_see(actor, What.ANSWERS, Relation(pool=people))


class Place(NamedTuple):
    """What is counted together: one revision of a question under the key with which its history began, and the scene of a scenario, else nothing."""

    root: str
    scene: str
    revision: int


class Counted(NamedTuple):
    """Tallies and sums by place."""

    tallies: Mapping[Place, Sequence[Tally]]
    moments: Mapping[Place, Moments]


async def _counted(edition: Edition, lessons: Sequence[Lesson] | None) -> Counted:
    """All that was counted of these lessons, whatever they were called before; of every lesson for None."""
    ids = _ids(edition, lessons) if lessons is not None else ()
    few = lessons is not None
    tallies: dict[Place, list[Tally]] = defaultdict(list)
    people: dict[tuple[Place, bool], Counter[str]] = defaultdict(Counter)
    for row in await _tallies(len(ids), few)(*ids, *ids):
        place, confidence = _place(edition, row), row["confidence"] if row["practised"] else None
        tallies[place].append(Tally(tuple(row["picks"].split()), row["mark"], row["people"], confidence))
        people[place, confidence is None][key_of(row["lesson"], row["question"])] += row["people"]
    moments: dict[Place, Moments] = defaultdict(Moments)
    for row in await _moments(len(ids), few)(*ids):
        place = _place(edition, row)
        moments[place] = Moments(*(a + row[name] for a, name in zip(moments[place], Moments._fields, strict=True)))
    # Who answered a question before and after it was moved is two tries and one person, so that its largest place must have enough people.
    enough = {of for of, each in people.items() if max(each.values()) >= SMALLEST_POOL}
    kept = {place: [one for one in found if (place, one.confidence is None) in enough] for place, found in tallies.items()}
    return Counted(kept, moments)


def _ids(edition: Edition, lessons: Sequence[Lesson]) -> Sequence[str]:
    """The ids under which answers to these lessons were ever kept; the last one repeated, so that few statements are ever compiled."""
    roots = {edition.root(lesson, question.id) for lesson in lessons for question in lesson.questions}
    keys = [key for key, history in edition.histories.items() if history.root in roots]
    found = sorted({*(lesson.id for lesson in lessons), *(key.partition("#")[0] for key in keys)})
    return [*found, *found[-1:] * (-len(found) % 4)]


def _place(edition: Edition, row: Mapping[str, Any]) -> Place:
    key = key_of(row["lesson"], row["question"])
    history = edition.histories.get(key)
    return Place(history.root if history else key, row["scene"], row["revision"])


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
                item=items.item(question, choices, counted.tallies.get(place, ()), counted.moments.get(place, Moments())),
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


@cache
def _tallies(ids: int, few: bool) -> Statement:
    """People by what they answered first: in a lesson and, with how sure they were, in practice; by their first move in each scene."""
    answers = (
        'SELECT a."person", a."lesson", a."question", \'\' AS "scene", a."revision", a."picks", a."mark", a."confidence", '  # noqa: S608  # placeholders
        f'CASE WHEN a."take" IS NULL THEN 1 ELSE 0 END AS "practised", a."at", a."id" FROM "answer" a WHERE {ONCE}{_in("a", ids, few)}'
    )
    moves = (
        'SELECT t."person", t."lesson", m."question", m."scene", m."revision", m."move", m."mark", NULL, 0, m."at", m."id" '  # noqa: S608  # placeholders
        f'FROM "move" m JOIN "take" t ON t."id" = m."take" WHERE m."round" = 0 AND t."person" IS NOT NULL{_in("t", ids, few)}'
    )
    of = '"lesson", "question", "scene", "revision", "practised", "picks", "mark", "confidence"'
    first = _first(f"{answers} UNION ALL {moves}")
    return Statement(f'SELECT {of}, COUNT(*) AS "people" FROM ({first}) AS "firsts" GROUP BY {of}')  # noqa: S608  # constants


@cache
def _moments(ids: int, few: bool) -> Statement:
    """Sums of the mark of a question and of the mean mark of the rest of its lesson, over the first tries of the people who answered both."""
    tries = (
        'SELECT a."person", a."lesson", a."question", \'\' AS "scene", a."revision", a."mark", 0 AS "practised", a."at", a."id" '  # noqa: S608  # placeholders
        f'FROM "answer" a WHERE a."take" IS NOT NULL AND {ONCE}{_in("a", ids, few)}'
    )
    rest = (
        'SELECT "lesson", "question", "scene", "revision", "mark", '  # noqa: S608  # constants
        '(SUM("mark") OVER "sat" - "mark") / NULLIF(COUNT(*) OVER "sat" - 1, 0) AS "rest" '
        f'FROM ({_first(tries)}) AS "firsts" WINDOW "sat" AS (PARTITION BY "person", "lesson")'
    )
    return Statement(
        'SELECT "lesson", "question", "scene", "revision", COUNT(*) AS "n", SUM("mark") AS "x", SUM("rest") AS "y", SUM("mark" * "mark") AS "xx", '  # noqa: S608  # constants
        f'SUM("rest" * "rest") AS "yy", SUM("mark" * "rest") AS "xy" FROM ({rest}) AS "both" WHERE "rest" IS NOT NULL '
        'GROUP BY "lesson", "question", "scene", "revision"'
    )


def _first(given: str) -> str:
    """Of what each person gave to the same revision, the first in a lesson and the first in practice."""
    return (
        'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "person", "lesson", "question", "scene", "revision", "practised" '  # noqa: S608  # constants
        f'ORDER BY "at", "id") AS "turn" FROM ({given}) AS "given") AS "tried" WHERE "turn" = 1'
    )


def _in(table: str, ids: int, few: bool) -> str:
    return f' AND {table}."lesson" IN ({", ".join(["{}"] * ids)})' if few else ""


ONCE = 'a."nth" = 0 AND a."mark" IS NOT NULL AND a."person" IS NOT NULL'
