"""What authors see: the last load, what it said, which lessons are served from their last good version, weak questions, and what is taught where."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace

from server import html
from server.deals import queries as deals
from server.gaps import queries as gaps
from server.gaps.candour import Told
from server.html import Page
from server.integrations.git import queries as git
from server.integrations.git.queries import Arrived
from server.learning import queries as learning
from server.lessons import queries as lessons
from server.lessons.compiler.diagnostic import Diagnostic
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Lesson
from server.lessons.queries import State
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import speaking
from server.sentences.tongue_words import also_in
from server.sentences.tongues import foreign
from server.web.academy import question_figures
from server.web.academy.question_figures import ItemRow


class Shelved(Struct, frozen=True):
    """A lesson as authors list it. `kept`: its file has an error, so its last good version is served.

    `lang` is the language of its title, where that is not the reader's; `tongues` says which others it has, in words.
    """

    lesson: Lesson
    kept: bool
    lang: str = ""
    tongues: str = ""

    @property
    def reviewed(self) -> date | None:
        """The day of its last review."""
        return date.fromisoformat(self.lesson.reviewed) if self.lesson.reviewed else None


class Covered(Struct, frozen=True):
    """How often a behaviour is taught and practised by live lessons for reps."""

    id: str
    title: str
    teach: int
    reinforce: int


class Row(Struct, frozen=True):
    """One stage of the coverage."""

    title: str
    behaviours: tuple[Covered, ...]


class Adrift(Struct, frozen=True):
    """Open deals that stand nowhere: what they claim is a `stage` or a `motion` that the process has no more."""

    kind: str
    id: str
    title: str
    deals: int


class WeakRows(Struct, frozen=True):
    """The weak questions, the worst first: some of the `found`, of the `told` that enough people answered."""

    shown: tuple[ItemRow, ...]
    found: int
    told: int
    counted_at: datetime | None = None


class AcademyPage(Page, frozen=True):
    """The academy as it was last loaded. `shown` are the faults to begin with, errors before warnings; `folded` come after them.

    `more` is how many follow.
    """

    template: ClassVar[str] = "web/academy.html"
    loaded_at: datetime | None
    loaded_by: str
    hash: str
    errors: int
    warnings: int
    shown: tuple[Diagnostic, ...]
    folded: tuple[Diagnostic, ...]
    more: int
    kept: int
    lessons: tuple[Shelved, ...]
    coverage: tuple[Row, ...]
    adrift: tuple[Adrift, ...] = ()
    sizes: tuple[int, int, int] | None = None
    """How many stages, behaviours and kinds of deals the process has; None without one."""
    told: Told | None = None
    """How often what was said came true."""
    weak: WeakRows | None = None
    """None for who is not an author: only authors may read them."""
    commit: Arrived | None = None
    """The commit that is served, where the lessons are fetched from a repository."""
    words: bool = False
    """The reader decides the wording of the process."""


MOST = 50
"""Faults on one page: whoever has more begins with these."""

FIRST = 3
"""Warnings that stand open when no error does."""


class AcademyController(Controller):
    """The academy for authors and admins."""

    path = "/academy"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page."""
        edition = await lessons.as_written()
        found = page(edition, await lessons.state(), await gaps.calibration())
        process = edition.academy.process
        adrift = _adrift(process, await deals.adrift(process)) if process else ()
        weak = await learning.weakest(actor, edition)
        rows = WeakRows(tuple(map(question_figures.row, weak.shown)), weak.found, weak.told, weak.counted_at) if weak else None
        return html.show(request, replace(found, words=actor.process_owner, adrift=adrift, weak=rows, commit=await git.served()))


def page(edition: Edition, state: State, told: Told | None = None) -> AcademyPage:
    """The page of a load."""
    faults = sorted(state.diagnostics, key=lambda one: (one.severity != "error", one.path, one.line, one.column))
    first = min(MOST, max(FIRST, state.errors))
    process = edition.academy.process
    broken = {one.path for one in faults if one.severity == "error"}
    shelved = tuple(
        Shelved(lesson, lesson.path in broken, foreign(lesson.locale, speaking()), _tongues(lesson, edition.academy.translations))
        for lesson in sorted(edition.academy.lessons, key=lambda one: one.title)
    )
    return AcademyPage(
        loaded_at=state.loaded_at,
        loaded_by=state.loaded_by,
        hash=state.hash[:12],
        errors=state.errors,
        warnings=state.warnings,
        shown=tuple(faults[:first]),
        folded=tuple(faults[first:MOST]),
        more=max(0, len(faults) - MOST),
        kept=sum(one.kept for one in shelved),
        lessons=shelved,
        coverage=tuple(_coverage(edition)),
        sizes=(len(process.stages), len(process.behaviours), len(process.motions)) if process else None,
        told=told,
    )


def _tongues(lesson: Lesson, translations: Sequence[Lesson]) -> str:
    mine = (one for one in translations if one.id == lesson.id)
    return also_in((one.locale, one.status, one.translates < lesson.version) for one in mine)


def _adrift(process: Process, found: Mapping[tuple[str, str], int]) -> tuple[Adrift, ...]:
    title = {"stage": process.stage_title, "motion": process.motion_title}
    return tuple(Adrift(kind, id, title[kind](id), n) for (kind, id), n in found.items())


def _coverage(edition: Edition) -> Iterator[Row]:
    process = edition.academy.process
    live = [one for one in edition.academy.lessons if one.for_reps]
    for stage in process.stages if process else ():
        yield Row(
            stage.title,
            tuple(
                Covered(one.id, one.title, _taught(live, one.id, "teach"), _taught(live, one.id, "reinforce"))
                for one in (process.in_stage(stage.id) if process else ())
            ),
        )


def _taught(live: Sequence[Lesson], behaviour: str, kind: str) -> int:
    return sum(behaviour in lesson.behaviours and lesson.kind == kind for lesson in live)
