"""A company of more teams than one page holds, at once."""

from datetime import datetime, timedelta
from uuid import UUID

from server.coaching.tables import NoteRow
from server.people.tables import Membership, Person, Team
from tests.cast import Cast

TEAMS = 62
NOTES = 8


async def of_many_teams(cast: Cast, now: datetime) -> None:
    """One rep a team, and of each eight notes of Mira's in four weeks, of which too few are about the step."""
    began = now - timedelta(days=300)
    ids = [UUID(int=5000 + n) for n in range(TEAMS)]
    await Team.insert(*(Team(id=id, name=f"Team {n:02d}", zone="Europe/Prague", made_at=began) for n, id in enumerate(ids)))
    await Person.insert(
        *(
            Person(id=id, name=f"Rep {n:02d}", email=f"rep{n}@many.example", roles="rep", team=id, added_at=began)
            for n, id in enumerate(ids)
        )
    )
    await Membership.insert(*(Membership(id=id, person=id, team=id, began=began) for id in ids))
    notes = [_note(cast, n, nth, now) for n in range(TEAMS) for nth in range(NOTES)]
    for first in range(0, len(notes), 100):
        await NoteRow.insert(*notes[first : first + 100])


def _note(cast: Cast, team: int, nth: int, now: datetime) -> NoteRow:
    return NoteRow(
        id=UUID(int=10_000 + 100 * team + nth),
        person=UUID(int=5000 + team),
        by=cast.mira.id,
        tag="step" if nth < team // 16 else "number",
        at=now - timedelta(days=1 + nth),
    )
