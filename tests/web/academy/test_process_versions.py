"""What changed in the process, version by version, as its owner reads it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from server import clock
from server.web.academy.process_versions import LISTED, versions
from tests import selling
from tests.databases import Database
from tests.inforce import put_in_force
from tests.web.change_samples import CHARGES, JUNE, MAY, NOW, OPEN, SERVED
from tests.web.world import World, opened


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with opened(database) as found:
        yield found


def test_each_version_tells_what_it_did_otherwise_newest_first():
    edition = replace(selling.EDITION, academy=replace(selling.ACADEMY, process=NOW))
    newest, first = versions(SERVED, CHARGES, edition, OPEN)
    assert (first.number, first.before, first.since, first.owners, first.changes) == (3, None, MAY, ("Sam Author",), ())
    assert (newest.number, newest.before, newest.since) == (4, 3, JUNE)
    assert [(one.fate, one.sheets, one.deals) for one in newest.changes] == [
        ("goes-on", 2, 1),
        ("begins", 2, 1),
        ("ends", 2, 1),
        ("ends", 0, 0),
        ("goes-on", 0, 0),
    ]
    assert [one.title for one in newest.changes[0].lessons] == [one.title for one in selling.LESSONS]
    assert newest.changes[0].questions[0].href == "/academy/lessons/next-step#q-first"
    assert [one.href for one in newest.changes[0].templates] == ["/process/templates/meeting-recap"]
    assert newest.changes[4].signals == ("stage accuracy",)


def test_a_load_that_changed_nothing_is_no_version_and_old_ones_end_somewhere():
    same = [replace(one, since=JUNE + timedelta(days=day)) for day, one in enumerate((*SERVED, *SERVED[1:] * 3))]
    assert [one.since.day for one in versions(same, (), selling.EDITION, OPEN)] == [2, 1]
    swaps = [replace(SERVED[day % 2], since=MAY + timedelta(days=day)) for day in range(40)]
    found = versions(swaps, (), selling.EDITION, OPEN)
    assert len(found) == LISTED
    assert found[0].since == swaps[-1].since


async def test_the_owner_of_the_process_reads_it_and_nobody_else_does(world: World):
    began = clock.now() - timedelta(days=30)
    await put_in_force(selling.ACADEMY, began)
    await put_in_force(replace(selling.ACADEMY, process=NOW), began + timedelta(days=20))
    async with world.visit(world.cast.sam) as sam:
        assert "/process/changes" in (await sam.get("/process")).text
        text = (await sam.get("/process/changes")).text
        assert "Version 4" in text
        assert "in charge: Sam Author" in text
        assert "It read: Written down by a named buyer." in text
        assert '<a href="/academy/lessons/next-step">' in text
    async with world.visit(world.cast.mira) as mira:
        assert (await mira.get("/process/changes")).status_code == 404
        assert "/process/changes" not in (await mira.get("/process")).text
