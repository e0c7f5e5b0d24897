"""What a person's own page says of coaching: one-to-ones that wait for them, promises kept, and what comes back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, field

from server import ids
from server.coaching import queries
from server.coaching.queries import Look, Meeting, Since
from server.commitments import queries as commitments
from server.commitments.queries import Kept, Settled
from server.inspections import queries as inspections
from server.lessons import queries as lessons
from server.people.roles import Actor
from server.web.person.written import Written, log

RECENT = timedelta(days=180)
"""How far back promises are counted, as doing is."""


class Coached(Struct, frozen=True):
    """`meetings` ask for their side of a one-to-one, `partings` how they left one. `looks` come back; `since` says whether doing moved.

    `titles` are those of behaviours and lessons by id. `form` is that of a parting.
    """

    written: tuple[Written, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    partings: tuple[Meeting, ...] = ()
    kept: Kept = field(default_factory=Kept)
    settled: tuple[Settled, ...] = ()
    looks: tuple[Look, ...] = ()
    since: tuple[Since, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    form: UUID | None = None

    @property
    def notes(self) -> int:
        """How many of what was written are notes."""
        return sum(one.kind == "note" for one in self.written)


async def coached(actor: Actor, now: datetime) -> Coached:
    """All of it, for the person themselves."""
    edition = await lessons.current()
    academy = edition.academy
    notes = await queries.about(actor.id, actor, now)
    sheets, replies = await inspections.sheets_about(actor.id), await inspections.replies_of(actor.id)
    asked = await queries.meetings_of(actor.id, now)
    looks, since = await queries.own_looks(actor.id, now)
    return Coached(
        written=log(notes, sheets, replies, academy.process),
        meetings=asked.open,
        partings=asked.unparted,
        kept=(await commitments.kept([actor.id], now - RECENT, now)).get(actor.id, Kept()),
        settled=tuple(await commitments.came_of(actor.id)),
        looks=tuple(looks),
        since=tuple(since),
        titles={
            **edition.titles,
            **({one.id: one.title for one in academy.process.behaviours} if academy.process else {}),
        },
        form=ids.new(),
    )
