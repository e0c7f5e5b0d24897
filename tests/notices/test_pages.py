"""The pages of notices, by plain HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta

import icalendar
import pytest

from server import clock, ids, ledger
from server.assignments import actions as assignments
from server.coaching import actions as coaching
from server.db import Statement
from server.erasure import actions as erasure
from server.inspections import actions as inspections
from server.ledger import Entry
from server.notices import actions, queries
from server.people import actions as people
from tests import client
from tests.databases import Database
from tests.web import deeds, selling_deeds, world
from tests.web.world import World


@pytest.fixture
async def house(database: Database) -> AsyncIterator[World]:
    async with world.opened(database) as opened:
        yield opened


async def write(house: World, words: str = "Ask who decides.") -> None:
    mira, ada = house.cast.mira, house.cast.ada
    await coaching.write_note(mira.actor, house.entry(mira), person=ada.id, words=words, tag="step")


async def test_the_inbox_says_what_is_new_and_leads_there(house: World):
    await write(house)
    async with house.visit(house.cast.ada) as ada:
        today = (await ada.get("/today")).text
        assert "Inbox" in today
        assert "1 new" in today
        page = (await ada.get("/inbox")).text
        assert "1 thing to read" in page
        assert "Mira North wrote to you." in page
        (notice,) = await queries.inbox(house.cast.ada.id)
        opened = await ada.get(f"/inbox/{notice.id}")
        assert (opened.status_code, opened.headers["Location"]) == (303, "/my-line#written")
        after = (await ada.get("/inbox")).text
        assert "Nothing waits for you here." in after
        assert "Mira North wrote to you." in after
        assert "1 new" not in after


async def test_a_notice_of_a_lesson_that_is_gone_leads_to_those_there_are(house: World):
    mira, ada = house.cast.mira, house.cast.ada
    day = (clock.now() + timedelta(days=3)).date()
    await assignments.assign(
        mira.actor, house.entry(mira), person=ada.id, lesson="next-step", reason="For Friday.", day=day, site="https://test"
    )
    (notice,) = await queries.inbox(ada.id)
    async with house.visit(ada) as visitor:
        await Statement('UPDATE "notice" SET "lesson" = {}')("it-is-gone")
        opened = await visitor.get(f"/inbox/{notice.id}")
        assert (opened.status_code, opened.headers["Location"]) == (303, "/lessons")
        assert 'href="/lessons/it-is-gone"' not in (await visitor.get("/inbox")).text


async def test_a_notice_of_somebody_who_left_leads_to_a_page_that_is_there(house: World):
    ada, mira, zoe = house.cast.ada, house.cast.mira, house.cast.zoe
    deal = await selling_deeds.deal(ada, "Northwind")
    await selling_deeds.inspected(mira, deal)
    await inspections.give_reply(ada.actor, house.entry(ada), deal, "next-step-confirmed", "The buyer wrote it on Monday.")
    day = (clock.now() + timedelta(days=3)).date()
    await assignments.assign(
        mira.actor, house.entry(mira), person=ada.id, lesson="next-step", reason="For Friday.", day=day, site="https://test"
    )
    await deeds.answer(house, ada)
    notices = await queries.inbox(mira.id)
    assert {"lesson-done", "reply"} <= {notice.kind for notice in notices}
    async with house.visit(mira) as visitor:

        async def lead() -> list[int]:
            found = [await visitor.get(f"/inbox/{notice.id}", follow_redirects=True) for notice in notices]
            return [answer.status_code for answer in found]

        assert set(await lead()) == {200}
        await people.deactivate(zoe.actor, ada.id, entry=house.entry(zoe))
        assert set(await lead()) == {200}
        await erasure.erase(zoe.actor, ada.id, entry=house.entry(zoe))
        assert set(await lead()) == {200}
        assert "/people/" not in (await visitor.get("/inbox")).text
        assert "leads nowhere for you any more" in (await visitor.get(f"/inbox/{notices[0].id}", follow_redirects=True)).text


async def test_three_stand_open_and_the_rest_is_folded(house: World):
    for n in range(5):
        await write(house, f"Note {n}.")
    async with house.visit(house.cast.ada) as ada:
        page = (await ada.get("/inbox")).text
        assert "5 things to read" in page
        assert "2 more" in page
        assert page.index("2 more") > page.index("wrote to you")
        done = await client.send(ada, "/inbox", "/inbox/reading")
        assert (done.status_code, done.headers["Location"]) == (303, "/inbox")
        assert "Nothing waits for you here." in (await ada.get("/inbox")).text


async def test_a_page_that_lasts_is_asked_for_again_when_something_is_new(house: World):
    async with house.visit(house.cast.ada) as ada:
        first = await ada.get("/process")
        tag = {"If-None-Match": first.headers["ETag"]}
        assert (await ada.get("/process", headers=tag)).status_code == 304
        await write(house)
        again = await ada.get("/process", headers=tag)
        assert again.status_code == 200
        assert "1 new" in again.text


async def test_nobody_opens_the_notice_of_somebody_else(house: World):
    await write(house)
    (notice,) = await queries.inbox(house.cast.ada.id)
    for stranger in (house.cast.mira, house.cast.bo, house.cast.zoe):
        async with house.visit(stranger) as visitor:
            assert (await visitor.get(f"/inbox/{notice.id}")).status_code == 404


async def test_the_mail_of_the_morning_is_chosen_on_its_page(house: World):
    async with house.visit(house.cast.ada) as ada:
        assert 'href="/account/reminders"' in (await ada.get("/account")).text
        done = await client.send(ada, "/account/reminders", "/account/reminders", hour="6")
        assert done.headers["Location"] == "/account/reminders?saved=1"
        assert await queries.choice_of(house.cast.ada.id) == queries.Choice(on=False, hour=6)
        refused = await client.send(ada, "/account/reminders", "/account/reminders", hour="3", mail="on")
        assert refused.status_code == 422
        assert "Choose an hour from the list." in refused.text
        assert " checked" in refused.text


async def stop_link(house: World) -> str:
    """The token of a mail that Ada got."""
    token, now = ids.token(), clock.now()
    waking = queries.Waking(person=house.cast.ada.id, hour=8, due=now, chosen=False)
    from server.outbox import Mail

    mail = Mail(to="ada@example.org", subject="Today: 4 min.", text="Today: 4 min.")
    assert await actions.send(waking, house.cast.ada, actions.Letter(mail=mail, token=token), now=now)
    return token


async def test_the_link_of_a_mail_needs_a_press_and_no_session(house: World):
    await actions.choose(house.cast.ada.actor, house.entry(house.cast.ada), on=True, hour=8)
    path = f"/reminders/{await stop_link(house)}/ending"
    async with client.visiting(house.door) as nobody:
        asked = await nobody.get(path)
        assert "Stop the mails in the morning?" in asked.text
        assert (await queries.choice_of(house.cast.ada.id)).on, "a scanner that opens every link stops nothing"
        done = await client.send(nobody, path, path)
        assert done.status_code == 303
        assert "No more mails in the morning." in (await nobody.get(done.headers["Location"])).text
    assert not (await queries.choice_of(house.cast.ada.id)).on


@pytest.mark.parametrize("how", ["data", "files"])
async def test_a_mail_program_presses_it_for_its_reader(house: World, how: str):
    await actions.choose(house.cast.ada.actor, house.entry(house.cast.ada), on=True, hour=8)
    path = f"/reminders/{await stop_link(house)}/ending"
    async with client.visiting(house.door) as program:
        if how == "data":
            done = await program.post(path, data={"List-Unsubscribe": "One-Click"})
        else:
            done = await program.post(path, files={"List-Unsubscribe": (None, "One-Click")})
        assert done.status_code in {200, 303}
    assert not (await queries.choice_of(house.cast.ada.id)).on


async def test_an_old_link_says_so(house: World):
    async with client.visiting(house.door) as nobody:
        answer = await nobody.post("/reminders/nothing-of-ours/ending", data={"form": str(ids.new())})
        assert answer.status_code == 404
        assert "This link is too old." in answer.text


async def make(house: World) -> str:
    """The path of Ada's calendar."""
    async with house.visit(house.cast.ada) as ada:
        made = await client.send(ada, "/account/reminders", "/account/reminders/feed")
        shown = (await ada.get(made.headers["Location"])).text
        address = shown.split('value="https://test', 1)[1].partition('"')[0]
        assert address.startswith("/feeds/")
        assert address.endswith(".ics")
        assert f'href="webcal://test{address}"' in shown
        assert address not in (await ada.get("/account/reminders")).text, "it is shown once"
    return address


