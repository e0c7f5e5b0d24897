"""Who hears that the installation does not run as it should: reactions, as in `tell`."""

from server.facts import JobRecovered, JobTroubled
from server.ledger import Stored
from server.notices.actions.reading import over
from server.notices.actions.tell import tell
from server.people.queries.people import admins


async def job_troubled(stored: Stored) -> None:
    """A job keeps failing: every admin hears of it."""
    fact = stored.fact
    if isinstance(fact, JobTroubled):
        for admin in await admins():
            await tell(stored, admin.id, "job", about=stored.id, mark=fact.job)


async def job_recovered(stored: Stored) -> None:
    """It works again: nobody has to read any more that it does not."""
    fact = stored.fact
    if isinstance(fact, JobRecovered):
        await over(fact.trouble, stored.at)
