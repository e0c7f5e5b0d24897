"""The page of a lesson: prose with its questions in place, as far as the person is."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from server import clock, html, ids
from server.html import Page, Shell
from server.learning.bands import Band
from server.learning.pages import pieces
from server.learning.pages.asking import Fault, ask, holds_words, state
from server.learning.pages.place import Place, find
from server.learning.progress import Count, done, left, rule
from server.learning.telling import count_words, left_words, rule_words
from server.learning.walk import walks
from server.lessons.compiler.model import Lesson, Question
from server.people.queries import Visit
from server.people.roles import Actor
from server.sentences import gettext as _
from server.sentences import speaking
from server.sentences.tongue_words import in_another, of_an_earlier
from server.sentences.tongues import foreign


class Brought(Struct, frozen=True):
    """What this visit brings: the session's token, a question that is opened again, a form that came back."""

    csrf: str
    again: str = ""
    fault: Fault | None = None
    cold: bool = False


class Next(Struct, frozen=True):
    """The single next action: a link to `href`, the button of the form `of`, or, with neither, a form of its own that says it was read."""

    label: str
    then: str
    href: str = ""
    of: str = ""


class LessonPage(Page, frozen=True):
    """A lesson for one person. `bands` is its HTML down to the scenario that is being walked, `rest` what follows it.

    `alert` is what went wrong with a form that no question shows.
    """

    template: ClassVar[str] = "learning/lesson.html"
    fragment: ClassVar[str] = "learning/_lesson.html"
    id: str
    title: str
    side: tuple[str, ...]
    behaviours: tuple[tuple[str, str], ...]
    """(id, title) of what it is about."""
    rule: str
    bands: Markup
    rest: Markup
    next: Next | None
    turn: int
    seen: str
    form: str
    version: int
    reviewed: str | None
    alert: str = ""
    cold: bool = False
    """What it asks stands there without its text."""
    known: bool = False
    """Whoever knows it already may answer without the text."""
    lang: str = ""
    """The language of its words, where that is not the reader's."""
    tongue: str = ""
    """What there is to say about that language."""
    process_lang: str = ""
    """The language of the words of the process, likewise."""


class Lessons(Controller):
    """One lesson."""

    path = "/lessons/{lesson:str}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], lesson: FromPath[str]) -> Response[Any]:
        """The lesson as far as this person is. `?again=` names a question that is opened for a retry; with `?cold=1` it asks without its text."""
        place = await find(actor, lesson, clock.now(), known=_known(request))
        if place.lesson.id != lesson:
            return html.redirect(f"/lessons/{place.lesson.id}")
        again, cold = request.query_params.get("again", ""), "cold" in request.query_params
        return html.show(request, lesson_page(place, html.shell_of(request), again=again, cold=cold), lasting=True)


async def show(
    request: Request[Any, Any, Any],
    actor: Actor,
    lesson: str,
    *,
    about: str = "",
    fault: Fault | None = None,
    status: int = 200,
    cold: bool = False,
) -> Response[Any]:
    """The page after a deed, or with a form that came back. For htmx only what a deed about this question may change."""
    place = await find(actor, lesson, clock.now(), known=_known(request))
    only = about if request.headers.get("HX-Request") == "true" else ""
    return html.show(request, lesson_page(place, html.shell_of(request), fault=fault, only=only, cold=cold), status=status)


def _known(request: Request[Any, Any, Any]) -> int:
    visit: Visit = request.scope["visit"]  # type: ignore[typeddict-item]  # Litestar's TypedDict has no place for ours
    return visit.known


def lesson_page(
    place: Place, shell: Shell, *, again: str = "", fault: Fault | None = None, only: str = "", cold: bool = False
) -> LessonPage:
    """The page of this place; with `only`, no more of it than answering that question may change, and `cold` without the text of the lesson."""
    lesson = place.lesson
    shown = [
        (laid, _fill(place, laid, Brought(shell.csrf, again, fault, cold)))
        for laid in _touched(pieces.laid(lesson, place.digest, cold=cold), only)
    ]
    # While a scenario is walked, also for another try, its own button is the single next action, and what follows it waits.
    walked = {question.id for question in lesson.questions if question.kind == "scenario" and not place.walk(question).ended}
    first = next((number for number, (laid, _html) in enumerate(shown, 1) if laid.band.scenario), len(shown))
    last = next((number for number, (laid, _html) in enumerate(shown, 1) if laid.band.scenario in walked), len(shown))
    titles = place.edition.academy.process.behaviour if place.edition.academy.process else {}
    return LessonPage(
        id=lesson.id,
        title=lesson.title,
        side=(_kind(lesson),),
        behaviours=tuple((id, titles[id].title) for id in lesson.behaviours if id in titles),
        rule=rule_words(rule(lesson)),
        bands=_together(shown[:first]),
        rest=_together(shown[first:last]),
        next=None if walked else _next(place),
        turn=place.turn,
        seen=place.seen,
        form=str(ids.new()),
        version=lesson.version,
        reviewed=lesson.reviewed,
        lang=place.lang,
        tongue=in_another(lesson.locale) or of_an_earlier(lesson.translates, lesson.version),
        process_lang=foreign(place.edition.academy.rules.locale, speaking()),
        alert=fault.sentence if fault and lesson.question(fault.question) is None else "",
        cold=cold,
        known=place.take is None and lesson.kind == "teach" and rule(lesson).answers > 0,
    )


