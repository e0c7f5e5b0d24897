"""A second process that fetches once: `python -m tests.integrations.git.second_process URL REPOSITORY FOLDER GIT`."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from server import clock, db
from server.integrations.git import actions
from server.piccolo_app import TABLES
from tests.integrations.git.world import Desk


async def fetch(url: str, repository: str, folder: str, program: str) -> None:
    db.use(db.open_engine(url), TABLES)
    await db.start()
    desk = Desk(repository, Path(folder), program=program, now=clock.now() + timedelta(minutes=11))
    await actions.fetch_due(desk.within())


if __name__ == "__main__":
    asyncio.run(fetch(*sys.argv[1:]))
