"""How managers inspect, by plain HTTP: who opens what, that numbers are those of other pages, and this month's second looks."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from server import clock, ids
from server.coaching.tables import NoteRow, PartingRow
from server.commitments.tables import CommitmentOutcome, CommitmentRow
from server.db import Statement
from server.drift.quality import Share, Tapped
from server.drift.queries import details
from server.drift.queries import managers as managing
from server.drift.queries import quality as counting
from server.drift.queries.quality import Quality
from server.ledger import Entry
from server.people import actions as people
from server.people.queries import Person
from server.web.pages import managers
from tests.client import form_of, send
from tests.databases import Database
from tests.web import world as worlds
from tests.web.selling_deeds import DAY, deal, inspected, promise
from tests.web.world import World


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


@pytest.fixture
async def both(database: Database) -> AsyncIterator[World]:
    """The same on either engine, for what is counted in SQL."""
    async with worlds.opened(database) as opened:
        yield opened


async def get(world: World, person: Person, path: str, status: int = 200) -> str:
    async with world.visit(person) as visitor:
        answer = await visitor.get(path)
        assert answer.status_code == status, answer.text
        return answer.text


async def counted(person: Person, at: datetime | None = None) -> Quality:
    """What is counted of one manager now, or then."""
    now = at or clock.now()
    found = await managing.manager(person.id, now)
    assert found is not None
    (one,) = await counting.qualities([found], now)
    return one


async def noted(by: Person, about: Person, *tags: str, days: int = 1) -> None:
    at = clock.now() - days * DAY
    await NoteRow.insert(
        *(NoteRow(id=ids.new(), person=about.id, by=by.id, tag=tag, words="Not for you.", at=at) for tag in tags)
    )


async def test_numbers_wait_for_the_policy_and_a_second_look_does_not(world: World):
    text = await get(world, world.cast.lea, "/drift/managers")
    assert "once the policy is entered" in text
    assert "Draw one" in text
    assert "In time:" not in text
    page = f"/drift/managers/{world.cast.mira.id}"
    assert "once the policy is entered" in await get(world, world.cast.lea, page, status=409)
    await world.enter_policy()
    assert "In time:" in await get(world, world.cast.lea, "/drift/managers")
    assert "How Mira North inspects" in await get(world, world.cast.lea, page)


async def test_managers_stand_by_name_and_no_rep_among_them(world: World):
    await world.enter_policy()
    text = await get(world, world.cast.lea, "/drift/managers")
    names = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', text)
    assert names == ["Lea Leader", "Mira North", "Tom South"]
    assert text.count("Draw one<") == 2


async def test_managers_who_do_not_fit_on_a_page_stand_on_the_next(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(managers, "MOST", 2)
    await world.enter_policy()
    first = await get(world, world.cast.lea, "/drift/managers")
    following = re.search(r'href="(/drift/managers\?after=[^"]+)"', first)
    assert following
    assert "Tom South" not in first
    second = await get(world, world.cast.lea, following[1])
    assert "Tom South" in second
    assert "Mira North" not in second
    assert "?after=" not in second


async def test_a_manager_reads_their_own_page_and_nobody_elses(world: World):
    cast = world.cast
    own, other = (f"/drift/managers/{one.id}" for one in (cast.mira, cast.tom))
    assert "How you inspect" in await get(world, cast.mira, own)
    await world.enter_policy()
    await get(world, cast.mira, other, status=404)
    for path in ("/drift/managers", own):
        async with world.visit(cast.ada) as visitor:
            assert (await visitor.get(path)).status_code in {403, 404}
    async with world.visit(cast.mira) as visitor:
        assert (await visitor.get("/drift/managers")).status_code in {403, 404}
        assert f'href="{own}"' in (await visitor.get("/calibration")).text
    await get(world, cast.lea, f"/drift/managers/{cast.ada.id}", status=404)


async def test_who_was_looked_at_is_told(world: World):
    cast = world.cast
    await world.enter_policy()
    await get(world, cast.lea, "/drift/managers")
    assert "opened how you inspect" in await get(world, cast.mira, "/my-line")


async def test_in_time_and_on_the_step_are_the_numbers_of_the_week(world: World):
    cast = world.cast
    for number, days in enumerate((60, 60, 2)):
        await deal(cast.ada, f"Deal {number}", stage="align", days=days)
    looked = await deal(cast.bo, "Looked at", stage="align", days=50)
    await inspected(cast.mira, looked)
    await noted(cast.mira, cast.ada, "step", "both", "number", "")
    await noted(cast.mira, cast.ada, "step", days=57)
    one = await counted(cast.mira)
    assert one.anchored == Share(hits=2, of=3)
    assert one.in_time is not None
    week = await get(world, cast.mira, "/week")
    assert "2 of 3 notes" in week
    assert f"{one.in_time.hits} of {one.in_time.of} deals" in week
    assert {found.name for found in one.late} == {"Deal 0", "Deal 1", "Deal 2"}
    page = await get(world, cast.mira, f"/drift/managers/{cast.mira.id}")
    assert "2 of 3" in page
    assert "Not for you." not in page


async def test_a_deal_is_covered_once_it_had_its_turn_and_its_manager_too(both: World):
    cast = both.cast
    await deal(cast.ada, "Left out", days=60)
    await deal(cast.ada, "Fresh", days=5)
    await inspected(cast.mira, await deal(cast.bo, "Looked at", days=60))
    assert (await counted(cast.mira, both.cast.now + 13 * DAY)).covered is None
    later = clock.now() + 30 * DAY
    then = await counted(cast.mira, later)
    assert then.covered == Share(hits=1, of=3)
    assert {left.name for left in then.left} == {"Left out", "Fresh"}
    assert then.sheets == {"full": 1}
    assert [sheet.deal_name for sheet in await details.closed(cast.mira.id, later)] == ["Looked at"]


async def test_a_promise_counts_for_who_managed_the_team_on_its_day(both: World):
    cast = both.cast
    there = await deal(cast.ada, "Northgate", days=60)
    late, kept, waits = [await promise(cast.ada, there, due=timedelta(days=-day), words=f"Due {day}") for day in (3, 2, 1)]
    now = clock.now()
    await CommitmentOutcome.insert(
        CommitmentOutcome(id=ids.new(), commitment=kept, by=cast.mira.id, outcome="kept", due_at=now - 2 * DAY, at=now)
    )
    await CommitmentRow.update({CommitmentRow.state: "kept", CommitmentRow.settled_at: now}).where(CommitmentRow.id == kept)
    await people.leave_team(None, cast.mira.id, cast.north, manages=True, entry=Entry(id=ids.new(), at=now))
    await people.join_team(None, cast.tom.id, cast.north, manages=True, entry=Entry(id=ids.new(), at=now))
    later = now + 12 * DAY
    mira, tom = [await managing.manager(one.id, later) for one in (cast.mira, cast.tom)]
    assert mira is not None
    assert tom is not None
    assert mira.now == ()
    own, others = await counting.qualities([mira, tom], later)
    assert own.followed == Share(hits=1, of=3)
    assert {one.commitment for one in own.missed} == {late, waits}
    assert (own.covered, own.in_time) == (None, None)
    assert others.followed == Share()
    assert [one.deal_name for one in await details.promises(own.missed)] == ["Northgate", "Northgate"]
    await both.enter_policy()
    assert "Until lately" in await get(both, cast.lea, "/drift/managers")


async def test_what_reps_tapped_is_told_of_a_team_of_five_and_is_the_number_of_the_team_page(both: World):
    cast, now = both.cast, clock.now()
    # What was tapped before they came is another manager's.
    await Statement('UPDATE "membership" SET "began" = {} WHERE "manages"')(now - 30 * DAY)
    for number in range(3):
        await people.add_person(
            None,
            name=f"Rep {number}",
            email=f"rep{number}@example.org",
            roles=["rep"],
            zone="UTC",
            team=cast.north,
            entry=Entry(id=ids.new(), at=now),
        )
    answers = ("yes", "yes", "yes", "partly", "no")
    await PartingRow.insert(*(PartingRow(id=ids.new(), team=cast.north, answer=one, at=now - DAY / 2) for one in answers))
    one = await counted(cast.mira)
    assert one.tapped == (("Team North", Tapped(yes=3, partly=1, no=1)),)
    assert (one.knowing.hits, one.knowing.of) == (3, 5)
    assert (await counted(cast.tom)).tapped == ()
    text = await get(both, cast.mira, "/team")
    assert re.search(r"3 (?:of 5|yes)", text)
    await PartingRow.insert(PartingRow(id=ids.new(), team=cast.north, answer="no", at=now - 60 * DAY))
    assert (await counted(cast.mira)).tapped == (("Team North", None),)


async def test_in_counts_alone_there_is_no_range_and_nothing_of_how_they_agree(world: World):
    cast = world.cast
    await noted(cast.mira, cast.ada, *["step"] * 9)
    await world.enter_policy()
    assert "9 of 9" in await get(world, cast.lea, "/drift/managers")
    assert "likely 85 to 100%" in await get(world, cast.lea, f"/drift/managers/{cast.mira.id}")
    await world.enter_policy(counts_only=True)
    for path in ("/drift/managers", f"/drift/managers/{cast.mira.id}"):
        text = await get(world, cast.lea, path)
        assert "9 of 9" in text
        assert "likely" not in text
        assert "ame conclusion" not in text


async def test_how_somebody_agrees_is_the_number_of_calibration(world: World):
    cast = world.cast
    await inspected(cast.mira, await deal(cast.ada, "Northgate", days=3))
    await world.enter_policy()
    async with world.visit(cast.lea) as lea:
        drawn = await send(lea, "/drift/managers", "/calibration/second-looks", manager=str(cast.mira.id))
        calibration = drawn.headers["location"]
        assert "waits for the second sheet" in (await lea.get("/drift/managers")).text
        sheet = (await send(lea, calibration, f"{calibration}/sheets")).headers["location"]
        fields = form_of((await lea.get(sheet)).text, f"{sheet}/closing")
        first = "next-step-confirmed"
        await lea.post(f"{sheet}/closing", data={**fields, "looked": [first]}, headers={"Origin": "https://test"})
        assert "looked at again" in (await lea.get("/drift/managers")).text
        assert "2 of 2 sheets closed" in (await lea.get(calibration)).text
    one = (await counted(cast.mira)).agreed
    listed = await get(world, cast.lea, "/calibration")
    row = re.search(
        r'<th scope="row">Mira North</th><td class="num">(\d+) of (\d+)</td><td class="num">(\d+) of (\d+)</td>', listed
    )
    assert row
    assert [int(number) for number in row.groups()] == [one.conclusions.hits, one.conclusions.of, one.ticks.hits, one.ticks.of]
    assert calibration in await get(world, cast.mira, f"/drift/managers/{cast.mira.id}")


async def test_until_the_leaders_sheet_is_closed_they_do_not_see_the_managers(world: World):
    cast = world.cast
    there = await deal(cast.ada, "Northgate", days=3)
    await inspected(cast.mira, there)
    async with world.visit(cast.lea) as lea:
        drawn = await send(lea, "/drift/managers", "/calibration/second-looks", manager=str(cast.mira.id))
        calibration = drawn.headers["location"]
        (first,) = await details.closed(cast.mira.id, clock.now())
        for path in (f"/inspections/{first.id}", f"/deals/{there}", f"/deals/{there}/before-a-call"):
            hidden = await lea.get(path)
            assert (hidden.status_code, hidden.headers["location"]) == (303, calibration)
        sheet = (await send(lea, calibration, f"{calibration}/sheets")).headers["location"]
        await send(lea, sheet, f"{sheet}/closing", looked="next-step-confirmed")
        for path in (f"/inspections/{first.id}", f"/deals/{there}", f"/deals/{there}/before-a-call"):
            assert (await lea.get(path)).status_code == 200
    assert "looked a second time at a deal of yours" in await get(world, cast.ada, "/my-line")
