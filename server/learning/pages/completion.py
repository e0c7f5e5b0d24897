"""The end of a lesson: what was done, what was promised, what is next."""

from datetime import datetime
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from server import clock, html, ids
from server.assignments import queries as assignments
from server.html import Page
from server.learning import actions, queries
from server.learning.forms import FinishForm, reason_faults
from server.learning.onward import next_lesson
from server.learning.pages.asking import proof_words
from server.learning.pages.deeds import carry_out, deed_of
from server.learning.pages.place import Place, find
from server.learning.walk import first_ending, walks
from server.lessons.compiler.model import SCORED
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import ngettext


class Kept(Struct, frozen=True):
    """The promise that was made: on which deal, due when, with which proof, and what will be asked."""

    deal: str
    words: str
    due_at: datetime
    proof: str
    ask: str


class Onward(Struct, frozen=True):
    """What comes next: where, called what, and why."""

    href: str
    label: str
    why: str


class CompletionPage(Page, frozen=True):
    """A finished lesson. `done` are sentences with counts; `outcomes` are (outcome, title) of the endings that were reached first."""

    template: ClassVar[str] = "learning/completion.html"
    id: str
    title: str
    scenario: bool
    point: str | None
    finished_at: datetime
    done: tuple[str, ...]
    outcomes: tuple[tuple[str, str], ...]
    kept: tuple[Kept, ...]
    reason: str
    manager: str | None
    next: Onward
    form: str
    lang: str = ""
    """The language of the lesson's words, where that is not the reader's."""


class Completion(Controller):
    """The end of one lesson."""

    path = "/lessons/{lesson:str}/completion"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """The end; a lesson that has none yet leads back to it."""
        place = await find(actor, lesson, clock.now())
        if place.take is None or place.take.finished_at is None:
            return html.redirect(f"/lessons/{lesson}")
        return html.show(request, end_page(place, place.take.finished_at, await _onward(place)))

    @post()
    async def finish(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], lesson: FromPath[str]
    ) -> Response[Any]:
        """Finishes without a commitment, for a reason; or a lesson that was only to be read."""

        async def verb(form: FinishForm) -> None:
            deed = await deed_of(request, actor, lesson, form)
            await (actions.decline(deed, form.question, form.reason) if form.question else actions.finish(deed))

        return await carry_out(request, actor, lesson, FinishForm, verb, checks=reason_faults, ends=True)


def end_page(place: Place, finished_at: datetime, onward: Onward) -> CompletionPage:
    """The page of a lesson that was finished."""
    return CompletionPage(
        id=place.lesson.id,
        title=place.lesson.title,
        scenario=walks(place.lesson),
        point=place.lesson.key_point,
        finished_at=finished_at,
        done=tuple(_counts(place)),
        outcomes=tuple(_outcomes(place)),
        kept=tuple(Kept(one.deal_name, one.words, one.due_at, proof_words(one.proof), one.ask) for one in place.made.values()),
        reason=next((one.reason for question, one in place.declined.items() if question not in place.made), ""),
        manager=place.manager,
        next=onward,
        form=str(ids.new()),
        lang=place.lang,
    )


def _counts(place: Place) -> list[str]:
    """What was answered, in counts; never a rate, and the first answers are told as what they were."""
    firsts = [answers[0] for answers in place.answers.values() if answers]
    scored = {question.id for question in place.lesson.questions if question.kind in SCORED}
    right = sum(first.mark is not None and first.mark >= 1 for first in firsts)
    marked = sum(first.question in scored for first in firsts)
    again = sum(len(answers) - 1 for answers in place.answers.values())
    told = []
    if marked:
        told.append(
            ngettext(
                "%(right)d of %(num)d question right the first time.",
                "%(right)d of %(num)d questions right the first time.",
                marked,
            )
            % {"right": right, "num": marked}
        )
    if again:
        told.append(
            ngettext("%(num)d more try, kept beside the first.", "%(num)d more tries, kept beside the first.", again)
            % {"num": again}
        )
    kept = len(firsts) - marked
    if kept:
        told.append(ngettext("%(num)d answer for yourself.", "%(num)d answers for yourself.", kept) % {"num": kept})
    return told


def _outcomes(place: Place) -> list[tuple[str, str]]:
    scenarios = [question for question in place.lesson.questions if question.kind == "scenario"]
    endings = [first_ending(question, place.deeds.get(question.id, ())) for question in scenarios]
    return [(ending.outcome, ending.title) for ending in endings if ending and ending.outcome]


async def _onward(place: Place) -> Onward:
    """The day of somebody who has one, because it says when enough is done; else what comes next itself."""
    upcoming = await _upcoming(place)
    if place.actor.has("rep"):
        words = {"title": upcoming.label, "why": upcoming.why}
        why = _("Later: “%(title)s”. %(why)s") % words if upcoming.href != ALL else upcoming.why
        return Onward("/today", _("Go to today"), why)
    return upcoming


ALL = "/lessons"


async def _upcoming(place: Place) -> Onward:
    """Something that was assigned, else the next lesson of a path, else all of them."""
    actor, academy = place.actor, place.edition.academy
    asked = await assignments.open_for(actor.id)
    given = next((one for one in asked if (lesson := place.edition.lesson(one.lesson)) and lesson.status == "live"), None)
    lesson = place.edition.lesson(given.lesson) if given else None
    if given and lesson:
        why = _("%(name)s asks for it: %(words)s") % {"name": given.by_name, "words": given.reason}
        return Onward(f"{ALL}/{lesson.id}", lesson.title, why)
    found = next_lesson(academy, actor.roles, await queries.completed(actor.id))
    if found:
        path, lesson = found
        return Onward(f"{ALL}/{lesson.id}", lesson.title, _("It is next on “%(path)s”.") % {"path": path.title})
    return Onward(ALL, _("All lessons"), _("You have finished every lesson of your path."))
