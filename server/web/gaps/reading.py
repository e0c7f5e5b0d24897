"""What one's own pages know about gaps: the gaps themselves, and everything from which the next step is chosen."""

from collections.abc import Sequence
from datetime import datetime

from server.deals import queries as deals
from server.deals.gates import needed
from server.deals.queries import Deal
from server.gaps import queries as gaps
from server.gaps.priority import Gap
from server.learning import queries as learning
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor
from server.web.gaps.next_step import Shelf, lessons_for


async def own_gaps(actor: Actor, now: datetime) -> tuple[Sequence[Gap], Shelf] | None:
    """The reader's gaps, what is most worth the next five minutes first, with what could help; None without a process."""
    found = await _shelf(actor, now)
    return (await gaps.gaps(actor.id, now, found.needed), found) if found else None


async def gaps_of(
    actor: Actor, person: Actor, now: datetime, open_: Sequence[Deal] | None = None
) -> tuple[Sequence[Gap], Shelf] | None:
    """The gaps of somebody else in the same order, as `actor` may see them; None without a process, and without a policy.

    `open_` are their open deals, where whoever asks has read them.
    """
    found = await _shelf(person, now, open_)
    if found is None or await people.current_policy(now) is None:
        return None
    return await gaps.gaps_of(actor, person.id, now, found.needed), found


async def _shelf(person: Actor, now: datetime, known: Sequence[Deal] | None = None) -> Shelf | None:
    academy = (await lessons.current()).academy
    if academy.process is None:
        return None
    open_ = await deals.open_deals(person.id) if known is None else known
    policy = await people.current_policy(now)
    return Shelf(
        process=academy.process,
        lessons=tuple(lessons_for(academy.lessons, person.roles)),
        finished=await learning.completed(person.id),
        deals=open_,
        needed=needed(academy.process, open_),
        sells=person.has("rep"),
        counts_only=policy is not None and policy.counts_only,
    )
