"""Attaching proof to a deal, saying what it shows, and taking it back."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from server import db, ids, ledger
from server.deals import queries as deals
from server.errors import Forbidden, Invalid, Refused
from server.facts import EvidenceAdded, EvidenceLinked, EvidenceWithdrawn
from server.inspections import queries
from server.inspections.actions.standing import keep_standings
from server.inspections.queries import Evidence
from server.inspections.rubric import Standing, without
from server.inspections.tables import EvidenceFile, EvidenceRow
from server.ledger import Entry
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Process
from server.sentences import gettext as _
from server.zones import local_day

FORMS: Final = ("quote", "link", "file", "event", "recording")
"""How an item of proof is kept: what somebody wrote or said, a link, a file, an invite, a place in a recording."""

ARTIFACT: Final = re.compile(r"[a-z0-9-]{0,80}")

SOURCES: Final = ("buyer", "system", "delivery", "seller-note")


class FileTold(Struct, frozen=True, kw_only=True):
    """A file that was sent; `digest` is SHA-256."""

    name: str
    type: str
    data: bytes
    digest: str


class Told(Struct, frozen=True, kw_only=True):
    """An item of proof as somebody attaches it. `shows` holds `behaviour/clause`; `moment` is where in a recording, such as 12:40."""

    artifact: str
    source: str
    form: str
    dated: date | None
    words: str = ""
    sender: str = ""
    link: str = ""
    moment: str = ""
    shows: tuple[str, ...] = ()
    file: FileTold | None = None


async def add_evidence(actor: Actor, entry: Entry, deal: UUID, told: Told, *, process: Process) -> UUID:
    """Attaches proof to a deal that the actor may see, and returns its id. Raises NotFound, Invalid."""

    async def verb() -> UUID:
        if await ledger.seen(entry):
            return ids.derived(entry.id, "evidence")
        return await add_evidence_within(actor, entry, deal, told, process=process)

    return await db.run(verb)


async def add_evidence_within(actor: Actor, entry: Entry, deal: UUID, told: Told, *, process: Process) -> UUID:
    """The same inside the caller's verb, which has asked `ledger.seen`."""
    found = await deals.deal(deal, actor, entry.at)
    _check(told, local_day(entry.at, actor.zone), process)
    id = ids.derived(entry.id, "evidence")
    await EvidenceRow.insert(
        EvidenceRow(
            id=id,
            deal=deal,
            artifact=told.artifact,
            source=told.source,
            form=told.form,
            dated=told.dated,
            words=told.words,
            sender=told.sender,
            link=told.link,
            moment=told.moment,
            file=told.file.name if told.file else "",
            shows=_json(told.shows),
            by=actor.id,
            at=await _at(entry, deal),
        )
    )
    if told.file is not None:
        file = told.file
        await EvidenceFile.insert(
            EvidenceFile(id=id, name=file.name, type=file.type, size=len(file.data), digest=file.digest, data=file.data)
        )
    await ledger.record(
        EvidenceAdded(
            evidence=id,
            deal=deal,
            artifact=told.artifact,
            source=told.source,
            form=told.form,
            dated=told.dated,
            shows=tuple(told.shows),
        ),
        entry,
        person=found.owner,
        team=await _team(found.owner),
    )
    return id


async def link_evidence(actor: Actor, entry: Entry, evidence: UUID, shows: Collection[str], *, process: Process) -> None:
    """Says which clauses an item shows from now on. Where the deal stands does not move: the rows are open again on the next sheet.

    Raises NotFound, Refused for what was withdrawn, Invalid for a clause that the process does not have.
    """

    async def verb() -> None:
        if await ledger.seen(entry):
            return
        found = await _holding(evidence, actor, entry)
        clauses = tuple(sorted(shows))
        if clauses == tuple(sorted(found.shows)):
            return
        _check_clauses(clauses, process)
        await EvidenceRow.update({EvidenceRow.shows: _json(clauses), EvidenceRow.linked_at: await _at(entry, found.deal)}).where(
            EvidenceRow.id == evidence
        )
        owner = (await deals.deal(found.deal, actor, entry.at)).owner
        fact = EvidenceLinked(evidence=evidence, deal=found.deal, shows=clauses)
        await ledger.record(fact, entry, person=owner, team=await _team(owner))

    await db.run(verb)


