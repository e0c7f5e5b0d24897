"""The machine is in trouble: its disk is full, its file cannot be written: it is said plainly, and nothing is lost."""

import resource
from pathlib import Path
from random import Random  # noqa: TID251  # which answers are sent is drawn from a seed

import httpx
import psutil

from server import db
from server.ledger.tables import FactRow
from tests.client import HOME, form_of
from tests.databases import Database
from tests.journeys import load
from tests.journeys.load import Sent, faults, send, told
from tests.served import Served
from tests.web.world import opened


async def test_a_full_disk_is_told_to_everybody_and_what_was_refused_is_kept_once_there_is_room(tmp_path: Path):
    acknowledged = set[str]()
    async with load.planned("sqlite", tmp_path, Random(5), 60) as work:
        with work.served() as server:
            await send(server, work.forms[:20], acknowledged)
            full(server, room=40_000)
            refused = [one for one in work.forms[20:] if not await kept(server, one, acknowledged)]
            assert len(refused) > 20, "the disk was full after the first of them"
            async with httpx.AsyncClient(base_url=server.url) as reader:
                page = await reader.get("/my-line", headers={"Cookie": f"plumbline={work.forms[0].cookie}"})
                assert page.status_code == 200, "pages are read as before"
            assert (await told()).keys() == acknowledged, "what was kept was said, and what was said was kept"
            full(server, room=None)
            await send(server, refused, acknowledged)
        assert acknowledged == {one.id for one in work.forms}
        after = await told()
        assert after.keys() == acknowledged
        assert set(after.values()) == {1}
        assert await faults() == []


def full(server: Served, *, room: int | None) -> None:
    """Lets no file of the server and its workers grow by more than so many bytes beyond the log of the database; None: takes that back."""
    log = Path(f"{server.file}-wal")
    most = resource.RLIM_INFINITY if room is None else log.stat().st_size + room
    whole = psutil.Process(server.process.pid)
    for process in (whole, *whole.children(recursive=True)):
        process.rlimit(psutil.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


async def kept(server: Served, one: Sent, acknowledged: set[str]) -> bool:
    """Sends a form, and says whether it was acknowledged; else the page says that nothing was lost."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        headers = {"Cookie": f"plumbline={one.cookie}", "Origin": server.url}
        reply = await client.post(one.path, data=one.body, headers=headers)
    if reply.status_code == 303:
        acknowledged.add(one.id)
        return True
    assert reply.status_code == 503
    assert "Nothing was lost" in reply.text
    assert reply.headers["Retry-After"] == "5"
    return False


async def test_a_file_that_may_only_be_read_is_read_and_the_same_form_goes_through_later(sqlite: Database):
    async with opened(sqlite) as world, world.visit(world.cast.ada) as ada:
        page = await ada.get("/lessons/next-step")
        fields = {**form_of(page.text, "/lessons/next-step/answers"), "choice": "a"}
        await db.Statement("PRAGMA query_only=ON")()
        refused = await ada.post("/lessons/next-step/answers", data=fields, headers={"Origin": HOME})
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "Nothing was lost" in refused.text
        assert (await ada.get("/lessons/next-step")).status_code == 200
        await db.Statement("PRAGMA query_only=OFF")()
        assert (await ada.post("/lessons/next-step/answers", data=fields, headers={"Origin": HOME})).status_code == 303
        assert (await ada.post("/lessons/next-step/answers", data=fields, headers={"Origin": HOME})).status_code == 303
        assert await FactRow.count().where(FactRow.kind == "answer-given") == 1
