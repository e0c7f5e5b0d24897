"""What every verb of a lesson begins and ends with: entering the take that the page showed, and completing it when nothing is left."""

from functools import cache

from msgspec import Struct

from server import db, ledger
from server.db import blanks
from server.errors import NotFound
from server.facts import LessonBegun, LessonCompleted
from server.learning.progress import Standing, complete
from server.learning.queries.takes import Take, latest, seed_of, take_of
from server.ledger import Entry, Stored
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.edits.history import asks_the_same, history_of, key_of
from server.lessons.compiler.model import SCORED, Lesson, Question
from server.people.roles import Actor


class Deed(Struct, frozen=True, kw_only=True):
    """Something a person does in a lesson. `turn` and `seen` are what their page showed: which of their takes, and which content by hash.

    `seen` is needed for the first deed of a take, which pins it, and where the page showed that content in another language; empty means what
    the take pins, or the content that is served now.
    """

    actor: Actor
    entry: Entry
    lesson: str
    turn: int = 0
    seen: str = ""


class Place(Struct, frozen=True, kw_only=True):
    """Where a deed happens: the take, locked until the verb ends, and the lesson it pins, in the language that was seen.

    `before` is what this form did already, if it was sent.
    """

    deed: Deed
    take: Take
    lesson: Lesson
    edition: Edition
    before: Stored | None = None

    @property
    def late(self) -> bool:
        """Whether the take was finished before."""
        return self.take.finished_at is not None

    def question(self, id: str, *kinds: str) -> Question:
        """The question with this id; of one of these kinds, if any are given. Raises NotFound."""
        found = self.lesson.question(id)
        if found is None or (kinds and found.kind not in kinds):
            raise NotFound("This lesson has no such question.")
        return found

    def revision(self, question: Question) -> int:
        """The number of the revision of the question that the take pins."""
        return revision_of(self.edition, self.lesson, question)

    def moved_from(self, question: Question) -> str:
        """The key under which the history of the question began, empty where it is its own."""
        return moved_from(self.edition, self.lesson, question)


def moved_from(edition: Edition, lesson: Lesson, question: Question) -> str:
    """The key under which the history of a question began, empty where it is its own."""
    root = edition.root(lesson, question.id)
    return root if root != key_of(lesson.id, question.id) else ""


def revision_of(edition: Edition, lesson: Lesson, question: Question) -> int:
    """The number of the revision that a question of this content is."""
    history = history_of(edition.histories, lesson, question.id)
    return history.revision(question).number if history and question.key_fp in history.keys else 1


async def enter(deed: Deed, edition: Edition) -> Place:
    """The take that the page showed, begun with this deed if there was none, and what this form did before.

    Counting the deed locks the take until the verb ends, so that two deeds follow one another; only then the form is looked up. Raises NotFound when
    there is no such lesson to begin, Conflict when the form was sent before with other words.
    """
    rows = await TOUCH(deed.actor.id, deed.lesson, deed.turn)
    take = take_of(rows[0]) if rows else await _other(deed, edition)
    before = await ledger.seen(deed.entry)
    lesson = await _shown(take, deed.seen)
    return Place(deed=deed, take=take, lesson=lesson, edition=edition, before=before)


async def begin(deed: Deed, edition: Edition, entry: Entry, last: Take | None) -> Take:
    """Opens the take that follows `last`, the newest one and finished, and records it under `entry`. Raises NotFound.

    The number of the take follows from what the caller read: of two who begin at once, one finds it taken and is run again.
    """
    digest, lesson = await _pinned(deed, edition)
    process = edition.academy.process
    turn = last.turn + 1 if last else 0
    take = Take(
        id=entry.child("take").id,
        person=deed.actor.id,
        lesson=lesson.id,
        turn=turn,
        lesson_hash=digest,
        version=lesson.version,
        locale=lesson.locale,
        process=process.id if process else "",
        process_version=process.version if process else 0,
        seed=seed_of(deed.actor.id, lesson.id, turn),
        team=deed.actor.team,
        begun_at=entry.at,
        finished_at=None,
        changed=1,
    )
    await INSERT(*(getattr(take, field) for field in Take.__struct_fields__))
    fact = LessonBegun(take=take.id, lesson=lesson.id, lesson_hash=digest, turn=turn)
    await ledger.record(fact, entry, person=deed.actor.id, team=deed.actor.team)
    return take


