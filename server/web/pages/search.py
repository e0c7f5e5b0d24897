"""Searching the process, the lessons, the templates and the reader's deals."""

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, Final

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from server import clock, html
from server.deals import queries as deals
from server.html import Page
from server.learning import queries as learning
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process

if TYPE_CHECKING:
    from server.search.typed import Typed
    from server.web.search_lines import Line

FEW: Final = 8
"""Lines that are shown first."""

DEALS: Final = 3
"""Deals that stand in front of them."""

MANY: Final = 50
"""Lines that are shown when somebody asks for more."""


class SearchPage(Page, frozen=True):
    """What was typed and what was found. `of` counts everything that fits, `more` what is shown to whoever asks for more, 0 when that is no more.

    `taken` are the words that were read as others; `near` are words to try where nothing was found.
    """

    template: ClassVar[str] = "web/search.html"
    fragment: ClassVar[str] = "web/_found.html"
    typed: str
    lines: "tuple[Line, ...]"
    of: int
    more: int = 0
    taken: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: tuple[str, ...] = ()


class Search(Controller):
    """The search."""

    path = "/search"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """What fits `q`, or the form alone. With `all`, more of it."""
        asked = request.query_params
        return html.show(request, await _page(asked.get("q", ""), actor, more="all" in asked))


async def _page(text: str, actor: Actor, *, more: bool) -> SearchPage:
    from server.search import queries  # noqa: PLC0415  # half a megabyte and a fiftieth of a second, for those who search
    from server.web.search_lines import Reader, lines  # noqa: PLC0415  # as above

    answer = await queries.search(text, actor.roles, most=MANY if more else FEW)
    if not answer.typed.words:
        return SearchPage(typed=answer.typed.shown, lines=(), of=0)
    edition = await lessons.current()
    reader = Reader(actor, await learning.completed(actor.id))
    named, many = await _deals(actor, answer.typed, edition.academy.process)
    # A word that no page says, but the name of a deal does, is no slip: the deal is meant, and not the pages of another word.
    found = () if named and answer.taken else tuple(lines(answer.results, edition, reader))
    of = many + (answer.of if found else 0)
    shown = (*named, *found)[:MANY] if more else (*named[:DEALS], *found)
    return SearchPage(
        typed=answer.typed.shown,
        lines=shown,
        of=of,
        more=min(of, MANY) if not more and of > len(shown) else 0,
        taken=answer.taken if found else (),
        near=() if named else answer.near,
    )


async def _deals(actor: Actor, typed: "Typed", process: Process | None) -> "tuple[tuple[Line, ...], int]":
    """The open deals by such a name of the reader and of those whose deals they look at, and how many there are."""
    from server.web.search_lines import deals_named, fitting  # noqa: PLC0415  # as above

    if not deals.may_see_every_deal(actor):
        others = {person.id: person.name for person in await people.team_of(actor, clock.now())}
        open_ = await deals.open_of([actor.id, *others] if actor.has("rep") else others)
        named = tuple(deals_named(open_, typed, process, others))
        return named, len(named)
    ids = await asyncio.to_thread(fitting, await deals.open_names(), typed)
    shown = await deals.deals(ids[:MANY])
    owners = {id: one.name for id, one in (await people.these({deal.owner for deal in shown.values()} - {actor.id})).items()}
    return tuple(deals_named([shown[id] for id in ids[:MANY]], typed, process, owners)), len(ids)
