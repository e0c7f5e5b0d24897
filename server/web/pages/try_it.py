"""Try a lesson without a terminal: paste it, read what the check says and see it as a rep will. Nothing is stored."""

from collections.abc import Mapping
from datetime import date
from shlex import quote
from typing import Any, ClassVar, Final
from urllib.parse import quote as escaped

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec.structs import replace

from server import clock, forms, html, ids
from server.commitments.due import due
from server.html import Page
from server.html.filters import day as written_day
from server.learning.asked import Asked, Promise, due_words
from server.learning.bands import Band, bands
from server.learning.shuffle import shown
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Commit, LessonKind, Question
from server.lessons.compiler.skeletons import SKELETONS, skeleton
from server.people.roles import Actor
from server.settings import Settings
from server.web.academy import trying
from server.web.academy.forge import Forge, forge
from server.web.academy.trying import MOST, Tried
from server.zones import local_day

SEED: Final = 1
"""Choices stand in one order for everybody who tries, which is not the written one."""

LINES: Final = 2_000
"""Lines that are shown with their numbers."""

KINDS: Final[tuple[LessonKind, ...]] = ("teach", "reinforce", "reference")


class TryPage(Page, frozen=True):
    """The form, and what came of it. `begun` is the lesson or the kind it began from; `long` is how many bytes it is too long, 0 for none.

    `bands`, `questions` and `asked` draw the lesson; `size` is the limit in kilobytes.
    """

    template: ClassVar[str] = "web/try.html"
    text: str
    form: str
    size: int
    kinds: tuple[LessonKind, ...] = KINDS
    begun: str = ""
    missing: str = ""
    """The title of a lesson whose file was asked for and is not here."""
    long: int = 0
    tried: Tried | None = None
    lines: tuple[str, ...] = ()
    """The text line by line, when something is said about a line."""
    commands: tuple[str, ...] = ()
    """What brings the file into the repository by hand."""
    forge: Forge | None = None
    """The page of the repository's host on which it becomes a pull request."""
    bands: tuple[Band, ...] = ()
    questions: Mapping[str, Question] | None = None
    asked: Mapping[str, Asked] | None = None


class TryIt(Controller):
    """A lesson that is not in the academy yet."""

    path = "/academy/try"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The empty form; `?from=` begins with the skeleton of a kind, `?lesson=` with a lesson of the academy."""
        edition = await lessons.as_written()
        kind, id = request.query_params.get("from", ""), request.query_params.get("lesson", "")
        lesson = edition.lesson(id) if id else None
        data = (await lessons.sources()).get(lesson.path) if lesson else None
        text = data.decode() if data else ""
        if not text:
            text = _skeleton(edition, kind, clock.today(actor.zone)) if kind in SKELETONS else ""
        missing = lesson.title if lesson and not text else ""
        return html.show(request, TryPage(text=text, form=str(ids.new()), size=MOST // 1024, begun=kind, missing=missing))

    @post()
    async def check(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """What the check says, and the lesson; or the text as a file, with the name it will have. Whatever was pasted is there again."""
        typed = await forms.everything(request)
        text = _plain(next(iter(typed.get("text", ())), ""))
        edition = await lessons.as_written()
        if "download" in typed:
            return _file(text, trying.place_of(text, edition.academy))
        size = len(text.encode("utf-8", "replace"))
        if size > MOST or not text.strip():
            page = TryPage(text=text, form=str(ids.new()), size=MOST // 1024, long=max(0, size - MOST))
            return html.show(request, page, status=422 if size > MOST else 200)
        found = await trying.tried(text, edition, await lessons.sources(), clock.today(actor.zone))
        title = found.lesson.title if found.lesson else found.path
        page = replace(_page(text, found, edition, actor), commands=commands(settings, found.path, title))
        return html.show(request, replace(page, forge=_forge(settings, found, text)) if not found.errors else page)


def commands(settings: Settings, path: str, title: str) -> tuple[str, ...]:
    """What is typed where the repository lies to check the file at `path` of the academy and commit it under `title`, as a shell takes it."""
    folder = settings.lessons_path if settings.lessons_repository else settings.lessons.name
    branch = settings.lessons_branch or "main"
    return (
        f"plumbline check {quote(folder or '.')} --base {quote(f'origin/{branch}')}",
        f"git add {quote(f'{folder}/{path}'.strip('/'))}",
        f"git commit -m {quote(title)}",
    )


def _page(text: str, found: Tried, edition: Edition, actor: Actor) -> TryPage:
    lesson = found.lesson
    return TryPage(
        text=text,
        form=str(ids.new()),
        size=MOST // 1024,
        tried=found,
        lines=tuple(text.split("\n")[:LINES]) if found.faults else (),
        bands=bands(lesson) if lesson else (),
        questions={one.id: one for one in lesson.questions} if lesson else {},
        asked={one.id: _asked(one, edition, actor) for one in lesson.questions} if lesson else {},
    )


def _forge(settings: Settings, found: Tried, text: str) -> Forge | None:
    place = (settings.lessons_repository, settings.lessons_branch, settings.lessons_path)
    return forge(*place, found.path, text, there=found.before is not None)


def _asked(question: Question, edition: Edition, actor: Actor) -> Asked:
    return Asked(
        order=shown(question, SEED),
        hints=len(question.hints),
        promise=_promise(question.commit, edition, actor) if question.commit else None,
    )


def _promise(commit: Commit, edition: Edition, actor: Actor) -> Promise:
    """As somebody would be asked who sees it now."""
    at = due(clock.now(), commit.days, working=commit.working, zone=actor.zone, holidays=frozenset())
    on = local_day(at, actor.zone)
    titles = {one.id: one.title for one in edition.artifacts.values()}
    return Promise(
        due=due_words(on, commit.days, working=commit.working, written=written_day(on)),
        due_iso=on.isoformat(),
        proof=titles.get(commit.proof, commit.proof.replace("-", " ")),
        ask=commit.ask,
    )


def _skeleton(edition: Edition, kind: str, today: date) -> str:
    """The beginning of a lesson about the first behaviour of the process; empty without one."""
    academy = edition.academy
    process = academy.process
    about = next(iter(process.behaviours), None) if process else None
    known = next((one for one in KINDS if one == kind), None)
    if process is None or about is None or known is None:
        return ""
    return skeleton(
        known,
        "my-new-lesson",
        stage=about.stage,
        about=about,
        process=process,
        author=next(iter(academy.people), "your-id"),
        locale=academy.rules.locale,
        today=today,
    )


def _plain(text: str) -> str:
    """The text with the line ends of a file: a browser sends others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _file(text: str, path: str) -> Response[bytes]:
    name = path.rpartition("/")[2]
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{escaped(name)}", "Cache-Control": "private, no-store"}
    return Response(f"{text.rstrip()}\n".encode("utf-8", "replace"), media_type="text/markdown", headers=headers)
