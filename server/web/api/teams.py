"""What the sheets of a team answered, week by week."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from server.deals import queries as deals
from server.errors import NotFound
from server.inspections import queries as inspections
from server.inspections.trends import VALUE, Seen
from server.people import actions as people_actions
from server.people import queries as people
from server.people.queries import Person
from server.web.api.operation import Call, Items, Operation, get
from server.web.week import iso_weeks


class TeamWeek(Struct, frozen=True, kw_only=True):
    """What was answered about one behaviour in one ISO week of the team: each deal once, its newest answer."""

    monday: Annotated[datetime, Meta(description="When the week began, where the team is.")]
    behaviour: str
    deals: Annotated[int, Meta(description="Deals with one of the three answers.")]
    met: int
    partly: int
    not_met: int


class TeamSeriesQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far back, and of what."""

    behaviour: Annotated[str, Meta(max_length=80, description="Of this behaviour alone.")] = ""
    weeks: Annotated[int, Meta(ge=1, le=52)] = 12


@get("/teams/{team:uuid}/series", query=TeamSeriesQuery)
async def list_team_series(call: Call[TeamSeriesQuery, None]) -> Items[TeamWeek]:
    """What the sheets of a team answered, week by week, the oldest first: for its managers and for leaders.

    Of deals that were picked by turn or by lot: sheets of deals that somebody chose tell of the choice and not of the team.
    """
    team = await people.team(call.id("team"))
    persons = [] if team is None else await _members(call, team.id)
    if team is None or not persons:
        raise NotFound("There is no such team, or it is not yours to see.")
    this_week = iso_weeks.began(call.now, team.zone)
    # A week in which the clocks change is an hour longer or shorter, so the first one is found by its day.
    first = iso_weeks.began(this_week - timedelta(weeks=call.query.weeks - 1) + timedelta(hours=12), team.zone)
    found = await inspections.seen_since([person.id for person in persons], first)
    await people_actions.looked_at_each(call.actor, persons, "team", call.now)
    return Items(items=by_week(found, call.query.behaviour, team.zone))


def by_week(found: list[Seen], behaviour: str, zone: str) -> list[TeamWeek]:
    """Counted by week and behaviour."""
    last: dict[tuple[datetime, str, UUID], str] = {}
    for one in sorted(found, key=lambda one: one.at):
        if one.answer in VALUE and behaviour in {"", one.behaviour}:
            last[iso_weeks.began(one.at, zone), one.behaviour, one.deal] = one.answer
    counts: dict[tuple[datetime, str], list[str]] = {}
    for (monday, about, _deal), answer in last.items():
        counts.setdefault((monday, about), []).append(answer)
    return [
        TeamWeek(
            monday=monday,
            behaviour=about,
            deals=len(answers),
            met=answers.count("met"),
            partly=answers.count("partly"),
            not_met=answers.count("not-met"),
        )
        for (monday, about), answers in sorted(counts.items())
    ]


async def _members(call: Call[TeamSeriesQuery, None], team: UUID) -> list[Person]:
    """The people of the team whose deals the actor may see."""
    known = await people.everyone() if deals.may_see_every_deal(call.actor) else await people.team_of(call.actor, call.now)
    return [person for person in known if person.active and person.team == team]


OPERATIONS: tuple[Operation, ...] = (list_team_series,)
