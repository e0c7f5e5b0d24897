"""What a manager reads of one rep before a one-to-one, beside what was promised and written: their line, what helped, and their open deals."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from server.coaching import queries as coaching
from server.coaching.queries import NextMeeting, Since
from server.commitments.queries import Commitment
from server.deals.queries import Deal
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people.queries import Person
from server.people.roles import Actor
from server.web.gaps.person_line import Known, known_as_seen
from server.web.gaps.reading import gaps_of
from server.web.pipeline.own_deals import Own, own_deals


class Helped(Struct, frozen=True):
    """A behaviour, the lesson that was taken about it and when, and on how many deals it was shown before and since."""

    title: str
    lesson: str
    since: Since


class Rep(Struct, frozen=True):
    """One rep. `known` is their line as they have it themselves, None before a policy; `agenda` is that of the next one-to-one."""

    known: Known | None
    agenda: NextMeeting
    helped: tuple[Helped, ...]
    deals: tuple[Own, ...]


async def rep(actor: Actor, person: Person, promised: list[Commitment], open_: Sequence[Deal], now: datetime) -> Rep:
    """What `actor`, who manages this person today, may see beside their open promises and deals. Raises NotFound for anybody else."""
    edition = await lessons.current()
    process = edition.academy.process
    found = await gaps_of(actor, person.actor, now, open_)
    lines = await inspections.pipeline([person], now, await inspections.kept(actor, now))
    return Rep(
        known=await known_as_seen(*found, person=person.actor, zone=actor.zone, now=now, own=False) if found else None,
        agenda=await coaching.agenda(actor, person.id, now, promises=promised, having=open_),
        helped=tuple(
            Helped(process.behaviour[one.behaviour].title, edition.titles.get(one.lesson, one.lesson), one)
            for one in await coaching.since(actor, person.id, now)
            if process and one.behaviour in process.behaviour
        ),
        deals=own_deals(lines, promised, process, zone=actor.zone, now=now) if process else (),
    )
