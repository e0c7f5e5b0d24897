"""Putting what is said in a chat into the outbox, and keeping how it went."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from server import db, ids, outbox
from server.db import Statement
from server.deals import queries as deals
from server.facts import CalibrationRevealed, NoteWritten
from server.inspections import queries as inspections
from server.integrations.chat import queries
from server.integrations.chat.card import Line
from server.ledger import Stored
from server.outbox import Call
from server.people import queries as people

LINE: Final = "chat"
"""By which these calls leave."""


async def tell(stored: Stored) -> None:
    """A reaction: whoever was written to, and whoever closed a sheet that is compared now, hears of it where they wanted to."""
    fact = stored.fact
    if isinstance(fact, NoteWritten) and stored.person:
        found = await queries.chat_of(stored.person)
        if found and found.notes:
            by = await people.person(stored.actor) if stored.actor else None
            deal = (await deals.deals([fact.deal])).get(fact.deal) if fact.deal else None
            line = Line(kind="note", path="/my-line#written", by=by.name if by else "", deal=deal.name if deal else "")
            await _put(stored, stored.person, line)
    if isinstance(fact, CalibrationRevealed):
        shown = await inspections.any_calibration(fact.calibration)
        deal = (await deals.deals([fact.deal])).get(fact.deal)
        for seat in shown.seats if shown else ():
            found = await queries.chat_of(seat.inspector)
            if found and found.reveals:
                line = Line(kind="reveal", path=f"/calibrations/{fact.calibration}", deal=deal.name if deal else "")
                await _put(stored, seat.inspector, line)


async def of_day(person: UUID, words: str) -> Call | None:
    """The call that says the line of a day, None for whoever does not want it."""
    found = await queries.chat_of(person)
    return _call(person, Line(kind="day", path="/", words=words)) if found and found.day else None


async def heard(person: UUID, now: datetime) -> None:
    """The chat took it."""
    await db.run(lambda: HEARD(now, person))


async def missed(person: UUID, problem: str) -> None:
    """It did not."""
    await db.run(lambda: MISSED(problem[:300], person))


async def _put(stored: Stored, person: UUID, line: Line) -> None:
    await outbox.put(ids.derived(stored.id, f"chat {person}"), _call(person, line), at=stored.at)


def _call(person: UUID, line: Line) -> Call:
    return Call(line=LINE, target=person, body=msgspec.json.encode(line).decode())


HEARD = Statement('UPDATE "chat" SET "told_at" = {}, "failures" = 0, "problem" = \'\' WHERE "person" = {}')
MISSED = Statement('UPDATE "chat" SET "failures" = "failures" + 1, "problem" = {} WHERE "person" = {}')
