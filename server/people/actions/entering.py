"""Coming in: what every way of signing in ends with, inside the verb that found out who it is."""

from datetime import datetime
from uuid import UUID

from server import ids, ledger
from server.facts import SignedIn
from server.ledger import Entry
from server.people.actions import sessions
from server.people.coming import Using
from server.people.queries import Person
from server.people.tables import Person as PersonTable


async def enter_within(
    session: UUID, person: Person, using: Using, *, remembered: bool, how: str, confirmed: datetime | None = None
) -> None:
    """Begins the session of somebody who is here and active, and records that they came. `how` is a word of `SignedIn`; `confirmed` is when they
    proved who they are, where that was not now.
    """
    await sessions.begin(
        session,
        person.id,
        token=using.token,
        device=using.device,
        remembered=remembered,
        now=using.now,
        confirmed=confirmed or using.now,
        instead_of=using.cookie,
    )
    if using.language and not person.locale:
        # Whoever never said in which language they read gets the one of their browser, and changes it on their account.
        await PersonTable.update({PersonTable.locale: using.language}).where(PersonTable.id == person.id)
    entry = entry_of(session, person.id, using.now)
    await ledger.record(SignedIn(session=session, how=how), entry, person=person.id, team=person.team)


def entry_of(session: UUID, person: UUID, now: datetime) -> Entry:
    """Under which it is recorded that this session began."""
    return Entry(id=ids.derived(session, "signed in"), at=now, actor=person)
