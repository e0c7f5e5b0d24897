"""Teams as a tree with dated memberships, and who manages whom."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from uuid import UUID

import pytest

from server import ledger
from server.errors import Forbidden, Invalid, NotFound
from server.facts import MembershipBegan, MembershipEnded, TeamChanged
from server.people import actions, queries
from tests.cast import TUESDAY, Cast, again, assemble
from tests.databases import Database

DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_a_manager_manages_the_members_of_their_team(cast: Cast):
    assert await queries.manages(cast.mira.actor, cast.ada.id, TUESDAY)
    assert names(await queries.team_of(cast.mira.actor, TUESDAY)) == ["Ada Rep", "Bo Rep"]
    assert names(await queries.managers_of(cast.ada.id, TUESDAY)) == ["Mira North", "Lea Leader"]


async def test_a_manager_does_not_manage_another_team(cast: Cast):
    assert not await queries.manages(cast.tom.actor, cast.ada.id, TUESDAY)
    assert names(await queries.team_of(cast.tom.actor, TUESDAY)) == ["Ida Rep"]


async def test_whoever_manages_a_team_above_manages_everybody_below_and_their_managers(cast: Cast):
    assert await queries.manages(cast.lea.actor, cast.ada.id, TUESDAY)
    assert await queries.manages(cast.lea.actor, cast.mira.id, TUESDAY)
    assert not await queries.manages(cast.mira.actor, cast.lea.id, TUESDAY)
    assert names(await queries.team_of(cast.lea.actor, TUESDAY)) == ["Ada Rep", "Bo Rep", "Ida Rep", "Mira North", "Tom South"]
    assert names(await queries.managers_of(cast.mira.id, TUESDAY)) == ["Lea Leader"]


async def test_those_below_are_told_in_a_few_words_with_their_teams(cast: Cast):
    await actions.join_team(cast.zoe.actor, cast.mira.id, cast.north, manages=False, entry=cast.entry(cast.zoe))
    await actions.deactivate(cast.zoe.actor, cast.bo.id, entry=cast.entry(cast.zoe))
    for manager in (cast.lea, cast.mira, cast.tom, cast.ada):
        found = await queries.team_of(manager.actor, TUESDAY)
        told = sorted((one.id, one.team, one.team_name, "rep" in one.roles) for one in found)
        assert sorted(await queries.below(manager.actor, TUESDAY)) == told
    assert len(told) == 0 < len(await queries.below(cast.lea.actor, TUESDAY))


async def test_nobody_manages_themselves_or_a_manager_beside_them(cast: Cast):
    await actions.join_team(cast.zoe.actor, cast.mira.id, cast.north, manages=False, entry=cast.entry(cast.zoe))
    await actions.join_team(cast.zoe.actor, cast.tom.id, cast.north, manages=True, entry=cast.entry(cast.zoe))
    assert not await queries.manages(cast.mira.actor, cast.mira.id, TUESDAY)
    assert not await queries.manages(cast.mira.actor, cast.tom.id, TUESDAY)
    assert "Mira North" not in names(await queries.team_of(cast.mira.actor, TUESDAY))
    assert "Mira North" not in names(await queries.managers_of(cast.mira.id, TUESDAY))


async def test_a_leader_without_a_team_manages_nobody(cast: Cast):
    await actions.set_roles(None, cast.lea.id, ["leader"], entry=cast.entry())
    lea = (await again(cast.lea)).actor
    assert not await queries.manages(lea, cast.ada.id, TUESDAY)
    assert await queries.team_of(lea, TUESDAY) == []


async def test_moving_to_another_team_ends_the_first_membership_that_day(cast: Cast):
    cast.now = TUESDAY + DAY
    await actions.join_team(cast.zoe.actor, cast.ada.id, cast.south, manages=False, entry=cast.entry(cast.zoe))
    assert (await again(cast.ada)).team == cast.south
    places = await queries.memberships(person=cast.ada.id)
    assert [(place.team, place.ended) for place in places] == [(cast.north, cast.now), (cast.south, None)]
    assert await queries.manages(cast.mira.actor, cast.ada.id, TUESDAY)
    assert not await queries.manages(cast.mira.actor, cast.ada.id, cast.now)
    assert await queries.manages(cast.tom.actor, cast.ada.id, cast.now)
    kinds = [(type(stored.fact), stored.team) for stored in await ledger.of_person(cast.ada.id)]
    assert kinds[-2:] == [(MembershipEnded, cast.north), (MembershipBegan, cast.south)]


async def test_joining_twice_joins_once(cast: Cast):
    entry = cast.entry(cast.zoe)
    for _again in range(2):
        await actions.join_team(cast.zoe.actor, cast.ada.id, cast.south, manages=False, entry=entry)
    await actions.join_team(cast.zoe.actor, cast.ada.id, cast.south, manages=False, entry=cast.entry(cast.zoe))
    assert len(await queries.memberships(person=cast.ada.id)) == 2


async def test_an_old_form_does_not_end_a_newer_membership(cast: Cast):
    leaving = cast.entry(cast.zoe)
    await actions.leave_team(cast.zoe.actor, cast.ada.id, cast.north, manages=False, entry=leaving)
    assert (await again(cast.ada)).team is None
    await actions.join_team(cast.zoe.actor, cast.ada.id, cast.north, manages=False, entry=cast.entry(cast.zoe))
    await actions.leave_team(cast.zoe.actor, cast.ada.id, cast.north, manages=False, entry=leaving)
    assert (await again(cast.ada)).team == cast.north


async def test_managing_needs_the_role(cast: Cast):
    with pytest.raises(Invalid, match="role manager first"):
        await actions.join_team(cast.zoe.actor, cast.ada.id, cast.south, manages=True, entry=cast.entry(cast.zoe))


async def test_losing_the_role_ends_managing(cast: Cast):
    await actions.set_roles(cast.zoe.actor, cast.mira.id, ["rep"], entry=cast.entry(cast.zoe))
    assert not await queries.memberships(person=cast.mira.id, lasting=True)
    assert names(await queries.managers_of(cast.ada.id, TUESDAY + DAY)) == ["Lea Leader"]


async def test_somebody_who_left_manages_nobody_and_is_in_no_team(cast: Cast):
    await actions.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    assert names(await queries.team_of(cast.mira.actor, TUESDAY + DAY)) == ["Bo Rep"]
    assert [place.ended for place in await queries.memberships(person=cast.ada.id)] == [TUESDAY]


async def test_only_admins_change_teams(cast: Cast):
    for actor in (cast.ada, cast.mira, cast.lea, cast.sam):
        with pytest.raises(Forbidden):
            await actions.make_team(actor.actor, name="Mine", entry=cast.entry(actor))
        with pytest.raises(Forbidden):
            await actions.join_team(actor.actor, actor.id, cast.south, manages=False, entry=cast.entry(actor))
        with pytest.raises(Forbidden):
            await actions.leave_team(actor.actor, cast.ada.id, cast.north, manages=False, entry=cast.entry(actor))


async def test_a_team_cannot_be_joined_that_is_not_there(cast: Cast):
    with pytest.raises(NotFound):
        await actions.join_team(cast.zoe.actor, cast.ada.id, cast.ada.id, manages=False, entry=cast.entry(cast.zoe))


@pytest.mark.parametrize(
    ("name", "zone", "field"),
    [("", "UTC", "name"), (" team  north", "UTC", "name"), ("x" * 121, "UTC", "name"), ("East", "Mars", "zone")],
)
async def test_a_team_needs_a_name_of_its_own_and_a_zone(cast: Cast, name: str, zone: str, field: str):
    with pytest.raises(Invalid) as refused:
        await actions.make_team(cast.zoe.actor, name=name, zone=zone, entry=cast.entry(cast.zoe))
    assert list(refused.value.fields) == [field]


async def test_a_team_moves_but_never_below_itself(cast: Cast):
    await actions.change_team(
        cast.zoe.actor, cast.south, name="Team East", parent=cast.north, zone="UTC", entry=cast.entry(cast.zoe)
    )
    assert await queries.manages(cast.mira.actor, cast.ida.id, TUESDAY)
    assert [type(stored.fact) for stored in await ledger.of_kind(TeamChanged)] == [TeamChanged]
    for parent in (cast.south, cast.north):
        with pytest.raises(Invalid):
            await actions.change_team(
                cast.zoe.actor, cast.north, name="Team North", parent=cast.south, zone="UTC", entry=cast.entry(cast.zoe)
            )
        assert parent


async def test_two_admins_at_once_make_neither_a_circle_nor_two_teams_of_one_name(cast: Cast):
    def below(team: UUID, parent: UUID, name: str) -> Coroutine[None, None, None]:
        return actions.change_team(cast.zoe.actor, team, name=name, parent=parent, zone="UTC", entry=cast.entry(cast.zoe))

    for _round in range(5):
        moved = await asyncio.gather(
            below(cast.south, cast.north, "South"), below(cast.north, cast.south, "North"), return_exceptions=True
        )
        assert [type(one) for one in moved if one is not None] == [Invalid]
        for team, name in ((cast.north, "North"), (cast.south, "South")):
            await actions.change_team(cast.zoe.actor, team, name=name, parent=None, zone="UTC", entry=cast.entry(cast.zoe))
    made = await asyncio.gather(
        *(actions.make_team(cast.zoe.actor, name="East", entry=cast.entry(cast.zoe)) for _admin in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Invalid) for one in made) == 3


async def test_a_tree_that_was_made_circular_by_hand_still_ends(cast: Cast):
    from server.people.tables import Team

    await Team.update({Team.parent: cast.north}).where(Team.id == cast.sales)
    assert await queries.manages(cast.mira.actor, cast.ada.id, TUESDAY)
    assert "Ida Rep" in names(await queries.team_of(cast.mira.actor, TUESDAY))


def names(people: list[queries.Person]) -> list[str]:
    return [person.name for person in people]
