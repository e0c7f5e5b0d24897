"""A leader says of a signal that somebody acts on it, or that its level is the new one; and takes it back on the same day."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server import ledger
from server.drift import actions
from server.drift.actions import Told
from server.drift.queries import board, turns
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import TurnSaid, TurnTakenBack
from server.inspections import actions as inspecting
from server.people.queries import Person
from tests import selling
from tests.cast import Cast, assemble
from tests.databases import Database
from tests.drift import turning


@pytest.fixture
async def cast(database: Database) -> Cast:
    await selling.serve()
    made = await assemble()
    await turning.judged(made, turning.LOW, made.now)
    return made


def told(cast: Cast, did: str = "acted", words: str = "") -> Told:
    return Told(kind="accuracy", about="", team=cast.north, did=did, words=words)


async def say(cast: Cast, one: Told, who: Person | None = None) -> UUID:
    """A fresh form of the leader, or of somebody else."""
    person = who or cast.lea
    board.forget()
    return await actions.say_turn(person.actor, cast.entry(person), one)


async def test_what_is_said_once_holds_however_often_it_is_sent_and_is_taken_back_once(cast: Cast):
    entry = cast.entry(cast.lea)
    sent = [actions.say_turn(cast.lea.actor, entry, told(cast, words=" Two deals \n a week ")) for _ in range(3)]
    (turn,) = set(await asyncio.gather(*sent))
    (found,) = await turns.said(cast.now - timedelta(days=365))
    assert (found.id, found.kind, found.team, found.did, found.words, found.at) == (
        turn,
        "accuracy",
        cast.north,
        "acted",
        "Two deals a week",
        cast.now,
    )
    assert [stored.fact for stored in await ledger.of_kind(TurnSaid)] == [
        TurnSaid(turn=turn, signal="accuracy", about="", team=cast.north, did="acted")
    ]
    back = cast.entry(cast.lea)
    await asyncio.gather(*(actions.take_back(cast.lea.actor, back, turn) for _ in range(3)))
    assert len(await ledger.of_kind(TurnTakenBack)) == 1
    assert await turns.said(cast.now - timedelta(days=365)) == []
    with pytest.raises(Refused):
        await actions.take_back(cast.lea.actor, cast.entry(cast.lea), turn)
    assert await say(cast, told(cast)) != turn


async def test_one_thing_is_said_of_a_signal_in_a_day_also_by_two_at_once(cast: Cast):
    sent = (say(cast, told(cast, did, "New team")) for did in ("acted", "accepted"))
    came = await asyncio.gather(*sent, return_exceptions=True)
    assert [type(one) for one in came if isinstance(one, BaseException)] == [Refused]
    assert len(await turns.said(cast.now - timedelta(days=1))) == len(await ledger.of_kind(TurnSaid)) == 1
    cast.now += timedelta(days=1)
    await say(cast, told(cast))
    assert len(await turns.said(cast.now - timedelta(days=2))) == 2
    assert len(await turns.said(cast.now)) == 1


async def test_what_was_said_on_an_earlier_day_of_the_team_stands(cast: Cast):
    turn = await say(cast, told(cast))
    cast.now = cast.now.replace(hour=22, minute=59)
    late = cast.entry(cast.lea)
    cast.now += timedelta(minutes=1)
    with pytest.raises(Refused):
        await actions.take_back(cast.lea.actor, cast.entry(cast.lea), turn)
    await actions.take_back(cast.lea.actor, late, turn)


async def test_only_a_leader_says_it_and_only_of_a_signal_that_is_open(cast: Cast):
    turn = await say(cast, told(cast))
    for who in (cast.mira, cast.ada, cast.sam, cast.zoe):
        with pytest.raises(Forbidden):
            await say(cast, told(cast), who)
        with pytest.raises(Forbidden):
            await actions.take_back(who.actor, cast.entry(who), turn)
    for other in (replace(told(cast), team=cast.south), replace(told(cast), kind="stage", about="align")):
        with pytest.raises(NotFound):
            await say(cast, other)
    with pytest.raises(NotFound):
        await actions.take_back(cast.lea.actor, cast.entry(cast.lea), UUID(int=1))
    for wrong in (told(cast, "accepted", " "), told(cast, "ignored"), told(cast, words="x" * 201)):
        with pytest.raises(Invalid):
            await say(cast, wrong)
    assert len(await ledger.of_kind(TurnSaid)) == 1


async def test_to_put_a_behaviour_first_is_to_act_on_its_signals_from_that_day(cast: Cast):
    for behaviour, stage in (("stakeholder-access", ""), ("stakeholder-access", "align"), ("", "")):
        at = cast.now
        if stage:
            await inspecting.set_focus(cast.lea.actor, cast.entry(cast.lea), stage)
        else:
            await inspecting.lead_with(cast.lea.actor, cast.entry(cast.lea), behaviour)
        cast.now = at + timedelta(hours=1)
    (found,) = await turns.said(cast.now - timedelta(days=1))
    assert (found.id, found.kind, found.about, found.did, found.at) == (
        None,
        "focus",
        "stakeholder-access",
        "acted",
        cast.now - timedelta(hours=3),
    )