async def settle(place: Place, standing: Standing, entry: Entry) -> bool:
    """Completes the take if nothing is left, and says whether it did. Records LessonCompleted under `entry`."""
    if place.late or not complete(place.lesson, standing):
        return False
    await FINISH(entry.at, place.take.id)
    asked = any(question.kind in SCORED for question in place.lesson.questions)
    fact = LessonCompleted(take=place.take.id, lesson=place.take.lesson, read=() if asked else place.lesson.behaviours)
    await ledger.record(fact, entry, person=place.deed.actor.id, team=place.deed.actor.team)
    return True


async def _other(deed: Deed, edition: Edition) -> Take:
    """The open take, when the page showed none of ours; a new one, when there is none."""
    last = await latest(deed.actor.id, deed.lesson)
    if last is None or last.finished_at is not None:
        return await _ended(deed, edition) or await begin(deed, edition, deed.entry.child("begun"), last)
    return take_of((await TOUCH(deed.actor.id, last.lesson, last.turn))[0])


async def _ended(deed: Deed, edition: Edition) -> Take | None:
    """The take that this form, sent once more, ended before: where it was begun under an id that the lesson had, its present id does not tell."""
    known = edition.lesson(deed.lesson)
    if known is None or not known.aliases or await ledger.seen(deed.entry) is None:
        return None
    rows = await _newest(len(known.aliases))(deed.actor.id, *known.aliases)
    return take_of(rows[0]) if rows else None


async def _shown(take: Take, seen: str) -> Lesson:
    """What the page showed: what the take pins, or the same questions in another language."""
    pinned = await lessons.lesson_by_hash(take.lesson_hash)
    if seen in {"", take.lesson_hash}:
        return pinned
    try:
        other = await lessons.lesson_by_hash(seen)
    except NotFound:
        return pinned
    # Two lessons that ask nothing ask the same, too.
    mine = pinned.id in other.ids
    return other if mine and other.locale != pinned.locale and asks_the_same(other, pinned) else pinned


async def _pinned(deed: Deed, edition: Edition) -> tuple[str, Lesson]:
    """The content that the person saw, by hash. It must have been live, and of this lesson. Raises NotFound."""
    current = edition.lesson(deed.lesson)
    digest = deed.seen or (edition.hashes.get(current.id, "") if current else "")
    lesson = await lessons.lesson_by_hash(digest)
    if lesson.status != "live" or lesson.id != deed.lesson:
        raise NotFound("There is no such lesson to begin.")
    return digest, lesson


_FIELDS = ", ".join(f'"{field}"' for field in Take.__struct_fields__)


@cache
def _newest(ids: int) -> db.Statement:
    return db.Statement(
        f'SELECT {_FIELDS} FROM "take" WHERE "person" = {{}} AND "lesson" IN ({blanks(ids)}) AND "finished_at" IS NOT NULL '  # noqa: S608  # placeholders
        'ORDER BY "finished_at" DESC LIMIT 1'
    )


TOUCH = db.Statement(
    f'UPDATE "take" SET "changed" = "changed" + 1 WHERE "person" = {{}} AND "lesson" = {{}} AND "turn" = {{}} RETURNING {_FIELDS}'  # noqa: S608  # constants
)
INSERT = db.Statement(
    f'INSERT INTO "take" ({_FIELDS}) VALUES ({blanks(len(Take.__struct_fields__))})'  # noqa: S608  # constants
)
FINISH = db.Statement('UPDATE "take" SET "finished_at" = {} WHERE "id" = {}')