async def withdraw_evidence(actor: Actor, entry: Entry, evidence: UUID, why: str, *, process: Process) -> tuple[str, ...]:
    """Takes an item back, with a reason, and returns the gates that this undoes. It stays to be read.

    Raises NotFound, Forbidden for whoever neither added it nor inspects the deal, Refused for what was withdrawn, Invalid without a reason.
    """
    if not why:
        raise Invalid({"why": _("Say in a few words why it no longer holds.")}, {})

    async def verb() -> tuple[str, ...]:
        if (before := await ledger.seen(entry)) is not None:
            return before.fact.undoes if isinstance(before.fact, EvidenceWithdrawn) else ()
        return await withdraw_evidence_within(actor, entry, evidence, why, process=process)

    return await db.run(verb)


async def withdraw_evidence_within(actor: Actor, entry: Entry, evidence: UUID, why: str, *, process: Process) -> tuple[str, ...]:
    """The same inside the caller's verb, which has asked `ledger.seen` and brings a reason."""
    found = await _holding(evidence, actor, entry)
    deal = await deals.deal(found.deal, actor, entry.at)
    if deal.owner == actor.id and found.by != actor.id:
        raise Forbidden("What somebody else attached is not taken back by the owner of the deal.")
    await EvidenceRow.update(
        {EvidenceRow.withdrawn_at: await _at(entry, deal.id), EvidenceRow.withdrawn_by: actor.id, EvidenceRow.why: why}
    ).where(EvidenceRow.id == evidence)
    standings = await queries.standings(found.deal)
    looked = await people.these({one.by for one in standings.values()})
    zones = {person.id: person.zone for person in looked.values()}
    changed, undone = _fallen(found, await queries.evidence(found.deal), standings, zones, process)
    if changed:
        await keep_standings(deal.id, deal.motion, deal.stage, changed, process=process)
    fact = EvidenceWithdrawn(evidence=evidence, deal=found.deal, undoes=undone)
    await ledger.record(fact, entry, person=deal.owner, team=await _team(deal.owner))
    return undone


def _fallen(
    gone: Evidence, left: list[Evidence], standings: Mapping[str, Standing], zones: Mapping[UUID, str], process: Process
) -> tuple[dict[str, Standing], tuple[str, ...]]:
    """The standings that change without this item, and the gates among them that are no longer met. `zones` are those of who looked."""
    items = [one.item for one in left if one.id != gone.id]
    after: dict[str, Standing] = {}
    for one in sorted({clause.partition("/")[0] for clause in gone.shows} & standings.keys() & process.behaviour.keys()):
        before = standings[one]
        on = local_day(before.asked_at, zones.get(before.by, "UTC"))
        after[one] = without(before, process.behaviour[one], gone.item, items, on)
    changed = {one: standing for one, standing in after.items() if standing != standings[one]}
    return changed, tuple(one for one, standing in changed.items() if standings[one].met and not standing.met)


async def _holding(evidence: UUID, actor: Actor, entry: Entry) -> Evidence:
    found = await queries.one_evidence(evidence, actor, entry.at)
    if found.withdrawn_at is not None:
        raise Refused(_("This was taken back before. It stays to be read."))
    return found


def _check(told: Told, today: date, process: Process) -> None:
    wrong: dict[str, str] = {}
    if told.form not in FORMS:
        wrong["kind"] = _("Say what kind of proof it is.")
    if told.source not in SOURCES:
        wrong["source"] = _("Say where it comes from.")
    if not ARTIFACT.fullmatch(told.artifact):
        wrong["artifact"] = _("Choose one of the list.")
    if told.dated is not None and told.dated > today and told.form != "event":
        wrong["dated"] = _("Only an invite may be for a day to come.")
    if wrong:
        raise Invalid(wrong, {})
    _check_clauses(told.shows, process)


def _check_clauses(shows: Collection[str], process: Process) -> None:
    known = {f"{one.id}/{clause.id}" for one in process.behaviours for clause in one.clauses}
    if not known.issuperset(shows):
        raise Invalid({"shows": _("One of these clauses is not in the process any more. Choose again.")}, {})


async def _at(entry: Entry, deal: UUID) -> datetime:
    """When the proof of a deal changes: after every sheet that was closed without it, or what nobody has seen would count as looked at."""
    return entry.after(await queries.last_look(deal, entry.at))


async def _team(owner: UUID) -> UUID | None:
    person = await people.person(owner)
    return person.team if person else None


def _json(clauses: Collection[str]) -> str:
    return msgspec.json.encode(sorted(clauses)).decode()
