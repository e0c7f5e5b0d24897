"""Proof of a deal: attaching it, saying what it shows, taking it back, and reading a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Invalid
from server.html import Page
from server.inspections import actions, queries
from server.inspections.forms import (
    LARGEST_FILE,
    ClausesForm,
    EvidenceForm,
    WithdrawalForm,
    evidence_faults,
    told,
)
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people.roles import Actor
from server.process.map import Behaviour, Process
from server.web.deal.proof import Found, asked_of, found_evidence, templates
from server.zones import local_day


class EvidencePage(Page, frozen=True):
    """The form for a new item, and the items that a deal has already, each of which may show more. `about` is the behaviour it is wanted for.

    `groups` are the behaviours whose clauses may be shown, those that the deal is asked first; `artifacts` (id, words) pairs.
    """

    template: ClassVar[str] = "inspections/evidence.html"
    deal: Deal
    own: bool
    about: Behaviour | None
    clause: str
    groups: tuple[Behaviour, ...]
    others: tuple[Behaviour, ...]
    artifacts: tuple[tuple[str, str], ...]
    existing: tuple[Found, ...]
    wanted: str
    sheet: str
    form: UUID
    now: datetime
    typed: Mapping[str, str]
    shows: frozenset[str]
    errors: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    """The titles of the templates, by the id of their artifact."""

    def opened(self, behaviours: Sequence[Behaviour]) -> bool:
        """Whether a clause of these is ticked, or one of them is what proof is wanted for."""
        ticked = {name.partition("/")[0] for name in self.shows}
        return any(one == self.about or one.id in ticked for one in behaviours)

    def linking(self, evidence: UUID) -> UUID:
        """The id of the form that says what an item shows."""
        return ids.derived(self.form, str(evidence))


class DealEvidence(Controller):
    """The evidence of a deal."""

    path = "/deals/{deal:uuid}/evidence"

    @get()
    async def form(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """The form, for the clause that `shows` names."""
        asked = request.query_params
        if again := await queries.kept_from(actor, deal, clock.now()):
            return html.redirect(f"/calibrations/{again}")
        page = await _page(actor, deal, asked.get("shows", ""), _sheet(asked.get("sheet", "")))
        await people_actions.looked(actor, page.deal.owner, "deal", page.now)
        return html.show(request, page)

    @post(request_max_body_size=forms.room(LARGEST_FILE))
    async def add(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Attaches it, and leads back to where it was missed."""
        now = clock.now()
        try:
            files = await forms.files(request, "file")
            checks = partial(evidence_faults, files=files, today=local_day(now, actor.zone))
            form = await forms.read(request, EvidenceForm, checks=checks)
            entry = await forms.entry(request, actor=actor.id, at=now, offline=True)
            await actions.add_evidence(actor, entry, deal, told(form, files), process=await process_in_force())
        except Invalid as invalid:
            typed = await forms.everything(request)
            again = Invalid(invalid.fields, typed)
            wanted, sheet = (next(iter(typed.get(name, ())), "") for name in ("wanted", "sheet"))
            return html.show(request, await _page(actor, deal, wanted, _sheet(sheet), again), status=422)
        return forms.done(request, html.redirect(_back(deal, _sheet(form.sheet), form.show)))


class EvidenceClauses(Controller):
    """What an item of proof shows."""

    path = "/evidence/{evidence:uuid}/clauses"

    @post()
    async def say(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], evidence: FromPath[UUID]
    ) -> Response[Any]:
        """Says it anew."""
        now = clock.now()
        form = await forms.read(request, ClausesForm)
        entry = await forms.entry(request, actor=actor.id, at=now)
        found = await queries.one_evidence(evidence, actor, now)
        await actions.link_evidence(actor, entry, evidence, form.show, process=await process_in_force())
        fresh = [name for name in form.show if name not in found.shows]
        return html.redirect(_back(found.deal, _sheet(form.sheet), tuple(fresh)))


class EvidenceWithdrawal(Controller):
    """Taking an item of proof back."""

    path = "/evidence/{evidence:uuid}/withdrawal"

    @post()
    async def withdraw(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], evidence: FromPath[UUID]
    ) -> Response[Any]:
        """Takes it back with a reason."""
        now = clock.now()
        found = await queries.one_evidence(evidence, actor, now)
        form = await forms.read(request, WithdrawalForm)
        entry = await forms.entry(request, actor=actor.id, at=now)
        await actions.withdraw_evidence(actor, entry, evidence, form.why, process=await process_in_force())
        return html.redirect(f"/deals/{found.deal}#evidence")


class EvidenceFile(Controller):
    """The file of an item of proof."""

    path = "/evidence/{evidence:uuid}/file"

    @get()
    async def read(self, actor: NamedDependency[Actor], evidence: FromPath[UUID]) -> Response[bytes]:
        """The bytes, to be kept and not to be run: a browser saves it under its name."""
        found = await queries.file(evidence, actor, clock.now())
        return Response(
            found.data,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
                "Cache-Control": "private, no-store",
            },
        )


async def _page(actor: Actor, id: UUID, shows: str, sheet: str, invalid: Invalid | None = None) -> EvidencePage:
    now = clock.now()
    deal = await deals.deal(id, actor, now)
    process = await process_in_force()
    wanted, _slash, clause = shows.partition("/")
    about = process.behaviour.get(wanted)
    first = asked_of(process, deal, about)
    typed = forms.typed(invalid) if invalid else _proposed(about, clause)
    return EvidencePage(
        deal=deal,
        own=deal.owner == actor.id,
        about=about,
        clause=next((one.text for one in about.clauses if one.id == clause), "") if about else "",
        groups=first,
        others=tuple(one for one in process.behaviours if one not in first),
        artifacts=_artifacts(process),
        existing=tuple(found_evidence(one, process) for one in await queries.evidence(id)) if about else (),
        wanted=shows if about else "",
        sheet=sheet,
        form=ids.new(),
        now=now,
        typed=typed,
        shows=frozenset(invalid.typed.get("show", ())) if invalid else frozenset({shows} if about else ()),
        errors=invalid.fields if invalid else {},
        templates=await templates(),
    )


def _proposed(about: Behaviour | None, clause: str) -> Mapping[str, str]:
    """What the form begins with: the kind of proof and the source that this clause asks for."""
    if about is None:
        return {"kind": "quote", "source": "buyer"}
    source = next((one.source for one in about.clauses if one.id == clause), about.source)
    return {"kind": "event" if about.fresh_days == 0 else "quote", "source": source, "artifact": about.artifact}


def _artifacts(process: Process) -> tuple[tuple[str, str], ...]:
    kinds = sorted({one.artifact for one in process.behaviours})
    return tuple((kind, kind.replace("-", " ").capitalize()) for kind in kinds)


def _sheet(text: str) -> str:
    """The id of a sheet to go back to, if it is one."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _back(deal: UUID, sheet: str, shows: tuple[str, ...]) -> str:
    if sheet:
        return f"/inspections/{sheet}" + (f"#{shows[0].partition('/')[0]}" if shows else "")
    return f"/deals/{deal}#evidence"


CONTROLLERS: tuple[type[Controller], ...] = (DealEvidence, EvidenceClauses, EvidenceWithdrawal, EvidenceFile)
