"""The agenda of the next one-to-one with a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from server.coaching.agenda import Open, Point, Promised
from server.coaching.agenda import agenda as composed
from server.coaching.queries.meetings import Meeting, compared, meeting_with, sheets_of
from server.commitments import queries as commitments
from server.commitments.queries import Commitment
from server.deals import queries as deals
from server.deals.gates import needed
from server.deals.queries import Deal
from server.errors import NotFound
from server.gaps import queries as gaps
from server.gaps.priority import Gap
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process


class Planned(Struct, frozen=True, kw_only=True):
    """A point with the words of the process: the `title` of its behaviour, the `question` to ask, and its clauses."""

    point: Point
    title: str
    question: str
    clauses: tuple[str, ...]


class NextMeeting(Struct, frozen=True, kw_only=True):
    """What the next one-to-one is about, at most ten minutes. `last` is the promise that was settled last, `meeting` one that is under way."""

    points: tuple[Planned, ...]
    minutes: int
    last: Commitment | None
    meeting: Meeting | None


async def agenda(
    actor: Actor,
    person: UUID,
    now: datetime,
    *,
    promises: Sequence[Commitment] | None = None,
    having: Sequence[Deal] | None = None,
) -> NextMeeting:
    """The agenda for somebody who manages this person today. Raises NotFound.

    Before a policy lets managers see what a person knows and does, it is made of promises and deals alone. `promises` and `having` are the person's
    open promises and open deals, where whoever asks has read them; they are not read again.
    """
    if not await people.manages(actor, person, now):
        raise NotFound("There is no such person, or they are not in your team.")
    process = (await lessons.current()).academy.process
    met = await meeting_with(actor, person)
    hidden = await inspections.kept(actor, now)
    held = [one for one in (await deals.open_deals(person) if having is None else having) if one.id not in hidden]
    made_of = [one for one in (await commitments.open_of(person) if promises is None else promises) if one.deal not in hidden]
    promised = [Promised(id=one.id, deal=one.deal_name, words=one.words, due=one.due_at, zone=one.zone) for one in made_of]
    waiting = [one for one in await inspections.waiting_replies(actor, now) if one.person == person and one.deal not in hidden]
    needs = needed(process, held) if process else {}
    made = composed(promised, await _deals(held, met), await _gaps(actor, person, needs, now), replies=len(waiting))
    return NextMeeting(
        points=tuple(_planned(point, process) for point in made.points),
        minutes=made.minutes,
        last=next((one for one in await commitments.settled_of(person) if one.deal not in hidden), None),
        meeting=met,
    )


async def _deals(open_: Sequence[Deal], met: Meeting | None) -> list[Open]:
    stands = await inspections.concluded([deal.id for deal in open_])
    differ = (await compared(await sheets_of(met))).clauses if met and met.compared_at else ()
    return [
        Open(
            id=deal.id,
            name=deal.name,
            gap=found.gap if (found := stands.get(deal.id)) else 0,
            missing=found.missing if found else "",
            waits=found.waits if found else (),
            begun=met is not None and met.deal == deal.id,
            differ=differ if met is not None and met.deal == deal.id else (),
        )
        for deal in open_
    ]


async def _gaps(actor: Actor, person: UUID, needs: Mapping[str, float], now: datetime) -> Sequence[Gap]:
    """In the order in which the person has them: what their open deals need counts."""
    try:
        return await gaps.gaps_of(actor, person, now, needs)
    except NotFound:
        return ()


def _planned(point: Point, process: Process | None) -> Planned:
    behaviour = process.behaviour.get(point.behaviour) if process else None
    if behaviour is None:
        return Planned(point=point, title="", question="", clauses=())
    words = {clause.id: clause.text for clause in behaviour.clauses}
    clauses = point.clauses if point.differ else tuple(words[one] for one in point.clauses if one in words)
    return Planned(point=point, title=behaviour.title, question=behaviour.coach, clauses=clauses)
