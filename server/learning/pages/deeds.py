"""What the forms of a lesson do. Each answers a plain form with a redirect to where it stood, and htmx with the page it changed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import clock, forms, html
from server.errors import Conflict, Invalid
from server.learning import actions, queries
from server.learning.actions import Deed, NewDeal
from server.learning.forms import CommitForm, DeedForm, MoveForm, RewindForm, deal_faults
from server.learning.given import given
from server.learning.pages.asking import Fault
from server.learning.pages.lesson import show
from server.learning.pages.place import find
from server.learning.snapshot import read, snapshot, words
from server.lessons import queries as lessons
from server.people.roles import Actor

F = TypeVar("F", bound=DeedForm)
Asking = Request[Any, Any, Any]


class Answers(Controller):
    """The answers of a lesson."""

    path = "/lessons/{lesson:str}/answers"

    @post()
    async def give(self, request: Asking, actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """Keeps an answer; the first counts, later ones are retries."""
        typed = await forms.everything(request)

        async def verb(form: DeedForm) -> None:
            await actions.answer(await deed_of(request, actor, lesson, form), form.question, typed)

        return await carry_out(request, actor, lesson, DeedForm, verb)


class Hints(Controller):
    """The open hints of a lesson."""

    path = "/lessons/{lesson:str}/hints"

    @post()
    async def open(self, request: Asking, actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """Opens the next hint of a question; what was chosen or typed so far stands there again."""
        typed = await forms.everything(request)
        try:
            form = await forms.read(request, DeedForm)
            await actions.take_hint(await deed_of(request, actor, lesson, form), form.question)
        except Invalid as invalid:
            return await _came_back(request, actor, lesson, invalid)
        begun = {name: values for name, values in typed.items() if name not in DeedForm.__struct_fields__ and any(values)}
        if begun or request.headers.get("HX-Request"):
            kept = Fault(question=form.question, field="", sentence="", typed=begun)
            return await show(request, actor, lesson, about=form.question, fault=kept, cold=bool(form.cold))
        return html.redirect(_at(lesson, form))


class Moves(Controller):
    """The moves of a scenario."""

    path = "/lessons/{lesson:str}/moves"

    @post()
    async def make(self, request: Asking, actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """Makes a move and shows what it leads to."""

        async def verb(form: MoveForm) -> None:
            deed = await deed_of(request, actor, lesson, form)
            await actions.make_move(deed, form.question, scene=form.scene, move=form.choice, round=form.round, step=form.step)

        return await carry_out(request, actor, lesson, MoveForm, verb)


class Rewinds(Controller):
    """Goings back in a scenario."""

    path = "/lessons/{lesson:str}/rewinds"

    @post()
    async def go_back(self, request: Asking, actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """Goes back to an earlier moment to try another way."""

        async def verb(form: RewindForm) -> None:
            deed = await deed_of(request, actor, lesson, form)
            await actions.rewind(deed, form.question, round=form.round, step=form.step, kept=form.kept)

        return await carry_out(request, actor, lesson, RewindForm, verb)


class Commitment(Controller):
    """The commitment at the end of a lesson."""

    path = "/lessons/{lesson:str}/commitment"

    @post()
    async def make(self, request: Asking, actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """Promises one thing on a deal, which may be named here for the first time."""

        async def verb(form: CommitForm) -> None:
            deed = await deed_of(request, actor, lesson, form)
            await actions.commit(deed, form.question, form.deal or await _new_deal(form))

        return await carry_out(request, actor, lesson, CommitForm, verb, checks=deal_faults, ends=True)


class Takes(Controller):
    """A person's takes of a lesson."""

    path = "/lessons/{lesson:str}/takes"

    @post()
    async def begin(self, request: Asking, actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """Begins the lesson, or begins it again after it was finished."""
        await actions.start(await deed_of(request, actor, lesson, DeedForm()))
        return html.redirect(f"/lessons/{lesson}")


async def carry_out(
    request: Asking,
    actor: Actor,
    lesson: str,
    model: type[F],
    verb: Callable[[F], Awaitable[None]],
    *,
    checks: Callable[[F], Mapping[str, str]] | None = None,
    ends: bool = False,
) -> Response[Any]:
    """Reads the form, runs the verb and shows what came of it. `ends`: what completes a lesson leads to its end."""
    try:
        form = await forms.read(request, model, checks=checks)
        await verb(form)
    except Invalid as invalid:
        return await _came_back(request, actor, lesson, invalid)
    except Conflict as conflict:
        raise await _with_both(request, actor, lesson, conflict) from conflict
    if request.headers.get("HX-Request"):
        return await show(request, actor, lesson, about=form.question, cold=bool(form.cold))
    take = await queries.latest(actor.id, lesson) if ends else None
    if take and take.finished_at:
        return forms.done(request, html.redirect(f"/lessons/{lesson}/completion"))
    return forms.done(request, html.redirect(_at(lesson, form)))


def _at(lesson: str, form: DeedForm) -> str:
    """Where the page of a deed is, at its question."""
    return f"/lessons/{lesson}{'?cold=1' if form.cold else ''}#q-{form.question}"


async def _came_back(request: Asking, actor: Actor, lesson: str, invalid: Invalid) -> Response[Any]:
    """The page again, with the sentence beside its field and every word that was typed."""
    typed = await forms.everything(request)
    field, sentence = next(iter(invalid.fields.items()))
    fault = Fault(question=next(iter(typed.get("question", ())), ""), field=field, sentence=sentence, typed=typed)
    return await show(request, actor, lesson, about=fault.question, fault=fault, status=422, cold="cold" in typed)


async def _with_both(request: Asking, actor: Actor, lesson: str, conflict: Conflict) -> Conflict:
    """The same refusal with the answer that was kept and the one that came now, when the form was one of an answer."""
    form, typed = await forms.read(request, DeedForm), await forms.everything(request)
    entry = await forms.entry(request, actor=actor.id, at=clock.now())
    kept = next((one for one in await queries.answers_of(actor.id) if one.id == entry.id), None)
    question = (await find(actor, lesson, entry.at)).lesson.question(form.question)
    if kept is None or question is None:
        return conflict
    said = given(question, typed)
    came = words(read(snapshot(question, actor.locale).body), said.trace(), said.texts)
    return Conflict(str(conflict), before="\n".join(kept.said), after="\n".join(came))


async def deed_of(request: Asking, actor: Actor, lesson: str, form: DeedForm) -> Deed:
    """The deed of this form, under the form's own id. Raises Invalid without one."""
    entry = await forms.entry(request, actor=actor.id, at=clock.now(), offline=True)
    return Deed(actor=actor, entry=entry, lesson=lesson, turn=form.turn, seen=form.seen)


async def _new_deal(form: CommitForm) -> NewDeal:
    """A deal of the first kind of the process, at its first stage unless another is claimed."""
    process = (await lessons.current()).academy.process
    motion = next(iter(process.motions), None) if process else None
    stage = form.stage or (motion.stages[0] if motion and motion.stages else "")
    return NewDeal(name=form.new_deal, stage=stage, motion=motion.id if motion else "")
