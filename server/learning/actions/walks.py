"""Walking a scenario: making a move, and going back to try another way."""

from functools import partial

from msgspec.structs import replace

from server import db, ledger
from server.errors import Invalid, Refused
from server.facts import MoveMade, ScenarioEnded, ScenarioRewound
from server.learning.actions.deed import Deed, Place, enter, settle
from server.learning.actions.keeping import KEEP_SNAPSHOT
from server.learning.queries import deeds_in, standing
from server.learning.shuffle import moves_shown
from server.learning.snapshot import snapshot
from server.learning.walk import Walk, back, move, retrace
from server.ledger import Stored
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Question
from server.sentences import gettext as _


async def make_move(deed: Deed, question: str, *, scene: str, move: str, round: int, step: int) -> Stored:  # noqa: A002  # the word of the domain
    """Makes a move in a scene, at the moment of the walk that the page showed. The first ending completes the scenario, and perhaps the lesson.

    Raises Invalid when nothing that can be chosen was chosen, Refused when the walk has gone on since the page was loaded, NotFound.
    """
    return await db.run(partial(_make_move, deed, question, (round, step, scene), move, await lessons.current()))


async def rewind(deed: Deed, question: str, *, round: int, step: int, kept: int) -> Stored:  # noqa: A002  # as above
    """Goes back to the moment before step `kept` of the way walked so far; what follows is a new round, kept as a retry.

    Raises Refused when the walk has gone on since the page was loaded or has no such step, NotFound.
    """
    return await db.run(partial(_rewind, deed, question, (round, step), kept, await lessons.current()))


async def _make_move(deed: Deed, id: str, at: tuple[int, int, str], choice: str, edition: Edition) -> Stored:
    place = await enter(deed, edition)
    if place.before:
        return place.before
    question = place.question(id, "scenario")
    walk = await _walk(place, question, at[:2])
    if walk.scene is None or walk.scene.id != at[2]:
        raise Refused(_gone_on())
    after = move(walk, choice)
    if after is None:
        raise Invalid({"choice": _("Choose one answer.")}, {"choice": [choice]} if choice else {})
    stored = await _keep(place, question, walk, after)
    if after.ended:
        await _end(place, question, after)
    return stored


async def _keep(place: Place, question: Question, walk: Walk, after: Walk) -> Stored:
    deed, take, made = place.deed, place.take, after.path[-1]
    seen = snapshot(question, place.lesson.locale, made.scene)
    await KEEP_SNAPSHOT(seen.hash, seen.body)
    revision = place.revision(question)
    hints = (await standing(take.id)).hints.get(question.id, 0) if question.hints else 0
    await KEEP_MOVE(
        deed.entry.id,
        take.id,
        question.id,
        revision,
        walk.round,
        walk.step,
        made.scene.id,
        made.move.id,
        made.move.mark,
        after.ended,
        " ".join(moves_shown(question, made.scene, take.seed)),
        deed.entry.at,
        seen.hash,
    )
    fact = MoveMade(
        take=take.id,
        lesson=take.lesson,
        question=question.id,
        revision=revision,
        behaviours=question.behaviours,
        scene=made.scene.id,
        move=made.move.id,
        mark=made.move.mark,
        round=walk.round,
        retry=walk.retry,
        hints=hints,
        process=take.process,
        process_version=take.process_version,
        root=place.moved_from(question),
    )
    return await ledger.record(fact, deed.entry, person=deed.actor.id, team=deed.actor.team)


async def _end(place: Place, question: Question, walk: Walk) -> None:
    deed, ending = place.deed, walk.scene
    if ending is None or ending.outcome is None:
        return
    fact = ScenarioEnded(
        take=place.take.id,
        lesson=place.take.lesson,
        question=question.id,
        scene=ending.id,
        outcome=ending.outcome,
        round=walk.round,
    )
    await ledger.record(fact, deed.entry.child("ended"), person=deed.actor.id, team=deed.actor.team)
    done = await standing(place.take.id)
    await settle(place, replace(done, ended=done.ended | {question.id}), deed.entry.child("completed"))


async def _rewind(deed: Deed, id: str, at: tuple[int, int], kept: int, edition: Edition) -> Stored:
    place = await enter(deed, edition)
    if place.before:
        return place.before
    question = place.question(id, "scenario")
    after = back(await _walk(place, question, at), kept)
    if after is None or after.scene is None:
        raise Refused(_("There is no step to go back to. Load the page again and go on from where you are."))
    await KEEP_REWIND(deed.entry.id, place.take.id, id, after.round, kept, deed.entry.at)
    fact = ScenarioRewound(take=place.take.id, lesson=place.take.lesson, question=id, scene=after.scene.id, round=after.round)
    return await ledger.record(fact, deed.entry, person=deed.actor.id, team=deed.actor.team)


async def _walk(place: Place, question: Question, at: tuple[int, int]) -> Walk:
    """The walk as it stands, if that is where the page showed it."""
    walk = retrace(question, (await deeds_in(place.take.id)).get(question.id, ()))
    if (walk.round, walk.step) != at:
        raise Refused(_gone_on())
    return walk


def _gone_on() -> str:
    return _("You have gone on from this moment in another window. Load the page again to see where you are.")


KEEP_MOVE = db.Statement(
    'INSERT INTO "move" ("id", "take", "question", "revision", "round", "step", "scene", "move", "mark", "ended", "shown", "at", '
    '"snapshot") VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})'
)
KEEP_REWIND = db.Statement(
    'INSERT INTO "rewind" ("id", "take", "question", "round", "kept", "at") VALUES ({}, {}, {}, {}, {}, {})'
)