def _kind(lesson: Lesson) -> str:
    words = _("Scenario, about %(minutes)d min") if walks(lesson) else _("Lesson, about %(minutes)d min")
    return words % {"minutes": lesson.minutes}


def _touched(bands: tuple[pieces.Laid, ...], question: str) -> tuple[pieces.Laid, ...]:
    """The band that asks the question; the first scenario with everything after it when it is one; all of them for a question that is nowhere."""
    at = next((number for number, laid in enumerate(bands) if question in laid.holes), None)
    if at is None:
        return bands
    first = next((number for number, laid in enumerate(bands) if laid.band.scenario), at)
    return bands[first:] if bands[at].band.scenario else bands[at : at + 1]


def _fill(place: Place, laid: pieces.Laid, visit: Brought) -> str:
    """A band with its questions as they stand."""
    beside = "#lesson-rest" if laid.band.scenario else f"#count-{laid.id},#lesson-next"
    return laid.fill(
        [_note(place, laid.band) if hole == pieces.NOTE else _html(place, hole, beside, visit) for hole in laid.holes]
    )


def _html(place: Place, id: str, beside: str, visit: Brought) -> str:
    """One question; from what is kept, unless something was typed into it that is not an answer yet."""
    question = _question(place, id)
    # An optional one that is still open after the end has a button of its own: that of the page leads on.
    last = question.kind == "commit" and question.id == _last_commitment(place.lesson) and not place.finished
    make = partial(ask, place, question, beside=beside, again=visit.again, fault=visit.fault, last=last, cold=visit.cold)
    if visit.fault and visit.fault.question == id:
        return pieces.once(make(), question, visit.csrf)
    key = (*state(place, question, again=visit.again), beside, last, visit.cold)
    if holds_words(place, question):
        return pieces.with_words(key, make, question, visit.csrf)
    return pieces.question(key, make, question, visit.csrf)


def _together(shown: Sequence[tuple[pieces.Laid, str]]) -> Markup:
    return Markup("".join(html for _laid, html in shown))  # noqa: S704  # our templates


def _last_commitment(lesson: Lesson) -> str:
    return next((question.id for question in reversed(lesson.questions) if question.kind == "commit"), "")


def _question(place: Place, id: str) -> Question:
    """A question that stands in the blocks. The compiler lets no block name another."""
    found = place.lesson.question(id)
    if found is None:
        raise LookupError(f"The lesson {place.lesson.id} has no question {id}.")
    return found


def _note(place: Place, band: Band) -> str:
    asked = [question for id in band.questions if (question := _question(place, id)).kind != "commit"]
    return count_words(Count(done=sum(done(question, place.standing) for question in asked), of=len(asked)))


def _next(place: Place) -> Next:
    """What the page ends with."""
    open_ = left(place.lesson, place.standing)
    if place.finished:
        return Next(label=_("What is next"), then=_("This lesson is done. Your answers stay as they are."), href=_end(place))
    commit = next((question for question in reversed(place.lesson.questions) if question.kind == "commit"), None)
    if commit and not done(commit, place.standing):
        before = [question for question in open_ if question.id != commit.id]
        label = _("Commit to it") if before else _("Commit and finish")
        return Next(label=label, then=left_words(len(before)) if before else _seen_by(place), of=f"f-{commit.id}")
    if open_:
        return Next(label=_("Go on"), then=_("Next: %(title)s") % {"title": open_[0].title}, href=f"#q-{open_[0].id}")
    return Next(label=_("I have read it"), then=_("It is kept as done, and you see what is next."))


def _seen_by(place: Place) -> str:
    if place.manager:
        return _("%(name)s sees this commitment. You find it on My line.") % {"name": place.manager}
    return _("You find it on My line.")


def _end(place: Place) -> str:
    return f"/lessons/{place.lesson.id}/completion"
