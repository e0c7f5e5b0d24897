"""Adding people, their roles over time, letting them go; and the policy."""

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from server import ledger
from server.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from server.facts import DataLookedAt, PersonAdded, PersonChanged, PersonDeactivated, PersonReactivated, PolicySet, RolesChanged
from server.people import actions, queries
from server.people.actions import looks as looking
from server.people.tables import Person as PersonTable
from tests.cast import TUESDAY, Cast, again, assemble, signed_in
from tests.databases import Database

DAY = timedelta(days=1)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await assemble()


async def test_an_admin_adds_somebody(cast: Cast):
    entry = cast.entry(cast.zoe)
    added = await actions.add_person(
        cast.zoe.actor,
        name="  Eva   Novak ",
        email=" Eva@Example.ORG",
        roles=["manager", "rep"],
        zone="Europe/Prague",
        team=cast.north,
        entry=entry,
    )
    assert (added.name, added.email, added.team_name, added.active) == ("Eva Novak", "eva@example.org", "Team North", True)
    assert added.roles == {"rep", "manager"}
    stored = (await ledger.of_kind(PersonAdded))[-1]
    assert (stored.id, stored.fact, stored.actor) == (entry.id, PersonAdded(roles=("rep", "manager")), cast.zoe.id)


async def test_adding_twice_adds_once(cast: Cast):
    entry, before = cast.entry(cast.zoe), len(await queries.everyone())
    people = await asyncio.gather(
        *(
            actions.add_person(cast.zoe.actor, name="Eva", email="eva@example.org", roles=["rep"], entry=entry)
            for _time in range(4)
        )
    )
    assert len({person.id for person in people}) == 1
    assert len(await queries.everyone()) == before + 1


