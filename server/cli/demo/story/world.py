"""Where the story happens: the people of the demonstration as the database knows them, its days, and the ids of what they do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from server import ids
from server.cli.demo.story.days import Days
from server.cli.demo.story.people import NAMESPACE, ZONE
from server.cli.demo.story.studies import Learned, Practised
from server.ledger import Entry
from server.lessons.compiler.edition import Edition
from server.people.queries import Person
from server.people.roles import Actor
from server.process.map import Process
from server.zones import local_day


class Deed(NamedTuple):
    """Something that somebody does at a time, through a verb of the product."""

    at: datetime
    do: Callable[[], Awaitable[object]]


class World(Struct, frozen=True, kw_only=True):
    """The cast by key, the days of the story, the academy it happens in, and what everybody learns there. `site` is for letters."""

    cast: Mapping[str, Person]
    days: Days
    edition: Edition
    process: Process
    studies: Sequence[Learned | Practised]
    site: str

    def actor(self, key: str) -> Actor:
        """Somebody of the cast, as verbs take them."""
        return self.cast[key].actor

    def entry(self, name: str, at: datetime, *, by: str = "") -> Entry:
        """What a deed with this name is written under: the same id at every seeding."""
        return named(name, at, by=self.cast[by].id if by else None)

    def deal(self, name: str) -> UUID:
        """The id of a deal of the pipeline."""
        return ids.derived(ids.derived(NAMESPACE, f"deal {name}"), "deal")

    def day_of(self, at: datetime) -> int:
        """How many days from today a time is by the calendar, negative before."""
        return (local_day(at, ZONE) - self.days.on(self.days.length)).days


def named(name: str, at: datetime, *, by: UUID | None = None) -> Entry:
    """The entry of a deed by its name."""
    return Entry(id=ids.derived(NAMESPACE, name), at=at, actor=by)
