"""A large team to measure on: twelve reps who answered about every behaviour of the process, and were looked at in each on their deals."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import Self
from uuid import UUID

import uvloop

from server import clock, db, ids, ledger
from server.deals import actions as deals
from server.deals.actions import Told
from server.facts import AnswerGiven, BehaviourSeen, Fact
from server.ledger import About, Entry
from server.lessons import queries as lessons
from server.people import actions as people
from server.people.queries import Person
from server.piccolo_app import TABLES
from server.process.map import Process
from server.wiring import REACTIONS

MANAGER = "Bea Bench"
REPS = 12
ANSWERS, LOOKS, DEALS = 6, 6, 4
"""Answers and inspected deals of each rep in each behaviour, and open deals of each rep."""


class Crowd:
    """The team in the database of an address, for the length of a `with` block."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.reps: list[Person] = []
        self.answered = 0

    def __enter__(self) -> Self:
        self.runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self.runner.run(self._gather())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._use()
        self.runner.run(db.close())
        self.runner.close()

    def change(self) -> None:
        """Every one of them answers a question, so that nothing that was kept about them stands."""
        self._use()
        self.runner.run(self._answer())

    def _use(self) -> None:
        """Other databases are measured in the same run."""
        db.use(self.engine, TABLES)
        ledger.react_with(REACTIONS)

    async def _gather(self) -> None:
        self.engine = db.open_engine(self.address)
        self._use()
        await db.start()
        now, process = clock.now(), (await lessons.current()).academy.process
        if process is None:
            raise LookupError("There is no process to measure a team on.")
        team = await people.make_team(None, name="Team Bench", entry=_entry(now))
        manager = await _person(MANAGER, "manager", now)
        await people.join_team(None, manager.id, team, manages=True, entry=_entry(now))
        for number in range(REPS):
            rep = await _person(f"Rep{number:02d} Bench", "rep", now, team)
            await _fill(rep, process, now)
            self.reps.append(rep)

    async def _answer(self) -> None:
        self.answered += 1
        now, fact = clock.now(), _answer(self.answered % 500, "next-step-confirmed", right=self.answered % 3 > 0)

        async def verb() -> None:
            await ledger.record_each(fact, [About(_entry(now), rep.id, rep.team) for rep in self.reps])

        await db.run(verb)


async def _person(name: str, role: str, now: datetime, team: UUID | None = None) -> Person:
    email = f"{name.replace(' ', '.').lower()}@bench.example"
    return await people.add_person(None, name=name, email=email, roles=[role], zone="Europe/Prague", team=team, entry=_entry(now))


async def _fill(rep: Person, process: Process, now: datetime) -> None:
    """What is known of one rep, and their open deals, each at another stage."""
    stages = [stage.id for stage in process.stages]
    for number in range(DEALS):
        told = Told(name=f"{rep.name} {number}", stage=stages[number % len(stages)], close_date=date(now.year + 1, 1, 1))
        await deals.add(rep.actor, _entry(now), told, motion="new", currency="EUR", process=process)
    facts = _facts(process, rep, now)
    for first in range(0, len(facts), 100):
        some = facts[first : first + 100]

        async def verb(some: Sequence[tuple[Fact, datetime]] = some) -> None:
            for fact, at in some:
                await ledger.record(fact, _entry(at), person=rep.id, team=rep.team)

        await db.run(verb)


def _facts(process: Process, rep: Person, now: datetime) -> list[tuple[Fact, datetime]]:
    """Answers and looks over three months, of which rep and behaviour decide how many are right and shown."""
    found: list[tuple[Fact, datetime]] = []
    deal_ids = [ids.derived(rep.id, f"deal {number}") for number in range(LOOKS)]
    for place, behaviour in enumerate(process.behaviours):
        luck = (rep.id.int + place) % 5
        found.extend(
            (_answer(turn, behaviour.id, right=turn > luck - 2), now - timedelta(days=90 - 7 * turn)) for turn in range(ANSWERS)
        )
        for turn, deal in enumerate(deal_ids):
            shown, missing = turn % 5 >= luck, tuple(clause.id for clause in behaviour.clauses[:1])
            look = BehaviourSeen(
                inspection=ids.derived(deal, behaviour.id),
                deal=deal,
                behaviour=behaviour.id,
                answer="met" if shown else "partly",
                missing=() if shown else missing,
                inspector=rep.id,
                mode="full",
                pick="coverage",
                process=process.id,
                process_version=process.version,
            )
            found.append((look, now - timedelta(days=60 - 7 * turn)))
    return sorted(found, key=lambda one: one[1])


def _answer(number: int, behaviour: str, *, right: bool) -> AnswerGiven:
    return AnswerGiven(
        take=None,
        practice=ids.new(),
        lesson="bench",
        question=f"q{number}",
        revision=1,
        question_kind="single",
        behaviours=(behaviour,),
        mark=float(right),
        nth=0,
        hints=0,
        picks=("a",),
    )


def _entry(at: datetime) -> Entry:
    return Entry(id=ids.new(), at=at)
