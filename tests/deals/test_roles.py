"""Who holds a role on a deal: said by its owner or who manages them, or by a column of a file; and whom a sheet is about then."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from server.deals import actions, queries
from server.deals.roles import Held, holder
from server.errors import Forbidden, Invalid
from server.facts import BehaviourSeen, DealRoleSet
from server.people.queries import Person
from server.people.tables import Person as PersonRow
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.deals.import_world import HEADS, MONDAY, bring, csv, facts_of, row
from tests.inspections.world import NOTHING_SHOWN, World, arrange, every, recorded

ONE, TWO = UUID(int=1), UUID(int=2)
PROVEN = "proof-accepted"


def test_who_held_a_role_is_by_the_day_and_nobody_before_anybody_did():
    held = [
        Held(role="se", person=ONE, at=TUESDAY),
        Held(role="csm", person=TWO, at=TUESDAY),
        Held(role="se", person=TWO, at=TUESDAY + timedelta(days=5)),
        Held(role="se", person=None, at=TUESDAY + timedelta(days=9)),
    ]

    def at(day: int) -> UUID | None:
        found = holder(held, "se", TUESDAY.date() + timedelta(days=day))
        return found.person if found else None

    assert [at(day) for day in (-1, 0, 4, 5, 8, 9)] == [None, ONE, ONE, TWO, TWO, None]
    assert holder(held, "se") is holder(held, "sdr") is None
    assert holder(held, "csm") == held[1]


@pytest.fixture
async def world(database: Database) -> World:
    return await arrange("prove")


async def say(world: World, by: Person, since: date | None = None, **told: str) -> None:
    await actions.set_roles(by.actor, world.cast.entry(by), world.deal, told, since)


async def about() -> list[UUID | None]:
    return [one.person for one in await recorded(BehaviourSeen) if one.fact.behaviour == PROVEN]


async def test_what_is_seen_is_about_who_held_the_role_on_the_day_of_the_proof(world: World):
    cast = world.cast
    await world.inspect({PROVEN: NOTHING_SHOWN})
    await say(world, cast.mira, se="bo@example.org")
    world.later(days=1)
    await world.inspect({PROVEN: NOTHING_SHOWN})
    await say(world, cast.ada, since=date(2026, 11, 20), se="IDA@example.org ")
    await world.prove(PROVEN, dated=date(2026, 11, 17))
    world.later(days=5)
    await world.inspect({PROVEN: NOTHING_SHOWN, "problem-in-buyer-words": NOTHING_SHOWN})
    await say(world, cast.ada, se="")
    world.later(days=1)
    await world.inspect({PROVEN: NOTHING_SHOWN})
    assert await about() == [cast.ada.id, cast.bo.id, cast.ida.id, cast.ada.id]
    others = {one.person for one in await recorded(BehaviourSeen) if one.fact.behaviour != PROVEN}
    assert others == {cast.ada.id}
    told = [(one.person, one.fact.before, one.fact.after) for one in await recorded(DealRoleSet)]
    bo, ida = cast.bo.id, cast.ida.id
    assert told == [(bo, None, bo), (ida, bo, ida), (ida, ida, None)]


async def test_only_the_owner_and_who_manages_them_say_it_and_only_of_who_is_here(world: World):
    cast = world.cast
    with pytest.raises(Invalid) as invalid:
        await say(world, cast.ada, se="nobody@example.org", csm="ida@example.org")
    assert list(invalid.value.fields) == ["se"]
    leader = cast.lea.actor
    only = type(leader)(
        **{f: getattr(leader, f) for f in leader.__struct_fields__} | {"id": cast.zoe.id, "roles": frozenset({"leader"})}
    )
    with pytest.raises(Forbidden):
        await actions.set_roles(only, cast.entry(cast.zoe), world.deal, {"se": ""})
    assert await queries.roles_of(world.deal) == []
    entry = cast.entry(cast.ada)
    for _ in range(2):
        await actions.set_roles(cast.ada.actor, entry, world.deal, {"se": "bo@example.org"})
    assert [(one.name, one.at) for one in await queries.roles_of(world.deal)] == [("Bo Rep", TUESDAY)]


async def test_who_is_said_last_holds_it_also_from_a_day_on_which_another_began(world: World):
    cast = world.cast
    await say(world, cast.ada, se="bo@example.org")
    await say(world, cast.ada, since=TUESDAY.date(), se="ida@example.org")
    held = await queries.roles_of(world.deal)
    now, then = holder(held, "se"), holder(held, "se", TUESDAY.date())
    assert now == then
    assert now is not None
    assert now.person == cast.ida.id
    world.later(days=3)
    with pytest.raises(Invalid) as invalid:
        await say(world, cast.ada, since=TUESDAY.date() - timedelta(days=1), se="bo@example.org")
    assert invalid.value.fields == {"se": "Ida Rep holds this since Tuesday 17 November. Choose that day or a later one."}
    assert await queries.roles_of(world.deal) == held


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 18, 20, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 11, 20, 2, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("since", [date(2026, 11, 19), None], ids=["since that day", "since today"])
async def test_a_role_is_held_from_the_day_that_it_is_where_people_are(
    world: World, zone: str, now: datetime, since: date | None
):
    """It is the 19th there: what was shown on the 18th is about Bo, who held it before, and what was shown on the 19th about Ida."""
    cast = world.cast
    await say(world, cast.ada, se="bo@example.org")
    await PersonRow.update({PersonRow.zone: zone}, force=True)
    cast.ada, cast.mira, cast.now = replace(cast.ada, zone=zone), replace(cast.mira, zone=zone), now
    await say(world, cast.ada, since=since, se="ida@example.org")
    with pytest.raises(Invalid) as invalid:
        await say(world, cast.ada, since=date(2026, 11, 18), se="bo@example.org")
    assert invalid.value.fields == {"se": "Ida Rep holds this since Thursday 19 November. Choose that day or a later one."}
    for day in (18, 19):
        await world.prove(PROVEN, dated=date(2026, 11, day))
        await world.inspect({PROVEN: every(PROVEN)})
        world.later(minutes=1)
    assert await about() == [cast.bo.id, cast.ida.id]


async def test_who_is_named_after_the_role_was_nobodys_holds_it_from_then_on(world: World):
    cast = world.cast
    for address in ("bo@example.org", "", "ida@example.org"):
        await say(world, cast.ada, se=address)
        world.later(days=1)
    held = await queries.roles_of(world.deal)
    assert [(one.name, one.at) for one in held] == [
        ("Bo Rep", TUESDAY),
        ("", TUESDAY + timedelta(days=1)),
        ("Ida Rep", TUESDAY + timedelta(days=2)),
    ]
    assert holder(held, "se") == held[-1]


async def test_of_two_who_name_two_people_at_once_one_finds_whom_the_other_named(world: World):
    cast = world.cast
    await asyncio.gather(say(world, cast.ada, se="bo@example.org"), say(world, cast.mira, se="ida@example.org"))
    named = {one.fact.before: one.fact.after for one in await recorded(DealRoleSet)}
    assert set(named) == {None, named[None]}


async def test_what_was_sent_before_and_changed_since_is_not_done_again(world: World):
    cast = world.cast
    entry = cast.entry(cast.ada)
    await actions.set_roles(cast.ada.actor, entry, world.deal, {"se": "bo@example.org"})
    world.later(days=1)
    await say(world, cast.ada, se="ida@example.org")
    await actions.set_roles(cast.ada.actor, entry, world.deal, {"se": "bo@example.org"})
    assert [one.name for one in await queries.roles_of(world.deal)] == ["Bo Rep", "Ida Rep"]
    assert len(await recorded(DealRoleSet)) == 2


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_a_column_says_who_holds_a_role_since_the_deal_began_and_since_when_another_does(cast: Cast):
    heads = f"{HEADS},Sales Engineer"
    for week, who in ((2, "Bo Rep"), (1, ""), (0, "ida@example.org")):
        await bring(cast, csv(f"{row(7)},{who}", heads=heads), at=MONDAY - timedelta(days=7 * week))
    (deal,) = await queries.open_deals(cast.ada.id)
    held = [(one.role, one.name, one.at) for one in await queries.roles_of(deal.id)]
    assert held == [("se", "Bo Rep", MONDAY - timedelta(days=14)), ("se", "Ida Rep", MONDAY)]
    told = {(fact.before, fact.after) for fact in await facts_of(DealRoleSet)}
    assert told == {(None, cast.bo.id), (cast.bo.id, cast.ida.id)}
    await actions.set_roles(cast.ada.actor, cast.entry(cast.ada), deal.id, {"se": "bo@example.org"})
    await bring(cast, csv(f"{row(7, 'Align')},ida@example.org", heads=heads), at=datetime(2026, 11, 17, 7, tzinfo=UTC))
    assert [one.name for one in await queries.roles_of(deal.id)] == ["Bo Rep", "Ida Rep", "Bo Rep"]
