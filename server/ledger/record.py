"""Writing facts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from server import db
from server.facts import Fact, encode
from server.ledger.entry import Entry
from server.ledger.replay import Stored

Reaction = Callable[[Stored], Awaitable[None]]

_reactions: Mapping[type[Fact], Sequence[Reaction]] = {}


def react_with(reactions: Mapping[type[Fact], Sequence[Reaction]]) -> None:
    """Hands over the table of reactions; `app` and `cli` do it once at start."""
    global _reactions  # noqa: PLW0603  # one table for the process, handed over from above because imports go down only
    _reactions = reactions


async def record(fact: Fact, entry: Entry, *, person: UUID | None = None, team: UUID | None = None) -> Stored:
    """Appends a fact about `person` under this entry and runs its reactions, all in the open transaction.

    Raises RuntimeError outside a transaction. A failing reaction fails the whole verb.
    """
    if not db.current().transaction_exists():
        raise RuntimeError("A fact is recorded inside db.run(verb), with what it changes.")
    number = (await NEXT_NUMBER(person))[0]["last"] if person is not None else None
    await APPEND(entry.id, entry.at, fact.kind, fact.version, person, number, entry.actor, team, entry.digest, encode(fact))
    stored = Stored(
        id=entry.id, at=entry.at, fact=fact, person=person, number=number, actor=entry.actor, team=team, digest=entry.digest
    )
    for reaction in _reactions.get(type(fact), ()):
        await reaction(stored)
    return stored


NEXT_NUMBER = db.Statement(
    'INSERT INTO "fact_head" ("person", "last") VALUES ({}, 1) '
    'ON CONFLICT ("person") DO UPDATE SET "last" = "fact_head"."last" + 1 RETURNING "last"'
)
APPEND = db.Statement(
    'INSERT INTO "fact" ("id", "at", "kind", "version", "person", "number", "actor", "team", "digest", "body") '
    "VALUES ({}, {}, {}, {}, {}, {}, {}, {}, {}, {})"
)
