"""What somebody knows and does, and how an estimate of oneself went."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from server.errors import Invalid, NotFound
from server.gaps import queries
from server.gaps.priority import Gap as Found
from server.gaps.priority import Seen, counts_only
from server.people import actions as people_actions
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gap_words
from server.sentences import gettext as _
from server.web.api.operation import Call, Items, Operation, get
from server.web.gaps.reading import gaps_of, own_gaps


class Channel(Struct, frozen=True, kw_only=True):
    """What was seen in the last 180 days: of questions for knowing, of deals for doing."""

    right: int
    of: int
    claimed: Annotated[int, Meta(description="Deals beside these of which somebody only says so.")]
    last_at: datetime | None
    chance: Annotated[float | None, Meta(description="0 to 1; null with fewer than five.")]
    low: Annotated[float | None, Meta(description="The lower end of its 80% interval.")]
    high: float | None


class Missing(Struct, frozen=True, kw_only=True):
    """A clause that was missing on `deals` of the `of` deals on which anything was."""

    clause: str
    text: str
    deals: int
    of: int


class Gap(Struct, frozen=True, kw_only=True):
    """One behaviour of one person."""

    person: UUID
    behaviour: str
    title: str
    kind: Annotated[
        Literal["teach", "coach", "fading", "steady", "look-next"] | None,
        Meta(description="What would help; null where the policy lets counts alone be seen."),
    ]
    know: Channel
    do: Channel
    missing: tuple[Missing, ...]
    explanation: Annotated[str, Meta(description="Why, in a sentence that can be checked.")]


class GapsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of whom."""

    person: Annotated[UUID | None, Meta(description="Oneself unless given.")] = None


class Week(Struct, frozen=True, kw_only=True):
    """An estimate as it stood at the end of a week that held evidence."""

    monday: datetime
    chance: float
    low: float
    high: float


class SeriesQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of what."""

    behaviour: Annotated[str, Meta(max_length=80)]
    channel: Annotated[Literal["know", "do"], Meta(description="Knowing, or doing.")] = "know"


@get("/gaps", query=GapsQuery)
async def list_gaps(call: Call[GapsQuery, None]) -> Items[Gap]:
    """What somebody knows and does, by behaviour: what is most worth the next five minutes first.

    One's own; once a policy is in force also of the people one manages today, who are told that it was looked at.
    """
    person = call.query.person or call.actor.id
    if person == call.actor.id:
        return Items(items=[_gap(person, *one, call, own=True) for one in await _own(call.actor, call.now)])
    about = await people.person(person)
    found = await gaps_of(call.actor, about.actor, call.now) if about else None
    if found is None:
        raise NotFound("There is no such person, or they are not yours to see.")
    await people_actions.looked(call.actor, person, "person", call.now)
    return Items(items=[_gap(person, gap, found[1].process, call, own=False) for gap in found[0]])


@get("/series", query=SeriesQuery)
async def list_series(call: Call[SeriesQuery, None]) -> Items[Week]:
    """How an estimate of oneself went, a point for each week that held evidence, the oldest first; at most a year."""
    asked = call.query
    gap = next((gap for gap, _process in await _own(call.actor, call.now) if gap.behaviour == asked.behaviour), None)
    if gap is None:
        raise Invalid({"behaviour": _("The process has no such behaviour.")}, {})
    if (gap.know if asked.channel == "know" else gap.do).p is None:
        # Below five counted facts, and under a policy of counts, no chance is told, and so none of before.
        return Items(items=[])
    weeks = await queries.history(call.actor.id, asked.behaviour, asked.channel)
    return Items(items=[Week(monday=one.monday, chance=one.p, low=one.low, high=one.high) for one in weeks])


async def _own(actor: Actor, now: datetime) -> list[tuple[Found, Process]]:
    """The actor's gaps as their own pages tell them; none without a process."""
    found = await own_gaps(actor, now)
    if found is None:
        return []
    gaps, shelf = found
    order = {behaviour.id: place for place, behaviour in enumerate(shelf.process.behaviours)}
    return [(gap, shelf.process) for gap in (counts_only(gaps, order) if shelf.counts_only else gaps)]


def _gap(person: UUID, gap: Found, process: Process, call: Call[GapsQuery, None], *, own: bool) -> Gap:
    return Gap(
        person=person,
        behaviour=gap.behaviour,
        title=process.behaviour_title(gap.behaviour),
        kind=gap.kind,
        know=_channel(gap.know),
        do=_channel(gap.do),
        missing=tuple(
            Missing(clause=clause, text=text, deals=deals, of=gap.lacks.of) for clause, text, deals in gap.lacks.clauses if deals
        ),
        explanation=gap_words.tell(gap.reason, zone=call.actor.zone, now=call.now, own=own),
    )


def _channel(seen: Seen) -> Channel:
    return Channel(
        right=seen.right, of=seen.of, claimed=seen.claimed, last_at=seen.last_at, chance=seen.p, low=seen.low, high=seen.high
    )


OPERATIONS: tuple[Operation, ...] = (list_gaps, list_series)
