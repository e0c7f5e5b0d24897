"""Practice: one question at a time, how sure one is before the answer, why it comes, when it comes again, and an end."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.errors import Conflict, Invalid
from server.learning import actions, queries
from server.learning.actions import Recall
from server.learning.forms import RecallForm
from server.learning.given import given
from server.learning.pages.practised import Brought, ask, end, told
from server.learning.queries import Sitting
from server.learning.session import MOST
from server.learning.snapshot import read, snapshot, words
from server.lessons import queries as lessons
from server.people.roles import Actor

Asking = Request[Any, Any, Any]


class Practice(Controller):
    """A day's practice."""

    path = "/practice"

    @get()
    async def read(self, request: Asking, actor: NamedDependency[Actor]) -> Response[Any]:
        """The next question, or the end. `?most=` holds it to fewer than three, as the day does when something else takes its time; `?ahead=` is one
        that comes after it, for a device that keeps them all.
        """
        now, limit = clock.now(), _limit(request.query_params.get("most", ""))
        sitting = await queries.sitting(actor.id, actor.zone, now, most=limit)
        if not sitting.chosen.keys:
            return html.show(request, await end(sitting, actor, now))
        brought = Brought(csrf=html.shell_of(request).csrf, most=limit)
        keys = sitting.chosen.keys
        ahead = min(_ahead(request.query_params.get("ahead", "")), len(keys) - 1)
        return html.show(request, ask(sitting, keys[ahead], actor, now, brought))


class Recalls(Controller):
    """The answers of practice."""

    path = "/practice/answers"

    @post()
    async def give(self, request: Asking, actor: NamedDependency[Actor]) -> Response[Any]:
        """Keeps an answer and shows what it was worth."""
        now, typed = clock.now(), await forms.everything(request)
        try:
            form = await forms.read(request, RecallForm)
            entry = await forms.entry(request, actor=actor.id, at=now, offline=True)
            deed = Recall(
                actor=actor, entry=entry, question=form.question, seen=form.seen, typed=typed, confidence=form.confidence
            )
            stored = await actions.recall(deed)
        except Invalid as invalid:
            return await _came_back(request, actor, invalid)
        except Conflict as conflict:
            raise await _with_both(request, actor, conflict) from conflict
        shown = f"/practice/answers/{stored.id}{_query(form.most)}"
        if request.headers.get("HX-Request") != "true":
            return forms.done(request, html.redirect(shown))
        page = await told(actor, stored.id, now, most=form.most)
        response = html.show(request, page)
        # What is shown has an address of its own, so that loading it again shows it again.
        response.headers["HX-Replace-Url"] = shown
        return response


class Recalled(Controller):
    """One answer of practice, told."""

    path = "/practice/answers/{answer:uuid}"

    @get()
    async def read(self, request: Asking, actor: NamedDependency[Actor], answer: FromPath[UUID]) -> Response[Any]:
        """What was answered, what it was worth, and what comes of it."""
        return html.show(request, await told(actor, answer, clock.now(), most=_limit(request.query_params.get("most", ""))))


async def _came_back(request: Asking, actor: Actor, invalid: Invalid) -> Response[Any]:
    """The question again, with every word that was typed and a sentence beside what needs another look."""
    now, typed = clock.now(), await forms.everything(request)
    limit = _limit(_one(typed, "most"))
    sitting = await queries.sitting(actor.id, actor.zone, now, most=limit)
    key = _meant(sitting, _one(typed, "question"), _one(typed, "seen"))
    if key is None or not sitting.chosen.keys:
        if forms.waited(request):
            # The device would take a redirect for the end of it, and what was typed would be gone.
            raise invalid
        return html.redirect(f"/practice{_query(limit)}")
    brought = Brought(csrf=html.shell_of(request).csrf, most=limit, typed=typed, faults=invalid.fields)
    return html.show(request, ask(sitting, key, actor, now, brought), status=422)


def _meant(sitting: Sitting, question: str, seen: str) -> str | None:
    """The key of the question that a form was about: of the lesson that it showed, if several have one of this id. None when it does not wait.

    It may wait without being chosen: another window was answered since, and others came before it.
    """
    waiting = [*sitting.chosen.keys, *sitting.waiting.questions]
    named = [key for key in waiting if sitting.live(key).question.id == question]
    return min(named, key=lambda key: sitting.edition.hashes[sitting.live(key).lesson.id] != seen, default=None)


async def _with_both(request: Asking, actor: Actor, conflict: Conflict) -> Conflict:
    """The same refusal with the answer that was kept and the one that came now."""
    form, typed = await forms.read(request, RecallForm), await forms.everything(request)
    entry = await forms.entry(request, actor=actor.id, at=clock.now())
    kept = next((one for one in await queries.answers_of(actor.id) if one.id == entry.id), None)
    question = (await lessons.lesson_by_hash(form.seen)).question(form.question)
    if kept is None or question is None:
        return conflict
    said = given(question, typed)
    came = words(read(snapshot(question, actor.locale).body), said.trace(), said.texts)
    return Conflict(str(conflict), before="\n".join(kept.said), after="\n".join(came))


def _limit(most: str) -> int:
    return int(most) if most in {"1", "2"} else MOST


def _ahead(place: str) -> int:
    return int(place) if place in {"1", "2"} else 0


def _query(most: int) -> str:
    return f"?most={most}" if most < MOST else ""


def _one(typed: Mapping[str, list[str]], name: str) -> str:
    return next(iter(typed.get(name, ())), "")
