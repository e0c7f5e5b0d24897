"""The standard sheet as a page shows it: rows with their clauses and what shows them, and what follows so far."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from server import ids
from server.deals.queries import Deal
from server.inspections import queries
from server.inspections.actions import Done
from server.inspections.looking import Looked, Looking, look
from server.inspections.queries import HIDDEN, Evidence, Pace, Row, Sheet
from server.inspections.rubric import Judged, Standing, Ticked, judge, kept, passes, still_true
from server.people import queries as people
from server.people.roles import Actor
from server.process.map import Behaviour, Clause, Process
from server.sentences import gettext as _
from server.web.deal.stage_words import Said, last_said, said, why_asked
from server.zones import local_day

QUOTED = 2
"""Items of evidence that stand beside one clause; the rest are on the deal."""


class Quote(Struct, frozen=True):
    """An item of evidence beside a clause; `fault` says why it proves nothing here, empty when it does."""

    evidence: Evidence
    fault: str


class Box(Struct, frozen=True):
    """One clause of a row: its name is `behaviour/clause`; `state` is proven, hollow or missing; `shown`: some evidence passes for it."""

    name: str
    clause: Clause
    ticked: bool
    state: str
    shown: bool
    quotes: tuple[Quote, ...]


class Line(Struct, frozen=True):
    """One row. `last` is what was said before and by whom, empty until something is done in the row; `since` is when it was met, if it folds."""

    behaviour: Behaviour
    place: int
    why: str
    form: UUID
    folds: bool
    since: datetime | None
    done: Done
    answer: str
    boxes: tuple[Box, ...]
    last: str

    @property
    def words_name(self) -> str:
        """The name of the field that says why it does not apply."""
        return f"na-words.{self.behaviour.id}"


class View(Struct, frozen=True):
    """A sheet with everything around it. `stages` are the titles of the deal's motion in order; `place` and `claimed` count from 1, 0 unknown."""

    sheet: Sheet
    deal: Deal
    owner: str
    process: Process
    lines: tuple[Line, ...]
    looked: Looked
    stages: tuple[str, ...]
    claimed: int
    place: int
    pace: Pace | None
    said: Said | None
    """What follows, in sentences; None for a deal that the process cannot place."""

    @property
    def hidden(self) -> bool:
        """A blind sheet hides what was said, why the deal was picked, and how far the evidence reaches."""
        return self.sheet.mode in HIDDEN

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, the earliest gate first, then what else was asked and not met."""
        gates = [gate for gate, _waits in self.looked.outlook.missing]
        others = [one for one, row in self.looked.judged.items() if row.answer in {"claimed", "partly", "not-met"}]
        return tuple(dict.fromkeys([*gates, *others]))


class Known(Struct, frozen=True):
    """What a sheet is drawn from: its deal with its evidence, where each behaviour stood before and who said so, and how long sheets took.

    `day` is that on which a blind sheet stands still, if its evidence is frozen.
    """

    sheet: Sheet
    deal: Deal
    owner: str
    process: Process
    evidence: Sequence[Evidence]
    before: Mapping[str, Standing]
    names: Mapping[UUID, str]
    pace: Pace | None
    day: date | None = None


async def view(
    sheet: Sheet, deal: Deal, process: Process, actor: Actor, now: datetime, typed: Mapping[str, Done] | None = None
) -> View:
    """The sheet as it stands, or as it was typed; a closed one as it was closed."""
    still = await queries.still_of(sheet, now)
    before = still.before if still else await queries.standings(deal.id)
    owner = await people.person(deal.owner)
    known = Known(
        sheet=sheet,
        deal=deal,
        owner=owner.name if owner else "",
        process=process,
        evidence=still.evidence if still else await queries.evidence(deal.id),
        before=before,
        names=await _names(before.values()) if sheet.closed_at is None and sheet.mode not in HIDDEN else {},
        pace=await queries.last_sheets(actor.id),
        day=still.day if still else None,
    )
    return drawn(known, actor.zone, now, typed)


def drawn(known: Known, zone: str, now: datetime, typed: Mapping[str, Done] | None = None) -> View:
    """The same from what is known."""
    sheet, process = known.sheet, known.process
    on = known.day or local_day(sheet.closed_at or now, zone)
    rows = {row.behaviour: row for row in sheet.rows if row.behaviour in process.behaviour}
    done = {one: (typed or {}).get(one) or Done(ticked=row.ticked, na_words=row.na_words) for one, row in rows.items()}
    looking = Looking(
        process=process,
        motion=sheet.motion,
        claimed=sheet.claimed,
        before=known.before,
        evidence=[one.item for one in known.evidence],
        mode=sheet.mode,
        by=sheet.by,
        at=now,
        on=on,
    )
    looked = look(looking, ((one, _ticks(row, known.before.get(one)).ticked) for one, row in done.items()))
    stages, claimed = kept(process, sheet.motion), process.now(sheet.claimed)
    return View(
        sheet=sheet,
        deal=known.deal,
        owner=known.owner,
        process=process,
        lines=tuple(_line(row, done[one], known, looked, on, zone) for one, row in rows.items()),
        looked=looked,
        stages=tuple(process.stage[stage].title for stage in stages),
        claimed=stages.index(claimed) + 1 if claimed in stages else 0,
        place=looked.conclusion.place,
        pace=known.pace,
        said=said(looked.conclusion, looked.outlook, process) if looked.conclusion.place else None,
    )


def boxes_of(behaviour: Behaviour, ticked: Ticked, evidence: Sequence[Evidence], on: date) -> tuple[Box, ...]:
    """The clauses of one behaviour with these ticks, beside the evidence as it is now."""
    judged = judge(behaviour, ticked, [one.item for one in evidence], on)
    done = Done(ticked=ticked)
    return tuple(_box(clause, behaviour, done, judged, evidence, on) for clause in behaviour.clauses)


def _line(row: Row, done: Done, known: Known, looked: Looked, on: date, zone: str) -> Line:
    behaviour, judged, before = known.process.behaviour[row.behaviour], _judged(row, looked), known.before.get(row.behaviour)
    tells = before is not None and before.by in known.names and judged.answer != "not-asked" and not row.folds
    return Line(
        behaviour=behaviour,
        place=row.place,
        why=why_asked(row.reason, behaviour, before, known.process, on),
        form=ids.new(),
        folds=row.folds,
        since=before.asked_at if before and row.folds else None,
        done=done,
        answer=judged.answer,
        boxes=tuple(_box(clause, behaviour, done, judged, known.evidence, on) for clause in behaviour.clauses),
        last=last_said(before, known.names[before.by], zone) if before is not None and tells else "",
    )


def _judged(row: Row, looked: Looked) -> Judged:
    """What the row says: as it was closed, else as it follows now."""
    if not row.answer:
        return looked.judged[row.behaviour]
    return Judged(
        behaviour=row.behaviour,
        answer=row.answer,  # type: ignore[arg-type]  # written from one
        proven=row.proven,
        hollow=row.hollow,
        missing=row.missing,
        shown_at=row.shown_at,
    )


def _box(clause: Clause, behaviour: Behaviour, done: Done, judged: Judged, evidence: Sequence[Evidence], on: date) -> Box:
    name = f"{behaviour.id}/{clause.id}"
    about = [one for one in evidence if name in one.shows]
    quotes = tuple(Quote(one, _fault(one, behaviour, clause, on)) for one in about)
    state = "proven" if clause.id in judged.proven else "hollow" if clause.id in judged.hollow else "missing"
    return Box(
        name=name,
        clause=clause,
        ticked=clause.id in done.ticked.ticks,
        state=state,
        shown=any(not quote.fault for quote in quotes),
        quotes=tuple(sorted(quotes, key=lambda quote: bool(quote.fault)))[:QUOTED],
    )


def _fault(evidence: Evidence, behaviour: Behaviour, clause: Clause, on: date) -> str:
    if passes(evidence.item, behaviour, clause.id, on):
        return ""
    if evidence.dated is None:
        return _("No date: a claim until it has one.")
    if behaviour.fresh_days == 0 and evidence.dated < on:
        return _("That day is over.")
    if evidence.dated > on:
        return _("That day has not come.")
    return {
        "buyer": _("Not from the buyer: a claim until they write, edit or accept it."),
        "system": _("Not from a calendar, the CRM or a signing tool: a claim until it is."),
        "delivery": _("Not from the delivery team: a claim until it is."),
    }.get(clause.source, _("A claim."))


def _ticks(done: Done, before: Standing | None) -> Done:
    """*Still true* stands for what was proven when it was last asked."""
    return Done(ticked=still_true(before)) if done.ticked.still and before is not None else done


async def _names(standings: Iterable[Standing]) -> Mapping[UUID, str]:
    """Who asked last, by id."""
    by = {standing.by for standing in standings}
    found = [await people.person(one) for one in sorted(by)]
    return {one.id: one.name for one in found if one is not None}
