"""Calibration by plain HTTP, as a browser without JavaScript does it: from the blind sheets to the reveal, keys, and who sees what."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from server import clock
from server.deals import actions as deals
from server.inspections import actions as inspecting
from server.inspections.actions import Told
from server.people import actions as people
from server.people.queries import Person
from tests import selling
from tests.cast import again
from tests.client import form_of, send
from tests.databases import Database
from tests.web import world as worlds
from tests.web.calibrating import WORDS, begun, close, get, proved
from tests.web.selling_deeds import inspected
from tests.web.world import World


@pytest.fixture
async def world(sqlite: Database) -> AsyncIterator[World]:
    async with worlds.opened(sqlite) as opened:
        yield opened


async def test_from_blind_to_reveal(world: World):
    cast = world.cast
    there = await proved(world)
    calibration = await begun(world, cast.mira, there, other="")
    assert "0 of 3 sheets closed" in await get(world, cast.tom, calibration)
    assert await close(world, cast.mira, calibration, f"{WORDS}/written", f"{WORDS}/in-time") == calibration
    text = await get(world, cast.mira, calibration)
    assert "Your sheet of Kestrel &amp; Sons is closed" in text
    assert "1 of 3 sheets closed" in text
    assert "Clause by clause" not in text
    for person in (cast.tom, cast.lea):
        await close(world, person, calibration, f"{WORDS}/written")
    text = await get(world, cast.tom, calibration)
    assert "Same conclusion: all 3 support Engage and would coach next step confirmed" in text
    assert re.search(r"<th scope=\"col\" class=\"ans\">Mira</th>", text)
    assert text.count("data-differs") == 1
    assert "On the day of the meeting" in text
    answer = await send_wording(world, cast.tom, calibration, f"{WORDS}/in-time", "Dated the day of the meeting, by them.")
    assert answer.status_code == 303
    assert "With the process owner." in await get(world, cast.mira, calibration)


async def send_wording(world: World, person: Person, calibration: str, clause: str, words: str) -> httpx.Response:
    async with world.visit(person) as visitor:
        return await send(visitor, calibration, f"{calibration}/wording", clause=clause, words=words)


async def test_the_blind_sheet_hides_what_others_said_and_how_far_the_evidence_reaches(world: World):
    there = await proved(world)
    await inspected(world.cast.mira, there)
    calibration = await begun(world, world.cast.lea, there, other="")
    async with world.visit(world.cast.tom) as visitor:
        sheet = (await send(visitor, calibration, f"{calibration}/sheets")).headers["location"]
        text = (await visitor.get(sheet)).text
    assert "Blind inspection" in text
    assert "We lose a day every month." in text
    for hidden in ("Mira", "Supported", "Evidence reaches", "Picked", "Unchanged since"):
        assert hidden not in text


async def test_what_is_added_after_the_first_close_is_on_no_blind_sheet(world: World):
    cast = world.cast
    there = await proved(world)
    calibration = await begun(world, cast.lea, there, other="")
    await close(world, cast.mira, calibration, f"{WORDS}/written")
    told = Told(
        artifact="meeting-recap",
        source="buyer",
        form="quote",
        dated=clock.now().date(),
        words="They signed today.",
        sender="Petra Nowak",
        shows=(f"{WORDS}/written",),
    )
    await inspecting.add_evidence(cast.ada.actor, world.entry(cast.ada), there, told, process=selling.PROCESS)
    async with world.visit(cast.tom) as visitor:
        sheet = (await send(visitor, calibration, f"{calibration}/sheets")).headers["location"]
        text = (await visitor.get(sheet)).text
    assert "We lose a day every month." in text
    assert "They signed today." not in text


async def test_a_grant_opens_one_sheet_and_not_the_deal_and_its_owner_is_told(world: World):
    cast = world.cast
    there = await proved(world)
    calibration = await begun(world, cast.lea, there, other="")
    await get(world, cast.tom, f"/deals/{there}", status=404)
    await close(world, cast.tom, calibration, f"{WORDS}/written")
    await get(world, cast.tom, f"/deals/{there}", status=404)
    told = await get(world, cast.ada, "/my-line")
    assert "Tom South" in told
    assert "read one frozen deal of yours" in told


@pytest.mark.parametrize("name", ["ada", "bo", "ida", "sam", "zoe"])
async def test_nobody_without_a_seat_finds_it(world: World, name: str):
    calibration = await begun(world, world.cast.mira, await proved(world), other="")
    async with world.visit(getattr(world.cast, name)) as visitor:
        for path in (calibration, "/calibration"):
            assert (await visitor.get(path)).status_code in {403, 404}


async def test_a_pair_is_no_business_of_a_third_manager(world: World):
    cast = world.cast
    calibration = await begun(world, cast.lea, await proved(world), other=str(cast.mira.id))
    await get(world, cast.tom, calibration, status=404)
    assert "Kestrel" not in await get(world, cast.tom, "/calibration")
    assert "Kestrel &amp; Sons waits for your sheet" in await get(world, cast.mira, "/calibration")


async def test_a_sentence_without_words_comes_back_with_what_was_chosen(world: World):
    cast = world.cast
    calibration = await begun(world, cast.mira, await proved(world), other=str(cast.tom.id))
    for person in (cast.mira, cast.tom):
        await close(world, person, calibration, f"{WORDS}/written")
    answer = await send_wording(world, cast.mira, calibration, f"{WORDS}/in-time", "")
    assert answer.status_code == 422
    assert "Write the one sentence" in answer.text
    assert f'value="{WORDS}/in-time" selected' in answer.text


async def test_the_process_owner_reads_how_clauses_were_read_with_file_and_line_and_no_names(world: World):
    cast = world.cast
    for number in range(3):
        there = await proved(world, name=f"Deal {number}")
        calibration = await begun(world, cast.mira, there, other=str(cast.tom.id))
        await close(world, cast.mira, calibration, f"{WORDS}/written")
        await close(world, cast.tom, calibration, f"{WORDS}/written", f"{WORDS}/in-time")
    await send_wording(world, cast.tom, calibration, f"{WORDS}/in-time", "On the day, by them.")
    sam = await again(cast.sam)
    text = await get(world, sam, "/wording")
    assert "0 of 3 pairs agree, on 3 deals. <span" in text, "the mark stands beside the sentence, not in it"
    assert "fewer than 70% would agree" in text
    assert "On the day, by them." in text
    # As words: three letters may stand in the token of a form.
    assert re.findall(r"\b(?:Mira|Tom)\b", text) == []
    async with world.visit(sam) as visitor:
        action = re.search(r'action="(/wording/[^"]+/outcome)"', text)
        assert action
        assert (await send(visitor, "/wording", action[1], outcome="reworded")).status_code == 303
    assert "Reworded" in await get(world, sam, "/wording")
    await get(world, cast.zoe, "/wording", status=404)


async def test_the_place_of_calibration_says_what_waits_what_was_and_how_far_all_agree(world: World):
    cast = world.cast
    assert "This month has no deal yet" in await get(world, cast.mira, "/calibration")
    calibration = await begun(world, cast.mira, await proved(world), other="")
    for person in (cast.mira, cast.tom, cast.lea):
        await close(world, person, calibration, f"{WORDS}/written")
    await world.enter_policy()
    text = await get(world, cast.lea, "/calibration")
    assert "This month is done" in text
    assert "The same conclusion in 3 of 3 pairs of sheets." in text
    assert "Inspector by inspector" in text
    assert "Inspector by inspector" not in await get(world, cast.mira, "/calibration")


async def test_a_leader_looks_again_at_one_sheet_of_each_manager(world: World):
    cast = world.cast
    await inspected(cast.mira, await proved(world))
    async with world.visit(cast.lea) as visitor:
        page = (await visitor.get("/drift/managers")).text
        action = "/calibration/second-looks"
        assert f'name="manager" value="{cast.mira.id}"' in page
        answer = await send(visitor, "/drift/managers", action, manager=str(cast.mira.id))
        assert "waits for the second sheet" in (await visitor.get("/calibration")).text
        refused = await send(visitor, "/drift/managers", action, manager=str(cast.tom.id))
        assert refused.status_code == 409
        assert "nothing to draw from" in refused.text
    calibration = answer.headers["location"]
    await close(world, cast.lea, calibration, f"{WORDS}/written")
    assert "2 of 2 sheets closed" in await get(world, cast.mira, calibration)
    assert "looked at again" in await get(world, cast.lea, "/calibration")
    async with world.visit(cast.mira) as visitor:
        assert "/drift/managers" not in (await visitor.get("/calibration")).text.replace(f"/drift/managers/{cast.mira.id}", "")


async def test_a_manager_learns_on_three_keys_and_then_their_inspections_count(world: World):
    cast = world.cast
    await people.set_roles(None, cast.tom.id, ["manager"], in_training=True, entry=world.entry(cast.zoe))
    keys = [await made_key(world, f"Past {number}") for number in range(3)]
    assert "To inspect" not in await get(world, cast.mira, "/calibration")
    for number, key in enumerate(keys):
        extra = (f"{WORDS}/in-time",) if number == 0 else ()
        assert await close(world, cast.tom, key, f"{WORDS}/written", *extra) == key
    text = await get(world, cast.tom, keys[0])
    assert "The same stage as the key" in text
    assert "Because Petra did not write it." in text
    assert "One clause is still to be talked through" in text
    page = f"{keys[0]}?of={cast.tom.id}"
    async with world.visit(cast.lea) as visitor:
        assert "count from now on" not in (await visitor.get("/calibration")).text
        talked = await send(visitor, page, f"{keys[0]}/talks")
        assert talked.status_code == 303
        ending = f"/calibration/training/{cast.tom.id}/ending"
        assert (await send(visitor, "/calibration", ending)).status_code == 303
        assert "In training" not in (await visitor.get("/calibration")).text
    assert "Answer-key deals" not in await get(world, cast.tom, "/calibration")


async def made_key(world: World, name: str) -> str:
    """Lea makes a key of a deal that Ada lost: its first clause is shown, the others are not."""
    cast = world.cast
    there = await proved(world, name=name)
    await deals.close(cast.ada.actor, world.entry(cast.ada), there, "lost")
    async with world.visit(cast.lea) as visitor:
        key = (await send(visitor, "/calibration", "/calibration/keys", deal=str(there))).headers["location"]
        shown = (await visitor.get(key)).text
        clauses = dict.fromkeys(re.findall(r'name="answer-([^"]+)"', shown))
        fields = {f"answer-{one}": "shown" if one == f"{WORDS}/written" else "missing" for one in clauses}
        missing = await send(visitor, key, f"{key}/answers", **fields)
        assert missing.status_code == 422
        assert "Say why" in missing.text
        reasons = {f"reason-{one}": "Because Petra did not write it." for one in clauses}
        assert (await send(visitor, key, f"{key}/answers", **fields, **reasons)).status_code == 303
        assert (await send(visitor, key, f"{key}/key", in_use="yes")).status_code == 303
        assert "Managers learn on" in (await visitor.get(key)).text
    return str(key)


async def test_a_key_in_use_keeps_its_answers(world: World):
    key = await made_key(world, "Past")
    async with world.visit(world.cast.lea) as visitor:
        form = form_of((await visitor.get(key)).text, f"{key}/answers")
        answer = await visitor.post(f"{key}/answers", data=form, headers={"Origin": "https://test"})
        assert answer.status_code == 409
        assert "stay as they are" in answer.text
