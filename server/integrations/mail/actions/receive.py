"""A mail has come. What it proves becomes evidence on its deal, or waits for its person; nothing else of it is kept."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

import msgspec
from msgspec import Struct, structs
from msgspec.structs import replace

from server import db, ids, ledger
from server.db import Statement
from server.deals import queries as deals
from server.errors import NotFound, Refused
from server.facts import MailHeld
from server.inspections.actions import withdraw_evidence_within
from server.integrations.mail import letter as letters
from server.integrations.mail import queries
from server.integrations.mail.actions.told import file_within
from server.integrations.mail.matching import deal_of
from server.integrations.mail.proof import Proof, proofs, token_of
from server.integrations.mail.queries import Waiting
from server.integrations.mail.standing import Answer, Standing, after, is_same
from server.integrations.mail.tables import MailItem
from server.ledger import Entry
from server.lessons import queries as lessons
from server.people import queries as people
from server.people.queries import Person
from server.process.map import Process
from server.sentences import gettext as _
from server.sentences import speak
from server.zones import local_day

if TYPE_CHECKING:
    from server.integrations.mail.invite import Meeting

AHEAD: Final = timedelta(days=7)
"""By which the clock of whoever wrote may be wrong; of words from later still, their person is asked for the day."""

MOST_ASKED: Final = 50
"""Questions that may wait for somebody before strangers add none: whoever knows an address may not fill a day with them."""

Outcome = Literal["filed", "waits", "off", "before", "nothing", "nobody"]
"""What came of one thing in a mail: evidence, a question to its person, a meeting that was called off or declined, what was known before. Of a mail
that proves nothing, nothing; of one to no address of ours, nobody.
"""


class Arrival(Struct, frozen=True):
    """One thing that a mail proves, for whom, and whether its person sent it from their own address."""

    proof: Proof
    person: Person
    entry: Entry
    trusted: bool
    process: Process | None


async def receive(raw: bytes, *, inbox: str, now: datetime) -> tuple[Outcome, ...]:
    """Takes in one mail that arrived at the address `inbox` or one of its plus addresses, and says what came of each thing it proves.

    Only what a person sent from their own address files itself, and only when it names one deal: whatever a stranger sends to a private address
    waits. The same mail again changes nothing.
    """
    # A large one takes a second, in which others want their pages.
    letter = await asyncio.to_thread(letters.read, raw)
    person = await queries.person_with(filter(None, (token_of(one, inbox) for one in letter.delivered)))
    if person is None or not person.active:
        return ("nobody",)
    speak(person.locale)
    found = proofs(
        letter,
        _meetings(letter.calendars),
        me=person.email,
        colleagues=frozenset(one.email for one in await people.everyone()),
        inbox=inbox,
        zone=person.zone,
    )
    trusted = letter.sender is not None and letter.sender.address == person.email.lower() and not letter.forged
    process = (await lessons.current()).academy.process
    kept = []
    for at, proof in enumerate(found):
        entry = Entry(id=ids.derived(person.id, f"mail {letter.digest} {at}"), at=now, actor=person.id, digest=letter.digest)
        kept.append(await _keep(Arrival(proof, person, entry, trusted, process)))
    return tuple(kept) or ("nothing",)


def _meetings(calendars: Sequence[str]) -> Sequence["Meeting"]:
    if not calendars:
        return ()
    from server.integrations.mail.invite import meetings  # noqa: PLC0415  # its library costs 10 MB, for those who get invitations

    return [one for text in calendars for one in meetings(text)]


async def _keep(arrival: Arrival) -> Outcome:
    async def verb() -> Outcome:
        if await ledger.seen(arrival.entry) or await queries.is_known(arrival.entry.id):
            return "before"
        if not arrival.proof.uid:
            return await _place(arrival)
        return await _change(arrival, await queries.meeting_of(arrival.person.id, ids.digest(arrival.proof.uid)))

    return await db.run(verb)


async def _change(arrival: Arrival, before: Sequence[Waiting]) -> Outcome:
    """A meeting, of which something may be known."""
    proof, last = arrival.proof, before[0] if before else None
    known = _known(last) if last else None
    stands = after(known, _word(proof))
    if stands == known:
        return "before"
    contacts = await queries.contacts_of(arrival.person.id)
    if last and not arrival.trusted and not any(deal == last.deal and one in proof.people for deal, one in contacts):
        # Whoever guessed an address may not move a meeting of people whom nobody knows on its deal.
        return "nothing"
    if known and last and is_same(known, stands):
        await HEARD(stands.day, stands.sequence, stands.stamp, _kept(stands), last.id)
        return "before"
    for one in before:
        if one.state == "filed" and one.evidence:
            await _take_back(arrival, one, stands)
        if one.state in {"filed", "waiting"}:
            await OVER(one.id)
    arrival = replace(arrival, proof=structs.replace(proof, day=stands.day))
    if not stands.stands:
        await _remember(arrival, "over", stands, last)
        return "off"
    return await _place(arrival, before, stands)


def _known(last: Waiting) -> Standing:
    off = last.kind == "off"
    return Standing(sequence=last.sequence, stamp=last.stamp, day=last.day, off=off, answers=last.answers)


def _word(proof: Proof) -> Standing:
    """What a mail says of a meeting; its guests are known by digests, which are of this meeting alone."""
    answers = {ids.digest(f"{proof.uid} {who}"): Answer(yes=yes, at=proof.stamp) for who, yes in proof.said}
    stamp, off = None if proof.answer else proof.stamp, proof.kind == "off"
    return Standing(sequence=proof.sequence, stamp=stamp, day=proof.day, off=off, answers=answers, guest=proof.answer)


def _kept(stands: Standing) -> str:
    return msgspec.json.encode(stands.answers).decode()


async def _take_back(arrival: Arrival, one: Waiting, stands: Standing) -> None:
    if arrival.process is None or one.evidence is None:
        return
    why = _("The meeting was moved.") if stands.stands else _("The meeting was declined.")
    why = _("The meeting was called off.") if stands.off else why
    entry = arrival.entry.child(f"back {one.evidence}")
    # It may have been taken back by hand, or its deal may have gone to somebody else, who decides now.
    with suppress(Refused, NotFound):
        await withdraw_evidence_within(arrival.person.actor, entry, one.evidence, why, process=arrival.process)


async def _place(arrival: Arrival, before: Sequence[Waiting] = (), stands: Standing | None = None) -> Outcome:
    """Files it where it belongs, or lets it wait. `stands` is how a meeting does, of which `before` was kept, the latest first."""
    proof, person, entry = arrival.proof, arrival.person, arrival.entry
    today = local_day(entry.at, person.zone)
    last = before[0] if before else None
    deal = next((one.deal for one in before if one.deal), None)
    if deal is None and arrival.trusted:
        deal = deal_of(proof.people, await queries.contacts_of(person.id))
    open_ = {one.id for one in await deals.open_deals(person.id)}
    if deal in open_ and deal and arrival.process and _is_dated(proof, today):
        await _remember(arrival, "filed", stands, last)
        await file_within(person.actor, entry, entry.id, proof, proof.day, deal, process=arrival.process, by_itself=True)
        return "filed"
    if not arrival.trusted and len(await queries.waiting(person.id)) >= MOST_ASKED:
        return "nothing"
    sure = _is_dated(proof, today + AHEAD)
    await _remember(arrival if sure else replace(arrival, proof=structs.replace(proof, day=None)), "waiting", stands, last)
    await ledger.record(MailHeld(item=entry.id), entry, person=person.id, team=person.team)
    return "waits"


def _is_dated(proof: Proof, today: date) -> bool:
    """Whether it names a day that its kind may have: only a meeting may be to come."""
    return proof.day is not None and (proof.kind == "meeting" or proof.day <= today)


async def _remember(arrival: Arrival, state: str, stands: Standing | None, last: Waiting | None) -> None:
    """Keeps an item. Of one meeting it follows the `last` that was kept, also where another clock said when that came."""
    proof, kept = arrival.proof, state == "waiting"
    await MailItem.insert(
        MailItem(
            id=arrival.entry.id,
            person=arrival.person.id,
            state=state,
            kind=proof.kind,
            source=proof.source,
            day=proof.day,
            words=proof.words if kept else "",
            sender=proof.sender if kept else "",
            people=msgspec.json.encode(proof.people[:50]).decode() if kept else "[]",
            uid=ids.digest(proof.uid) if proof.uid else "",
            sequence=stands.sequence if stands else 0,
            stamp=stands.stamp if stands else None,
            answers=_kept(stands) if stands else "{}",
            at=arrival.entry.after(last.at if last else None),
        )
    )


HEARD = Statement('UPDATE "mail_item" SET "day" = {}, "sequence" = {}, "stamp" = {}, "answers" = {} WHERE "id" = {}')
OVER = Statement('UPDATE "mail_item" SET "state" = \'over\', "words" = \'\', "sender" = \'\', "people" = \'[]\' WHERE "id" = {}')
