"""The page of a lesson: prose with its questions in place, as far as the person is."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from markupsafe import Markup

from server import clock, html, ids, ledger
from server.html import Page, Shell
from server.html.filters import iso_day
from server.learning.bands import Band
from server.learning.pages import pieces
from server.learning.pages.asking import Fault, ask
from server.learning.pages.place import Place, find
from server.learning.progress import Count, done, left, rule
from server.learning.telling import count_words, left_words, rule_words
from server.lessons import queries as lessons
from server.lessons.compiler.model import Lesson, Question
from server.people.roles import Actor
from server.sentences import gettext as _


@dataclass(frozen=True, slots=True)
class Laid:
    """A band as it stands on the page. `pieces` are its prose and its questions as HTML; `walk` is a whole scenario instead.

    `id` is unique on the page; `note` says how many of its questions are answered.
    """

    id: str
    title: str = ""
    note: str = ""
    pieces: tuple[Markup, ...] = ()
    walk: Markup | None = None
    lead: tuple[str, str] | None = None
    """Title and HTML that introduce the scenario which follows."""


@dataclass(frozen=True, slots=True)
class Next:
    """The single next action: a link to `href`, the button of the form `of`, or, with neither, a form of its own that says it was read."""

    label: str
    then: str
    href: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class LessonPage(Page):
    """A lesson for one person. `bands` reach to the scenario that is being walked; `rest` follows it.

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
    bands: tuple[Laid, ...]
    rest: tuple[Laid, ...]
    next: Next | None
    turn: int
    seen: str
    form: str
    version: int
    reviewed: str | None
    alert: str = ""


class Lessons(Controller):
    """One lesson."""

    path = "/lessons/{lesson:str}"

    @get()
    async def read(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        lesson: FromPath[str],
        again: FromQuery[str] = "",
    ) -> Response[Any]:
        """The lesson as far as this person is. `again` names a question that is opened for a retry."""
        etag = await tag(request, actor)
        same = html.unchanged(request, etag)
        if same:
            return same
        place = await find(actor, lesson, clock.now())
        if place.lesson.id != lesson:
            return html.redirect(f"/lessons/{place.lesson.id}")
        return html.show(request, lesson_page(place, html.shell_of(request), again=again), etag=etag)


async def show(
    request: Request[Any, Any, Any], actor: Actor, lesson: str, *, fault: Fault | None = None, status: int = 200
) -> Response[Any]:
    """The page after a deed, or with a form that came back."""
    place = await find(actor, lesson, clock.now())
    return html.show(request, lesson_page(place, html.shell_of(request), fault=fault), status=status)


async def tag(request: Request[Any, Any, Any], actor: Actor) -> str:
    """Names everything a lesson page depends on: the academy, what is known about the person, the session, the frame around it, and the day."""
    scope: dict[str, Any] = request.scope  # type: ignore[assignment]  # Litestar's TypedDict has no place for the visit
    shell = html.shell_of(request)
    edition = await lessons.current()
    parts = (
        edition.hash,
        await ledger.last(actor.id),
        scope["visit"].csrf_secret,
        iso_day(clock.now(), actor.zone),
        shell.static("app.css"),
        _frame(shell),
    )
    return f'W/"{blake2b(repr(parts).encode(), digest_size=16).hexdigest()}"'


def lesson_page(place: Place, shell: Shell, *, again: str = "", fault: Fault | None = None) -> LessonPage:
    """The page of this place."""
    lesson = place.lesson
    laid = tuple(_laid(place, shell.csrf, again, fault))
    walked = next((number for number, band in enumerate(laid, 1) if band.walk is not None), len(laid))
    # While a scenario is walked, also for another try, its own button is the single next action.
    waits = any(question.kind == "scenario" and not place.walk(question).ended for question in lesson.questions)
    titles = place.edition.academy.process.behaviour if place.edition.academy.process else {}
    return LessonPage(
        id=lesson.id,
        title=lesson.title,
        side=(_kind(lesson),),
        behaviours=tuple((id, titles[id].title) for id in lesson.behaviours if id in titles),
        rule=rule_words(rule(lesson)),
        bands=laid[:walked],
        rest=() if waits else laid[walked:],
        next=None if waits else _next(place),
        turn=place.turn,
        seen="" if place.take else place.digest,
        form=str(ids.new()),
        version=lesson.version,
        reviewed=lesson.reviewed,
        alert=fault.sentence if fault and lesson.question(fault.question) is None else "",
    )


def _kind(lesson: Lesson) -> str:
    walked = any(question.kind == "scenario" for question in lesson.questions)
    words = _("Scenario, about %(minutes)d min") if walked else _("Lesson, about %(minutes)d min")
    return words % {"minutes": lesson.minutes}


def _laid(place: Place, csrf: str, again: str, fault: Fault | None) -> Iterator[Laid]:
    """Every band with its questions as they stand."""
    last = next((question.id for question in reversed(place.lesson.questions) if question.kind == "commit"), "")
    for number, (band, parts) in enumerate(pieces.cut(place.lesson, place.digest)):
        id = band.id or f"band-{number}"
        if band.scenario:
            question = _question(place, band.scenario)
            asked = ask(place, question, beside="#lesson-rest", fault=fault)
            yield Laid(id=id, walk=pieces.question(asked, question, place.digest, csrf))
            continue
        beside = f"#count-{id},#lesson-next"
        shown: list[Markup] = []
        for part in parts:
            if isinstance(part, Markup):
                shown.append(part)
                continue
            question = _question(place, part)
            asked = ask(place, question, beside=beside, again=again, fault=fault, last=part == last)
            shown.append(pieces.question(asked, question, place.digest, csrf))
        leads = _question(place, band.leads) if band.leads else None
        lead = (leads.title, leads.html) if leads else None
        yield Laid(id=id, title=band.title, note=_note(place, band), pieces=tuple(shown), lead=lead)


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
        label = _("Commit") if before else _("Commit and finish")
        return Next(label=label, then=left_words(len(before)) if before else _seen_by(place), of=f"f-{commit.id}")
    if open_:
        return Next(label=_("Go on"), then=_("Next: %(title)s") % {"title": open_[0].title}, href=f"#q-{open_[0].id}")
    return Next(label=_("I have read it"), then=_("It is kept as done, and you see what is next."))


def _seen_by(place: Place) -> str:
    if place.manager:
        return _("%(name)s sees this commitment. You find it on My line until it is due.") % {"name": place.manager}
    return _("You find it on My line until it is due.")


def _end(place: Place) -> str:
    return f"/lessons/{place.lesson.id}/completion"


def _frame(shell: Shell) -> tuple[object, ...]:
    return (
        shell.lang,
        shell.theme,
        shell.zone,
        shell.name,
        shell.role_words,
        shell.nav,
        shell.policy,
        shell.process_version,
        shell.demo,
    )
