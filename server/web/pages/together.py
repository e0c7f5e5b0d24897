"""A team without names: to be shown to the room by its manager, and to leaders, of teams of five people at least."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec.structs import replace

from server.deals import queries as deals
from server.deals.gates import needed_where
from server.errors import NotFound
from server.gaps import queries as gaps
from server.gaps.candour import Told
from server.gaps.priority import Gap
from server.html import Page
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person, Team
from server.people.roles import SMALLEST_TEAM, Actor
from server.process.map import Process
from server.web.team import headline, matrix
from server.web.team.headline import Finding
from server.web.team.matrix import Total

MOST = 6
"""Behaviours that are shown to a room."""


class TogetherPage(Page, frozen=True):
    """A team as one. `rows` are its behaviours, worst first; `question` is what to ask the room, empty where nobody is off.

    `teams` are (id, name, current) of those a leader may choose from; `small`: the team has fewer people than a figure of it needs. `leads`: a leader
    reads it, and `told` is how often what was said came true; else it is its manager, with `team` to go back to.
    """

    template: ClassVar[str] = "web/together.html"
    name: str
    of: int
    finding: Finding | None
    question: str
    clause: tuple[str, str]
    rows: tuple[Total, ...]
    teams: tuple[tuple[UUID, str, bool], ...] = ()
    small: bool = False
    leads: bool = False
    told: Told | None = None
    back: str = "/team"


async def of_a_team(actor: Actor, reps: Sequence[Person], process: Process, now: datetime) -> TogetherPage:
    """What its manager shows to the room. Of fewer than five it would be known whose number it is."""
    name = reps[0].team_name if reps else ""
    if len(reps) < SMALLEST_TEAM:
        return TogetherPage(name=name, of=len(reps), finding=None, question="", clause=("", ""), rows=(), small=True)
    placed = await deals.placed(person.id for person in reps)
    team = await gaps.team(actor, now, {person.id: needed_where(process, placed.get(person.id, {})) for person in reps})
    return await _made(name, process, list(team.values()))


async def of_a_large_team(actor: Actor, asked: str, now: datetime) -> TogetherPage:
    """What a leader sees: one of the teams that are large enough, the first by name unless `asked` names another. Raises NotFound for a small one.

    Of more than a hundred teams the first stand on the page, and the one that is asked for.
    """
    teams = await people.large_teams()
    chosen = await large_team(asked) if asked else next(iter(teams), None)
    teams += [chosen] if chosen is not None and chosen not in teams else []
    if asked and chosen is None:
        raise NotFound("There is no such team, or it has fewer than five people.")
    academy = (await lessons.current()).academy
    told = await gaps.calibration()
    if chosen is None or academy.process is None:
        return TogetherPage(name="", of=0, finding=None, question="", clause=("", ""), rows=(), leads=True, told=told, small=True)
    reps = await people.reps_of(chosen.id)
    placed = await deals.placed(reps)
    needed_by = {person: needed_where(academy.process, placed.get(person, {})) for person in reps}
    found = await gaps.of_large_team(actor, now, needed_by)
    page = await _made(chosen.name, academy.process, found)
    return replace(page, teams=tuple((team.id, team.name, team.id == chosen.id) for team in teams), leads=True, told=told)


async def large_team(asked: str) -> Team | None:
    """The team that an address names, if it is large enough."""
    try:
        return await people.large_team(UUID(asked))
    except ValueError:
        return None


async def _made(name: str, process: Process, team: Sequence[Sequence[Gap]]) -> TogetherPage:
    focus = await inspections.focus()
    return made(name, process, team, focus.behaviours if focus else (), focus.stage if focus else "")


def made(name: str, process: Process, team: Sequence[Sequence[Gap]], focus: Sequence[str] = (), stage: str = "") -> TogetherPage:
    """The page of these gaps."""
    rows = matrix.totals(process, team, focus)
    found = headline.finding(rows, process, focus, stage)
    pool = found.row.pool if found.row else None
    return TogetherPage(
        name=name,
        of=len(team),
        finding=found,
        question=process.behaviour[pool.behaviour].coach if pool and pool.off else "",
        clause=headline.clause(pool) if pool else ("", ""),
        rows=tuple(rows[: len(focus) or MOST]),
    )
