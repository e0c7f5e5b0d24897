"""The policy under which numbers about people may be seen."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import field

from server import clock, forms, html, ids
from server.errors import Invalid
from server.html import Page
from server.people import actions, queries, words
from server.people.forms import PolicyForm
from server.people.pages.confirmation import recent
from server.people.queries import Policy
from server.people.roles import Actor
from server.sentences import gettext as _
from server.zones import local_day


class SetupPolicyPage(Page, frozen=True):
    """The form, the sentence it makes, and every policy that was entered."""

    template: ClassVar[str] = "people/setup-policy.html"
    current: Policy | None
    history: tuple[Policy, ...]
    preview: str
    """The sentence as the foot of every page would quote it; empty while something is missing."""
    numbers: tuple[tuple[str, str], ...]
    form: UUID
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    saved: bool = False
    stands: bool = False
    """What was sent stands so already, and was not entered once more."""


class SetupPolicy(Controller):
    """The policy."""

    path = "/setup/policy"
    guards = (recent,)

    @get()
    async def show(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The form, filled with the policy in force."""
        asked = request.query_params
        return html.show(request, await _page(actor, saved="saved" in asked, stands="stands" in asked))

    @post()
    async def enter(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """Enters a policy."""
        try:
            form = await forms.read(request, PolicyForm, checks=_faults)
            entry = await forms.entry(request, actor=actor.id, at=clock.now())
            entered = await actions.set_policy(
                actor,
                company=form.company,
                text=form.text,
                owner=form.owner,
                in_force_from=form.in_force_from,
                counts_only=form.numbers == "counts",
                entry=entry,
            )
        except Invalid as invalid:
            typed = forms.first(await forms.everything(request))
            return html.show(request, await _page(actor, typed, invalid.fields), status=422)
        return html.redirect(f"/setup/policy?{'saved' if entered == entry.child('policy').id else 'stands'}=1")


def _faults(form: PolicyForm) -> Mapping[str, str]:
    wrong = actions.policy_faults(company=form.company, text=form.text, owner=form.owner)
    if form.numbers not in {"ranges", "counts"}:
        wrong["numbers"] = _("Choose one of the two.")
    if not date(2000, 1, 1) <= form.in_force_from <= date(2100, 1, 1):
        wrong["in_force_from"] = _("Choose a day of this century.")
    return wrong


async def _page(
    actor: Actor,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    saved: bool = False,
    stands: bool = False,
) -> SetupPolicyPage:
    now = clock.now()
    history = tuple(await queries.policies())
    filled = typed if typed is not None else await _filled(history[0] if history else None, local_day(now, actor.zone))
    return SetupPolicyPage(
        current=await queries.current_policy(now),
        history=history,
        preview=_preview(filled),
        numbers=(("ranges", _("counts with a likely range")), ("counts", _("counts only"))),
        form=ids.new(),
        typed=filled,
        errors=errors or {},
        saved=saved,
        stands=stands,
    )


async def _filled(newest: Policy | None, today: date) -> Mapping[str, str]:
    """The fields before anybody typed: the policy entered last, else a proposal."""
    company = (await queries.installation()).company
    if newest is None:
        return {
            "company": company,
            "text": _("for coaching, not for pay or discipline"),
            "in_force_from": today.isoformat(),
            "numbers": "ranges",
        }
    return {
        "company": company,
        "text": newest.text,
        "owner": newest.owner,
        "in_force_from": newest.in_force_from.isoformat(),
        "numbers": "counts" if newest.counts_only else "ranges",
    }


def _preview(typed: Mapping[str, str]) -> str:
    try:
        day = date.fromisoformat(typed.get("in_force_from", ""))
    except ValueError:
        return ""
    return words.policy_sentence(typed.get("company", ""), typed["text"], day) if typed.get("text") else ""
