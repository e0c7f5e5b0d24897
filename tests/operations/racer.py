"""A process that races for rounds and messages, for `test_two_processes`: `python -m tests.operations.racer URL SECONDS`.

It takes what it can until its time is over, and writes a line at the begin and the end of each.
"""

import asyncio
import sys
import time

from server import clock, db, ids, outbox
from server.operations import actions
from server.operations.actions import Round
from server.operations.job import SETTLE_GAPS
from server.piccolo_app import TABLES


async def race(url: str, seconds: float) -> None:
    """Takes rounds that were asked for or are due, and every message that is due, which it says it could not send."""
    db.use(db.open_engine(url), TABLES)
    await db.start()
    say("ready")
    sys.stdin.readline()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        one = Round(job=SETTLE_GAPS, run=ids.new(), host="one and the same")
        asked = await actions.claim_asked(one, clock.now())
        if asked or await actions.begin(one, clock.now()):
            say("round begins")
            await asyncio.sleep(0.005)
            say("round ends")
            await actions.ended(asked or one, clock.now())
        for message in await outbox.claim(clock.now(), limit=2):
            say(f"{message.id} begins")
            await asyncio.sleep(0.005)
            say(f"{message.id} ends")
            await outbox.failed(message, "busy", now=clock.now())
    await db.close()


def say(words: str) -> None:
    """Writes when it is, on a clock that all processes share, and what is."""
    sys.stdout.write(f"{time.monotonic_ns()} {words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(race(sys.argv[1], float(sys.argv[2])))
