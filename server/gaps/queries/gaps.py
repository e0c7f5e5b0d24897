"""The gaps of a person, for the person and for whom the rules allow; those of a team; and what practice and Today ask about them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from server.errors import NotFound
from server.gaps import tally
from server.gaps.book import Book
from server.gaps.priority import Gap
from server.gaps.queries.books import estimated
from server.gaps.queries.worked import NOTHING_NEEDED, worked_out
from server.gaps.tally import Point, Tally
from server.people import queries as people
from server.people.queries import Policy
from server.people.roles import Actor, Relation, What, may_see


class Stand(NamedTuple):
    """An estimate as it stood at the end of a week that began at `monday` and held evidence: the chance, and its 80% interval."""

    monday: datetime
    p: float
    low: float
    high: float


async def gaps(person: UUID, now: datetime, needed: Mapping[str, float] = NOTHING_NEEDED) -> tuple[Gap, ...]:
    """Every behaviour of the current process, what to reinforce first. For the person's own eyes, and for computing what they do next.

    `needed` says how much the person's open deals are about to need a behaviour, 0 to 1. Somebody who goes from page to page within the hour, and
    about whom nothing new is known, is not worked out again.
    """
    return (await worked_out({person: needed}, now))[person]


async def gaps_of(actor: Actor, person: UUID, now: datetime, needed: Mapping[str, float] = NOTHING_NEEDED) -> tuple[Gap, ...]:
    """The same as `actor` may see it: the person themselves, and their manager once a policy is in force. Counts only, to both, if it says so.

    Raises NotFound for everyone else.
    """
    policy = await people.current_policy(now)
    if actor.id != person:
        relation = Relation(manages=await people.manages(actor, person, now), policy=policy is not None)
        if not may_see(actor, What.KNOW_DO, relation):
            raise NotFound("There is no such person.")
    return (await worked_out({person: needed}, now, counts_only=_counts_only(policy)))[person]


async def team(actor: Actor, now: datetime, needed_by: Mapping[UUID, Mapping[str, float]]) -> Mapping[UUID, tuple[Gap, ...]]:
    """The gaps of each of these people, whom `actor` manages today, once a policy is in force; counts only, if it says so.

    In as many statements for one as for a hundred. Raises NotFound if the actor does not manage one of them, or nothing is in force.
    """
    policy = await people.current_policy(now)
    relation = Relation(manages=await people.manages_each(actor, needed_by.keys(), now), policy=policy is not None)
    if not may_see(actor, What.KNOW_DO, relation):
        raise NotFound("There is no such person.")
    return await worked_out(needed_by, now, counts_only=_counts_only(policy))


async def of_large_team(
    actor: Actor, now: datetime, needed_by: Mapping[UUID, Mapping[str, float]]
) -> tuple[tuple[Gap, ...], ...]:
    """The gaps of everybody in a whole team, nameless and only to be told pooled: for leaders, of five people at least. Raises NotFound."""
    if not may_see(actor, What.KNOW_DO, Relation(team=len(needed_by))):
        raise NotFound("There is no such team, or it has fewer than five people.")
    found = await worked_out(needed_by, now, counts_only=_counts_only(await people.current_policy(now)))
    return tuple(found[person] for person in sorted(found))


async def history(person: UUID, behaviour: str, channel: str = "know") -> tuple[Stand, ...]:
    """How an estimate went, a point for each week that held evidence, oldest first; at most a year of such weeks. For own eyes."""
    opened = await estimated(person)
    kept = _tally(opened.book, channel, behaviour) if opened else None
    return tuple(map(_stand, tally.points(kept))) if kept else ()


def _counts_only(policy: Policy | None) -> bool:
    return policy is not None and policy.counts_only


def _tally(book: Book, channel: str, behaviour: str) -> Tally | None:
    return (book.know if channel == "know" else book.do).get(behaviour)


def _stand(point: Point) -> Stand:
    began = datetime.fromtimestamp(tally.monday(point.week), UTC)
    return Stand(began, point.p / 1000, point.low / 1000, point.high / 1000)
