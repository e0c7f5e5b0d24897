"""What a figure of the leader's page counts, case by case: deals and labels, never a word of a note."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from server import clock, html
from server.deals import queries as deals
from server.drift.points import SPAN, Judged
from server.drift.queries import judged
from server.errors import NotFound
from server.html import Page
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.sentences import gettext as _


@dataclass(frozen=True, slots=True)
class Case:
    """One deal with its newest answer in a span."""

    deal: UUID
    name: str
    met: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class CasesPage(Page):
    """What was counted, span by span: (heading, how many were met, the deals, the newest answer first)."""

    template: ClassVar[str] = "drift/cases.html"
    title: str
    spans: tuple[tuple[str, int, tuple[Case, ...]], ...]


class BehaviourCases(Controller):
    """The deals on which a behaviour was asked for."""

    path = "/drift/behaviours/{behaviour:str}"

    @get()
    async def read(self, request: Request[Any, Any, Any], behaviour: FromPath[str]) -> Response[Any]:
        """Since it leads and in the four weeks before, or else in the last four weeks."""
        now, process = clock.now(), (await lessons.current()).academy.process
        if process is None or behaviour not in process.behaviour:
            raise NotFound("There is no such behaviour.")
        focus = await inspections.last_focus()
        since = focus.led_at if focus and focus.leads == behaviour and focus.led_at else None
        answers = await judged.answers([behaviour], (since or now) - SPAN)
        names = {id: one.name for id, one in (await deals.deals({one.case for one in answers})).items()}
        return html.show(request, page(process.behaviour_title(behaviour), answers, names, since))


def page(title: str, answers: Sequence[Judged], names: Mapping[UUID, str], since: datetime | None) -> CasesPage:
    """The page; without `since` all answers are of one span."""
    if since is None:
        return CasesPage(title=title, spans=(_span(_("The last four weeks"), answers, names),))
    late = [one for one in answers if one.at >= since]
    early = [one for one in answers if one.at < since]
    return CasesPage(
        title=title,
        spans=(_span(_("Since it leads"), late, names), _span(_("The four weeks before"), early, names)),
    )


def _span(heading: str, answers: Iterable[Judged], names: Mapping[UUID, str]) -> tuple[str, int, tuple[Case, ...]]:
    newest = {one.case: one for one in sorted(answers, key=lambda one: one.at)}
    cases = [Case(one.case, names.get(one.case, _("A deal")), one.met, one.at) for one in newest.values()]
    return heading, sum(one.met for one in cases), tuple(sorted(cases, key=lambda one: (one.at, one.deal), reverse=True))
