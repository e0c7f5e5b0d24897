"""The academy's own answers, as a log to evaluate on."""

from collections.abc import AsyncIterator
from uuid import UUID

from server import ledger
from server.gaps import evidence
from server.gaps.evaluation.answer import Answer
from server.gaps.evidence import HOLDING, KNOW


async def answers() -> AsyncIterator[Answer]:
    """Every answer that counts, of every person in the order of their facts. One that came late counts at the time of the one before it."""
    last: UUID | None = None
    latest = float("-inf")
    async for page in ledger.of_kinds(HOLDING):
        for stored in page:
            if stored.person != last:
                last, latest = stored.person, float("-inf")
            for piece in evidence.of(stored.fact, stored.at):
                if piece.channel == KNOW and piece.weight > 0.0:
                    latest = max(latest, piece.at)
                    yield Answer(str(stored.person), piece.item, latest, piece.y, piece.behaviours, piece.weight)
