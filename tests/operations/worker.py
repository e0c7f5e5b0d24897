"""A process that keeps one job going, for `test_rounds`: `python -m tests.operations.worker URL NAME SECONDS [FASTER]`.

Each round takes so many seconds, and a line is written at its begin and its end. `FASTER`: how many times shorter than ours its minutes are.
"""

import asyncio
import sys
from datetime import timedelta

from msgspec.structs import replace

from server import db
from server.jobs import kept, watched
from server.operations import actions, patience, queries
from server.operations.job import Job, job
from server.piccolo_app import TABLES
from tests.operations.racer import say


async def work(url: str, one: Job, seconds: float) -> None:
    """Keeps the job going until its process is killed."""
    db.use(db.open_engine(url), TABLES)
    await db.start()

    async def round_(wanted: bool) -> int:
        mark = "wanted" if wanted else "usual"
        say(f"{mark} begins")
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            say(f"{mark} stops")
            raise
        say(f"{mark} ends")
        return 0

    await kept.keep(one, round_, asyncio.Event())


def hurried(one: Job, times: float) -> Job:
    """The job, so many times faster. So is everybody's patience in this process, where it is always night."""
    for module, name in (
        (queries, "ALIVE"),
        (actions, "ALIVE"),
        (patience, "LONG"),
        (patience, "LEASE"),
        (watched, "AGAIN"),
        (watched, "SILENT"),
    ):
        length: timedelta = getattr(module, name)
        setattr(module, name, length / times)
    watched.LONG = watched.LONG / times  # type: ignore[misc]  # only here is it another one
    kept.LOOK = kept.LOOK / times  # type: ignore[misc]  # as above
    patience.SHORTEST = patience.SHORTEST / times  # type: ignore[misc]  # as above
    patience.FIRST_AT_MOST = patience.FIRST_AT_MOST / times  # type: ignore[misc]  # as above
    patience.NIGHT = range(24)  # type: ignore[misc]  # as above
    return replace(one, every=one.every / times)


if __name__ == "__main__":
    known = job(sys.argv[2])
    assert known
    asyncio.run(work(sys.argv[1], hurried(known, float(sys.argv[4])) if len(sys.argv) > 4 else known, float(sys.argv[3])))
