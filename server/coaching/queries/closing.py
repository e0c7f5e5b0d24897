"""What a manager can leave with a rep at the end of a sheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from server.assignments import queries as assignments
from server.coaching.closing import Closing, choices, helps
from server.commitments.due import due
from server.errors import NotFound
from server.gaps import queries as gaps
from server.gaps.priority import Gap
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.roles import Actor
from server.sentences.words import tell
from server.zones import local_day

PROPOSED = 5
"""Working days after which a promise is proposed to be kept: the same day of the next week, when most people meet again."""

NOTHING: Mapping[str, str] = {}


async def closing(
    actor: Actor,
    person: UUID,
    missing: Sequence[str],
    now: datetime,
    *,
    typed: Mapping[str, str] = NOTHING,
    errors: Mapping[str, str] = NOTHING,
) -> Closing | None:
    """The end of a sheet about a deal of `person`, on which these behaviours are `missing`, the earliest gate first.

    None for whoever does not manage that person today, and without a process: they close the sheet and leave nothing.
    """
    rep = await people.person(person)
    academy = (await lessons.current()).academy
    if rep is None or academy.process is None or not await people.manages(actor, person, now):
        return None
    known = await _gaps(actor, person, now)
    offered = choices(academy.process, missing)
    taken = {one.lesson for one in await assignments.open_for(person)}
    first = known.get(offered[0].behaviour) if offered else None
    found = helps(academy.lessons, offered, known, taken)
    off = await lessons.holidays() | await people.leave_of(person, now.date())
    wanted = first is not None and first.kind in {"teach", "coach", "fading"}
    return Closing(
        rep=rep.name,
        choices=offered,
        helps=found,
        why=tell(first.reason, zone=actor.zone, now=now, own=False) if first else "",
        due=local_day(due(now, PROPOSED, working=True, zone=rep.zone, holidays=off), rep.zone),
        proposed=found[0].lesson if found and wanted else "",
        typed=typed,
        errors=errors,
    )


async def _gaps(actor: Actor, person: UUID, now: datetime) -> Mapping[str, Gap]:
    """By behaviour; nothing before a policy lets a manager see them."""
    try:
        return {gap.behaviour: gap for gap in await gaps.gaps_of(actor, person, now)}
    except NotFound:
        return {}
