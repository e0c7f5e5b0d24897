"""Deals from a CRM: handing in a file, and what became of the files that came last."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.deals import actions, queries
from server.deals.actions import Given
from server.deals.queries import imports, sources
from server.deals.queries.imports import Import
from server.deals.queries.sources import Missing, Source
from server.errors import Invalid, Refused
from server.forms import Upload
from server.html import Page
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.sentences import gettext as _
from server.web.setup.forms import FileForm

LARGEST = 50 * forms.MEGABYTE


class SetupDealsPage(Page, frozen=True):
    """The form for a file, and the files that came last. `as_of`: as what time open deals are known, None where all are kept by hand."""

    template: ClassVar[str] = "deals/setup-deals.html"
    as_of: datetime | None
    late: bool
    """Whether that is more than three days ago, so that nothing is picked by it."""
    files: tuple[Import, ...]
    sources: tuple[str, ...]
    largest: int
    """Megabytes."""
    form: UUID
    missing: tuple[Missing, ...] = ()
    """Open deals that the last file of their source does not hold."""
    crms: tuple[Source, ...] = ()
    at_once: int = actions.AT_ONCE
    """Missing deals that one form carries."""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def form_for(self, about: UUID | str, how: str = "") -> UUID:
        """The id of another form of this page, as rendered once."""
        return ids.derived(self.form, f"{about} {how}")


class SetupDeals(Controller):
    """The collection of files of deals."""

    path = "/setup/deals"

    @get()
    async def index(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The files that came, and the form for another."""
        return html.show(request, await _page())

    @post(request_max_body_size=forms.room(LARGEST))
    async def give(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Takes a file, and leads to what it holds. Nothing of it is written yet."""
        academy = (await lessons.current()).academy
        if academy.process is None:
            raise Refused(
                _("There is no process yet, so the stages of a CRM cannot mean any of ours. An author has to load one first.")
            )
        try:
            told = await forms.read(request, FileForm)
            came = await _file(request)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            given = Given(
                name=came.name,
                data=came.data,
                digest=came.digest,
                source=told.source,
                as_of=_made_at(told.as_of, entry.id, actor.zone),
            )
            run = await actions.give(
                actor, entry, given, zone=actor.zone, currency=academy.rules.currency, process=academy.process
            )
        except Invalid as invalid:
            return html.show(request, await _page(invalid, await forms.everything(request)), status=422)
        return html.redirect(f"/setup/deals/{run}")


async def _file(request: Request[Any, Any, Any]) -> Upload:
    came = await forms.files(request, "file")
    if not came:
        raise Invalid({"file": _("Choose a file.")}, {})
    return came[0]


def _made_at(typed: str, form: UUID, zone: str) -> datetime:
    """When a file was made: what was typed, else when its form was opened, which is the same however often it is sent.

    Raises Invalid for what is no time. A browser sends one without seconds.
    """
    now = clock.now()
    if not typed.strip():
        return ids.made_at(form, latest=now) or now
    try:
        told = datetime.fromisoformat(typed.strip())
    except ValueError as error:
        raise Invalid({"as_of": _("Say when the file was made: a time of this century that has come.")}, {}) from error
    return told if told.tzinfo else told.replace(tzinfo=ZoneInfo(zone))


async def _page(invalid: Invalid | None = None, sent: Mapping[str, list[str]] | None = None) -> SetupDealsPage:
    now = clock.now()
    as_of = await queries.as_of(now)
    return SetupDealsPage(
        as_of=as_of,
        late=as_of is not None and now - as_of > queries.LATE,
        files=tuple(await imports.imports()),
        sources=tuple(await imports.sources()),
        largest=LARGEST // forms.MEGABYTE,
        form=ids.new(),
        missing=tuple(await sources.missing()),
        crms=tuple(await sources.known_sources()),
        typed=forms.first(sent),
        errors=invalid.fields if invalid else {},
    )
