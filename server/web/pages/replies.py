"""Answering a row about one's own deal, and looking at it again."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import field

from server import clock, forms, html, ids
from server.deals import queries as deals
from server.deals.queries import Deal
from server.errors import Invalid, NotFound
from server.html import Page
from server.inspections import actions, queries
from server.inspections.actions import Told, who_answers
from server.inspections.forms import LARGEST_FILE, AnswerForm, EvidenceForm, ReplyForm, evidence_faults, told
from server.inspections.queries import Reply, Row, Sheet
from server.inspections.rubric import Ticked
from server.lessons.queries import process_in_force
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Behaviour
from server.web.inspection.sheet import Box, boxes_of
from server.zones import local_day


class ReplyPage(Page, frozen=True):
    """What was said of one behaviour of one's own deal, and the form that answers it; None while an answer waits. `before` are earlier replies.

    `answers` is who will look again at one that is given now, empty for the head of sales; `cover` stands in for who has to, while they are away.
    """

    template: ClassVar[str] = "inspections/reply.html"
    deal: Deal
    behaviour: Behaviour
    sheet: Sheet
    row: Row
    boxes: tuple[Box, ...]
    before: tuple[Reply, ...]
    artifacts: tuple[tuple[str, str], ...]
    form: UUID | None
    now: datetime
    answers: str = ""
    cover: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    shows: frozenset[str] = frozenset()
    errors: Mapping[str, str] = field(default_factory=dict)


class AnswerPage(Page, frozen=True):
    """A reply, beside the row as it was answered and the evidence as it is now. `form` is None for whoever does not answer it, and once it is."""

    template: ClassVar[str] = "inspections/answer.html"
    reply: Reply
    deal: Deal
    behaviour: Behaviour
    row: Row
    boxes: tuple[Box, ...]
    answered_by: str
    form: UUID | None
    now: datetime
    cover: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Replies(Controller):
    """What the owner of a deal answers."""

    path = "/deals/{deal:uuid}/replies"

    @get()
    async def form(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """The row that `behaviour` names, and the form; without one, the rows of the deal."""
        behaviour = request.query_params.get("behaviour", "")
        if again := await queries.kept_from(actor, deal, clock.now()):
            return html.redirect(f"/calibrations/{again}")
        if not behaviour:
            found = await deals.deal(deal, actor, clock.now())
            return html.redirect(f"/deals/{found.id}#h-asked")
        try:
            page = await _reply_page(actor, deal, behaviour)
        except NotFound:
            found = await deals.deal(deal, actor, clock.now())
            if behaviour not in (await process_in_force()).behaviour:
                raise
            # A note spoke of it, and no sheet of this deal asked for it: there is no row to reopen, and evidence can be added all the same.
            return html.redirect(f"/deals/{found.id}/evidence")
        await people_actions.looked(actor, page.deal.owner, "deal", page.now)
        return html.show(request, page)

    @post(request_max_body_size=forms.room(LARGEST_FILE))
    async def give(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], deal: FromPath[UUID]) -> Response[Any]:
        """Answers it, with proof if there is some."""
        now = clock.now()
        if (await deals.deal(deal, actor, now)).owner != actor.id:
            raise NotFound("Who answers is the owner of the deal.")
        typed = await forms.everything(request)
        try:
            form = await forms.read(request, ReplyForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.give_reply(actor, entry, deal, form.behaviour, form.reply, await _proof(request, actor, now))
        except Invalid as invalid:
            behaviour = next(iter(typed.get("behaviour", ())), "")
            if not behaviour:
                raise
            page = await _reply_page(actor, deal, behaviour, Invalid(invalid.fields, typed))
            return html.show(request, page, status=422)
        return html.redirect(f"/deals/{deal}/replies?behaviour={form.behaviour}")


class OneReply(Controller):
    """A single reply."""

    path = "/replies/{reply:uuid}"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], reply: FromPath[UUID]) -> Response[Any]:
        """The reply and the row, to be looked at again. Who still looks at its deal a second time is sent there."""
        now = clock.now()
        found = await queries.reply(reply, actor, now)
        if again := await queries.kept_from(actor, found.deal, now):
            return html.redirect(f"/calibrations/{again}")
        page = await _answer_page(actor, found, now)
        await people_actions.looked(actor, page.reply.person, "deal", page.now)
        return html.show(request, page)

    @post()
    async def answer(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], reply: FromPath[UUID]
    ) -> Response[Any]:
        """Ticks what the evidence shows now: that changes the row, or it stands, because."""
        now = clock.now()
        try:
            form = await forms.read(request, AnswerForm)
            entry = await forms.entry(request, actor=actor.id, at=now)
            await actions.answer_reply(actor, entry, reply, ticks=form.tick, words=form.words)
        except Invalid as invalid:
            again = Invalid(invalid.fields, await forms.everything(request))
            page = await _answer_page(actor, await queries.reply(reply, actor, now), now, again)
            return html.show(request, page, status=422)
        return html.redirect(f"/replies/{reply}")


async def _proof(request: Request[Any, Any, Any], actor: Actor, now: datetime) -> Told | None:
    """The item of proof that came with a reply; None where nothing of it was filled in."""
    typed, files = await forms.everything(request), await forms.files(request, "file")
    if not files and not any(value.strip() for name in ("words", "link", "dated") for value in typed.get(name, ())):
        return None
    checks = partial(evidence_faults, files=files, today=local_day(now, actor.zone))
    form = await forms.read(request, EvidenceForm, checks=checks)
    return told(form, files)


async def _reply_page(actor: Actor, id: UUID, behaviour: str, invalid: Invalid | None = None) -> ReplyPage:
    now = clock.now()
    deal = await deals.deal(id, actor, now)
    process = await process_in_force()
    last = await queries.last_row(id, behaviour)
    found = process.known(behaviour)
    if found is None or last is None:
        raise NotFound("Nobody has looked at this on the deal.")
    sheet, row = last
    before = tuple(one for one in await queries.replies_of_deal(id) if one.behaviour == behaviour)
    waits = next((one for one in before if one.answered_at is None), None)
    answers = await who_answers(sheet.by, deal.owner, now) if deal.owner == actor.id and waits is None else None
    typed = forms.typed(invalid)
    return ReplyPage(
        deal=deal,
        behaviour=found,
        sheet=sheet,
        row=row,
        boxes=boxes_of(found, row.ticked, await queries.evidence(id), local_day(now, actor.zone)),
        before=before,
        answers=answers.name if answers else "",
        cover=await people.stand_in(waits.waits_for, now) if waits and waits.waits_for else "",
        artifacts=tuple(
            (kind, kind.replace("-", " ").capitalize()) for kind in sorted({one.artifact for one in process.behaviours})
        ),
        form=ids.new() if deal.owner == actor.id and waits is None and behaviour in process.behaviour else None,
        now=now,
        typed={"artifact": found.artifact, "source": found.source, **typed},
        shows=frozenset(invalid.typed.get("show", ())) if invalid else frozenset(),
        errors=invalid.fields if invalid else {},
    )


async def _answer_page(actor: Actor, reply: Reply, now: datetime, invalid: Invalid | None = None) -> AnswerPage:
    deal = await deals.deal(reply.deal, actor, now)
    process = await process_in_force()
    last = await queries.last_row(reply.deal, reply.behaviour)
    found = process.known(reply.behaviour)
    if found is None or last is None:
        raise NotFound("The process does not ask for this any more.")
    sheet, row = last
    waits = reply.answered_at is None and actor.id not in {deal.owner, reply.person}
    shown = _ticks(row, invalid)
    by = await people.person(reply.answered_by) if reply.answered_by else None
    return AnswerPage(
        reply=reply,
        deal=deal,
        behaviour=found,
        row=row,
        boxes=boxes_of(found, shown, await queries.evidence(deal.id), local_day(now, actor.zone)),
        answered_by=by.name if by else "",
        cover=await people.stand_in(reply.waits_for, now) if waits and reply.waits_for else "",
        form=ids.new() if waits and (sheet.training or not await people.in_training(actor.id)) else None,
        now=now,
        typed=forms.typed(invalid),
        errors=invalid.fields if invalid else {},
    )


def _ticks(row: Row, invalid: Invalid | None) -> Ticked:
    return Ticked(ticks=frozenset(invalid.typed.get("tick", ()))) if invalid else row.ticked


CONTROLLERS: tuple[type[Controller], ...] = (Replies, OneReply)
