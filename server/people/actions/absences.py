"""Being away, and naming who stands in for an absent manager."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from server import db, ids, ledger, outbox
from server.errors import Forbidden, Invalid, NotFound, Refused
from server.facts import AbsenceNoted, AbsenceWithdrawn
from server.ledger import Entry
from server.outbox import Mail
from server.people import away, queries
from server.people.actions.permission import LOCK
from server.people.away import Letter
from server.people.queries import Absence, Person
from server.people.roles import Actor
from server.people.tables import AbsenceRow
from server.sentences import gettext as _
from server.sentences import spoken_to
from server.zones import local_day


async def note_absence(
    actor: Actor | None, entry: Entry, *, person: UUID, first: date, last: date, site: str, cover: UUID | None = None
) -> UUID:
    """Says that somebody is away from `first` to `last`: the person, who manages them today, or an admin does. `cover` stands in for a manager:
    they may read and inspect the team for those days, and both they and the team get a mail. Clocks of the person stand meanwhile.

    Raises NotFound, Forbidden, Invalid by field.
    """
    absence = ids.derived(entry.id, "absence")

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return absence
        found = await _whom(actor, person, entry, cover)
        stand_in = await queries.person(cover) if cover else None
        faults = await _faults(found, first, last, cover, stand_in, entry)
        if faults:
            raise Invalid(faults, {})
        await AbsenceRow.insert(
            AbsenceRow(
                id=absence,
                person=person,
                first=first,
                last=last,
                began=away.began(first, found.zone),
                ended=away.ended(last, found.zone),
                cover=cover,
                told_by=entry.actor,
                at=entry.at,
            )
        )
        fact = AbsenceNoted(absence=absence, first=first, last=last, cover=cover)
        await ledger.record(fact, entry, person=person, team=found.team)
        if stand_in is not None:
            await _tell(found, stand_in, first, last, entry, site)
        return absence

    return await db.run(verb)


async def withdraw_absence(actor: Actor | None, entry: Entry, id: UUID) -> None:
    """Takes an absence back: clocks run as if it had never been said. Doing it twice does it once.

    Raises NotFound, Forbidden, and Refused when it was taken back before.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        absence = await queries.absence(id)
        if absence is None:
            raise NotFound("There is no such absence.")
        found = await _whom(actor, absence.person, entry)
        taken = (
            await AbsenceRow.update({AbsenceRow.withdrawn_at: entry.at})
            .where(AbsenceRow.id == id, AbsenceRow.withdrawn_at.is_null())
            .returning(AbsenceRow.id)
        )
        if not taken:
            raise Refused(_("These days were taken back already."), back="/account/absences")
        await ledger.record(AbsenceWithdrawn(absence=id), entry, person=absence.person, team=found.team)

    await db.run(verb)


async def _whom(actor: Actor | None, person: UUID, entry: Entry, cover: UUID | None = None) -> Person:
    """The person, locked until the transaction ends with who is to cover, if it is the actor's to say when they are away."""
    # Two who name each other would else find each other here. In one order, so that neither locks the other out.
    for one in sorted({person, cover or person}):
        await LOCK(one)
    found = await queries.person(person)
    if found is None or not found.active:
        raise NotFound("There is nobody here by that id.")
    if actor is None or actor.id == person or actor.has("admin") or await queries.manages(actor, person, entry.at):
        return found
    raise Forbidden("Only they, who manages them, or an admin may say when they are away.")


async def _faults(
    found: Person, first: date, last: date, cover: UUID | None, stand_in: Person | None, entry: Entry
) -> Mapping[str, str]:
    faults = {}
    today = local_day(entry.at, found.zone)
    if last < first:
        faults["last"] = _("The last day lies before the first.")
    elif last < today:
        faults["last"] = _("These days are over.")
    elif last - first > away.LONGEST:
        faults["last"] = _("This is longer than a year. Check the dates.")
    overlapping = [one for one in await queries.absences([found.id], first) if one.first <= last]
    if overlapping and not faults:
        faults["first"] = _("Some of these days are already noted. Take that entry back first.")
    if cover is not None and (wrong := await _wrong_cover(found, stand_in, first, last)):
        faults["cover"] = wrong
    return faults


async def _wrong_cover(found: Person, stand_in: Person | None, first: date, last: date) -> str:
    if "manager" not in found.roles:
        return _("Only a manager names somebody to cover.")
    if stand_in is None or not stand_in.active or "manager" not in stand_in.roles or stand_in.id == found.id:
        return _("Choose another manager who is here.")
    if any(_overlaps(one, first, last) for one in await queries.absences([stand_in.id], first)):
        return _("%(name)s is away on some of these days, too.") % {"name": stand_in.name}
    return ""


def _overlaps(absence: Absence, first: date, last: date) -> bool:
    return absence.first <= last and first <= absence.last


async def _tell(found: Person, stand_in: Person, first: date, last: date, entry: Entry, site: str) -> None:
    """Mails to the one who stands in and to everybody in the team, each in their language."""
    team = [one for one in await queries.team_of(found.actor, entry.at) if one.id != stand_in.id]
    for one in (stand_in, *team):
        is_cover = one.id == stand_in.id
        about = Letter(
            name=one.name,
            by=found.name,
            cover=stand_in.name,
            first=first,
            last=last,
            is_cover=is_cover,
            link=f"{site}/week" if is_cover else f"{site}/my-line",
        )
        await outbox.put(ids.derived(entry.id, f"cover {one.id}"), _mail(one, about), at=entry.at)


def _mail(to: Person, about: Letter) -> Mail:
    with spoken_to(to.locale):
        return Mail(to=to.email, subject=away.subject(about), text=away.text(about))
