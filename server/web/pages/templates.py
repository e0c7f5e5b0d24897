"""Templates: the page of each kind of proof, blank to print and copy, beside one that somebody filled in."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from server import html
from server.errors import NotFound
from server.html import Page
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.lessons.compiler.model import Artifact, ArtifactPart
from server.people.roles import Actor
from server.process.map import Behaviour, Clause, Process, Stage
from server.sentences import gettext as _
from server.web.frame.home import Next, next_for


class Asked(Struct, frozen=True):
    """A template and the behaviours of one stage that ask for it."""

    artifact: Artifact
    behaviours: tuple[Behaviour, ...]


class TemplatesPage(Page, frozen=True):
    """Every template by stage: one that behaviours of two stages ask for stands under both. `others` is what no behaviour asks for."""

    template: ClassVar[str] = "web/templates.html"
    stages: tuple[tuple[Stage, tuple[Asked, ...]], ...]
    others: tuple[Artifact, ...]
    next: Next


class TemplatePage(Page, frozen=True):
    """One template. `asked` are the behaviours that it proves, `clauses` those that each heading of the form proves, in its order.

    `fields` are what every form begins with; `kept_here` what one says that is no buyer's, empty on others; `markdown` and `text` are the blank
    form as it is copied.
    """

    template: ClassVar[str] = "web/template.html"
    artifact: Artifact
    asked: tuple[Behaviour, ...]
    clauses: tuple[tuple[Clause, ...], ...]
    stage: str
    fields: tuple[str, ...]
    kept_here: str
    markdown: str
    text: str
    next: Next


class Templates(Controller):
    """The templates of this installation's process."""

    path = "/process/templates"

    @get()
    async def every(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """All of them by stage."""
        return html.show(request, every(await lessons.current(), next_for(actor)), lasting=True)

    @get("/{artifact:str}")
    async def one(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], artifact: FromPath[str]) -> Response[Any]:
        """One of them. Raises NotFound when the process has no such page."""
        return html.show(request, one(await lessons.current(), artifact, next_for(actor)), lasting=True)

    @get("/{artifact:str}/form")
    async def form(self, request: Request[Any, Any, Any], artifact: FromPath[str]) -> Response[str]:
        """The blank form as a file: Markdown, or plain text where `as` says `text`."""
        found = _found(await lessons.current(), artifact)
        plain = request.query_params.get("as") == "text"
        return Response(
            _text(found) if plain else _markdown(found),
            media_type="text/plain" if plain else "text/markdown",
            headers={"Content-Disposition": f'attachment; filename="{found.id}.{"txt" if plain else "md"}"'},
        )


def every(edition: Edition, then: Next) -> TemplatesPage:
    """The list for an edition of the academy."""
    process = edition.academy.process
    stages = tuple((stage, _asked(edition, process.in_stage(stage.id))) for stage in process.stages) if process else ()
    asked = {one.artifact for one in process.behaviours} if process else set[str]()
    return TemplatesPage(
        stages=tuple(one for one in stages if one[1]),
        others=tuple(one for one in edition.academy.artifacts if one.id not in asked),
        next=then,
    )


def one(edition: Edition, id: str, then: Next) -> TemplatePage:
    """The page of one artifact. Raises NotFound."""
    artifact, process = _found(edition, id), edition.academy.process
    known = process.behaviour if process else {}
    asked = tuple(known[name] for name in dict.fromkeys(one.behaviour for one in artifact.proves) if name in known)
    return TemplatePage(
        artifact=artifact,
        asked=asked,
        clauses=tuple(_clauses(part, known) for part in artifact.blank),
        stage=_stages(process, asked),
        fields=_fields(),
        kept_here=_kept_here() if artifact.ours else "",
        markdown=_markdown(artifact),
        text=_text(artifact),
        next=then,
    )


def _asked(edition: Edition, behaviours: Sequence[Behaviour]) -> tuple[Asked, ...]:
    found: dict[str, list[Behaviour]] = {}
    for behaviour in behaviours:
        if behaviour.artifact in edition.artifacts:
            found.setdefault(behaviour.artifact, []).append(behaviour)
    return tuple(Asked(edition.artifacts[id], tuple(some)) for id, some in found.items())


def _found(edition: Edition, id: str) -> Artifact:
    artifact = edition.artifacts.get(id)
    if artifact is None:
        raise NotFound(f"There is no template {id}.")
    return artifact


def _clauses(part: ArtifactPart, known: Mapping[str, Behaviour]) -> tuple[Clause, ...]:
    """The clauses that one heading proves. What the process does not have is left out."""
    found = ((one, clause) for one in part.proves if one.behaviour in known for clause in known[one.behaviour].clauses)
    return tuple(clause for proves, clause in found if proves.clause == clause.id)


def _stages(process: Process | None, behaviours: Sequence[Behaviour]) -> str:
    """The titles of their stages."""
    return ", ".join(dict.fromkeys(process.stage[one.stage].title for one in behaviours)) if process else ""


def _markdown(artifact: Artifact) -> str:
    fields = "  \n".join(f"{field}:" for field in _fields())
    kept = f"**{_kept_here()}**\n\n" if artifact.ours else ""
    return f"# {artifact.title}\n\n{kept}{fields}\n\n{artifact.markdown}"


def _text(artifact: Artifact) -> str:
    fields = "\n".join(f"{field}:" for field in _fields())
    kept = f"{_kept_here()}\n\n" if artifact.ours else ""
    return f"{artifact.title}\n\n{kept}{fields}\n\n{artifact.text}"


def _kept_here() -> str:
    """What a page says that is no buyer's."""
    return _("For us alone: it does not go to the buyer.")


def _fields() -> tuple[str, ...]:
    """What every form begins with."""
    return _("Deal"), _("Date"), _("Written by")
