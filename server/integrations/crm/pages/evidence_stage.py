"""The field “Evidence stage” of one CRM: whether it is written, what would be told, what was told last, and what would not take it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.deals import queries as deals
from server.errors import Invalid
from server.html import Page
from server.integrations.crm import actions, queries, words
from server.integrations.crm.actions import Within
from server.integrations.crm.field import is_key
from server.integrations.crm.forms import WritingForm
from server.integrations.crm.pages.crm_page import vendor_of, within_of
from server.integrations.crm.queries import Writing
from server.integrations.crm.telling import Telling, Told, to_tell, would_not
from server.integrations.crm.trouble import Trouble
from server.integrations.crm.vendors import Vendor
from server.people.roles import Actor
from server.sentences import gettext as _
from server.settings import Settings

MOST_SHOWN = 100
"""Deals of one list."""

LAST = 10
"""Deals that were told last."""


class EvidenceStagePage(Page, frozen=True):
    """The field of one CRM. `waiting` are (deal, what stands there, what would), `last` (deal, words, when), `refused` (deal, why)."""

    template: ClassVar[str] = "integrations/crm-evidence-stage.html"
    vendor: Vendor
    writing: Writing | None
    name: str
    trouble: str
    """What stands in the way of all, empty while nothing does."""
    waiting: tuple[tuple[str, str, str], ...]
    count: int
    last: tuple[tuple[str, str, datetime], ...]
    refused: tuple[tuple[str, str], ...]
    form: UUID
    tested: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether it is written."""
        return self.writing is not None and self.writing.active


class EvidenceStage(Controller):
    """The field of a single CRM."""

    path = "/setup/crm/{source:str}/evidence-stage"

    @get()
    async def read(self, request: Request[Any, Any, Any], source: FromPath[str]) -> Response[Any]:
        """The page: what would be told is only shown."""
        return html.show(request, await _page(source, tested="tested" in request.query_params))

    @post()
    async def decide(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Turns it on or off. It is turned on after the CRM has shown the field."""
        vendor, entry = vendor_of(source), await forms.entry(request, actor=actor.id, at=clock.now())
        told = await forms.read(request, WritingForm)
        active = told.active == "yes"
        try:
            name = _field(vendor, told.field) if active else vendor.writer.name or told.field.strip()[:80]
            if active:
                await _need_fit(actor, vendor, name, await within_of(settings))
        except Invalid as invalid:
            return await _again(request, source, invalid.fields)
        await actions.set_writing(actor, entry, source, name, active=active)
        return html.redirect(f"/setup/crm/{source}/evidence-stage")

    @post("/test")
    async def test(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Asks the CRM whether the field is there and can be written."""
        vendor, told = vendor_of(source), await forms.read(request, WritingForm)
        try:
            await _need_fit(actor, vendor, _field(vendor, told.field), await within_of(settings))
        except Invalid as invalid:
            return await _again(request, source, invalid.fields)
        return html.redirect(f"/setup/crm/{source}/evidence-stage?tested=1")

    @post("/field")
    async def make(
        self,
        request: Request[Any, Any, Any],
        source: FromPath[str],
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
    ) -> Response[Any]:
        """Makes the field, where the CRM lets us."""
        vendor = vendor_of(source)
        try:
            await actions.make_field(actor, source, await within_of(settings))
        except Trouble as trouble:
            return await _again(request, source, {"test": words.unmade(trouble.code, vendor, trouble.detail)})
        return html.redirect(f"/setup/crm/{source}/evidence-stage?tested=1")


async def _page(
    source: str, *, tested: bool = False, errors: Mapping[str, str] | None = None, typed: str = ""
) -> EvidenceStagePage:
    """The page of a CRM that is connected. Raises NotFound."""
    vendor = vendor_of(source)
    await queries.connection(source)
    writing, told = await queries.writing(source), await queries.told(source)
    tellings = await queries.tellings(source)
    waiting = to_tell(tellings, told, clock.now())
    last = sorted((one for one in told.values() if one.at), key=lambda one: one.at or one.deal, reverse=True)[:LAST]
    refused = would_not(tellings, told)[:MOST_SHOWN]
    names = {id: deal.name for id, deal in (await deals.deals([one.deal for one in (*last, *refused)])).items()}
    name = vendor.writer.name or typed or (writing.field if writing else "")
    return EvidenceStagePage(
        vendor=vendor,
        writing=writing,
        name=name,
        trouble=words.untold(writing.problem, vendor, writing.detail, name) if writing and writing.problem else "",
        waiting=tuple(_line(one, told) for one in waiting[:MOST_SHOWN]),
        count=len(waiting),
        last=tuple((names.get(one.deal, one.key), one.words, one.at) for one in last if one.at),
        refused=tuple((names.get(one.deal, one.key), words.not_taken(one.problem, one.tries, vendor)) for one in refused),
        form=ids.new(),
        tested=tested,
        errors=errors or {},
    )


def _line(one: Telling, told: Mapping[str, Told]) -> tuple[str, str, str]:
    return one.name, told[one.key].words if one.key in told else "", one.words


def _field(vendor: Vendor, typed: str) -> str:
    """The name of the field: its own, or the key that was typed. Raises Invalid."""
    if vendor.writer.name:
        return vendor.writer.name
    if not is_key(typed.strip()):
        raise Invalid({"field": _("The key of a field of your own has 40 signs, figures and the letters a to f.")}, {})
    return typed.strip()


async def _need_fit(actor: Actor, vendor: Vendor, name: str, within: Within) -> None:
    """Raises Invalid with what is missing, in words."""
    try:
        fault = await actions.unfit(actor, vendor.source, name, within)
    except Trouble as trouble:
        raise Invalid({"test": words.untold(trouble.code, vendor, trouble.detail, name)}, {}) from trouble
    if fault:
        raise Invalid({"test": words.unfit(fault, vendor, name)}, {})


async def _again(request: Request[Any, Any, Any], source: str, errors: Mapping[str, str]) -> Response[Any]:
    typed = (await forms.everything(request)).get("field", [""])[0][:80]
    return html.show(request, await _page(source, errors=errors, typed=typed), status=422)
