"""What a sheet says of the people who answer for its rows, as facts."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from server import ledger
from server.deals import queries as deals
from server.deals.queries import Owned
from server.deals.roles import holder
from server.facts import BehaviourSeen
from server.inspections.queries import Sheet
from server.inspections.rubric import Judged
from server.ledger import About, Entry
from server.people import queries as people
from server.process.map import Process
from server.zones import local_day


async def see(sheet: Sheet, rows: Iterable[Judged], entry: Entry, process: Process, *, zone: str, by: UUID | None = None) -> None:
    """Records what was seen in these rows, inside the caller's verb, in two statements; `by` when somebody else than the inspector looked again.
    `zone` is where who looks is: there the days of the proofs were read.

    A row is about who held the role of its behaviour on the deal on the day of its newest proof; where there is none, about who holds it today. Where
    nobody holds the role it is about who owned the deal.
    """
    owned, held = await deals.owners(sheet.deal), await deals.roles_of(sheet.deal)
    teams = {sheet.person: sheet.team}
    facts = []
    for judged in rows:
        shown_at = min(judged.shown_at, local_day(entry.at, zone)) if judged.shown_at else None
        known = process.behaviour.get(judged.behaviour)
        holds = holder(held, known.role, shown_at, zone) if known else None
        person = holds.person if holds and holds.person else answers_for(owned, sheet.person, shown_at, zone)
        if person not in teams:
            found = await people.person(person)
            teams[person] = found.team if found else None
        fact = BehaviourSeen(
            inspection=sheet.id,
            deal=sheet.deal,
            behaviour=judged.behaviour,
            answer=judged.answer,
            proven=judged.proven,
            hollow=judged.hollow,
            missing=judged.missing,
            inspector=by or sheet.by,
            mode=sheet.mode,
            pick=sheet.pick,
            training=sheet.training,
            shown_at=shown_at,
            process=process.id,
            process_version=process.version,
        )
        facts.append((fact, About(entry.child(f"seen {judged.behaviour}"), person, teams[person])))
    await ledger.record_all(facts)


def answers_for(owned: Sequence[Owned], today: UUID, shown_at: date | None, zone: str) -> UUID:
    """Who owned a deal on this day in the zone: the last who came by its end. Without a day, or where nobody is known, its owner of today."""
    if shown_at is None:
        return today
    return next((one.owner for one in reversed(owned) if local_day(one.at, zone) <= shown_at), owned[0].owner if owned else today)