async def test_a_calendar_is_read_without_a_session_and_holds_what_is_due(house: World):
    cast = house.cast
    day = (clock.now() + timedelta(days=4)).date()
    assigned = await assignments.assign(
        cast.mira.actor,
        house.entry(cast.mira),
        person=cast.ada.id,
        lesson="next-step",
        reason="Petra said so.",
        day=day,
        site="https://test",
    )
    path = await make(house)
    async with client.visiting(house.door) as program:
        read = await program.get(path)
        assert read.status_code == 200
        assert read.headers["Content-Type"] == "text/calendar; charset=utf-8"
        (event,) = icalendar.Calendar.from_ical(read.content).walk("VEVENT")
        assert str(event["UID"]) == f"lesson-{assigned}@test"
        assert event.decoded("DTEND").date() == day
        assert "Petra" not in read.text
        unchanged = await program.get(path, headers={"If-None-Match": read.headers["ETag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        await assignments.withdraw(cast.mira.actor, house.entry(cast.mira), assigned)
        changed = await program.get(path, headers={"If-None-Match": read.headers["ETag"]})
        assert changed.status_code == 200
        assert icalendar.Calendar.from_ical(changed.content).walk("VEVENT") == []


async def test_the_address_is_kept_as_a_digest_alone(house: World):
    path = await make(house)
    token = path.removeprefix("/feeds/").removesuffix(".ics")
    (row,) = await Statement('SELECT "token" FROM "feed"')()
    assert row["token"] == ids.digest(token)
    facts = await ledger.of_person(house.cast.ada.id)
    assert not any(token in str(one) for one in facts)


async def test_a_new_address_ends_the_old_one_and_ending_it_ends_both(house: World):
    old, new = await make(house), await make(house)
    assert old != new
    async with client.visiting(house.door) as program:
        assert [(await program.get(path)).status_code for path in (old, new)] == [404, 200]
        async with house.visit(house.cast.ada) as ada:
            await client.send(ada, "/account/reminders", "/account/reminders/feed/ending")
        assert [(await program.get(path)).status_code for path in (old, new)] == [404, 404]


async def test_the_calendar_of_somebody_who_left_is_gone(house: World):
    path = await make(house)
    zoe = house.cast.zoe
    await people.deactivate(zoe.actor, house.cast.ada.id, entry=Entry(id=ids.new(), at=clock.now(), actor=zoe.id))
    async with client.visiting(house.door) as program:
        assert (await program.get(path)).status_code == 404


async def test_a_program_that_asks_too_often_is_told_when_to_come_back(house: World):
    path = await make(house)
    async with client.visiting(house.door) as program:
        answers = [await program.get(path) for _ in range(61)]
        assert [one.status_code for one in answers[:60]] == [200] * 60
        assert answers[60].status_code == 429
        assert int(answers[60].headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/feeds/nothing.ics", "/feeds/nothing", "/feeds/%00.ics", f"/feeds/{'a' * 5000}.ics"])
async def test_any_other_address_is_no_calendar(house: World, path: str):
    async with client.visiting(house.door) as program:
        assert (await program.get(path)).status_code == 404


async def test_the_address_of_another_session_shows_nothing(house: World):
    async with house.visit(house.cast.ada) as ada:
        made = await client.send(ada, "/account/reminders", "/account/reminders/feed")
        place = made.headers["Location"]
        assert 'value="https://test/feeds/' in (await ada.get(place)).text
    for other in (house.cast.ada, house.cast.mira):
        async with house.visit(other) as elsewhere:
            assert 'value="https://test/feeds/' not in (await elsewhere.get(place)).text