async def test_an_address_is_taken_once_even_when_two_admins_race(cast: Cast):
    results = await asyncio.gather(
        *(
            actions.add_person(cast.zoe.actor, name=name, email="eva@example.org", roles=["rep"], entry=cast.entry(cast.zoe))
            for name in ("Eva", "Ewa", "Ева")
        ),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Invalid", "Invalid", "Person"]


@pytest.mark.parametrize(
    ("name", "email", "roles", "zone", "field"),
    [
        ("", "eva@example.org", ["rep"], "UTC", "name"),
        ("x" * 121, "eva@example.org", ["rep"], "UTC", "name"),
        ("Eva\x00", "eva@example.org", ["rep"], "UTC", "name"),
        ("Eva", "eva", ["rep"], "UTC", "email"),
        ("Eva", "ADA@example.org", ["rep"], "UTC", "email"),
        ("Eva", "eva@example.org\nbcc: all@example.org", ["rep"], "UTC", "email"),
        ("Eva", "eva@example.org", [], "UTC", "roles"),
        ("Eva", "eva@example.org", ["king"], "UTC", "roles"),
        ("Eva", "eva@example.org", ["rep"], "Mars/North", "zone"),
    ],
)
async def test_a_person_needs_name_address_roles_and_zone(
    cast: Cast, name: str, email: str, roles: list[str], zone: str, field: str
):
    with pytest.raises(Invalid) as refused:
        await actions.add_person(cast.zoe.actor, name=name, email=email, roles=roles, zone=zone, entry=cast.entry(cast.zoe))
    assert list(refused.value.fields) == [field]


async def test_only_admins_add_change_and_let_go(cast: Cast):
    for actor in (cast.ada, cast.mira, cast.lea, cast.sam):
        for refused in (
            actions.add_person(actor.actor, name="Eva", email="eva@x.org", roles=["rep"], entry=cast.entry(actor)),
            actions.change_person(actor.actor, cast.bo.id, zone="UTC", entry=cast.entry(actor)),
            actions.change_person(actor.actor, actor.id, name="King", entry=cast.entry(actor)),
            actions.change_person(actor.actor, actor.id, email="king@x.org", entry=cast.entry(actor)),
            actions.set_roles(actor.actor, actor.id, ["admin"], entry=cast.entry(actor)),
            actions.deactivate(actor.actor, cast.bo.id, entry=cast.entry(actor)),
            actions.reactivate(actor.actor, cast.bo.id, entry=cast.entry(actor)),
        ):
            with pytest.raises(Forbidden):
                await refused
    assert not await ledger.of_kind(PersonChanged)


async def test_everybody_chooses_their_own_zone_and_theme(cast: Cast):
    await actions.change_person(cast.ada.actor, cast.ada.id, zone="America/Lima", theme="dark", entry=cast.entry(cast.ada))
    ada = await again(cast.ada)
    assert (ada.zone, ada.theme) == ("America/Lima", "dark")
    (stored,) = await ledger.of_kind(PersonChanged)
    assert stored.fact == PersonChanged(fields=("theme", "zone"))
    with pytest.raises(Invalid):
        await actions.change_person(cast.ada.actor, cast.ada.id, theme="pink", entry=cast.entry(cast.ada))


async def test_a_change_that_changes_nothing_is_no_fact(cast: Cast):
    await actions.change_person(cast.zoe.actor, cast.ada.id, name="Ada Rep", entry=cast.entry(cast.zoe))
    assert not await ledger.of_kind(PersonChanged)


async def test_one_form_with_other_words_is_a_conflict(cast: Cast):
    entry = cast.entry(cast.zoe, digest="one")
    await actions.change_person(cast.zoe.actor, cast.ada.id, name="Ada One", entry=entry)
    other = type(entry)(id=entry.id, at=entry.at, actor=entry.actor, digest="two")
    with pytest.raises(Conflict):
        await actions.change_person(cast.zoe.actor, cast.ada.id, name="Ada Two", entry=other)
    assert (await again(cast.ada)).name == "Ada One"


async def test_roles_are_kept_with_their_dates(cast: Cast):
    cast.now = TUESDAY + DAY
    await actions.set_roles(cast.zoe.actor, cast.ada.id, ["manager", "rep"], in_training=True, entry=cast.entry(cast.zoe))
    cast.now = TUESDAY + 30 * DAY
    await actions.set_roles(cast.zoe.actor, cast.ada.id, ["manager"], entry=cast.entry(cast.zoe))
    spans = [(span.role, span.began, span.ended) for span in await queries.roles_over_time(cast.ada.id)]
    assert sorted(spans, key=str) == sorted(
        [
            ("rep", TUESDAY - 14 * DAY, cast.now),
            ("in training", TUESDAY + DAY, cast.now),
            ("manager", TUESDAY + DAY, None),
        ],
        key=str,
    )
    assert not await queries.in_training(cast.ada.id)
    assert [stored.fact for stored in await ledger.of_kind(RolesChanged)][-2:] == [
        RolesChanged(roles=("rep", "manager"), in_training=True),
        RolesChanged(roles=("manager",)),
    ]


async def test_a_process_owner_is_an_author(cast: Cast):
    assert (await again(cast.sam)).process_owner
    with pytest.raises(Invalid, match="is an author"):
        await actions.set_roles(cast.zoe.actor, cast.ada.id, ["rep"], process_owner=True, entry=cast.entry(cast.zoe))
    await actions.set_roles(cast.zoe.actor, cast.sam.id, ["author"], entry=cast.entry(cast.zoe))
    assert not (await again(cast.sam)).process_owner


async def test_the_only_admin_stays(cast: Cast):
    with pytest.raises(Refused, match="only admin"):
        await actions.deactivate(cast.zoe.actor, cast.zoe.id, entry=cast.entry(cast.zoe))
    with pytest.raises(Refused, match="only admin"):
        await actions.set_roles(cast.zoe.actor, cast.zoe.id, ["rep"], entry=cast.entry(cast.zoe))
    await actions.set_roles(cast.zoe.actor, cast.sam.id, ["author", "admin"], entry=cast.entry(cast.zoe))
    await actions.set_roles(cast.zoe.actor, cast.zoe.id, ["rep"], entry=cast.entry(cast.zoe))
    assert (await again(cast.zoe)).roles == {"rep"}


async def test_an_admin_who_left_does_not_count(cast: Cast):
    await actions.set_roles(None, cast.sam.id, ["admin"], entry=cast.entry())
    await actions.deactivate(None, cast.sam.id, entry=cast.entry())
    with pytest.raises(Refused):
        await actions.deactivate(None, cast.zoe.id, entry=cast.entry())


async def test_two_admins_who_let_each_other_go_at_once_leave_one(cast: Cast):
    await actions.set_roles(None, cast.sam.id, ["admin"], entry=cast.entry())
    results = await asyncio.gather(
        actions.deactivate(None, cast.zoe.id, entry=cast.entry()),
        actions.deactivate(None, cast.sam.id, entry=cast.entry()),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]


async def test_history_stays_when_somebody_leaves_and_comes_back(cast: Cast):
    entry = cast.entry(cast.zoe)
    for _time in range(2):
        await actions.deactivate(cast.zoe.actor, cast.ada.id, entry=entry)
    await actions.deactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    gone = await again(cast.ada)
    assert (gone.active, gone.roles, gone.team) == (False, frozenset({"rep"}), None)
    assert len(await ledger.of_kind(PersonDeactivated)) == 1
    await actions.reactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    await actions.reactivate(cast.zoe.actor, cast.ada.id, entry=cast.entry(cast.zoe))
    assert (await again(cast.ada)).active
    assert len(await ledger.of_kind(PersonReactivated)) == 1
    token, _visit = await signed_in(await again(cast.ada))
    assert await queries.visit(token, TUESDAY)


async def test_nobody_by_that_id_is_not_found(cast: Cast):
    with pytest.raises(NotFound):
        await actions.deactivate(cast.zoe.actor, cast.north, entry=cast.entry(cast.zoe))


async def test_a_policy_holds_from_its_day_and_earlier_ones_stay(cast: Cast):
    assert await queries.current_policy(TUESDAY) is None
    for text, day in (("for coaching", date(2026, 11, 3)), ("for coaching only", date(2026, 12, 1))):
        await actions.set_policy(
            cast.zoe.actor,
            company="Northwind Tools",
            text=f"{text}.",
            owner="Ruth",
            in_force_from=day,
            counts_only=day.month == 12,
            entry=cast.entry(cast.zoe),
        )
        cast.now += DAY
    now, later = await queries.current_policy(TUESDAY), await queries.current_policy(TUESDAY + 14 * DAY)
    assert now is not None
    assert later is not None
    assert now.sentence == "Policy of Northwind Tools, 3 Nov 2026: for coaching."
    assert (now.counts_only, later.counts_only, later.text) == (False, True, "for coaching only.")
    assert len(await queries.policies()) == 2
    assert len(await ledger.of_kind(PolicySet)) == 2
    assert (await queries.installation()).company == "Northwind Tools"


async def test_the_day_of_a_policy_begins_where_who_entered_it_is(cast: Cast):
    for zone, begins in (("Pacific/Auckland", "2026-11-30T11:00"), ("America/Los_Angeles", "2026-12-01T08:00")):
        await PersonTable.update({PersonTable.zone: zone}).where(PersonTable.id == cast.zoe.id)
        cast.now += DAY
        await actions.set_policy(
            cast.zoe.actor,
            company="Northwind Tools",
            text=f"for coaching, {zone}",
            owner="Ruth",
            in_force_from=date(2026, 12, 1),
            counts_only=False,
            entry=cast.entry(cast.zoe),
        )
        moment = datetime.fromisoformat(f"{begins}+00:00")
        before, then = await queries.current_policy(moment - timedelta(minutes=1)), await queries.current_policy(moment)
        assert then is not None
        assert zone in then.text
        assert before is None or zone not in before.text


async def test_only_an_admin_enters_a_policy_and_says_everything(cast: Cast):
    day = date(2026, 11, 3)
    with pytest.raises(Forbidden):
        await actions.set_policy(
            cast.lea.actor, company="N", text="t", owner="o", in_force_from=day, counts_only=True, entry=cast.entry(cast.lea)
        )
    with pytest.raises(Invalid) as refused:
        await actions.set_policy(
            cast.zoe.actor, company=" ", text="", owner="", in_force_from=day, counts_only=True, entry=cast.entry(cast.zoe)
        )
    assert set(refused.value.fields) == {"company", "text", "owner"}
    assert await queries.policies() == []


async def test_a_look_is_kept_once_a_day_and_the_person_sees_it(cast: Cast):
    for hours in (0, 1, 20, 30):
        await actions.looked(cast.mira.actor, cast.ada.id, "line", TUESDAY + timedelta(hours=hours))
    await actions.looked(cast.mira.actor, cast.ada.id, "answers", TUESDAY)
    await actions.looked(cast.ada.actor, cast.ada.id, "line", TUESDAY)
    looks = await queries.who_looked(cast.ada.id)
    assert sorted((look.name, look.page, look.day) for look in looks) == [
        ("Mira North", "answers", date(2026, 11, 17)),
        ("Mira North", "line", date(2026, 11, 17)),
        ("Mira North", "line", date(2026, 11, 18)),
    ]
    facts = await ledger.of_kind(DataLookedAt)
    assert [(fact.person, fact.actor, fact.team) for fact in facts] == [(cast.ada.id, cast.mira.id, cast.north)] * 3


async def test_a_look_is_kept_on_the_day_it_was_where_its_person_is(cast: Cast):
    """For somebody in Auckland, 13 hours ahead: Tuesday from 11:00 of Monday in UTC until 11:00 of Tuesday."""
    await PersonTable.update({PersonTable.zone: "Pacific/Auckland"}).where(PersonTable.id.is_in([cast.ada.id, cast.bo.id]))
    team = [await again(cast.ada), await again(cast.bo)]
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    for hours in (10, 12, 23, 25, 34, 36):
        await actions.looked(cast.mira.actor, cast.ada.id, "line", monday + timedelta(hours=hours))
        await actions.looked_at_each(cast.mira.actor, team, "team", monday + timedelta(hours=hours))
    days = [date(2026, 11, day) for day in (18, 17, 16)]
    for person, page in ((cast.ada, "line"), (cast.ada, "team"), (cast.bo, "team")):
        assert [look.day for look in await queries.who_looked(person.id) if look.page == page] == days, page


async def test_one_page_about_more_people_than_are_noted_at_once_is_a_look_at_each(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.modules["server.ledger.record"], "MOST", 2)
    monkeypatch.setattr(looking, "AT_ONCE", 2)
    team = [cast.ada, cast.bo, cast.mira, cast.ida, cast.lea]
    await actions.looked_at_each(cast.lea.actor, team, "review", TUESDAY)
    assert [len(await queries.who_looked(person.id)) for person in team] == [1, 1, 1, 1, 0]


async def test_one_page_about_a_whole_team_is_a_look_at_each_and_never_at_oneself(cast: Cast):
    team = [cast.ada, cast.bo, cast.mira]
    for hours in (0, 1, 30):
        await actions.looked_at_each(cast.mira.actor, team, "team", TUESDAY + timedelta(hours=hours))
    await actions.looked_at_each(cast.lea.actor, [*team, cast.ida], "team", TUESDAY)
    for person, looks in ((cast.ada, 3), (cast.bo, 3), (cast.ida, 1), (cast.mira, 1), (cast.lea, 0)):
        assert len(await queries.who_looked(person.id)) == looks, person.name
    facts = await ledger.of_kind(DataLookedAt)
    assert len(facts) == 8
    assert {fact.team for fact in facts if fact.person == cast.ida.id} == {cast.south}


async def test_a_team_that_grew_since_the_morning_is_looked_at_once_each_from_many_tabs(cast: Cast):
    await actions.looked_at_each(cast.mira.actor, [cast.ada], "team", TUESDAY)
    team = [cast.ada, cast.bo]
    await asyncio.gather(*(actions.looked_at_each(cast.mira.actor, team, "team", TUESDAY) for _tab in range(8)))
    assert [len(await queries.who_looked(person.id)) for person in team] == [1, 1]
    assert len(await ledger.of_kind(DataLookedAt)) == 2


async def test_looks_come_fifty_at_a_time_newest_first_and_each_once(cast: Cast):
    for days in range(120):
        await actions.looked(cast.mira.actor, cast.ada.id, "line", TUESDAY - timedelta(days=days))
    seen: list[queries.Looked] = []
    while page := await queries.who_looked(cast.ada.id, before=(seen[-1].at, seen[-1].id) if seen else None):
        assert len(page) <= 50
        seen += page
    assert [look.day for look in seen] == [(TUESDAY - timedelta(days=days)).date() for days in range(120)]


async def test_looking_from_many_tabs_is_one_look(cast: Cast):
    await asyncio.gather(*(actions.looked(cast.mira.actor, cast.ada.id, "line", TUESDAY) for _tab in range(8)))
    assert len(await queries.who_looked(cast.ada.id)) == 1
