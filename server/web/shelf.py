"""What one's own pages know about gaps: the gaps themselves, and everything from which the next step is chosen."""

from collections.abc import Sequence
from datetime import datetime

from server.deals import queries as deals
from server.deals.gates import needed
from server.gaps import queries as gaps
from server.gaps.priority import Gap
from server.learning import queries as learning
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor
from server.web.steps import Shelf, lessons_for


async def own_gaps(actor: Actor, now: datetime) -> tuple[Sequence[Gap], Shelf] | None:
    """The reader's gaps, what is most worth the next five minutes first, with what could help; None without a process."""
    academy = (await lessons.current()).academy
    if academy.process is None:
        return None
    open_ = await deals.open_deals(actor.id)
    policy = await people.current_policy(now)
    need = needed(academy.process, open_)
    shelf = Shelf(
        process=academy.process,
        lessons=tuple(lessons_for(academy.lessons, actor.roles)),
        finished=await learning.completed(actor.id),
        deals=open_,
        needed=need,
        sells=actor.has("rep"),
        counts_only=policy is not None and policy.counts_only,
    )
    return await gaps.gaps(actor.id, now, need), shelf
