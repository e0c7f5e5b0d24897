"""What the CRM of a deal says is to be done next, in words: a claim of the seller, which stands wherever a next step is asked and proves nothing."""

from datetime import datetime
from uuid import UUID

from server.deals import queries
from server.sentences import step_words
from server.zones import local_day

MOST = 2
"""Next steps of a deal that are told; the rest is in the CRM."""


async def planned_on(deal: UUID, now: datetime, zone: str) -> tuple[str, ...]:
    """The nearest of an open deal, each in a sentence. Whoever asks has made sure that the reader may see the deal."""
    today = local_day(now, zone)
    steps = (await queries.next_steps([deal], today)).get(deal, ())
    return tuple(
        step_words.tell(one.called, one.kind, one.subject, one.day, accepted=one.accepted, today=today) for one in steps[:MOST]
    )
