"""A company's own process of three stages is served: deals, sheets, the day of a rep and every page of each role."""

from pathlib import Path

from server import clock
from server.cli.new.academy import begin
from server.deals import actions as deals
from server.deals.actions import Told
from server.inspections import actions as inspections
from server.inspections import queries
from server.inspections.actions import Done
from server.inspections.rubric import Ticked
from server.lessons import actions as lessons
from server.lessons.queries import current
from tests import cast, client, crawl
from tests.databases import Database


async def test_every_page_of_each_role_opens_on_the_starter(sqlite: Database, tmp_path: Path):
    begin(tmp_path / "ours")
    async with client.opened(sqlite) as door:
        people = await cast.assemble()
        assert (await lessons.load(tmp_path / "ours", now=people.now)).errors == 0
        process = (await current()).academy.process
        assert process is not None
        assert [stage.id for stage in process.stages] == ["understand", "decide", "start"]
        ada, mira = people.ada, people.mira
        for stage in process.stages:
            told = Told(name=f"In {stage.title}", stage=stage.id, amount=1_000_00)
            deal = await deals.add(ada.actor, people.entry(ada), told, motion="new", currency="EUR", process=process)
            sheet = await inspections.begin(mira.actor, people.entry(mira), deal, mode="full", pick="chosen")
            done = {"problem-confirmed": Done(ticked=Ticked(ticks=frozenset({"problem-stated"})))}
            await inspections.close(mira.actor, people.entry(mira), sheet, done)
            concluded = (await queries.concluded([deal]))[deal]
            assert (concluded.supported, concluded.missing) == ("understand", "next-step-booked")
        opened: dict[str, set[str]] = {}
        for person in (ada, mira, people.lea, people.sam, people.zoe):
            async with client.visiting(door) as visitor:
                token, _visit = await cast.signed_in(person, clock.now())
                visitor.cookies.set("__Host-plumbline", token)
                pages = await crawl.crawl(visitor, "/", each=1)
                assert [(page.path, page.status) for page in pages if page.status != 200] == []
                opened[person.name] = {page.kind for page in pages}
    assert {"/today", "/deals/{deal}", "/inspections/{inspection}", "/lessons/{lesson}", "/my-line", "/process"} <= opened[
        "Ada Rep"
    ]
    assert {"/team", "/week", "/review", "/people/{person}", "/calibration"} <= opened["Mira North"]
    assert {"/academy", "/wording", "/academy/lessons/{lesson}"} <= opened["Sam Author"]
    assert {"/setup", "/setup/deals"} <= opened["Zoe Admin"]
