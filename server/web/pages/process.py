"""The process: every stage and behaviour on the line, in our words and, if asked for, in those of another method."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from msgspec.structs import replace

from server import clock, html
from server.coaching import queries as coaching
from server.coaching.queries import Pin
from server.gaps import queries as gaps
from server.gaps.candour import Told
from server.html import Page
from server.lessons import queries as lessons
from server.lessons.compiler.edition import Edition
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process
from server.process.methods import METHODS
from server.sentences import speaking
from server.sentences.tongues import foreign
from server.web.frame.home import Next, next_for


class ProcessPage(Page, frozen=True):
    """The page around the drawing. `staff` is the drawing as HTML, empty without a process; `words` is the method shown beside our words."""

    template: ClassVar[str] = "web/process.html"
    title: str
    version: int
    stages: int
    behaviours: int
    gates: int
    words: str
    vocabularies: tuple[tuple[str, str], ...]
    staff: str
    next: Next
    owned: bool = False
    """Whether who decides the wording reads it."""
    leads: bool = False
    """Whether a leader reads it, who is told how often what was said came true: `told`."""
    told: Told | None = None


class Pins(NamedTuple):
    """What managers pinned for the reader, by behaviour. `leads`: the reader leads somebody, and may pin."""

    by_behaviour: Mapping[str, Sequence[Pin]]
    leads: bool = False


class ProcessController(Controller):
    """The process of this installation."""

    path = "/process"

    @get()
    async def read(self, request: Request[Any, Any, Any], actor: NamedDependency[Actor]) -> Response[Any]:
        """The page, with the words of the method that `words` names."""
        edition = await lessons.current()
        words = request.query_params.get("words", "")
        method = words if words in METHODS else ""
        pins = Pins(
            await coaching.pinned_for(actor, clock.now()),
            leads=await people.leads(actor, clock.now()),
        )
        made = replace(page(edition, method, next_for(actor), pins), owned=actor.process_owner)
        if actor.has("leader"):
            # What a leader is told changes by night, which no tag knows.
            return html.show(request, replace(made, leads=True, told=await gaps.calibration()))
        return html.show(request, made, lasting=True)


def page(edition: Edition, words: str, then: Next, pins: Pins | None = None) -> ProcessPage:
    """The page for an edition of the academy, with the words of one method or of none, and what is pinned for its reader."""
    process = edition.academy.process
    return ProcessPage(
        title=process.title if process else "",
        version=process.version if process else 0,
        stages=len(process.stages) if process else 0,
        behaviours=len(process.behaviours) if process else 0,
        gates=sum(behaviour.gate for behaviour in process.behaviours) if process else 0,
        words=words,
        vocabularies=tuple(METHODS.items()),
        staff=_with_pins(_staff(edition, words, speaking()), process, pins or Pins({})) if process else "",
        next=then,
    )


_drawn: dict[tuple[str, str, str], str] = {}
"""The newest drawings by edition, method and language; they cost a hundred times more to make than to send."""

MOST_DRAWN = 24


def _staff(edition: Edition, words: str, language: str) -> str:
    """The drawing that is the same for everybody, with the lessons of reps; those of managers stand on their path."""
    key = (edition.hash, words, language)
    if key not in _drawn:
        if len(_drawn) >= MOST_DRAWN:
            _drawn.pop(next(iter(_drawn)))
        _drawn[key] = (
            html.environment()
            .get_template("web/_staff.html")
            .render(
                process=edition.academy.process,
                method=words,
                method_name=METHODS.get(words, ""),
                taught=edition.for_reps,
                templates=edition.artifacts,
                theirs=html.lang(foreign(edition.academy.rules.locale, language)),
            )
        )
    return _drawn[key]


PLACE = re.compile(r"<!--own ([a-z0-9-]+)-->")
"""Where a drawing that is the same for everybody has room for what is one reader's."""


def _with_pins(staff: str, process: Process, pins: Pins) -> str:
    if not pins.by_behaviour and not pins.leads:
        return _without(staff)
    template = html.environment().get_template("coaching/_pin.html")

    def own(place: re.Match[str]) -> str:
        behaviour = process.behaviour[place[1]]
        found = pins.by_behaviour.get(behaviour.id, ())
        if not found and not pins.leads:
            return ""
        return template.render(pins=found, behaviour=behaviour.id, title=behaviour.title, leads=pins.leads)

    return PLACE.sub(own, staff)


@lru_cache(maxsize=MOST_DRAWN)
def _without(staff: str) -> str:
    """A drawing for everybody for whom nothing is pinned, which are most."""
    return PLACE.sub("", staff)
