"""Who practised this week, and what is assigned and open: yes or not yet, by name."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from server import clock, ids
from server.deals.tables import DealRow, DealSource
from server.gaps.candour import Step
from server.gaps.tables import GapPerson, GapSnapshot
from server.learning import actions as learning
from server.learning.actions import Deed
from server.learning.queries.counts import last_practised
from server.ledger import Entry
from server.people import actions as people
from server.people.queries import Person
from server.web.pages import team
from server.web.week import iso_weeks
from tests import client
from tests.cast import TUESDAY, Cast, assemble
from tests.databases import Database
from tests.learning.world import EVERY_KIND, READ, RIGHT, WALKED, serve
from tests.web import every_form
from tests.web import world as worlds
from tests.web.manager_samples import teams
from tests.web.selling_deeds import deal
from tests.web.world import World

ADA, BO = "Ada Rep", "Bo Rep"


@pytest.fixture
async def cast(database: Database) -> Cast:
    await serve(EVERY_KIND, WALKED, READ)
    return await assemble()


def deed(person: Person, lesson: str = "every-kind", *, at: datetime = TUESDAY) -> Deed:
    return Deed(actor=person.actor, entry=Entry(id=ids.new(), at=at, actor=person.id), lesson=lesson)


async def when(*persons: Person, since: datetime) -> Mapping[str, datetime]:
    found = await last_practised([person.id for person in persons], since)
    return {person.name: found[person.id] for person in persons if person.id in found}


async def test_an_answer_a_reflection_and_a_move_are_practice_and_nothing_else_is(cast: Cast):
    since = TUESDAY - timedelta(days=1)
    assert await when(cast.ada, cast.bo, since=since) == {}
    await learning.take_hint(deed(cast.ada), "single")
    await learning.finish(deed(cast.ada, "read"))
    assert await when(cast.ada, since=since) == {}
    await learning.answer(deed(cast.ada), "reflect", RIGHT["reflect"])
    await learning.make_move(deed(cast.bo, "walked"), "scenario", scene="start", move="good", round=0, step=0)
    assert await when(cast.ada, cast.bo, cast.ida, since=since) == {ADA: TUESDAY, BO: TUESDAY}


async def test_the_last_of_many_counts_and_what_was_before_does_not(cast: Cast):
    for days, question in enumerate(("single", "multiple", "order", "match")):
        await learning.answer(deed(cast.ada, at=TUESDAY + timedelta(days=days)), question, RIGHT[question])
    assert await when(cast.ada, since=TUESDAY) == {ADA: TUESDAY + timedelta(days=3)}
    assert await when(cast.ada, since=TUESDAY + timedelta(days=3, seconds=1)) == {}
    assert await last_practised([], TUESDAY) == {}


async def test_a_scenario_that_was_finished_this_week_counts_and_one_of_last_month_does_not(cast: Cast):
    for person, days in ((cast.ada, 1), (cast.bo, 40)):
        at = TUESDAY - timedelta(days=days)
        await learning.make_move(deed(person, "walked", at=at), "scenario", scene="start", move="bad", round=0, step=0)
    assert await when(cast.ada, cast.bo, since=TUESDAY - timedelta(days=2)) == {ADA: TUESDAY - timedelta(days=1)}


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    await serve(EVERY_KIND, WALKED, READ)
    made = await assemble()
    async with client.opened(sqlite) as door:
        yield World(made, door)


async def test_the_week_begins_on_monday_in_the_zone_of_the_team(world: World):
    await world.enter_policy()
    monday = iso_weeks.began(clock.now(), "Pacific/Auckland")
    await people.change_team(
        None,
        world.cast.north,
        name="Team North",
        parent=world.cast.sales,
        zone="Pacific/Auckland",
        entry=world.entry(world.cast.zoe),
    )
    await learning.answer(deed(world.cast.ada, at=monday - timedelta(seconds=1)), "single", RIGHT["single"])
    await learning.answer(deed(world.cast.bo, at=monday + timedelta(seconds=1)), "single", RIGHT["single"])
    async with world.visit(world.cast.mira) as mira:
        text = (await mira.get("/team")).text
    assert "Practised this week: 1 of 2" in text
    assert text.index(ADA) < text.index("not yet") < text.index(f">{BO}<")


async def test_of_deals_that_are_not_known_any_more_none_is_named_to_be_looked_at(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        await world.enter_policy()
        await deal(world.cast.ada, "Northgate", stage="align")
        await DealRow.update({DealRow.source: "hubspot"}, force=True)
        seen = DealSource(id=ids.new(), name="hubspot", seen_at=clock.now() - timedelta(days=2))
        await DealSource.insert(seen)
        async with world.visit(world.cast.mira) as mira:
            fresh = (await mira.get("/team")).text
            await DealSource.update({DealSource.seen_at: clock.now() - timedelta(days=4)}, force=True)
            stale = (await mira.get("/team")).text
            person = (await mira.get(f"/people/{world.cast.ada.id}")).text
        assert "Not looked at yet, and this deal needs it now." in fresh
        assert "No deals are picked." not in fresh
        assert "Northgate" not in stale
        assert "No deals are picked." in stale
        assert "more than three days ago" in stale
        assert "Deals as of" in person


async def test_practice_of_today_is_practice(sqlite: Database):
    async with every_form.opened(sqlite) as house:
        await people.set_policy(
            house.cast.zoe.actor,
            company="N",
            text="for coaching",
            owner="Lea",
            in_force_from=(clock.now() - timedelta(days=1)).date(),
            counts_only=True,
            entry=Entry(id=ids.new(), at=clock.now(), actor=house.cast.zoe.id),
        )
        sent = await every_form.came_back(house, "bo")
        assert "Practised this week: 0 of 2" in (await house.browsers["mira"].get("/team")).text
        await house.send(sent, ids.new())
        assert "Practised this week: 1 of 2" in (await house.browsers["mira"].get("/team")).text


def test_the_line_names_who_has_something_open_and_how_late_it_is():
    found = {name: page for name, page in teams().items() if isinstance(page, team.TeamPage)}
    assert found["a team"].open == ("Bo Rep, 2 days late",)
    lot = found["a team with a lot assigned"]
    assert lot.open == (*("Bo Rep",) * 6, "Bo Rep, 2 days late")
    assert lot.more == 1
    assert found["a team without people"].open == ()


@pytest.mark.parametrize(
    ("days", "words"), [(-1, ""), (0, "late since today"), (1, "1 day late"), (2, "2 days late"), (40, "40 days late")]
)
def test_how_late_is_told_in_days_of_the_calendar(days: int, words: str):
    due = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    now = due + timedelta(days=days, minutes=1)
    assert team.late(due, zone="Europe/Prague", now=now) == words


async def test_only_leaders_are_told_there_how_often_we_were_right(world: World):
    async with world.visit(world.cast.lea) as lea:
        for path in ("/team", "/process"):
            assert "Too few answers yet to say how often we were right." in (await lea.get(path)).text
        assert "ETag" not in (await lea.get("/process")).headers
    async with world.visit(world.cast.mira) as mira:
        for path in ("/team", "/process"):
            assert "how often we were right" not in (await mira.get(path)).text
        assert "ETag" in (await mira.get("/process")).headers


async def test_what_was_said_and_what_came_of_it_stand_in_one_line_for_authors_and_leaders(sqlite: Database):
    async with worlds.opened(sqlite) as world:
        async with world.visit(world.cast.sam) as sam:
            assert "Too few answers yet to say how often we were right." in (await sam.get("/academy")).text
        steps = [Step()] * 8 + [Step(412, 321.0), Step(), Step()]
        told = msgspec.json.encode(steps).decode()
        await GapSnapshot.insert(GapSnapshot(id=ids.new(), number=1, made_at=clock.now(), answers=412, told=told))
        for _learner in range(5):
            await GapPerson.insert(GapPerson(person=ids.new()))
        for person, path in ((world.cast.sam, "/academy"), (world.cast.lea, "/team"), (world.cast.lea, "/process")):
            async with world.visit(person) as visitor:
                assert "When we said 80%, it was so 78 of 100 times (n 412)." in (await visitor.get(path)).text
