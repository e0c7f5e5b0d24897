"""Lessons, and answering their questions. Which answer is right is told by nobody before it is given."""

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from server.api import cursor
from server.errors import Invalid, NotFound
from server.facts import AnswerGiven
from server.learning import actions, queries
from server.learning.actions import Deed
from server.learning.actions.answers import ANSWERED
from server.learning.given import Typed
from server.learning.shuffle import shown
from server.lessons import queries as lessons
from server.lessons.compiler import model
from server.sentences import gettext as _
from server.web.api.answers import Answer, remembered
from server.web.api.operation import Call, Items, Listing, Operation, get, no_such_place, post
from server.web.gaps.next_step import lessons_for


class Part(Struct, frozen=True, kw_only=True):
    """Something to pick, to place or to match."""

    id: str
    text: str


class Question(Struct, frozen=True, kw_only=True):
    """A question as the person who asks would see it: its parts stand in their order, which is not the right one."""

    id: str
    kind: str
    title: str
    text: str
    optional: bool
    answerable: Annotated[
        bool, Meta(description="Whether it is answered here; a scenario is walked on its page, a promise made there.")
    ]
    parts: Annotated[tuple[Part, ...], Meta(description="What to pick, to place in order, or the right sides of a match.")]
    lefts: Annotated[tuple[Part, ...], Meta(description="The left sides of a match; else empty.")]
    gaps: Annotated[int, Meta(description="How many gaps are to be filled; else 0.")]


class Lesson(Struct, frozen=True, kw_only=True):
    """A lesson that is live, without its text, which is a page."""

    id: str
    title: str
    kind: Annotated[str, Meta(description="teach, reinforce or reference.")]
    stage: str
    behaviours: tuple[str, ...]
    audience: tuple[str, ...]
    minutes: int
    version: int
    locale: Annotated[str, Meta(description="The language of its words: one's own where there is a translation.")]
    page: Annotated[str, Meta(description="Where a person takes it.")]
    questions: Annotated[tuple[Question, ...] | None, Meta(description="Null in a list.")]


class Answering(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer. Which of these counts follows from the kind of the question."""

    question: Annotated[str, Meta(max_length=80)]
    picks: Annotated[
        tuple[Annotated[str, Meta(max_length=80)], ...],
        Meta(max_length=50, description="single, multiple, confidence, survey: what is picked. order: every item, in its place."),
    ] = ()
    pairs: Annotated[Mapping[str, str], Meta(max_length=50, description="match: left side to right side.")] = {}
    texts: Annotated[
        tuple[Annotated[str, Meta(max_length=4_000)], ...],
        Meta(max_length=50, description="short and reflect: one; gaps: one each."),
    ] = ()
    share: Annotated[bool, Meta(description="reflect: the manager may read it.")] = False


@get("/lessons", query=Listing)
async def list_lessons(call: Call[Listing, None]) -> Items[Lesson]:
    """The lessons that are live for somebody with one's roles, by id."""
    place = call.query
    found = lessons_for((await lessons.current()).academy.lessons, call.actor.roles)
    try:
        rows, more = cursor.part(found, lambda one: (one.id,), place.cursor, place.limit)
    except ValueError as error:
        raise no_such_place(error) from error
    return Items(items=[_lesson(call, one, None) for one in rows], next=more)


@get("/lessons/{lesson:str}")
async def get_lesson(call: Call[None, None]) -> Lesson:
    """One lesson."""
    found = await _live(call.path["lesson"])
    take = await queries.latest(call.actor.id, found.id)
    return _lesson(call, found, take.seed if take else queries.seed_of(call.actor.id, found.id, 0))


@post("/lessons/{lesson:str}/answers", body=Answering, place=lambda answer: f"/answers/{answer.id}")
async def give_answer(call: Call[None, Answering]) -> Answer:
    """Answer a question of a lesson, as oneself.

    The first answer of a take counts; later ones are kept as tries. A lesson is begun by its first answer, and finished by what was left in it.
    """
    lesson, body = await _live(call.path["lesson"]), call.body
    question = lesson.question(body.question)
    if question is None or question.kind not in ANSWERED:
        raise Invalid({"question": _("This lesson asks no such question here.")}, {})
    take = await queries.latest(call.actor.id, lesson.id)
    # What is answered is what reading it gives: the words of one's own language, where there are any.
    seen = (await lessons.current()).hashes[lesson.id]
    deed = Deed(actor=call.actor, entry=call.entry, lesson=lesson.id, turn=take.turn if take else 0, seen=seen)
    stored = await actions.answer(deed, question.id, _typed(question, body))
    assert isinstance(stored.fact, AnswerGiven)  # noqa: S101  # that is what an answer records
    return await remembered(call.actor.id, stored.id)


async def _live(id: str) -> model.Lesson:
    found = (await lessons.current()).lesson(id)
    if found is None or found.status != "live":
        raise NotFound("There is no such lesson.")
    return found


def _lesson(call: Call[Listing, None] | Call[None, None], lesson: model.Lesson, seed: int | None) -> Lesson:
    return Lesson(
        id=lesson.id,
        title=lesson.title,
        kind=lesson.kind,
        stage=lesson.stage,
        behaviours=lesson.behaviours,
        audience=lesson.audience,
        minutes=lesson.minutes,
        version=lesson.version,
        locale=lesson.locale,
        page=f"{call.site}/lessons/{lesson.id}",
        questions=None if seed is None else tuple(_question(one, seed) for one in lesson.questions),
    )


def _question(question: model.Question, seed: int) -> Question:
    sides = question.match.rights if question.match else question.choices
    texts = {part.id: part.text for part in sides}
    lefts = question.match.lefts if question.match else ()
    return Question(
        id=question.id,
        kind=question.kind,
        title=question.title,
        text=question.text,
        optional=question.optional,
        answerable=question.kind in ANSWERED,
        parts=tuple(Part(id=id, text=texts[id]) for id in shown(question, seed)),
        lefts=tuple(Part(id=one.id, text=one.text) for one in lefts),
        gaps=len(question.gaps.accepted) if question.gaps else 0,
    )


def _typed(question: model.Question, body: Answering) -> Typed:
    """The same as the form of the question would send it."""
    share = {"share": ["yes"]} if body.share else {}
    texts = {"text": list(body.texts[:1])} if question.kind != "gaps" else {}
    return {
        **({"choice": list(body.picks)} if question.kind != "order" else {}),
        **{f"place-{id}": [str(place)] for place, id in enumerate(body.picks, 1)},
        **{f"pair-{left}": [right] for left, right in body.pairs.items()},
        **{f"gap-{place}": [text] for place, text in enumerate(body.texts, 1)},
        **texts,
        **share,
    }


OPERATIONS: tuple[Operation, ...] = (list_lessons, get_lesson, give_answer)
