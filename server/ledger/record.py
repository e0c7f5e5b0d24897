"""Writing facts."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import NamedTuple
from uuid import UUID

from server import db
from server.facts import Fact, encode
from server.ledger.entry import Entry
from server.ledger.replay import Stored

Reaction = Callable[[Stored], Awaitable[None]]

Reactions = Mapping[type[Fact], Sequence[Reaction]]

_reactions: Callable[[], Reactions] = dict


def react_with(reactions: Reactions | Callable[[], Reactions]) -> None:
    """Hands over the table of reactions, or what gives it when a fact is recorded; `app` and `cli` do it once at start."""
    global _reactions  # noqa: PLW0603  # one table for the process, handed over from above because imports go down only
    _reactions = reactions if callable(reactions) else lambda: reactions


async def record(fact: Fact, entry: Entry, *, person: UUID | None = None, team: UUID | None = None) -> Stored:
    """Appends a fact about `person` under this entry and runs its reactions, all in the open transaction.

    Raises RuntimeError outside a transaction. A failing reaction fails the whole verb.
    """
    if not db.current().transaction_exists():
        raise RuntimeError("A fact is recorded inside db.run(verb), with what it changes.")
    number = None
    if person is None:
        await take_turn()
    else:
        number = (await NEXT_NUMBER(person))[0]["last"]
    await APPEND(entry.id, entry.at, fact.kind, fact.version, person, number, entry.actor, team, entry.digest, encode(fact))
    stored = Stored(
        id=entry.id, at=entry.at, fact=fact, person=person, number=number, actor=entry.actor, team=team, digest=entry.digest
    )
    for reaction in _reactions().get(type(fact), ()):
        await reaction(stored)
    return stored


async def take_turn() -> None:
    """Lets what is about nobody follow one another, as facts about one person do: all of it touches one row, and the slower verb is repeated.

    `record` takes it. SQLite has one writer anyway; the row is there so that the same deeds leave the same rows.
    """
    await TURN()


class About(NamedTuple):
    """Whom one of many equal facts is about, under which entry, and the team of its day."""

    entry: Entry
    person: UUID
    team: UUID | None


async def record_each(fact: Fact, abouts: Sequence[About]) -> list[Stored]:
    """Appends the same fact about each of these people, nobody twice, in two statements whatever their number; else as `record`."""
    return await record_all([(fact, about) for about in abouts])


async def record_all(facts: Sequence[tuple[Fact, About]]) -> list[Stored]:
    """Appends these facts, the several about one person in the order given, in two statements whatever their number; else as `record`.

    At most MOST at once, because an engine takes so many values in one statement: ValueError for more. RuntimeError outside `db.run`.
    """
    if not db.current().transaction_exists():
        raise RuntimeError("A fact is recorded inside db.run(verb), with what it changes.")
    if not facts:
        return []
    if len(facts) > MOST:
        raise ValueError(f"At most {MOST} facts are recorded at once.")
    counts = Counter(about.person for _fact, about in facts)
    # Always in the same order, so that two who write about the same people wait for each other instead of locking each other out.
    people = sorted(counts)
    heads = await _next_numbers(len(people))(*(value for person in people for value in (person, counts[person])))
    first = {head["person"]: head["last"] - counts[head["person"]] + 1 for head in heads}
    numbers = {person: count(number) for person, number in first.items()}
    stored = [_stored(fact, about, next(numbers[about.person])) for fact, about in facts]
    await _append(len(stored))(*(value for one in stored for value in _row(one)))
    reactions = _reactions()
    for one in stored:
        for reaction in reactions.get(type(one.fact), ()):
            await reaction(one)
    return stored


MOST = 3_000


def _stored(fact: Fact, about: About, number: int) -> Stored:
    entry, person, team = about
    return Stored(
        id=entry.id, at=entry.at, fact=fact, person=person, number=number, actor=entry.actor, team=team, digest=entry.digest
    )


def _row(one: Stored) -> tuple[object, ...]:
    fact = one.fact
    return (
        one.id,
        one.at,
        fact.kind,
        fact.version,
        one.person,
        one.number,
        one.actor,
        one.team,
        one.digest,
        encode(fact),
    )


@cache
def _next_numbers(people: int) -> db.Statement:
    return db.Statement(
        f'INSERT INTO "fact_head" ("person", "last") VALUES {", ".join(["({}, {})"] * people)} '  # noqa: S608  # placeholders
        'ON CONFLICT ("person") DO UPDATE SET "last" = "fact_head"."last" + excluded."last" RETURNING "person", "last"'
    )


@cache
def _append(facts: int) -> db.Statement:
    row = f"({', '.join(['{}'] * 10)})"
    return db.Statement(f"{APPENDED} VALUES {', '.join([row] * facts)}")


NEXT_NUMBER = db.Statement(
    'INSERT INTO "fact_head" ("person", "last") VALUES ({}, 1) '
    'ON CONFLICT ("person") DO UPDATE SET "last" = "fact_head"."last" + 1 RETURNING "last"'
)
TURN = db.Statement(
    'INSERT INTO "fact_head" ("person", "last") VALUES (\'00000000-0000-0000-0000-000000000000\', 0) '
    'ON CONFLICT ("person") DO UPDATE SET "last" = 0'
)
APPENDED = 'INSERT INTO "fact" ("id", "at", "kind", "version", "person", "number", "actor", "team", "digest", "body")'
APPEND = db.Statement(f"{APPENDED} VALUES ({{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}}, {{}})")
