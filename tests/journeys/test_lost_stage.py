"""The process of the demonstration loses a stage after half a year: every page of each role opens still."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from server import clock, db, ids, ledger
from server.facts import AcademyLoaded
from server.ledger import Entry
from server.lessons import queries as lessons
from server.process.map import Behaviour, Process
from tests import client, crawl, databases, selling, served
from tests.journeys.people import FIRST_OF_EACH_ROLE
from tests.journeys.visiting import sign_in

GONE, INTO = "align", "discover"


@pytest.mark.long
@pytest.mark.parametrize("asked_still", [False, True])
async def test_every_page_opens_after_a_stage_is_gone_with_what_it_asked_or_without(tmp_path: Path, *, asked_still: bool):
    async with (
        databases.copied("sqlite", tmp_path, served.demonstration(served.HALF_A_YEAR)) as database,
        client.opened(database) as door,
    ):
        before = await lessons.current()
        assert before.academy.process is not None
        process = without(before.academy.process, asked_still=asked_still)
        kept = tuple(one for one in before.academy.lessons if set(one.behaviours) <= set(process.behaviour))
        await selling.serve(replace(before.academy, process=process, lessons=kept))
        now = await lessons.current()
        loaded = AcademyLoaded(academy=now.hash, lessons=len(kept), errors=0, warnings=0, before=before.hash)
        await db.run(lambda: ledger.record(loaded, Entry(id=ids.new(), at=clock.now(), actor=None)))
        for key in FIRST_OF_EACH_ROLE:
            async with client.visiting(door) as visitor:
                await sign_in(visitor, key)
                pages = await crawl.crawl(visitor, "/", each=6)
                assert len(pages) > 20
                assert [f"{key} {page.path}: {page.status}" for page in pages if page.status != 200] == []


def without(process: Process, *, asked_still: bool) -> Process:
    """The process without a stage, whose behaviours belong to another or are gone too, and with one kind of deal for all."""

    def moved(one: Behaviour) -> Behaviour:
        return replace(one, stage=INTO) if one.stage == GONE else one

    behaviours = tuple(moved(one) for one in process.behaviours if asked_still or one.stage != GONE)
    here = {one.id for one in behaviours}
    first, *others = process.motions
    motion = replace(
        first,
        stages=tuple(stage for stage in first.stages if stage != GONE),
        gates=tuple(gate for gate in first.gates if gate in here),
        max_days={stage: days for stage, days in first.max_days.items() if stage != GONE},
        aliases=tuple(one.id for one in others),
    )
    stages = tuple(stage for stage in process.stages if stage.id != GONE)
    return replace(process, stages=stages, behaviours=behaviours, motions=(motion,), moved={GONE: INTO}).after(process)
